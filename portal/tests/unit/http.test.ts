import test from 'node:test';
import assert from 'node:assert/strict';
import { errorText, failureKind, key, withKey } from '../../src/http';

test('the words of a service are found in each form of error', () => {
	assert.equal(errorText('<ServiceExceptionReport><ServiceException code="LayerNotDefined">\nCouche &lt;x&gt; inconnue\n</ServiceException></ServiceExceptionReport>'),
		'Couche <x> inconnue');
	assert.equal(errorText('<ows:ExceptionReport><ows:Exception><ows:ExceptionText>Bad &amp; wrong</ows:ExceptionText></ows:Exception></ows:ExceptionReport>'),
		'Bad & wrong');
	assert.equal(errorText('{"title":"Not Found","detail":"no collection x"}'), 'no collection x');
	assert.equal(errorText('{"title":"Not Found"}'), 'Not Found');
	assert.equal(errorText('{broken'), '');
	assert.equal(errorText('<html><h1>502</h1></html>'), '');
});

test('a status is one of a few kinds of failure', () => {
	assert.deepEqual([401, 403, 404, 410, 400, 500, 503].map(failureKind),
		['refused', 'refused', 'absent', 'absent', 'asked', 'broken', 'broken']);
});

test('where there is no storage there is no key and no error', () => {
	assert.equal(key(), '');
	assert.equal(withKey('https://a.example/ows?x=1'), 'https://a.example/ows?x=1');
});
