// The tables of the demo, in the state in which producers send them: semicolons, decimal commas,
// Windows-1252, codes that a spreadsheet took for numbers, codes of another year.
import { readFileSync, writeFileSync } from 'node:fs';
import { readJson } from './files.mjs';
import { fileURLToPath } from 'node:url';

const CODES = '@etalab/decoupage-administratif';
const FIRST = 2016, LAST = 2023;

const french = (n) => (n === null ? '' : String(n).replace('.', ','));

/** Change of the population a year, in per cent, over the years of the censuses. */
function change(properties) {
	const before = properties[`population_${FIRST}`], after = properties[`population_${LAST}`];
	if (!before || after === null) return null;
	return Number((100 * ((after / before) ** (1 / (LAST - FIRST)) - 1)).toFixed(2));
}

function write(folder, name, rows, encoding = 'utf8') {
	writeFileSync(`${folder}/${name}`, Buffer.from(rows.map((r) => `${r.join(';')}\r\n`).join(''), encoding));
	console.log(`  ${name}: ${rows.length - 1}`);
}

/** A spreadsheet's idea of a code: a number where it looks like one. */
const spoiled = (code) => (/^\d+$/.test(code) ? String(Number(code)) : code);

function evolution(folder, name, features, spoil) {
	const years = Object.keys(features[0].properties).filter((c) => /^population_\d{4}$/.test(c));
	write(folder, name, [
		['Code', 'Libellé', 'Évolution annuelle (%)', ...years.map((y) => y.replace('population_', 'Population '))],
		...features.map(({ properties: p }) => [
			spoil ? spoiled(p.code) : p.code, p.nom.replace(/;/g, ','), french(change(p)), ...years.map((y) => french(p[y])),
		]),
	], 'latin1');
}

/** Inhabitants of 2016 by the communes of 2016, of which over a thousand have merged since. */
function formerCommunes(folder) {
	const list = readJson('cog2016/data/communes.json')
		.filter((c) => c.type === 'commune-actuelle' && c.population !== undefined && !c.code.startsWith('976'));
	write(folder, 'communes_2016.csv', [['CODGEO', 'LIBGEO', 'PMUN16'], ...list.map((c) => [c.code, c.nom, c.population])]);
}

/** What became of the communes that are no more: their code, where they went, their name. */
function codes(folder, communes) {
	const now = new Set(communes.map(({ properties: p }) => p.code));
	const went = new Map();
	for (const c of readJson(`${CODES}/data/communes.json`)) {
		for (const old of c.anciensCodes ?? []) went.set(old, { code: c.code, nom: went.get(old)?.nom ?? '' });
		if (c.chefLieu && c.type !== 'arrondissement-municipal') went.set(c.code, { code: c.chefLieu, nom: c.nom });
	}
	const gone = [...went].filter(([old, to]) => !now.has(old) && now.has(to.code));
	write(folder, 'codes_communes.csv', [['code', 'successor', 'date', 'kind', 'label'],
		...gone.map(([old, to]) => [old, to.code, '', 'merged', to.nom.replace(/[;"]/g, ' ')])]);
}

export function writeTables(folder, { communes, departements }) {
	evolution(folder, 'evolution_departements.csv', departements, false);
	evolution(folder, 'evolution_communes.csv', communes, true);
	formerCommunes(folder);
	codes(folder, communes);
	const counties = fileURLToPath(new URL('../node_modules/vega-datasets/data/unemployment.tsv', import.meta.url));
	writeFileSync(`${folder}/chomage_comtes.tsv`, readFileSync(counties));
}
