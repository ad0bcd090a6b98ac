// One layer: its map, and everything about it in tabs.
import type { Layer } from './catalogue';
import { controls } from './controls';
import { description } from './description';
import { fill, h, sign } from './dom';
import type { Drawing, MapView } from './map';
import { MapBox } from './mapbox';
import type { Page } from './page';
import { downloads, embedding, services } from './panels';
import { fits, places, usualCrs } from './projections';
import { Rows } from './rows';
import type { Crs, State, Tab } from './state';
import { tabs } from './tabs';

export interface LayerEvents { changed(state: State): void; back(): void }

export class LayerView {
	readonly element: HTMLElement;
	readonly heading: HTMLElement;
	private readonly box: MapBox;
	private readonly bar = h('div', { class: 'bar' });
	private readonly tabs: { element: HTMLElement; choose: (tab: Tab) => void };
	private readonly embed: ReturnType<typeof embedding>;
	private readonly files: ReturnType<typeof downloads>;
	private view: MapView | undefined;

	constructor(
		readonly layer: Layer, private others: readonly Layer[], private state: State,
		private readonly page: Page, private readonly events: LayerEvents,
	) {
		const { texts } = page;
		this.box = new MapBox(layer, page);
		this.embed = embedding(layer, page);
		this.files = downloads(layer, page);
		const rows = new Rows(layer, page, (feature) => {
			this.view?.show(feature);
			this.box.element.scrollIntoView({ block: 'nearest' });
		});
		this.tabs = tabs<Tab>(texts.tabsLabel, [
			{ name: 'description', title: texts.tabs.description, panel: description(layer, page) },
			...(layer.geometry === 'raster' ? [] : [{
				name: 'data' as const, title: texts.tabs.data, panel: rows.element, open: () => rows.open(),
			}]),
			{ name: 'services', title: texts.tabs.services, panel: services(layer, page) },
			{ name: 'download', title: texts.tabs.download, panel: this.files.element },
			{ name: 'embed', title: texts.tabs.embed, panel: this.embed.element },
		], state.tab, (tab) => this.put({ tab }));
		this.heading = h('h1', { tabindex: -1 }, layer.title);
		this.element = h('article', { class: 'layer' },
			h('header', { class: 'layer-head' },
				h('button', { type: 'button', class: 'plain backbutton', onclick: () => events.back() },
					sign('back'), texts.backToList),
				h('p', { class: 'over' }, [layer.themeTitle, layer.organisationTitle].filter(Boolean).join(' · ')),
				this.heading,
				layer.level === 'public' ? undefined
					: h('span', { class: 'badge' }, sign('lock'), texts.level[layer.level])),
			this.bar,
			h('section', { class: 'mapside', 'aria-label': texts.map },
				this.box.element,
				h('p', { class: 'undermap small muted' },
					h('span', {}, layer.attribution),
					layer.geometry === 'raster' ? undefined : h('button', {
						type: 'button', class: 'linklike', onclick: () => this.toTable(),
					}, texts.mapAlternative))),
			h('div', { class: 'side' }, this.box.values.element, this.tabs.element));
		this.drawControls();
	}

	// Once in the page.
	start(): void {
		this.view = this.box.start(this.drawing(), this.state.sight, (sight) => {
			this.put(sight ? { crs: this.crs(), sight } : { sight });
		});
		this.refreshPanels();
	}

	dispose(): void {
		this.box.values.close();
		this.view?.dispose();
	}

	// Takes over a state that came from the address: back, forward, or a link within the page.
	apply(state: State): void {
		const moved = state.sight?.x !== this.state.sight?.x || state.sight?.y !== this.state.sight?.y
			|| state.sight?.resolution !== this.state.sight?.resolution;
		this.state = state;
		this.redraw();
		if (moved)
			this.view?.place(state.sight);
		this.tabs.choose(state.tab);
	}

	setOthers(others: readonly Layer[]): void {
		this.others = others;
		this.drawControls();
	}

	private crs(): Crs {
		const { crs } = this.state;
		return crs && fits(crs, this.layer.bounds) ? crs : usualCrs(this.layer.bounds);
	}

	private drawing(): Drawing {
		const { style, dimensions, background } = this.state;
		return { layer: this.layer, crs: this.crs(), style, dimensions, background };
	}

	private put(change: Partial<State>): void {
		this.state = { ...this.state, ...change };
		this.events.changed(this.state);
		this.refreshPanels();
	}

	private refreshPanels(): void {
		this.embed.open({ ...this.state, crs: this.crs() });
		this.files.open((type) => this.view?.pictureAddress(type) ?? '');
	}

	private redraw(): void {
		this.view?.change(this.drawing());
		void this.box.legend.draw(this.state.style);
		this.drawControls();
	}

	private drawControls(): void {
		const focused = document.activeElement?.id;
		fill(this.bar, controls(this.layer, this.others, this.state, this.crs(), this.page, {
			crs: (crs) => {
				this.put({ crs, sight: undefined });
				this.view?.change(this.drawing());
				this.put({ sight: this.view?.sight() });
			},
			style: (style) => {
				this.put({ style });
				this.view?.change(this.drawing());
				void this.box.legend.draw(style);
			},
			dimension: (name, value) => {
				const dimensions = { ...this.state.dimensions };
				delete dimensions[name];
				this.put({ dimensions: value ? { ...dimensions, [name]: value } : dimensions });
				this.view?.change(this.drawing());
			},
			background: (background) => {
				this.put({ background });
				this.view?.change(this.drawing());
			},
			place: (place) => {
				const crs: Crs = place === 'all' || place === 'metropole' ? this.crs() : 'EPSG:3857';
				if (crs !== this.crs()) {
					this.put({ crs, sight: undefined });
					this.redraw();
				}
				if (place === 'all')
					this.view?.whole();
				else
					this.view?.look(places[place]);
			},
		}));
		if (focused)
			this.bar.querySelector<HTMLElement>(`#${CSS.escape(focused)}`)?.focus();
	}

	private toTable(): void {
		this.tabs.choose('data');
		this.put({ tab: 'data' });
		document.getElementById('tab-data')?.focus();
	}
}
