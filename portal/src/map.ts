// The map: one picture of the chosen layer from our WMS, another layer paler below it, and what was clicked
// drawn on top. Knows nothing of the page around it but the element that it is given.
import Map from 'ol/Map';
import View from 'ol/View';
import ScaleLine from 'ol/control/ScaleLine';
import { containsCoordinate, getCenter, getHeight, getWidth } from 'ol/extent';
import GeoJSON from 'ol/format/GeoJSON';
import { defaults as interactions } from 'ol/interaction/defaults';
import ImageLayer from 'ol/layer/Image';
import VectorLayer from 'ol/layer/Vector';
import { get as projectionOf, getPointResolution } from 'ol/proj';
import ImageSource from 'ol/source/Image';
import VectorSource from 'ol/source/Vector';
import { createLoader, getFeatureInfoUrl } from 'ol/source/wms';
import Feature from 'ol/Feature';
import Point from 'ol/geom/Point';
import { Circle, Fill, Stroke, Style } from 'ol/style';
import type { Bounds, Layer } from './catalogue';
import { askImage, Failure, isAbort, withKey } from './http';
import { paintedPart } from './painted';
import { carried, firstExtent, projected } from './projections';
import type { Crs, Sight } from './state';
import { withParameters, type Parameters } from './urls';

type Extent = [number, number, number, number];

export interface Drawing {
	layer: Layer;
	crs: Crs;
	style: string;
	dimensions: Record<string, string>;
	background: string;
}

export interface Events {
	busy(drawing: boolean): void;
	failed(failure: Failure | undefined): void;
	moved(sight: Sight | undefined): void;  // undefined: the whole layer
	picked(point: [number, number]): void;
}

const margin = 24;                            // pixels around what is fitted into the map
const smallest = 5;                           // metres a pixel: nearer than this nothing is fitted

const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 250;

const highlight = [
	new Style({
		stroke: new Stroke({ color: '#ffffff', width: 6 }),
		image: new Circle({ radius: 10, stroke: new Stroke({ color: '#ffffff', width: 5 }) }),
	}),
	new Style({
		stroke: new Stroke({ color: '#c2410c', width: 2.5 }),
		fill: new Fill({ color: 'rgba(194, 65, 12, 0.12)' }),
		image: new Circle({ radius: 10, stroke: new Stroke({ color: '#c2410c', width: 2.5 }) }),
	}),
];

const pin = new Style({
	image: new Circle({
		radius: 4.5, fill: new Fill({ color: '#c2410c' }), stroke: new Stroke({ color: '#ffffff', width: 2 }),
	}),
	zIndex: 1,
});

// DIM_ before every dimension's name but the two that WMS names itself (1.3.0, C.3).
export function dimensionParameters(dimensions: Record<string, string>): Parameters {
	return Object.fromEntries(Object.entries(dimensions).map(([name, value]) =>
		[/^(time|elevation)$/i.test(name) ? name.toUpperCase() : `DIM_${name.toUpperCase()}`, value]));
}

export class MapView {
	private readonly map: Map;
	private readonly marks = new VectorSource();
	private readonly below = new ImageLayer({ opacity: 0.35 });
	private main = new ImageLayer();
	private running = 0;
	private home = true;                  // showing the whole layer, which a new size then keeps whole
	private drawing: Drawing;
	private seen: { crs: Crs; extent: Extent } | undefined;  // where the layer is, of one around the world

	constructor(
		target: HTMLElement, private readonly address: string, private readonly lang: string,
		drawing: Drawing, sight: Sight | undefined, private readonly events: Events, embedded = false,
	) {
		this.drawing = drawing;
		this.map = new Map({
			target,
			controls: [new ScaleLine({ minWidth: 72 })],
			interactions: interactions({
				onFocusOnly: embedded, altShiftDragRotate: false, pinchRotate: false, zoomDuration: calm(),
			}),
			layers: [this.below, this.main,
				new VectorLayer({ source: this.marks, style: highlight, updateWhileInteracting: true })],
			view: this.newView(drawing.crs),
		});
		this.place(sight);
		this.draw();
		this.map.on('singleclick', (event) => this.pick([event.coordinate[0] ?? 0, event.coordinate[1] ?? 0]));
		this.map.on('moveend', () => this.moved());
		this.map.on('change:size', () => {
			if (this.home)
				this.whole(0);
		});
		target.addEventListener('keydown', (event) => {
			const centre = this.map.getView().getCenter();
			if (event.key === 'Enter' && event.target === target && centre)
				this.pick([centre[0] ?? 0, centre[1] ?? 0]);
		});
	}

	dispose(): void {
		this.map.setTarget(undefined);
		this.map.dispose();
	}

