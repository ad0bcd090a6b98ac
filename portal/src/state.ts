// What the page shows, as the part of the address after "#": every state can be linked to.

export type Crs = 'EPSG:2154' | 'EPSG:3857';
export type Tab = 'description' | 'data' | 'services' | 'download' | 'embed';
export interface Sight { x: number; y: number; resolution: number }

export interface State {
	layer: string;
	crs: Crs | undefined;                 // undefined: what suits the layer
	style: string;                        // '' the layer's own
	dimensions: Record<string, string>;   // values other than the default
	background: string;
	tab: Tab;
	query: string;
	sight: Sight | undefined;             // undefined: the whole layer
}

export const tabs: readonly Tab[] = ['description', 'data', 'services', 'download', 'embed'];

export function emptyState(): State {
	return {
		layer: '', crs: undefined, style: '', dimensions: {}, background: '', tab: 'description', query: '',
		sight: undefined,
	};
}

function readCrs(text: string | null): Crs | undefined {
	const code = (text ?? '').replace(/^EPSG:/i, '');
	return code === '2154' || code === '3857' ? `EPSG:${code}` : undefined;
}

function readSight(text: string | null): Sight | undefined {
	const [x, y, resolution] = (text ?? '').split(',').map((part) => part.trim() ? Number(part) : NaN);
	return x !== undefined && y !== undefined && resolution !== undefined
		&& [x, y, resolution].every(Number.isFinite) && resolution > 0 ? { x, y, resolution } : undefined;
}

// Reads "#layer=...&crs=..." or "?layer=...&crs=..."; what is unknown or wrong is left at its default.
export function readState(text: string): State {
	const given = new URLSearchParams(text.replace(/^[#?]/, ''));
	const state = emptyState();
	state.layer = given.get('layer') ?? '';
	state.crs = readCrs(given.get('crs'));
	state.style = given.get('style') ?? '';
	state.background = given.get('background') ?? '';
	state.query = given.get('q') ?? '';
	state.tab = tabs.find((tab) => tab === given.get('tab')) ?? 'description';
	state.sight = state.crs ? readSight(given.get('view')) : undefined;
	for (const [name, value] of given) {
		if (name === 'time')
			state.dimensions['time'] = value;
		else if (name.startsWith('dim.') && name.length > 4)
			state.dimensions[name.slice(4)] = value;
	}
	return state;
}

// To the centimetre: an address is read by people too.
function figures(value: number): string {
	return String(Number(value.toFixed(2)));
}

// The same back, defaults left out; '' for the welcome page. `names` limits what is written.
export function writeState(state: State, leaveOut: readonly string[] = []): string {
	const pairs: [string, string][] = [
		['layer', state.layer],
		['crs', state.crs ?? ''],
		['style', state.style],
		...Object.entries(state.dimensions).map(([name, value]): [string, string] =>
			[name === 'time' ? 'time' : `dim.${name}`, value]),
		['background', state.background],
		['tab', state.tab === 'description' ? '' : state.tab],
		['view', state.crs && state.sight
			? [state.sight.x, state.sight.y, state.sight.resolution].map(figures).join(',') : ''],
		['q', state.query],
	];
	return pairs
		.filter(([name, value]) => value && !leaveOut.includes(name))
		.map(([name, value]) => `${name}=${encodeURIComponent(value).replace(/%3A/g, ':').replace(/%2C/g, ',')}`)
		.join('&');
}
