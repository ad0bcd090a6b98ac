import test from 'node:test';
import assert from 'node:assert/strict';
import { dimensionValues } from '../../src/dimension';

test('a list is taken as it stands', () => {
	assert.deepEqual(dimensionValues('2016-01-01, 2017-06-01'), ['2016-01-01', '2017-06-01']);
	assert.deepEqual(dimensionValues(''), []);
});

test('a range with a step gives each of its values at its own precision', () => {
	assert.deepEqual(dimensionValues('2019/2022/P1Y'), ['2019', '2020', '2021', '2022']);
	assert.deepEqual(dimensionValues('2020-01/2020-04/P1M'), ['2020-01', '2020-02', '2020-03', '2020-04']);
	assert.deepEqual(dimensionValues('2019-12-31/2020-01-02/P1D'), ['2019-12-31', '2020-01-01', '2020-01-02']);
	assert.deepEqual(dimensionValues('2020-01-01T00:00:00Z/2020-01-01T12:00:00Z/PT6H'),
		['2020-01-01T00:00:00Z', '2020-01-01T06:00:00Z', '2020-01-01T12:00:00Z']);
	assert.deepEqual(dimensionValues('0/1/0.5'), ['0.0', '0.5', '1.0']);
	assert.deepEqual(dimensionValues('10/30/10,100'), ['10', '20', '30', '100']);
});

test('values that cannot be listed are left to a field', () => {
	assert.equal(dimensionValues('2016-01-01/2023-01-01'), undefined);
	assert.equal(dimensionValues('0/100/0'), undefined);
	assert.equal(dimensionValues('1900-01-01/2023-01-01/P1D'), undefined);
	assert.equal(dimensionValues('2016/2020/P0Y'), undefined);
	assert.equal(dimensionValues('a/b/P1Y'), undefined);
});
