// A small stand-in for the server, for work on the page without building the gateway:
//   npm run fake [-- PORT [PREFIX]]
// It answers with the same JSON, and with pictures that are only stripes.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import { deflateSync } from 'node:zlib';

const port = Number(process.argv[2] ?? 8090);
const prefix = (process.argv[3] ?? '').replace(/\/$/, '');
const base = `http://127.0.0.1:${port}${prefix}`;

function crc(bytes: Buffer): number {
	let c = ~0;
	for (const byte of bytes) {
		c ^= byte;
		for (let k = 0; k < 8; k++)
			c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
	}
	return ~c >>> 0;
}

function chunk(name: string, data: Buffer): Buffer {
	const out = Buffer.alloc(12 + data.length);
	out.writeUInt32BE(data.length, 0);
	out.write(name, 4, 'latin1');
	data.copy(out, 8);
	out.writeUInt32BE(crc(out.subarray(4, 8 + data.length)), 8 + data.length);
	return out;
}

function picture(width: number, height: number, pixel: (x: number, y: number) => [number, number, number, number]): Buffer {
	const rows = Buffer.alloc((width * 4 + 1) * height);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++)
			rows.set(pixel(x, y), y * (width * 4 + 1) + 1 + x * 4);
	}
	const head = Buffer.alloc(13);
	head.writeUInt32BE(width, 0);
	head.writeUInt32BE(height, 4);
	head.set([8, 6, 0, 0, 0], 8);
	return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head),
		chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

const themes = [
	['territoires', 'Territoires administratifs', 'Administrative territories', 'Communes, départements et régions avec leurs codes officiels.'],
	['population', 'Population', 'Population', 'Recensements et estimations.'],
	['environnement', 'Environnement et risques', 'Environment and hazards', ''],
	['ailleurs', 'Hors de France', 'Outside France', ''],
] as const;

const box = { france: [-61.8, -21.4, 55.84, 51.09], metropole: [-5.14, 41.33, 9.56, 51.09], us: [-179.1, 18.9, -66.9, 71.4] };

function layer(lang: string, name: string, fr: string, en: string, theme: number, geometry: string, extent: number[], more = {}) {
	const french = lang === 'fr';
	const t = themes[theme];
	return {
		id: name, title: french ? fr : en,
		description: french
			? `${fr} : limites de référence au 1er janvier 2026, d’après le code officiel géographique.\n\nLes contours sont généralisés ; ils conviennent à la cartographie statistique, pas au cadastre.`
			: `${en}: reference boundaries on 1 January 2026, after the official geographic code.`,
		keywords: french ? ['limites', 'code officiel géographique'] : ['boundaries'],
		attribution: 'Insee, Etalab, Natural Earth',
		extent: { spatial: { bbox: [extent], crs: 'http://www.opengis.net/def/crs/OGC/1.3/CRS84' } },
		links: [],
		jointure: {
			theme: t?.[0], themeTitle: french ? t?.[1] : t?.[2], organisation: 'insee', organisationTitle: 'Insee',
			level: 'public', geometry, licence: french ? 'Licence Ouverte 2.0' : 'Open Licence 2.0',
			licenceUrl: 'https://www.etalab.gouv.fr/licence-ouverte-open-licence/', referenceDate: '2026-01-01',
			updated: '2026-03-04T10:11:12Z', contact: { person: 'Pôle géographie', organisation: 'Insee', email: 'geo@insee.example', url: 'https://www.insee.fr/' },
			documentation: 'https://www.insee.fr/fr/information/2560452', key: 'code', features: geometry === 'point' ? 34969 : 101,
			columns: [
				{ name: 'code', title: 'Code', type: 'string', unit: '' },
				{ name: 'nom', title: french ? 'Nom' : 'Name', type: 'string', unit: '' },
				{ name: 'region', title: french ? 'Code de la région' : 'Region code', type: 'string', unit: '' },
				{ name: 'pop_2023', title: french ? 'Population municipale en 2023' : 'Population in 2023', type: 'integer', unit: 'hab.' },
				{ name: 'densite', title: french ? 'Densité' : 'Density', type: 'number', unit: 'hab./km²' },
			],
			styles: [{ name: 'default', title: french ? 'Contours' : 'Outlines' }], dimensions: [],
			services: {
				wms: `${base}/ows?SERVICE=WMS&REQUEST=GetCapabilities`, wfs: `${base}/ows?SERVICE=WFS&REQUEST=GetCapabilities`,
				themeWms: `${base}/ows/${t?.[0]}?SERVICE=WMS&REQUEST=GetCapabilities`,
				themeWfs: `${base}/ows/${t?.[0]}?SERVICE=WFS&REQUEST=GetCapabilities`,
				items: `${base}/api/collections/${name}/items`, ows: `${base}/ows`,
			},
			...more,
		},
	};
}

