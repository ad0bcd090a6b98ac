import { readLayer, type Layer } from '../../src/catalogue';

// A layer as the API tells it, with the members that a test gives in place of its own.
export function sample(id: string, jointure: Record<string, unknown> = {}, more: Record<string, unknown> = {}): Layer {
	return readLayer({
		id, title: id, extent: { spatial: { bbox: [[-5, 41, 10, 51]] } }, ...more,
		jointure: {
			theme: 'territories', themeTitle: 'Territoires', organisation: 'insee', geometry: 'polygon', key: 'code',
			columns: [
				{ name: 'code', title: 'Code', type: 'string' },
				{ name: 'region', title: 'Région', type: 'string' },
				{ name: 'nom', title: 'Nom', type: 'string' },
				{ name: 'pop', title: 'Population', type: 'integer', unit: 'hab.' },
			],
			services: { ows: 'https://geo.example/base/ows' },
			...jointure,
		},
	});
}
