// The portal: the catalogue at one side, the chosen layer at the other, and the address that tells both.
import { accessButton } from './access';
import { readLayer, readPage, type Layer } from './catalogue';
import { fill, h, set } from './dom';
import { askJson, Failure, keepKey } from './http';
import { LayerView } from './layerview';
import { CatalogueList } from './list';
import { announce, failureBox, openPage } from './page';
import { emptyState, readState, writeState, type State } from './state';
import { api, rebased } from './urls';
import { welcome, type About } from './welcome';

const page = openPage();
const { texts } = page;

let state = readState(location.hash);
let about: About = { title: 'Jointure', abstract: '', themes: [], layers: [] };
let complete = false;
let view: LayerView | undefined;
let reading = 0;                          // the catalogue's reading in force; an older one stops
let showing = 0;                          // and the layer's

const brand = h('a', { class: 'brand', href: addressOf(emptyState()) });
const language = h('a', { class: 'button quiet', lang: texts.otherLang, hreflang: texts.otherLang, title: texts.otherLangTitle },
	texts.otherLangName);
const main = h('main', { id: 'main', tabindex: -1 });
const list = new CatalogueList(page, {
	searched: (query) => remember({ ...state, query }),
	address: (layer) => addressOf({ ...emptyState(), layer }),
}, state.query);

function addressOf(of: State): string {
	const hash = writeState(of);
	return `${location.pathname}?lang=${page.lang}${hash ? `#${hash}` : ''}`;
}

// The address follows what is seen, without a step in the history for each move.
function remember(to: State): void {
	state = to;
	history.replaceState(null, '', addressOf(state));
	drawLanguage();
}

function drawLanguage(): void {
	set(language, { href: addressOf(state).replace(`?lang=${page.lang}`, `?lang=${texts.otherLang}`) });
}

function drawTitle(): void {
	document.title = view ? `${view.layer.title} – ${about.title}` : about.title;
	fill(brand, logo(), h('span', {}, about.title));
	set(brand, { 'aria-label': `${about.title} – ${texts.home}` });
}

function logo(): HTMLElement {
	const icon = document.querySelector<HTMLLinkElement>('link[rel=icon]');
	return h('img', { src: icon?.href ?? '', alt: '', width: 30, height: 30 });
}

async function readCatalogue(): Promise<void> {
	const mine = ++reading;
	complete = false;
	const layers: Layer[] = [];
	try {
		let address = api(page.root, 'collections', { f: 'json', lang: page.lang, limit: 1000 });
		while (address) {
			const part = readPage(await askJson(address));
			if (mine !== reading)
				return;
			const fresh = layers.length === 0;
			layers.push(...part.layers);
			complete = !part.next || part.layers.length === 0;
			about = { title: part.title || 'Jointure', abstract: part.abstract, themes: part.themes, layers: [...layers] };
			address = complete ? '' : rebased(page.root, part.next);
			list.add(part.layers, about.themes, fresh, complete);
		}
		list.choose(state.layer);
		drawTitle();
		if (view)
			view.setOthers(about.layers);
		else
			await showState(false);
	} catch (error) {
		if (mine !== reading)
			return;
		const retry = () => void readCatalogue();
		list.fail(h('div', {}));
		if (!view)
			fill(main, failureBox(error, texts, retry));
		else
			list.fail(failureBox(error, texts, retry));
	}
}

// A layer by its name: from the list when that is there, else alone, so that a link to one layer does
// not wait for the whole catalogue.
async function findLayer(name: string): Promise<Layer> {
	const known = about.layers.find((layer) => layer.name === name);
	if (known)
		return known;
	if (complete)
		throw new Failure('absent');
	return readLayer(await askJson(api(page.root, `collections/${encodeURIComponent(name)}`, {
		f: 'json', lang: page.lang,
	})));
}

async function showState(focus: boolean): Promise<void> {
	const mine = ++showing;
	const { layer: name } = state;
	list.choose(name);
	document.body.classList.toggle('chosen', name !== '');
	if (view && view.layer.name === name)
		return view.apply(state);
	view?.dispose();
	view = undefined;
	drawLanguage();
	if (!name) {
		const article = welcome(about, page, (layer) => addressOf({ ...emptyState(), layer }));
		fill(main, article);
		drawTitle();
		if (focus)
			focusHeading(article.querySelector('h1'));
		return;
	}
	fill(main, h('p', { class: 'muted waiting' }, texts.loading));
	try {
		const layer = await findLayer(name);
		if (mine !== showing)
			return;
		view = new LayerView(layer, about.layers, state, page, {
			changed: (to) => remember({ ...to, query: state.query }),
			back: () => go({ ...emptyState(), query: state.query }),
		});
		fill(main, view.element);
		view.start();
		drawTitle();
		if (focus) {
			focusHeading(view.heading);
			announce(layer.title);
		}
	} catch (error) {
		if (mine === showing)
			fill(main, failureBox(error, texts, () => void showState(true)));
	}
}

function focusHeading(heading: HTMLElement | null): void {
	heading?.focus({ preventScroll: true });
	window.scrollTo({ top: 0 });
}

function go(to: State): void {
	history.pushState(null, '', addressOf(to));
	state = to;
	void showState(true);
}

// Links to a layer of this page are followed here: the search and the language stay.
function follow(event: MouseEvent): void {
	const link = (event.target as Element).closest('a');
	if (!link || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey
		|| link.target || link.hasAttribute('download') || link === language)
		return;
	const to = new URL(link.href);
	if (to.origin !== location.origin || to.pathname !== location.pathname)
		return;
	event.preventDefault();
	go({ ...readState(to.hash), query: state.query });
}

// A link may bring a key (?key=...): it is taken out of the address, which people copy and share.
function takeKey(): void {
	const given = new URLSearchParams(location.search).get('key');
	if (given)
		keepKey(given);
}

function start(): void {
	takeKey();
	remember(state);
	const skip = h('a', { class: 'skip', href: '#main', onclick: (event: Event) => {
		event.preventDefault();
		main.focus();
	} }, texts.skip);
	document.body.append(
		skip,
		h('header', { class: 'top' }, brand,
			h('div', { class: 'top-end' },
				accessButton(page, () => {
					about.layers = [];
					view?.dispose();
					view = undefined;
					void readCatalogue();
				}),
				h('nav', { 'aria-label': texts.languages }, language))),
		h('div', { class: 'columns' }, list.element, main));
	document.body.addEventListener('click', follow);
	addEventListener('popstate', () => {
		state = readState(location.hash);
		list.query(state.query);
		void showState(true);
	});
	fill(main, h('p', { class: 'muted waiting' }, texts.loading));
	drawTitle();
	void readCatalogue();
	if (state.layer)
		void showState(false);
}

start();
