// The layer as a table, some rows at a time: the map's alternative for those who do not see it.
import type { Layer } from './catalogue';
import { h, sign, type Child } from './dom';
import { featureTitle, formatNumber, formatValue } from './format';
import { askJson } from './http';
import { announce, failureText, fillFrom, outLink, type Page } from './page';
import { api } from './urls';

interface Feature { id?: string | number; properties: Record<string, unknown> | null }
interface Answer { features?: Feature[]; numberMatched?: number }

const atOnce = 20;

export class Rows {
	readonly element = h('div', { class: 'panel' });
	private opened = false;

	constructor(
		private readonly layer: Layer, private readonly page: Page, private readonly show: (feature: unknown) => void,
	) {}

	open(): void {
		if (!this.opened)
			void this.read(0);
		this.opened = true;
	}

	private read(offset: number): Promise<void> {
		const { layer, page } = this;
		return fillFrom(this.element, page.texts, async () => {
			const answer = await askJson(api(page.root, `collections/${encodeURIComponent(layer.name)}/items`, {
				f: 'json', limit: atOnce, offset: offset || undefined, skipGeometry: 'true', lang: page.lang,
			})) as Answer;
			return this.table(answer.features ?? [], offset, answer.numberMatched ?? layer.features);
		});
	}

	private table(features: Feature[], offset: number, total: number | undefined): Child[] {
		const { layer, page: { texts, root, lang } } = this;
		if (features.length === 0)
			return [h('p', { class: 'muted' }, texts.noRows)];
		const number = (n: number) => formatNumber(n, lang);
		const where = texts.rows(number(offset + 1), number(offset + features.length),
			total === undefined ? '' : number(total));
		if (offset > 0)
			announce(where);
		const last = total === undefined ? features.length < atOnce : offset + features.length >= total;
		return [
			h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': texts.tableOf(layer.title) },
				h('table', { class: 'grid rows' },
					h('caption', { class: 'unseen' }, texts.tableOf(layer.title)),
					h('thead', {}, h('tr', {},
						h('th', { scope: 'col' }, texts.onMap),
						...layer.columns.map((column) => h('th', {
							scope: 'col', class: numeric(column.type), title: column.name,
						}, column.title)))),
					h('tbody', {}, ...features.map((feature) => this.row(feature))))),
			h('div', { class: 'pager' },
				h('button', {
					type: 'button', class: 'button', disabled: offset === 0, 'aria-label': texts.previousRows,
					onclick: () => void this.read(Math.max(0, offset - atOnce)),
				}, sign('back')),
				h('span', { class: 'small' }, where),
				h('button', {
					type: 'button', class: 'button', disabled: last, 'aria-label': texts.nextRows,
					onclick: () => void this.read(offset + atOnce),
				}, sign('forward'))),
			h('p', { class: 'small' }, outLink(
				api(root, `collections/${encodeURIComponent(layer.name)}/items`, { f: 'html', lang }), texts.tablePage, texts)),
		];
	}

	private row(feature: Feature): HTMLElement {
		const { layer, page: { texts } } = this;
		const { id } = feature;
		const properties = feature.properties ?? {};
		const title = featureTitle(layer, properties);
		return h('tr', {},
			h('td', {}, id === undefined ? undefined : h('button', {
				type: 'button', class: 'plain', 'aria-label': texts.onMapOf(title || String(id)),
				onclick: () => void this.onMap(id),
			}, sign(layer.geometry))),
			...layer.columns.map((column) => {
				const text = formatValue(properties[column.name], column, texts);
				return h('td', { class: text.length > 40 ? 'long' : numeric(column.type) },
					text || h('span', { class: 'unseen' }, texts.none));
			}));
	}

	private async onMap(id: string | number): Promise<void> {
		const { layer, page } = this;
		try {
			this.show(await askJson(api(page.root,
				`collections/${encodeURIComponent(layer.name)}/items/${encodeURIComponent(id)}`,
				{ f: 'json', lang: page.lang })));
		} catch (error) {
			announce(failureText(error, page.texts).text);
		}
	}
}

function numeric(type: string): string | undefined {
	return type === 'integer' || type === 'number' ? 'number' : undefined;
}
