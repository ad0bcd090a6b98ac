import test from 'node:test';
import assert from 'node:assert/strict';
import { paintedBox } from '../../src/painted';

function picture(width: number, height: number, painted: (x: number, y: number) => boolean): Uint8ClampedArray {
	const rgba = new Uint8ClampedArray(width * height * 4);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++)
			rgba[(y * width + x) * 4 + 3] = painted(x, y) ? 255 : 0;
	}
	return rgba;
}

test('the box is around what is painted', () => {
	const rgba = picture(10, 8, (x, y) => x >= 2 && x < 5 && y >= 4 && y < 6);
	assert.deepEqual(paintedBox(rgba, 10, 8, 0), [0.2, 0.5, 0.5, 0.75]);
});

test('a few far specks are left out', () => {
	const rgba = picture(100, 10, (x, y) => (x < 20 && y < 10) || (x === 99 && y === 9));
	assert.deepEqual(paintedBox(rgba, 100, 10, 0.01), [0, 0, 0.2, 1]);
	assert.equal(paintedBox(rgba, 100, 10, 0)?.[2], 1);
});

test('an empty picture has no box', () => {
	assert.equal(paintedBox(picture(4, 4, () => false), 4, 4, 0.01), undefined);
});
