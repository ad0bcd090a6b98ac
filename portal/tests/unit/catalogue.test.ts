import test from 'node:test';
import assert from 'node:assert/strict';
import { byTheme, readLayer, readPage, webAddress } from '../../src/catalogue';
import { sample } from './samples';

test('a layer with nothing but its name can be shown', () => {
	const layer = readLayer({ id: 'bare' });
	assert.equal(layer.title, 'bare');
	assert.equal(layer.bounds, undefined);
	assert.equal(layer.features, undefined);
	assert.deepEqual(layer.columns, []);
	assert.equal(layer.level, 'public');
});

test('members of the wrong kind are as good as missing', () => {
	const layer = readLayer({ id: 'odd', title: 7, keywords: 'a', extent: { spatial: { bbox: [['x', 1, 2, 3]] } },
		jointure: { geometry: 'blob', columns: [{ title: 'no name' }, null, 3], features: '12', styles: {} } });
	assert.equal(layer.title, 'odd');
	assert.deepEqual(layer.keywords, []);
	assert.equal(layer.bounds, undefined);
	assert.equal(layer.geometry, 'any');
	assert.deepEqual(layer.columns, []);
	assert.equal(layer.features, undefined);
	assert.deepEqual(readPage(null).layers, []);
});

test('a box of three dimensions gives its two of the ground', () => {
	const layer = readLayer({ id: 'b', extent: { spatial: { bbox: [[1, 2, 0, 3, 4, 100]] } } });
	assert.deepEqual(layer.bounds, [1, 2, 3, 4]);
});

test('only http addresses become links', () => {
	assert.equal(webAddress('https://a.example/'), 'https://a.example/');
	assert.equal(webAddress('javascript:alert(1)'), '');
	assert.equal(readLayer({ id: 'x', jointure: { licenceUrl: 'data:text/html,x' } }).licenceUrl, '');
});

test('a page tells its layers, its themes and where the next one is', () => {
	const page = readPage({
		collections: [{ id: 'a' }, { title: 'nameless' }],
		links: [{ rel: 'self', href: 'x' }, { rel: 'next', href: 'https://p/api/collections?offset=1' }],
		jointure: { title: 'T', abstract: 'A', themes: [{ name: 't', title: 'Thème' }] },
	});
	assert.deepEqual(page.layers.map((layer) => layer.name), ['a']);
	assert.equal(page.next, 'https://p/api/collections?offset=1');
	assert.deepEqual(page.themes, [{ name: 't', title: 'Thème', abstract: '' }]);
});

test('layers stand under their themes in the catalogue\'s order, the rest last', () => {
	const layers = [sample('free', { theme: '' }), sample('b', { theme: 'two' }), sample('a', { theme: 'one' }),
		sample('new', { theme: 'three', themeTitle: 'Trois' })];
	const groups = byTheme(layers, [{ name: 'one', title: 'Un', abstract: '' }, { name: 'two', title: 'Deux', abstract: '' },
		{ name: 'empty', title: 'Vide', abstract: '' }], 'Sans thème');
	assert.deepEqual(groups.map((group) => [group.theme.title, ...group.layers.map((layer) => layer.name)]),
		[['Un', 'a'], ['Deux', 'b'], ['Trois', 'new'], ['Sans thème', 'free']]);
});
