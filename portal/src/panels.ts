// The ways to take a layer away: service addresses, files, and a map in another page.
import type { Layer } from './catalogue';
import { fill, h, sign } from './dom';
import { formatNumber } from './format';
import { key, withKey } from './http';
import { copyField, outLink, type Page } from './page';
import type { State } from './state';
import {
	download, embedAddress, embedCode, formats, parts, publicRoot, withParameters, type Format, type Part,
} from './urls';

export function addresses(list: [title: string, use: string, address: string][], page: Page): HTMLElement[] {
	return list.filter(([, , address]) => address).map(([title, use, address]) =>
		h('div', { class: 'address' },
			h('h3', {}, title),
			copyField(title, address, page.texts),
			h('p', { class: 'muted small' }, use)));
}

export function services(layer: Layer, page: Page): HTMLElement {
	const { texts } = page;
	const s = layer.services;
	const whole = publicRoot(page.root, layer);
	return h('div', { class: 'panel' },
		h('h2', {}, texts.servicesOfLayer),
		...addresses([
			[texts.service.wms, texts.serviceUse.wms, s.wms],
			[texts.service.wfs, texts.serviceUse.wfs, s.wfs],
			[texts.service.items, texts.serviceUse.items, s.items],
		], page),
		h('div', { class: 'address' },
			h('h3', {}, texts.layerName), copyField(texts.layerName, layer.name, texts)),
		s.themeWms || s.themeWfs ? h('h2', {}, texts.servicesOfTheme(layer.themeTitle)) : undefined,
		...addresses([
			[texts.service.themeWms, texts.serviceUse.themeWms, s.themeWms],
			[texts.service.themeWfs, texts.serviceUse.themeWfs, s.themeWfs],
		], page),
		h('h2', {}, texts.wholeCatalogue),
		...addresses(catalogueAddresses(whole, page), page),
		key() ? h('p', { class: 'note' }, texts.keyInClients) : undefined);
}

export function catalogueAddresses(whole: string, { texts }: Page): [string, string, string][] {
	const capabilities = (service: string) => withParameters(new URL('ows', whole), {
		SERVICE: service, REQUEST: 'GetCapabilities',
	});
	return [
		['WMS', texts.serviceUse.wms, capabilities('WMS')],
		['WFS', texts.serviceUse.wfs, capabilities('WFS')],
		[texts.service.api, texts.serviceUse.api, new URL('api', whole).href],
	];
}

const pictureTypes = [['png', 'image/png'], ['pdf', 'application/pdf'], ['svg', 'image/svg+xml']] as const;

// `open` is given the address of the view as a picture of that type.
export function downloads(
	layer: Layer, page: Page,
): { element: HTMLElement; open: (picture: (type: string) => string) => void } {
	const { texts } = page;
	const pictures = h('ul', { class: 'files small' });
	const element = h('div', { class: 'panel' },
		...(layer.geometry === 'raster' ? [h('p', {}, texts.downloadRaster)] : features(layer, page)),
		h('h2', {}, texts.viewAsFile),
		pictures,
		layer.licence ? h('p', { class: 'muted small' }, `${texts.underLicence} `,
			layer.licenceUrl ? outLink(layer.licenceUrl, layer.licence, texts) : layer.licence,
			layer.attribution ? ` — ${layer.attribution}` : '') : undefined);
	return { element, open: (picture) => fill(pictures, ...pictureTypes.map(([name, type]) =>
		h('li', {}, file(picture(type), `${layer.name}.${name}`, texts.viewFormats[name], '')))) };
}

function features(layer: Layer, page: Page): HTMLElement[] {
	const { texts } = page;
	const files = h('ul', { class: 'files' });
	const all = parts(layer.features, layer.most);
	const number = (n: number) => formatNumber(n, page.lang);
	const select = h('select', { id: 'part', onchange: () => show(all[select.selectedIndex]) },
		...all.map(({ start, count }) => h('option', {}, texts.part(
			number(start + 1), number(Math.min(start + count, layer.features ?? Infinity))))));
	show(all[0]);
	return all.length === 0 ? [h('h2', {}, texts.downloads), files] : [
		h('h2', {}, texts.downloadsInParts),
		h('p', { class: 'small' }, texts.inParts(number(layer.features ?? 0), number(layer.most))),
		h('div', { class: 'choice' }, h('label', { for: 'part' }, texts.partLabel), select),
		files,
	];

	function show(part?: Part): void {
		const suffix = part ? `-${part.start / part.count + 1}` : '';
		fill(files, ...(Object.keys(formats) as Format[]).map((format) => h('li', {}, file(
			withKey(download(page.root, layer.name, format, page.lang, part)),
			`${layer.name}${suffix}.${formats[format].extension}`,
			texts.formats[format][0] ?? format, texts.formats[format][1] ?? ''))));
	}
}

function file(href: string, name: string, title: string, use: string): HTMLElement {
	return h('a', { class: 'file', href, download: name },
		sign('download'), h('span', { class: 'name' }, title), use ? h('span', { class: 'under' }, use) : undefined);
}

export function embedding(layer: Layer, page: Page): { element: HTMLElement; open: (state: State) => void } {
	const { texts } = page;
	const body = h('div', { class: 'stack' });
	const whole = publicRoot(page.root, layer);
	const element = h('div', { class: 'panel' },
		layer.level === 'public' ? undefined : h('p', { class: 'note' }, texts.embedRestricted),
		h('p', {}, texts.embedIntro), body);
	return { element, open: (state) => {
		const address = embedAddress(whole, state, page.lang);
		fill(body,
			h('h2', {}, texts.embedCode), copyField(texts.embedCode, embedCode(address, layer.title), texts, 5),
			h('p', {}, outLink(embedAddress(page.root, state, page.lang), texts.embedTry, texts)),
			h('h2', {}, texts.embedLink),
			copyField(texts.embedLink, `${whole}?lang=${page.lang}${location.hash}`, texts));
	} };
}
