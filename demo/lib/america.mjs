// States and counties of the United States of the Census Bureau (us-atlas) with the unemployment
// of 2009 (vega-datasets), whose county codes have lost their leading zeros.
import { feature as toFeature } from 'topojson-client';
import { feature, readJson, readText } from './files.mjs';

function unemployment() {
	const [, ...lines] = readText('vega-datasets/data/unemployment.tsv').trim().split(/\r?\n/);
	return new Map(lines.map((line) => line.split('\t'))
		.map(([id, rate]) => [id.padStart(5, '0'), Number((Number(rate) * 100).toFixed(1))]));
}

const shapes = (atlas, name) => toFeature(atlas, atlas.objects[name]).features;

// The atlas rounds small rings to a point or a line: those are dropped, and a county that is
// nothing else (51610, Falls Church) keeps its row without a shape.
const hasArea = (ring) => new Set(ring.map(String)).size > 2;

function drawable(geometry) {
	const polygons = (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates)
		.map((rings) => rings.filter(hasArea)).filter((rings) => rings.length);
	return polygons.length ? { type: 'MultiPolygon', coordinates: polygons } : null;
}

export function states() {
	return shapes(readJson('us-atlas/states-10m.json'), 'states')
		.map((s) => feature(drawable(s.geometry), { fips: s.id, name: s.properties.name }));
}

export function counties(stateFeatures) {
	const rates = unemployment();
	const names = new Map(stateFeatures.map((s) => [s.properties.fips, s.properties.name]));
	return shapes(readJson('us-atlas/counties-10m.json'), 'counties').map((c) => {
		const fips = c.id.padStart(5, '0'), state = fips.slice(0, 2);
		return feature(drawable(c.geometry), {
			fips, name: c.properties.name, state, state_name: names.get(state) ?? null,
			unemployment_2009: rates.get(fips) ?? null,
		});
	});
}
