import test from 'node:test';
import assert from 'node:assert/strict';
import { backgrounds } from '../../src/controls';
import { sample } from './samples';

const box = (w: number, s: number, e: number, n: number) => ({ extent: { spatial: { bbox: [[w, s, e, n]] } } });
const names = (chosen: string, ...others: Parameters<typeof sample>[]) =>
	backgrounds(sample('communes', { geometry: 'point' }), others.map((other) => sample(...other)), chosen).map((layer) => layer.name);

test('below a layer lies what is of the same place, of its own theme first', () => {
	assert.deepEqual(names('', ['rivers', { geometry: 'line', theme: 'water' }], ['regions'], ['communes'],
		['counties', {}, box(-125, 25, -67, 49)], ['towns', { geometry: 'point' }]), ['regions', 'rivers']);
});

test('of very many only some are offered, and always the one in use', () => {
	const many = Array.from({ length: 300 }, (_, i): [string] => [`z${i}`]);
	assert.equal(names('', ...many).length, 100);
	assert.deepEqual(names('z250', ...many).slice(99), ['z99', 'z250']);
});
