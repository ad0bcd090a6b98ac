import test from 'node:test';
import assert from 'node:assert/strict';
import { carried, firstExtent, fits, placesOf, projected, usualCrs } from '../../src/projections';
import type { Bounds } from '../../src/catalogue';

const france: Bounds = [-61.8, -21.4, 55.84, 51.09];
const counties: Bounds = [-179.1, 18.9, -66.9, 71.4];

test('Lambert-93 is where GDAL says', () => {
	const places: [Bounds, number, number][] = [
		[[3, 46.5, 3, 46.5], 700000, 6600000],
		[[2.3499, 48.853, 2.3499, 48.853], 652296.973, 6861636.359],
		[[-4.4861, 48.3904, -4.4861, 48.3904], 146632.979, 6836262.327],
		[[9.4508, 42.697, 9.4508, 42.697], 1228638.684, 6199093.445],
	];
	for (const [at, x, y] of places) {
		const [px, py] = projected('EPSG:2154', at);
		assert.ok(Math.hypot(px - x, py - y) < 0.01, `${at}: ${px} ${py}`);
	}
});

test('a layer of France opens in Lambert-93, another in Web Mercator', () => {
	assert.equal(usualCrs(france), 'EPSG:2154');
	assert.equal(usualCrs(undefined), 'EPSG:2154');
	assert.equal(usualCrs(counties), 'EPSG:3857');
	assert.equal(usualCrs([-179.1, -14.4, 179.8, 71.4]), 'EPSG:3857', 'the counties with Alaska and Samoa');
	assert.equal(fits('EPSG:2154', [-25, 34, 45, 71]), true, 'Europe');
	assert.equal(fits('EPSG:2154', counties), false);
	assert.equal(fits('EPSG:3857', counties), true);
});

test('overseas parts do not make a speck of the first map', () => {
	const [x0, , x1] = firstExtent('EPSG:2154', france);
	assert.ok(x1 - x0 < 1.4e6, `${x1 - x0}`);
	const [w, , e] = firstExtent('EPSG:3857', france);
	assert.ok(e - w > 1e7);
});

test('what is not in Lambert-93 is not carried there', () => {
	assert.equal(carried([-10000000, 4500000], 'EPSG:3857', 'EPSG:2154'), undefined);
	const there = carried([700000, 6600000], 'EPSG:2154', 'EPSG:3857');
	const back = there && carried(there, 'EPSG:3857', 'EPSG:2154');
	assert.ok(back && Math.hypot(back[0] - 700000, back[1] - 6600000) < 0.01);
});

test('places are offered to a layer that reaches several', () => {
	assert.ok(placesOf(france).includes('reunion') && placesOf(france).includes('metropole'));
	assert.equal(placesOf(france).includes('polynesie'), false);
	assert.deepEqual(placesOf([2, 48, 3, 49]), []);
	assert.deepEqual(placesOf([-179.1, -14.4, 179.8, 71.4]), []);
});
