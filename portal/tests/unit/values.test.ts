import test from 'node:test';
import assert from 'node:assert/strict';
import { textsOf } from '../../src/texts';
import { readFound } from '../../src/values';
import { sample } from './samples';

test('values come in the columns\' order under their titles', () => {
	const [found] = readFound({ features: [{ properties: { pop: 918039, nom: 'Finistère', code: '29', extra: 'x' } }] },
		sample('departements'), textsOf('en'));
	assert.equal(found?.title, 'Finistère (29)');
	assert.deepEqual(found?.cells.map((cell) => [cell.title, cell.value]),
		[['Code', '29'], ['Nom', 'Finistère'], ['Population', '918,039\u00a0hab.'], ['extra', 'x']]);
});

test('a picture has a value and no name', () => {
	const [found] = readFound({ features: [{ properties: { value_0: 930 } }] },
		sample('squares', { geometry: 'raster', columns: [] }, { title: 'Carreaux' }), textsOf('fr'));
	assert.deepEqual(found, { title: 'Carreaux', cells: [{ name: 'value_0', title: 'Valeur', value: '930' }] });
});

test('an answer that is not a collection holds no feature', () => {
	for (const answer of [null, {}, { features: 3 }, []])
		assert.deepEqual(readFound(answer, sample('a'), textsOf('fr')), []);
	assert.deepEqual(readFound({ features: [null, { properties: 4 }] }, sample('a'), textsOf('fr')).map((f) => f.cells), [[], []]);
});