function layers(lang: string) {
	const two = [{ name: 'default', title: lang === 'fr' ? 'Contours' : 'Outlines' }, { name: 'densite', title: lang === 'fr' ? 'Densité de population' : 'Population density' }];
	return [
		layer(lang, 'departements', 'Départements', 'Départements', 0, 'polygon', box.france, { styles: two }),
		layer(lang, 'regions', 'Régions', 'Regions', 0, 'polygon', box.france),
		layer(lang, 'communes', 'Communes (centres)', 'Communes (centres)', 0, 'point', box.france),
		layer(lang, 'population', 'Population municipale', 'Population', 1, 'point', box.metropole, {
			dimensions: [{ name: 'time', extent: '2016-01-01/2023-01-01/P1Y', default: '2023-01-01' }],
		}),
		layer(lang, 'cours_eau', 'Cours d’eau', 'Rivers', 2, 'line', box.metropole),
		layer(lang, 'relief', 'Relief', 'Relief', 2, 'raster', box.metropole),
		layer(lang, 'captages', 'Points de captage', 'Abstraction points', 2, 'point', box.metropole, { level: 'professional' }),
		layer(lang, 'us_counties', 'Comtés des États-Unis', 'US counties', 3, 'polygon', box.us),
		...Array.from({ length: 25 }, (_, i) => layer(lang, `risque_${i}`, `Zones de risque n° ${i + 1}`, `Hazard zones ${i + 1}`, 2, 'polygon', box.metropole)),
	];
}

const feature = (i: number) => ({
	type: 'Feature', id: String(i), geometry: { type: 'Point', coordinates: [2 + i / 10, 47 + i / 20] },
	properties: { code: String(i + 10), nom: `Département ${i}`, region: '53', pop_2023: 918000 + i * 13, densite: 136.52 },
});

function answer(path: string, query: URLSearchParams, response: ServerResponse): void {
	const json = (value: unknown, status = 200) => {
		response.writeHead(status, { 'Content-Type': 'application/json' });
		response.end(JSON.stringify(value));
	};
	const lang = query.get('lang') ?? 'fr';
	const offset = Number(query.get('offset') ?? 0);
	if (path === '/api/collections') {
		const all = layers(lang);
		return json({
			collections: all.slice(offset, offset + 12),
			links: offset + 12 < all.length ? [{ rel: 'next', href: `https://public.example/geo/api/collections?f=json&lang=${lang}&offset=${offset + 12}` }] : [],
			jointure: {
				title: lang === 'fr' ? 'Géodonnées de la région' : 'Regional geodata',
				abstract: lang === 'fr' ? 'Les cartes et les données de référence que partagent les services de l’État et les collectivités.' : 'Reference maps and data that public bodies share.',
				themes: themes.map(([name, fr, en, abstract]) => ({ name, title: lang === 'fr' ? fr : en, abstract })),
			},
		});
	}
	const [, name, rest, id] = /^\/api\/collections\/([^/]+)(\/items)?(?:\/(\d+))?$/.exec(path) ?? [];
	if (name) {
		const found = layers(lang).find((one) => one.id === name);
		if (!found)
			return json({ title: 'Not Found', detail: `no collection "${name}"` }, 404);
		return json(id ? feature(Number(id)) : rest ? {
			type: 'FeatureCollection', numberMatched: 101,
			features: Array.from({ length: Math.min(20, 101 - offset) }, (_, i) => feature(offset + i)),
		} : found);
	}
	const upper = new Map([...query].map(([k, v]) => [k.toUpperCase(), v]));
	if (path === '/ows' && upper.get('REQUEST') === 'GetFeatureInfo')
		return json({ type: 'FeatureCollection', features: [feature(3)] });
	if (path === '/ows') {
		const legend = upper.get('REQUEST') === 'GetLegendGraphic';
		const [width, height] = legend ? [120, 60] : [Number(upper.get('WIDTH') ?? 256), Number(upper.get('HEIGHT') ?? 256)];
		response.writeHead(200, { 'Content-Type': 'image/png' });
		response.end(picture(width, height, (x, y) => (x + y) % 90 < 2 ? [120, 130, 140, 255] : x > 60 && y > 20 ? [190, 214 - (x >> 5), 206 - (y >> 5), 255] : [0, 0, 0, 0]));
		return;
	}
	json({ title: 'Not Found' }, 404);
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
	const url = new URL(request.url ?? '/', base);
	const path = url.pathname.slice(prefix.length) || '/';
	if (request.headers.authorization === 'Bearer wrong') {
		response.writeHead(401, { 'Content-Type': 'application/problem+json' });
		response.end('{"title":"Unauthorized","detail":"the key is not known"}');
	} else if (path === '/' || path.startsWith('/portal/')) {
		const file = path === '/' ? 'index.html' : path.slice('/portal/'.length);
		const type = { html: 'text/html; charset=utf-8', js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml' }[file.split('.').pop() ?? ''];
		response.writeHead(200, { 'Content-Type': type ?? 'text/plain' });
		response.end(await readFile(`dist/${file}`).catch(() => ''));
	} else {
		answer(path, url.searchParams, response);
	}
}

createServer((request, response) => void serve(request, response)).listen(port, '127.0.0.1', () => console.log(`${base}/`));
