// The addresses of the services. The page asks its own server, wherever that is mounted: `root` is
// the folder of the portal. What people copy comes from the catalogue, which knows its public address.
import type { Layer } from './catalogue';
import { writeState, type State } from './state';

export type Parameters = Record<string, string | number | undefined>;

export function withParameters(address: URL | string, parameters: Parameters): string {
	const url = new URL(address);
	for (const [name, value] of Object.entries(parameters)) {
		if (value !== undefined)
			url.searchParams.set(name, String(value));
	}
	return url.href;
}

export function api(root: string, path: string, parameters: Parameters = {}): string {
	return withParameters(new URL(`api/${path}`, root), parameters);
}

// An "items" or "next" address of the catalogue, on this page's own server: behind a proxy the
// public address may be another origin, which this page never talks to.
export function rebased(root: string, href: string): string {
	const url = new URL(href, root);
	const at = url.pathname.indexOf('/api/');
	return new URL(`${at < 0 ? '' : url.pathname.slice(at + 1)}${url.search}`, root).href;
}

export function ows(root: string, parameters: Parameters): string {
	return withParameters(new URL('ows', root), parameters);
}

// The public address of the portal's folder.
export function publicRoot(root: string, layer: Layer | undefined): string {
	return layer?.services.ows ? new URL('.', layer.services.ows.replace(/\/+(\?.*)?$/, '')).href : root;
}

export function legend(root: string, layer: string, style: string, lang: string, scale: number): string {
	return ows(root, {
		SERVICE: 'WMS', VERSION: '1.3.0', REQUEST: 'GetLegendGraphic', FORMAT: 'image/png', LAYER: layer,
		STYLE: style || undefined, SLD_VERSION: '1.1.0', TRANSPARENT: 'TRUE', LANGUAGE: lang,
		SCALE: scale > 0 ? Math.round(scale) : undefined,
	});
}

export const formats = {
	geojson: { outputFormat: 'geojson', extension: 'geojson' },
	csv: { outputFormat: 'csv', extension: 'csv' },
	gpkg: { outputFormat: 'gpkg', extension: 'gpkg' },
	fgb: { outputFormat: 'flatgeobuf', extension: 'fgb' },
	shp: { outputFormat: 'shapezip', extension: 'zip' },
	xlsx: { outputFormat: 'xlsx', extension: 'xlsx' },
} as const;

export type Format = keyof typeof formats;

// What one file may hold is bounded by the service: a larger layer comes in parts, from the first one on.
export interface Part { start: number; count: number }

export function parts(features: number | undefined, most: number): Part[] {
	if (features === undefined || features <= most)
		return [];
	return Array.from({ length: Math.ceil(features / most) }, (_, i) => ({ start: i * most, count: most }));
}

export function download(root: string, layer: string, format: Format, lang: string, part?: Part): string {
	return ows(root, {
		SERVICE: 'WFS', VERSION: '2.0.0', REQUEST: 'GetFeature', TYPENAMES: layer,
		OUTPUTFORMAT: formats[format].outputFormat, LANGUAGE: lang,
		STARTINDEX: part?.start || undefined, COUNT: part?.count,
	});
}

// The line that puts the map into another page.
export function embedAddress(publicAddress: string, state: State, lang: string): string {
	return `${new URL('portal/embed.html', publicAddress).href}?${writeState(state, ['tab', 'q'])}&lang=${lang}`;
}

export function embedCode(address: string, title: string): string {
	const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
	const escaped = (text: string) => text.replace(/[&<>"]/g, (c) => entities[c] ?? c);
	return `<iframe src="${escaped(address)}" title="${escaped(title)}" width="800" height="500" loading="lazy"></iframe>`;
}
