// The page before a layer is chosen: what this catalogue is, its themes, and its addresses as a whole.
import { byTheme, type Layer, type Theme } from './catalogue';
import { h } from './dom';
import { addresses, catalogueAddresses } from './panels';
import type { Page } from './page';
import { publicRoot } from './urls';

export interface About { title: string; abstract: string; themes: Theme[]; layers: Layer[] }

export function welcome(about: About, page: Page, address: (layer: string) => string): HTMLElement {
	const { texts } = page;
	const groups = byTheme(about.layers, about.themes, texts.otherTheme);
	const producers = new Set(about.layers.map((layer) => layer.organisation).filter(Boolean)).size;
	const themes = groups.filter((group) => group.theme.name).length;
	return h('article', { class: 'welcome' },
		h('h1', { tabindex: -1 }, about.title),
		about.abstract ? h('p', { class: 'lead' }, about.abstract) : undefined,
		h('p', { class: 'counts' }, [texts.layers(about.layers.length),
			themes ? texts.themeCount(themes) : '', producers ? texts.organisations(producers) : ''].filter(Boolean).join(' · ')),
		h('p', {}, texts.welcome),
		groups.length ? h('h2', {}, texts.themes) : undefined,
		h('ul', { class: 'cards' }, ...groups.map(({ theme, layers }) => h('li', { class: 'card' },
			h('h3', {}, theme.title),
			theme.abstract ? h('p', { class: 'muted small' }, theme.abstract) : undefined,
			h('ul', {}, ...layers.slice(0, 5).map((layer) =>
				h('li', {}, h('a', { href: address(layer.name) }, layer.title)))),
			layers.length > 5 ? h('p', { class: 'muted small' }, `+ ${texts.layers(layers.length - 5)}`) : undefined))),
		h('h2', {}, texts.wholeCatalogue),
		h('p', { class: 'muted' }, texts.wholeCatalogueHint),
		...addresses(catalogueAddresses(publicRoot(page.root, about.layers[0]), page), page));
}
