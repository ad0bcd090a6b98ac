import test from 'node:test';
import assert from 'node:assert/strict';
import { featureTitle, formatDate, formatNumber, formatValue } from '../../src/format';
import { textsOf } from '../../src/texts';
import { sample } from './samples';

const fr = textsOf('fr');
const en = textsOf('en');
const column = (type: 'string' | 'integer' | 'number' | 'boolean' | 'date', unit = '') =>
	({ name: 'c', title: 'C', type, unit });

test('a year stays a year, and larger numbers are grouped', () => {
	assert.equal(formatNumber(2023, 'fr'), '2023');
	assert.equal(formatNumber(918039, 'en'), '918,039');
	assert.match(formatNumber(918039.5, 'fr'), /^918\s039,5$/u);
});

test('a date keeps the precision that it has', () => {
	assert.equal(formatDate('2026', 'fr'), '2026');
	assert.equal(formatDate('2026-03', 'fr'), 'mars 2026');
	assert.equal(formatDate('2026-01-01', 'fr'), '1er janvier 2026');
	assert.equal(formatDate('2026-01-01', 'en'), 'January 1, 2026');
	assert.equal(formatDate('2026-01-11', 'fr'), '11 janvier 2026');
	assert.match(formatDate('2026-01-01T10:00:00Z', 'en'), /January 1, 2026/);
	assert.equal(formatDate('hier', 'fr'), 'hier');
	assert.equal(formatDate('', 'fr'), '');
});

test('a code keeps its zeros whatever it looks like', () => {
	assert.equal(formatValue('01004', column('string'), fr), '01004');
	assert.equal(formatValue('2A004', column('integer'), fr), '2A004');
});

test('a value is shown with its unit, and a missing one is missing', () => {
	assert.equal(formatValue('12.5', column('number', '%'), en), '12.5\u00a0%');
	assert.equal(formatValue(null, column('number', '%'), en), '');
	assert.equal(formatValue('', column('integer'), fr), '');
	assert.equal(formatValue(0, column('integer'), fr), '0');
	assert.equal(formatValue('true', column('boolean'), fr), 'oui');
	assert.equal(formatValue(false, column('boolean'), en), 'no');
	assert.equal(formatValue('2026/03/04', column('date'), fr), '4 mars 2026');
});

test('a feature is called by its name with its key', () => {
	const layer = sample('departements');
	assert.equal(featureTitle(layer, { code: '29', region: '53', nom: 'Finistère' }), 'Finistère (29)');
	assert.equal(featureTitle(layer, { code: '29', region: '53' }), '29');
	assert.equal(featureTitle(sample('x', { key: '', columns: [] }), { a: 1 }), '');
});