	// Draws something else of the same layer: another style, time, background or projection.
	change(drawing: Drawing): void {
		const turned = drawing.crs !== this.drawing.crs;
		const before = this.map.getView();
		const from = this.drawing.crs;
		this.drawing = drawing;
		if (turned) {
			this.clear();
			this.main = new ImageLayer();
			this.map.getLayers().setAt(1, this.main);
			this.below.setSource(null);
			this.map.setView(this.newView(drawing.crs));
			this.turn(before, from);
		}
		this.draw();
	}

	// Asks for the same picture once more.
	again(): void {
		this.draw();
	}

	// Where the person looks now.
	sight(): Sight | undefined {
		const centre = this.map.getView().getCenter();
		const resolution = this.map.getView().getResolution();
		return centre && resolution ? { x: centre[0] ?? 0, y: centre[1] ?? 0, resolution } : undefined;
	}

	place(sight: Sight | undefined): void {
		this.home = !sight;
		if (!sight)
			return this.whole(0);
		this.map.getView().setCenter([sight.x, sight.y]);
		this.map.getView().setResolution(sight.resolution);
	}

	whole(duration = calm()): void {
		this.fit(this.wholeExtent(), duration);
	}

	look(bounds: Bounds): void {
		this.fit(projected(this.drawing.crs, bounds));
	}

	zoom(by: number): void {
		const view = this.map.getView();
		view.animate({ zoom: (view.getZoom() ?? 0) + by, duration: calm() });
	}

	// Draws a feature of the API (degrees) and goes there.
	show(feature: unknown): void {
		this.clear();
		this.marks.addFeatures(new GeoJSON().readFeatures(feature, {
			dataProjection: 'EPSG:4326', featureProjection: this.drawing.crs,
		}) as Feature[]);
		const extent = this.marks.getExtent();
		if (extent?.every(Number.isFinite))
			this.fit([extent[0] ?? 0, extent[1] ?? 0, extent[2] ?? 0, extent[3] ?? 0]);
	}

	// Draws what was found at a point. The service may answer in the map's projection or in degrees: it is
	// the one in which the thing lies where it was clicked.
	found(collection: unknown, point: [number, number]): void {
		this.clear();
		const mark = new Feature(new Point(point));
		mark.setStyle(pin);
		this.marks.addFeature(mark);
		const slack = (this.map.getView().getResolution() ?? 1) * 12;
		for (const projection of [this.drawing.crs, 'EPSG:4326']) {
			const features = (new GeoJSON().readFeatures(collection, {
				dataProjection: projection, featureProjection: this.drawing.crs,
			}) as Feature[]).filter((feature) => {
				const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = feature.getGeometry()?.getExtent() ?? [];
				return feature.getGeometry()
					&& containsCoordinate([x0 - slack, y0 - slack, x1 + slack, y1 + slack], point);
			});
			if (features.length > 0)
				return this.marks.addFeatures(features);
		}
	}

	// Moves the map where a card of the page lies over the point: to the left of it, or above one as
	// wide as the map.
	uncover(point: [number, number], card: DOMRect): void {
		const view = this.map.getView();
		const pixel = this.map.getPixelFromCoordinate(point);
		const box = this.map.getViewport().getBoundingClientRect();
		const x = (pixel?.[0] ?? 0) + box.left;
		const y = (pixel?.[1] ?? 0) + box.top;
		const [cx = 0, cy = 0] = view.getCenter() ?? [];
		const resolution = view.getResolution() ?? 0;
		if (x < card.left || x > card.right || y < card.top || y > card.bottom)
			return;
		const wide = card.left < box.left + 3 * margin;
		const left = wide ? 0 : x - card.left + 2 * margin;
		const up = wide ? Math.min(y - card.top + 2 * margin, y - box.top - margin) : 0;
		view.animate({ center: [cx + left * resolution, cy - up * resolution], duration: calm() });
	}

	clear(): void {
		this.marks.clear();
	}

	valuesAddress(point: [number, number], count: number): string {
		const resolution = this.map.getView().getResolution() ?? 1;
		return getFeatureInfoUrl({
			url: this.address,
			projection: this.drawing.crs,
			params: {
				...this.parameters(), INFO_FORMAT: 'application/json', FEATURE_COUNT: count,
			},
		}, point, resolution) ?? this.address;
	}

	// The view as it stands, as a file of that type.
	pictureAddress(type: string): string {
		const [width = 800, height = 600] = this.map.getSize() ?? [];
		const box = this.map.getView().calculateExtent([width, height]);
		return withKey(withParameters(this.address, {
			SERVICE: 'WMS', VERSION: '1.3.0', REQUEST: 'GetMap', ...this.parameters(),
			FORMAT: type, TRANSPARENT: 'FALSE', CRS: this.drawing.crs, BBOX: box.map((n) => n.toFixed(2)).join(','),
			WIDTH: Math.round(width), HEIGHT: Math.round(height),
		}));
	}

