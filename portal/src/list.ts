// The catalogue at the side: a search box, and the layers under their themes.
import { byTheme, type Group, type Layer, type Theme } from './catalogue';
import { fill, h, sign } from './dom';
import { formatDate } from './format';
import { announce, type Page } from './page';
import { entry, marked, search, type Entry } from './search';

const first = 60;                             // layers of a theme that are listed at once

export interface ListEvents {
	searched(query: string): void;
	address(layer: string): string;       // of the page with that layer
}

export class CatalogueList {
	readonly element: HTMLElement;
	private readonly box: HTMLInputElement;
	private readonly status = h('p', { class: 'status', 'aria-live': 'polite' });
	private readonly groups = h('div', { class: 'groups' });
	private readonly clearButton: HTMLButtonElement;
	private readonly closed = new Set<string>();
	private entries: Entry[] = [];
	private themes: readonly Theme[] = [];
	private chosen = '';
	private complete = false;

	constructor(private readonly page: Page, private readonly events: ListEvents, query: string) {
		const { texts } = page;
		this.box = h('input', {
			type: 'search', id: 'search', autocomplete: 'off', spellcheck: 'false', value: query,
			placeholder: texts.searchHint, 'aria-describedby': 'search-status',
			oninput: () => this.searched(),
			onkeydown: (event: KeyboardEvent) => {
				if (event.key === 'Escape' && this.box.value)
					this.clear(event);
			},
		});
		this.status.id = 'search-status';
		this.clearButton = h('button', {
			type: 'button', class: 'plain', 'aria-label': texts.clear, hidden: !query,
			onclick: (event: Event) => this.clear(event),
		}, sign('close'));
		this.element = h('nav', { class: 'catalogue', 'aria-label': texts.catalogue },
			h('div', { class: 'search', role: 'search' },
				h('label', { for: 'search' }, texts.searchLabel),
				h('div', { class: 'searchbox' }, sign('search'), this.box, this.clearButton),
				this.status),
			this.groups);
	}

	// Layers as they arrive, page by page; `fresh` begins anew.
	add(layers: readonly Layer[], themes: readonly Theme[], fresh: boolean, complete: boolean): void {
		this.entries = [...fresh ? [] : this.entries, ...layers.map(entry)];
		this.themes = themes;
		this.complete = complete;
		this.draw();
	}

	choose(layer: string): void {
		this.chosen = layer;
		if (layer && !this.groups.querySelector(`a[data-layer="${CSS.escape(layer)}"]`))
			this.draw();                  // one of those behind a button, perhaps
		for (const link of this.groups.querySelectorAll('a[data-layer]'))
			this.mark(link as HTMLAnchorElement);
		this.groups.querySelector('a[aria-current]')?.scrollIntoView({ block: 'nearest' });
	}

	// Puts another query into the box, as when the person goes back.
	query(text: string): void {
		if (this.box.value !== text) {
			this.box.value = text;
			this.draw();
		}
	}

	fail(box: HTMLElement): void {
		fill(this.status);
		fill(this.groups, box);
	}

	focus(): void {
		this.box.focus();
	}

	private searched(): void {
		this.draw();
		this.events.searched(this.box.value.trim());
	}

	private clear(event: Event): void {
		event.preventDefault();
		this.box.value = '';
		this.box.focus();
		this.searched();
		announce(this.page.texts.layers(this.entries.length));
	}

	private draw(): void {
		const { texts } = this.page;
		const query = this.box.value.trim();
		const found = search(this.entries, query);
		this.clearButton.hidden = !this.box.value;
		this.status.textContent = !this.complete ? texts.moreLoading(this.entries.length)
			: query ? texts.found(found.length, this.entries.length)
			: this.entries.length ? texts.layers(this.entries.length) : '';
		if (found.length === 0 && this.complete)
			return fill(this.groups, h('p', { class: 'muted' }, query ? texts.nothingFound : texts.emptyCatalogue));
		fill(this.groups, ...byTheme(found, this.themes, texts.otherTheme).map((group) => this.group(group, query)));
	}

	private group(group: Group, query: string): HTMLElement {
		const { name, title } = group.theme;
		const details = h('details', { open: query !== '' || !this.closed.has(name) },
			h('summary', {},
				h('h2', {}, title),
				h('span', { class: 'count', 'aria-label': this.page.texts.layers(group.layers.length) }, group.layers.length)),
			this.links(group.layers, query));
		details.addEventListener('toggle', () => {
			if (!this.box.value)
				this.closed[details.open ? 'delete' : 'add'](name);
		});
		return details;
	}

	// The first of a long group, and a button for the rest: thousands of links make a page slow.
	private links(layers: readonly Layer[], query: string): HTMLElement {
		const item = (layer: Layer) => h('li', {}, this.link(layer, query));
		const list = h('ul', {}, ...layers.slice(0, first).map(item));
		const rest = layers.slice(first);
		if (rest.length > 0) {
			const more = h('li', {}, h('button', { type: 'button', class: 'linklike more', onclick: () => {
				more.replaceWith(...rest.map(item));
				list.querySelectorAll('a')[first]?.focus();
			} }, this.page.texts.showMore(rest.length)));
			list.append(...rest.filter((layer) => layer.name === this.chosen).map(item), more);
		}
		return list;
	}

	private link(layer: Layer, query: string): HTMLAnchorElement {
		const { texts } = this.page;
		const date = formatDate(layer.referenceDate.replace(/-01-01$/, ''), texts.lang);
		const under = [layer.organisationTitle, date].filter(Boolean).join(' · ');
		const link = h('a', { href: this.events.address(layer.name), 'data-layer': layer.name },
			sign(layer.geometry),
			h('span', { class: 'name' }, ...marked(layer.title, query).map((piece) =>
				piece.hit ? h('mark', {}, piece.text) : piece.text)),
			layer.level === 'public' ? undefined
				: h('span', { class: 'badge' }, sign('lock'), texts.level[layer.level]),
			under ? h('span', { class: 'under' }, under) : undefined);
		this.mark(link);
		return link;
	}

	private mark(link: HTMLAnchorElement): void {
		if (link.dataset['layer'] === this.chosen)
			link.setAttribute('aria-current', 'true');
		else
			link.removeAttribute('aria-current');
	}
}
