// Small geometry on longitude and latitude in degrees, as GeoJSON has them.

const RADIUS = 6371.0072; // km, of the sphere with the Earth's area

const rad = (degrees) => (degrees * Math.PI) / 180;

function ringArea(ring) {
	let sum = 0;
	for (let i = 1; i < ring.length; i++) {
		const [x0, y0] = ring[i - 1], [x1, y1] = ring[i];
		sum += rad(x1 - x0) * (2 + Math.sin(rad(y0)) + Math.sin(rad(y1)));
	}
	return Math.abs((sum * RADIUS * RADIUS) / 2);
}

/** Area of a Polygon or MultiPolygon, in square kilometres, on the sphere. */
export function area(geometry) {
	const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
	return polygons.reduce((total, [outer, ...holes]) =>
		total + ringArea(outer) - holes.reduce((sum, hole) => sum + ringArea(hole), 0), 0);
}

/** The smallest box around all of `boxes`, each [west, south, east, north]. */
export function union(boxes) {
	return boxes.reduce((a, b) =>
		[Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])]);
}

/** The middle of a box as a GeoJSON point. */
export function centre([west, south, east, north]) {
	const middle = (a, b) => Number(((a + b) / 2).toFixed(5));
	return { type: 'Point', coordinates: [middle(west, east), middle(south, north)] };
}
