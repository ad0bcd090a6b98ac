// What GetFeatureInfo found, with the titles of the columns.
import type { Layer } from './catalogue';
import { fill, h, set, sign } from './dom';
import { featureTitle, formatValue } from './format';
import { askJson, isAbort } from './http';
import { announce, failureBox } from './page';
import type { Texts } from './texts';

export interface Found { title: string; cells: { name: string; title: string; value: string }[] }

// The features of a GeoJSON answer, told by the layer's columns in their order; a member that is not
// a column of the layer comes after them under its own name.
export function readFound(answer: unknown, layer: Layer, texts: Texts): Found[] {
	const features = (answer as { features?: unknown } | null)?.features;
	return (Array.isArray(features) ? features : []).map((feature: unknown) => {
		const given = (feature as { properties?: unknown } | null)?.properties;
		const properties = (typeof given === 'object' && given !== null ? given : {}) as Record<string, unknown>;
		// A picture's bands have no columns; libmapserver calls what they hold value_0, value_1 ...
		const band = layer.geometry === 'raster';
		const restTitle = (name: string) => band && name === 'value_0' ? texts.value : name;
		const known = layer.columns.filter((column) => column.name in properties);
		const rest = Object.keys(properties).filter((name) => !known.some((column) => column.name === name));
		return {
			title: layer.geometry === 'raster' ? layer.title : featureTitle(layer, properties),
			cells: [
				...known.map((column) => ({
					name: column.name, title: column.title,
					value: formatValue(properties[column.name], column, texts),
				})),
				...rest.map((name) => ({
					name, title: restTitle(name), value: formatValue(properties[name], undefined, texts),
				})),
			],
		};
	});
}

const most = 10;

// The card beside the map. Its text is announced, and it stays until closed.
export class ValuesCard {
	readonly element: HTMLElement;
	private readonly body: HTMLElement;
	private last: AbortController | undefined;

	constructor(
		private readonly layer: Layer, private readonly texts: Texts, private readonly left: () => void,
	) {
		this.body = h('div', { class: 'values-body', tabindex: 0, role: 'group', 'aria-label': texts.values });
		this.element = h('section', { class: 'values', 'aria-label': texts.values, hidden: true },
			h('div', { class: 'values-head' },
				h('h2', {}, texts.values),
				h('button', {
					type: 'button', class: 'plain', 'aria-label': texts.close, onclick: () => this.leave(),
				}, sign('close'))),
			this.body);
	}

	close(): void {
		this.last?.abort();
		this.element.hidden = true;
	}

	// Closed by the person, who goes back to the map.
	leave(): void {
		this.close();
		this.left();
	}

	// Asks, shows, and gives back the service's answer for the map to draw; undefined when there is none.
	async ask(address: (count: number) => string): Promise<unknown> {
		this.last?.abort();
		this.last = new AbortController();
		this.element.hidden = false;
		set(this.body, { 'aria-busy': 'true' });
		fill(this.body, h('p', { class: 'muted' }, this.texts.reading));
		try {
			const answer = await askJson(address(most), this.last.signal);
			this.show(readFound(answer, this.layer, this.texts));
			return answer;
		} catch (error) {
			if (!isAbort(error))
				fill(this.body, failureBox(error, this.texts));
			return undefined;
		} finally {
			set(this.body, { 'aria-busy': false });
		}
	}

	private show(found: Found[]): void {
		const { texts } = this;
		if (found.length === 0) {
			fill(this.body, h('p', { class: 'muted' }, texts.nothingHere));
			return announce(texts.nothingHere);
		}
		const count = found.length < most ? texts.objects(found.length) : texts.objectsMany(found.length);
		fill(this.body,
			found.length > 1 ? h('p', { class: 'muted small' }, count) : undefined,
			...found.map((feature, i) => this.table(feature, i)));
		announce(`${count}. ${found.map((feature) => feature.title).filter(Boolean).join(', ')}`);
	}

	private table(feature: Found, i: number): HTMLElement {
		const { texts } = this;
		return h('table', { class: 'cells' },
			h('caption', {}, feature.title || texts.object(i + 1)),
			h('thead', { class: 'unseen' }, h('tr', {},
				h('th', { scope: 'col' }, texts.property), h('th', { scope: 'col' }, texts.value))),
			h('tbody', {}, ...feature.cells.map((cell) => h('tr', {},
				h('th', { scope: 'row', title: cell.name === cell.title ? undefined : cell.name }, cell.title),
				h('td', {}, cell.value || h('span', { class: 'muted' }, texts.none))))));
	}
}
