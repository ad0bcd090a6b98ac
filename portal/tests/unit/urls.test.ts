import test from 'node:test';
import assert from 'node:assert/strict';
import { readState } from '../../src/state';
import { api, download, embedAddress, embedCode, legend, ows, parts, publicRoot, rebased } from '../../src/urls';
import { sample } from './samples';

const root = 'https://here.example/geo/';

test('every request goes to the page\'s own server and folder', () => {
	assert.equal(api(root, 'collections', { f: 'json' }), 'https://here.example/geo/api/collections?f=json');
	assert.equal(ows(root, { SERVICE: 'WMS' }), 'https://here.example/geo/ows?SERVICE=WMS');
	assert.equal(rebased(root, 'https://public.example/api/collections?offset=10&f=json'),
		'https://here.example/geo/api/collections?offset=10&f=json');
	assert.match(legend(root, 'a b', '', 'fr', 0), /^https:\/\/here\.example\/geo\/ows\?.*LAYER=a\+b/);
	assert.match(download(root, 'a', 'xlsx', 'fr'), /^https:\/\/here\.example\/geo\/ows\?.*TYPENAMES=a&OUTPUTFORMAT=xlsx/);
	assert.match(download(root, 'a', 'fgb', 'fr'), /^https:\/\/here\.example\/geo\/ows\?.*TYPENAMES=a&OUTPUTFORMAT=flatgeobuf/);
});

test('a layer larger than one answer comes in parts that leave nothing out', () => {
	assert.deepEqual(parts(101, 10000), []);
	assert.deepEqual(parts(undefined, 10000), []);
	assert.deepEqual(parts(10000, 10000), []);
	assert.deepEqual(parts(25, 10).map(({ start }) => start), [0, 10, 20]);
	assert.match(download(root, 'a', 'csv', 'fr', { start: 10, count: 10 }), /STARTINDEX=10&COUNT=10$/);
	assert.doesNotMatch(download(root, 'a', 'csv', 'fr'), /COUNT/);
});

test('what is copied bears the public address', () => {
	assert.equal(publicRoot(root, sample('a')), 'https://geo.example/base/');
	assert.equal(publicRoot(root, sample('a', { services: { ows: 'https://geo.example/ows?' } })), 'https://geo.example/');
	assert.equal(publicRoot(root, sample('a', { services: {} })), root);
	assert.equal(publicRoot(root, undefined), root);
});

test('the embedded map is one line that no title can break', () => {
	const address = embedAddress('https://geo.example/base/', readState('#layer=a&crs=EPSG:2154&tab=embed&q=x'), 'fr');
	assert.equal(address, 'https://geo.example/base/portal/embed.html?layer=a&crs=EPSG:2154&lang=fr');
	const code = embedCode(address, 'Eau "potable" <b>');
	assert.equal(code.includes('\n'), false);
	assert.match(code, /title="Eau &quot;potable&quot; &lt;b&gt;"/);
	assert.match(code, /src="[^"<>]*layer=a&amp;crs=EPSG:2154&amp;lang=fr"/);
});
