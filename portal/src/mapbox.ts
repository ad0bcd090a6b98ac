// The map with what stands on it: zoom, legend, values, progress and failure. Used by both pages.
import type { Layer } from './catalogue';
import { fill, h, sign } from './dom';
import { Legend } from './legend';
import { MapView, type Drawing } from './map';
import { failureText, type Page } from './page';
import type { Sight } from './state';
import { ows } from './urls';
import { ValuesCard } from './values';

export class MapBox {
	readonly element: HTMLElement;
	readonly legend: Legend;
	readonly values: ValuesCard;
	private readonly target: HTMLElement;
	private readonly bar = h('div', { class: 'progress', hidden: true });
	private readonly failure = h('div', { class: 'failure onmap', role: 'alert', hidden: true });
	private view: MapView | undefined;

	constructor(layer: Layer, private readonly page: Page, private readonly embedded = false) {
		const { texts } = page;
		this.legend = new Legend(layer, page, !embedded && matchMedia('(min-width: 40rem)').matches);
		this.values = new ValuesCard(layer, texts, () => {
			this.view?.clear();
			this.target.focus();
		});
		this.target = h('div', {
			class: 'map', id: 'map', tabindex: 0, role: 'application', 'aria-label': texts.mapOf(layer.title),
			'aria-describedby': 'map-help',
		});
		const button = (title: string, content: Node | string, act: () => void) =>
			h('button', { type: 'button', title, 'aria-label': title, onclick: act }, content);
		this.element = h('div', { class: 'mapbox' },
			this.target,
			h('div', { class: 'crosshair', 'aria-hidden': 'true' }),
			this.bar,
			h('div', { class: 'mapbuttons' },
				button(texts.zoomIn, '+', () => this.view?.zoom(1)),
				button(texts.zoomOut, '−', () => this.view?.zoom(-1)),
				button(texts.wholeLayer, sign('whole'), () => this.view?.whole())),
			this.legend.element,
			embedded ? this.values.element : undefined,
			this.failure,
			h('p', { id: 'map-help', class: 'unseen' }, texts.mapHelp));
		for (const place of [this.target, this.values.element]) {
			place.addEventListener('keydown', (event) => {
				if (event.key === 'Escape' && !this.values.element.hidden)
					this.values.leave();
			});
		}
	}

	// Once the element stands in the page and has a size.
	start(drawing: Drawing, sight: Sight | undefined, moved: (sight: Sight | undefined) => void): MapView {
		const { page } = this;
		const view = new MapView(this.target, ows(page.root, {}), page.lang, drawing, sight, {
			busy: (drawing) => {
				this.bar.hidden = !drawing;
				this.target.setAttribute('aria-busy', String(drawing));
			},
			failed: (failure) => this.fail(failure),
			moved,
			picked: (point) => void this.pick(point),
		}, this.embedded);
		this.view = view;
		void this.legend.draw(drawing.style);
		return view;
	}

	private async pick(point: [number, number]): Promise<void> {
		const answer = await this.values.ask((count) => this.view?.valuesAddress(point, count) ?? '');
		if (!answer)
			return;
		this.view?.found(answer, point);
		if (!this.embedded && matchMedia('(max-width: 40rem)').matches)
			this.element.scrollIntoView({ block: 'start' });
		this.view?.uncover(point, this.values.element.getBoundingClientRect());
	}

	private fail(failure: unknown): void {
		this.failure.hidden = !failure;
		if (!failure)
			return fill(this.failure);
		const { texts } = this.page;
		const { text, detail } = failureText(failure, texts);
		fill(this.failure, h('p', {}, h('strong', {}, texts.notDrawn), ' ', text),
			detail ? h('p', { class: 'small' }, detail) : undefined,
			h('button', { type: 'button', class: 'button', onclick: () => this.view?.again() }, texts.retry));
	}
}
