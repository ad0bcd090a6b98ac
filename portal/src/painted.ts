// Where in a picture the paint is. A layer with a few far islands has bounds around the world, in which
// the rest of it is a speck: the picture itself tells where to look.

// The part of the picture, in fractions of its sides from the upper left, that holds all of the paint but
// `spare` (a share) at each side; undefined where there is none.
export function paintedBox(
	rgba: Uint8ClampedArray, width: number, height: number, spare: number,
): [left: number, top: number, right: number, bottom: number] | undefined {
	const columns = new Array<number>(width).fill(0);
	const rows = new Array<number>(height).fill(0);
	let total = 0;
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			if ((rgba[(y * width + x) * 4 + 3] ?? 0) < 64)
				continue;
			columns[x] = (columns[x] ?? 0) + 1;
			rows[y] = (rows[y] ?? 0) + 1;
			total++;
		}
	}
	if (total === 0)
		return undefined;
	const [left, right] = between(columns, total * spare);
	const [top, bottom] = between(rows, total * spare);
	return [left / width, top / height, right / width, bottom / height];
}

function between(counts: number[], spare: number): [number, number] {
	let from = 0;
	let to = counts.length;
	for (let sum = counts[from] ?? 0; sum <= spare; sum += counts[from] ?? 0)
		from++;
	for (let sum = counts[to - 1] ?? 0; sum <= spare; sum += counts[to - 1] ?? 0)
		to--;
	return [from, to];
}

// The same of a picture as the browser holds it, read at a smaller size.
export function paintedPart(picture: ImageBitmap, spare: number): ReturnType<typeof paintedBox> {
	const width = Math.min(picture.width, 512);
	const height = Math.max(1, Math.round(picture.height * width / picture.width));
	const canvas = document.createElement('canvas');
	canvas.width = width;
	canvas.height = height;
	const context = canvas.getContext('2d', { willReadFrequently: true });
	context?.drawImage(picture, 0, 0, width, height);
	const data = context?.getImageData(0, 0, width, height).data;
	return data && paintedBox(data, width, height, spare);
}
