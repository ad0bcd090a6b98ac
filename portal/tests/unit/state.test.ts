import test from 'node:test';
import assert from 'node:assert/strict';
import { emptyState, readState, writeState } from '../../src/state';

test('a state survives the address', () => {
	const state = {
		...emptyState(), layer: 'communes', crs: 'EPSG:3857' as const, style: 'densité & co', dimensions: { time: '2023', elevation: '10' },
		background: 'regions', tab: 'embed' as const, query: 'l’eau', sight: { x: 261848.1, y: 6250566.5, resolution: 152.87 },
	};
	assert.deepEqual(readState(`#${writeState(state)}`), state);
});

test('the short address of a layer is its name and its projection', () => {
	assert.equal(writeState(readState('#layer=departements&crs=EPSG:2154')), 'layer=departements&crs=EPSG:2154');
	assert.equal(writeState(emptyState()), '');
	assert.equal(readState('#layer=a&crs=2154').crs, 'EPSG:2154');
});

test('what the address has wrong is left at its default', () => {
	assert.deepEqual(readState('#layer=a&crs=EPSG:9999&tab=nonsense&view=1,2'), { ...emptyState(), layer: 'a' });
	assert.equal(readState('#crs=EPSG:3857&view=1,,3').sight, undefined);
	assert.equal(readState('#crs=EPSG:3857&view=1,2,0').sight, undefined);
	assert.equal(readState('#layer=a&view=1,2,3').sight, undefined, 'a place needs its projection');
	assert.deepEqual(readState('#main'), emptyState());
});

test('an embedded map reads the same from its query', () => {
	assert.deepEqual(readState('?layer=a&crs=EPSG:3857&lang=en&dim.depth=3'),
		{ ...emptyState(), layer: 'a', crs: 'EPSG:3857', dimensions: { depth: '3' } });
});
