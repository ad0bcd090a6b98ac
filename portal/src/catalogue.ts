// The catalogue as the API tells it, read with care: a member that is missing or of another kind
// becomes an empty value here, and the pages need no doubt after that.

export type Geometry = 'polygon' | 'line' | 'point' | 'any' | 'raster';
export type Level = 'public' | 'professional' | 'internal';
export type ColumnType = 'string' | 'integer' | 'number' | 'boolean' | 'date' | 'datetime';
export type Bounds = [west: number, south: number, east: number, north: number];

export interface Column { name: string; title: string; type: ColumnType; unit: string }
export interface Style { name: string; title: string }
export interface Dimension { name: string; extent: string; initial: string }
export interface Contact { person: string; organisation: string; email: string; url: string }
export interface Services {
	wms: string; wfs: string; themeWms: string; themeWfs: string; items: string; ows: string;
}

export interface Layer {
	name: string;
	title: string;
	abstract: string;
	keywords: string[];
	attribution: string;
	bounds: Bounds | undefined;      // degrees, WGS 84
	theme: string;
	themeTitle: string;
	organisation: string;
	organisationTitle: string;
	level: Level;
	geometry: Geometry;
	licence: string;
	licenceUrl: string;
	referenceDate: string;
	updated: string;
	contact: Contact;
	documentation: string;
	key: string;
	features: number | undefined;
	most: number;                    // features that one answer of the services may hold
	columns: Column[];
	styles: Style[];
	dimensions: Dimension[];
	services: Services;
}

export interface Theme { name: string; title: string; abstract: string }
export interface Page { title: string; abstract: string; themes: Theme[]; layers: Layer[]; next: string }

type Json = Record<string, unknown>;

const object = (value: unknown): Json =>
	typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Json : {};
const list = (value: unknown): unknown[] => Array.isArray(value) ? value : [];
const text = (value: unknown): string => typeof value === 'string' ? value : '';
const oneOf = <T extends string>(value: unknown, all: readonly T[], otherwise: T): T =>
	all.find((one) => one === value) ?? otherwise;

// Only what a link may safely lead to; the catalogue's texts are written by many hands.
export function webAddress(value: unknown): string {
	return /^https?:\/\//i.test(text(value)) ? text(value) : '';
}

function readBounds(extent: unknown): Bounds | undefined {
	const box = list(list(object(object(extent)['spatial'])['bbox'])[0]).map(Number);
	const [w, s, e, n] = box.length === 6 ? [box[0], box[1], box[3], box[4]] : box;
	if (w === undefined || s === undefined || e === undefined || n === undefined)
		return undefined;
	return [w, s, e, n].every(Number.isFinite) && s <= n ? [w, s, e, n] : undefined;
}

function readColumn(value: unknown): Column {
	const c = object(value);
	const type = text(c['type']).toLowerCase();
	return {
		name: text(c['name']),
		title: text(c['title']) || text(c['name']),
		type: oneOf(type === 'real' ? 'number' : type,
			['string', 'integer', 'number', 'boolean', 'date', 'datetime'], 'string'),
		unit: text(c['unit']),
	};
}

export function readLayer(value: unknown): Layer {
	const c = object(value);
	const j = object(c['jointure']);
	const contact = object(j['contact']);
	const services = object(j['services']);
	return {
		name: text(c['id']),
		title: text(c['title']) || text(c['id']),
		abstract: text(c['description']),
		keywords: list(c['keywords']).map(text).filter(Boolean),
		attribution: text(c['attribution']),
		bounds: readBounds(c['extent']),
		theme: text(j['theme']),
		themeTitle: text(j['themeTitle']) || text(j['theme']),
		organisation: text(j['organisation']),
		organisationTitle: text(j['organisationTitle']) || text(j['organisation']),
		level: oneOf(j['level'], ['public', 'professional', 'internal'], 'public'),
		geometry: oneOf(j['geometry'], ['polygon', 'line', 'point', 'any', 'raster'], 'any'),
		licence: text(j['licence']),
		licenceUrl: webAddress(j['licenceUrl']),
		referenceDate: text(j['referenceDate']),
		updated: text(j['updated']),
		contact: {
			person: text(contact['person']),
			organisation: text(contact['organisation']),
			email: text(contact['email']),
			url: webAddress(contact['url']),
		},
		documentation: webAddress(j['documentation']),
		key: text(j['key']),
		features: typeof j['features'] === 'number' && j['features'] >= 0 ? j['features'] : undefined,
		most: typeof j['maxFeatures'] === 'number' && j['maxFeatures'] > 0 ? j['maxFeatures'] : Infinity,
		columns: list(j['columns']).map(readColumn).filter((column) => column.name),
		styles: list(j['styles']).map(object).map((s) => ({
			name: text(s['name']), title: text(s['title']) || text(s['name']),
		})),
		dimensions: list(j['dimensions']).map(object).map((d) => ({
			name: text(d['name']), extent: text(d['extent']), initial: text(d['default']),
		})).filter((d) => d.name),
		services: {
			wms: webAddress(services['wms']),
			wfs: webAddress(services['wfs']),
			themeWms: webAddress(services['themeWms']),
			themeWfs: webAddress(services['themeWfs']),
			items: webAddress(services['items']),
			ows: webAddress(services['ows']),
		},
	};
}

export function readPage(value: unknown): Page {
	const page = object(value);
	const j = object(page['jointure']);
	const next = list(page['links']).map(object).find((link) => link['rel'] === 'next');
	return {
		title: text(j['title']) || text(page['title']),
		abstract: text(j['abstract']) || text(page['description']),
		themes: list(j['themes']).map(object).map((t) => ({
			name: text(t['name']), title: text(t['title']) || text(t['name']), abstract: text(t['abstract']),
		})),
		layers: list(page['collections']).map(readLayer).filter((layer) => layer.name),
		next: text(next?.['href']),
	};
}

export interface Group { theme: Theme; layers: Layer[] }

// Layers under their themes, in the catalogue's order of themes; those of no theme last.
export function byTheme(layers: readonly Layer[], themes: readonly Theme[], otherTitle: string): Group[] {
	const groups = new Map<string, Group>(themes.map((theme) => [theme.name, { theme, layers: [] }]));
	const rest: Group = { theme: { name: '', title: otherTitle, abstract: '' }, layers: [] };
	for (const layer of layers) {
		let group = layer.theme ? groups.get(layer.theme) : rest;
		if (!group) {
			group = { theme: { name: layer.theme, title: layer.themeTitle, abstract: '' }, layers: [] };
			groups.set(layer.theme, group);
		}
		group.layers.push(layer);
	}
	return [...groups.values(), rest].filter((group) => group.layers.length > 0);
}
