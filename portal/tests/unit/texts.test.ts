import test from 'node:test';
import assert from 'node:assert/strict';
import { chooseLang, textsOf } from '../../src/texts';

test('the address, then the browser, then French', () => {
	assert.equal(chooseLang('?lang=en', ['fr-FR']), 'en');
	assert.equal(chooseLang('?lang=xx', ['en-GB']), 'en');
	assert.equal(chooseLang('', ['de', 'en-US', 'fr']), 'en');
	assert.equal(chooseLang('', ['de']), 'fr');
	assert.equal(chooseLang('', []), 'fr');
});

test('every text is there in both languages, and not the same by mistake', () => {
	const walk = (a: unknown, b: unknown, path: string) => {
		assert.equal(typeof a, typeof b, path);
		if (typeof a === 'string') {
			assert.ok(a && b, path);
			assert.ok(a !== b || a.split(' ').length < 3, `${path}: ${a}`);     // "Web Mercator" is the same in both
		} else if (typeof a === 'object' && a && typeof b === 'object' && b) {
			assert.deepEqual(Object.keys(a), Object.keys(b), path);
			for (const [name, value] of Object.entries(a))
				walk(value, (b as Record<string, unknown>)[name], `${path}.${name}`);
		}
	};
	walk(textsOf('fr'), textsOf('en'), 'texts');
});

test('counts agree with their number', () => {
	assert.equal(textsOf('fr').layers(0), '0 couche');
	assert.equal(textsOf('fr').layers(2), '2 couches');
	assert.equal(textsOf('en').layers(1), '1 layer');
	assert.equal(textsOf('en').layers(0), '0 layers');
});
