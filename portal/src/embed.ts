// One layer's map alone, for a frame in another page: embed.html?layer=...&crs=...&lang=...
import { readLayer } from './catalogue';
import { fill, h, sign } from './dom';
import { askJson } from './http';
import { MapBox } from './mapbox';
import { failureBox, openPage } from './page';
import { fits, usualCrs } from './projections';
import { readState, writeState } from './state';
import { api } from './urls';

const page = openPage();
const { texts } = page;
const state = readState(location.search);
const main = h('main', { class: 'embedded' });

async function show(): Promise<void> {
	fill(main, h('p', { class: 'muted waiting' }, texts.loading));
	if (!state.layer)
		return fill(main, h('div', { class: 'failure', role: 'alert' }, h('p', {}, texts.embedNoLayer)));
	try {
		const layer = readLayer(await askJson(api(page.root, `collections/${encodeURIComponent(state.layer)}`, {
			f: 'json', lang: page.lang,
		})));
		document.title = layer.title;
		const crs = state.crs && fits(state.crs, layer.bounds) ? state.crs : usualCrs(layer.bounds);
		const box = new MapBox(layer, page, true);
		fill(main,
			box.element,
			h('footer', { class: 'embed-foot' },
				h('h1', {}, layer.title),
				layer.attribution ? h('span', { class: 'muted' }, layer.attribution) : undefined,
				h('a', {
					href: `${page.root}?lang=${page.lang}#${writeState(state)}`, target: '_blank', rel: 'noopener',
				}, texts.embedOpen, sign('out'), h('span', { class: 'unseen' }, ` ${texts.newWindow}`))));
		box.start({
			layer, crs, style: state.style, dimensions: state.dimensions, background: state.background,
		}, state.sight, () => undefined);
	} catch (error) {
		fill(main, failureBox(error, texts, () => void show()));
	}
}

document.body.append(main);
void show();
