// The two projections of the page, and the places that a French catalogue speaks of.
import { get, transform, transformExtent } from 'ol/proj';
import { register } from 'ol/proj/proj4';
import proj4 from 'proj4';
import type { Bounds } from './catalogue';
import type { Crs } from './state';

export const crsAll: readonly Crs[] = ['EPSG:2154', 'EPSG:3857'];

proj4.defs('EPSG:2154', '+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000 '
	+ '+ellps=GRS80 +towgs84=0,0,0,0,0,0,0 +units=m +no_defs +type=crs');
register(proj4);
get('EPSG:2154')?.setExtent([-378305.81, 6005281.2, 1320649.57, 7235612.72]);
get('EPSG:2154')?.setWorldExtent([-9.86, 41.15, 10.38, 51.56]);

export const places = {
	metropole: [-5.3, 41.2, 9.8, 51.3],
	guadeloupe: [-61.9, 15.75, -60.9, 16.6],
	martinique: [-61.3, 14.3, -60.75, 14.95],
	guyane: [-54.7, 2, -51.5, 5.9],
	reunion: [55.15, -21.45, 55.9, -20.8],
	mayotte: [44.95, -13.05, 45.35, -12.55],
	miquelon: [-56.5, 46.7, -56.1, 47.2],
	polynesie: [-154.8, -27.8, -134.4, -7.8],
	caledonie: [158, -23, 172.1, -17.9],
} satisfies Record<string, Bounds>;

export type Place = keyof typeof places;

export function intersects(a: Bounds, b: Bounds): boolean {
	return a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1];
}

function common(a: Bounds, b: Bounds): Bounds {
	return [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])];
}

// Lambert-93 for what is of France, where it is true to shape: what reaches metropolitan France, and
// not far north of it as a layer of Europe does, or one of elsewhere that goes around the world.
export function usualCrs(bounds: Bounds | undefined): Crs {
	return !bounds || (fits('EPSG:2154', bounds) && bounds[3] < 56) ? 'EPSG:2154' : 'EPSG:3857';
}

export function fits(crs: Crs, bounds: Bounds | undefined): boolean {
	return crs === 'EPSG:3857' || !bounds || intersects(bounds, places.metropole);
}

// The places of the list that the layer reaches, unless it is one of them.
export function placesOf(bounds: Bounds | undefined): Place[] {
	if (!bounds || usualCrs(bounds) !== 'EPSG:2154')
		return [];
	const found = (Object.keys(places) as Place[]).filter((place) => intersects(bounds, places[place]));
	return found.length > 1 ? found : [];
}

// What to show at first, in the projection: in Lambert-93 never farther than metropolitan France, since
// a layer with its overseas parts would make a speck of it.
export function firstExtent(crs: Crs, bounds: Bounds | undefined): [number, number, number, number] {
	const wanted = bounds ?? places.metropole;
	return crs === 'EPSG:2154'
		? projected(crs, intersects(wanted, places.metropole) ? common(wanted, places.metropole) : places.metropole)
		: projected(crs, wanted);
}

export function projected(crs: Crs, bounds: Bounds): [number, number, number, number] {
	const world: Bounds = crs === 'EPSG:3857' ? [-180, -85, 180, 85] : [-20, 35, 25, 60];
	const [x0, y0, x1, y1] = transformExtent(common(bounds, world), 'EPSG:4326', crs, 8);
	return [x0 ?? 0, y0 ?? 0, x1 ?? 0, y1 ?? 0];
}

// Degrees of a point, or undefined where the other projection has no business.
export function carried(point: [number, number], from: Crs, to: Crs): [number, number] | undefined {
	const [x, y] = transform(point, from, to);
	const [lon, lat] = transform(point, from, 'EPSG:4326');
	if (x === undefined || y === undefined || lon === undefined || lat === undefined
		|| ![x, y, lon, lat].every(Number.isFinite))
		return undefined;
	return to === 'EPSG:3857' || intersects([lon, lat, lon, lat], [-12, 38, 14, 54]) ? [x, y] : undefined;
}