	private parameters(): Parameters {
		return {
			LAYERS: this.drawing.layer.name, STYLES: this.drawing.style, LANGUAGE: this.lang,
			...dimensionParameters(this.drawing.dimensions),
		};
	}

	private newView(crs: Crs): View {
		return new View({
			projection: crs, minResolution: 0.25, constrainOnlyCenter: true, enableRotation: false,
			...(crs === 'EPSG:2154' ? { maxResolution: 6000 } : { maxResolution: 80000, multiWorld: false }),
		});
	}

	// The same place at the same scale in the new projection; the whole layer where that cannot be.
	private turn(before: View, from: Crs): void {
		const view = this.map.getView();
		const centre = before.getCenter();
		const point = centre && carried([centre[0] ?? 0, centre[1] ?? 0], from, this.drawing.crs);
		const wide = (before.getResolution() ?? 0) * getPointResolution(from, 1, centre ?? [0, 0]);
		if (!point || !wide)
			return this.whole(0);
		view.setCenter(point);
		view.setResolution(wide / getPointResolution(this.drawing.crs, 1, point));
	}

	private wholeExtent(): Extent {
		const { crs, layer } = this.drawing;
		return this.seen?.crs === crs ? this.seen.extent : firstExtent(crs, layer.bounds);
	}

	// Goes nearer where the first picture of a layer around the world is mostly empty.
	private learn(bitmap: ImageBitmap, address: string): void {
		const { crs, layer: { bounds } } = this.drawing;
		if (!this.home || this.seen || !bounds || bounds[2] - bounds[0] < 180)
			return;
		const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = (new URL(address).searchParams.get('BBOX') ?? '').split(',').map(Number);
		const [left, top, right, bottom] = paintedPart(bitmap, 0.005) ?? [0, 0, 1, 1];
		const extent: Extent = [
			x0 + left * (x1 - x0), y1 - bottom * (y1 - y0), x0 + right * (x1 - x0), y1 - top * (y1 - y0),
		];
		this.seen = { crs, extent };
		this.whole(0);
	}

	private fit(extent: Extent, duration = calm()): void {
		const view = this.map.getView();
		this.map.updateSize();
		if (getWidth(extent) <= 0 && getHeight(extent) <= 0)
			view.animate({ center: getCenter(extent), resolution: 60, duration });
		else
			view.fit(extent, { padding: [margin, margin, margin, margin], minResolution: smallest, duration });
	}

	private draw(): void {
		const { background, layer } = this.drawing;
		this.main.setSource(this.source(this.parameters(), (bitmap, address) => this.learn(bitmap, address)));
		this.below.setSource(background && background !== layer.name
			? this.source({ LAYERS: background, STYLES: '', LANGUAGE: this.lang }) : null);
	}

	private source(
		parameters: Parameters, drawn: (bitmap: ImageBitmap, address: string) => void = () => undefined,
	): ImageSource {
		let last: AbortController | undefined;
		return new ImageSource({
			loader: createLoader({
				url: this.address,
				params: { ...parameters, FORMAT: 'image/png', TRANSPARENT: 'TRUE' },
				projection: projectionOf(this.drawing.crs) ?? this.drawing.crs,
				ratio: 1,
				hidpi: true,
				serverType: 'mapserver',
				load: async (_, address) => {
					last?.abort();
					last = new AbortController();
					const bitmap = await this.picture(address, last.signal);
					drawn(bitmap, address);
					return bitmap;
				},
			}),
		});
	}

	private async picture(address: string, signal: AbortSignal): Promise<ImageBitmap> {
		this.events.busy(++this.running > 0);
		try {
			const bitmap = await createImageBitmap(await askImage(address, signal));
			this.events.failed(undefined);
			return bitmap;
		} catch (error) {
			if (isAbort(error))
				return new Promise(() => undefined);      // nobody waits for it: another one is on its way
			this.events.failed(error instanceof Failure ? error : new Failure('broken'));
			return createImageBitmap(new ImageData(1, 1));
		} finally {
			this.events.busy(--this.running > 0);
		}
	}

	private pick(point: [number, number]): void {
		this.found({ type: 'FeatureCollection', features: [] }, point);
		this.events.picked(point);
	}

	private moved(): void {
		const sight = this.sight();
		if (!sight)
			return;
		const extent = this.wholeExtent();
		const [x = 0, y = 0] = getCenter(extent);
		const [width = 0, height = 0] = this.map.getSize() ?? [];
		const resolution = Math.max(smallest,
			getWidth(extent) / (width - 2 * margin), getHeight(extent) / (height - 2 * margin));
		this.home = Math.hypot(sight.x - x, sight.y - y) < resolution
			&& Math.abs(sight.resolution / resolution - 1) < 0.01;
		this.events.moved(this.home ? undefined : sight);
	}
}
