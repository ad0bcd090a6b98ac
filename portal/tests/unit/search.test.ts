import test from 'node:test';
import assert from 'node:assert/strict';
import { entry, fold, marked, search } from '../../src/search';
import { sample } from './samples';

const all = [
	entry(sample('departements', {}, { title: 'Départements', keywords: ['limites', 'INSEE'] })),
	entry(sample('cours', {}, { title: 'Cœur d’îlot' })),
	entry(sample('regions', { organisationTitle: 'Ministère' }, { title: 'Régions', description: 'Contours généralisés' })),
];
const found = (query: string) => search(all, query).map((layer) => layer.name);

test('accents, case and ligatures do not count', () => {
	assert.equal(fold('Cœur d’ÎLOT'), 'coeur d\'ilot');
	assert.deepEqual(found('DEPARTEMENT'), ['departements']);
	assert.deepEqual(found('départ'), ['departements']);
	assert.deepEqual(found('coeur'), ['cours']);
	assert.deepEqual(found('cœur d\'ilot'), ['cours']);
});

test('every word must occur, in whatever member', () => {
	assert.deepEqual(found('regions ministere'), ['regions']);
	assert.deepEqual(found('insee limites'), ['departements']);
	assert.deepEqual(found('regions insee'), []);
	assert.deepEqual(found('generalises'), ['regions']);
});

test('an empty query finds everything', () => {
	assert.equal(found('  ').length, 3);
});

test('what matches is marked in the text as it is written', () => {
	assert.deepEqual(marked('Départements', 'DEPART'), [{ text: 'Départ', hit: true }, { text: 'ements', hit: false }]);
	assert.deepEqual(marked('Cœur', 'coe'), [{ text: 'Cœ', hit: true }, { text: 'ur', hit: false }]);
	assert.deepEqual(marked('Cœur', 'co'), [{ text: 'Cœ', hit: true }, { text: 'ur', hit: false }]);
	assert.deepEqual(marked('Re\u0301gion', 're'), [{ text: 'Re\u0301', hit: true }, { text: 'gion', hit: false }]);
	assert.deepEqual(marked('Eau', 'x'), [{ text: 'Eau', hit: false }]);
});
