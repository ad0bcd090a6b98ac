#!/usr/bin/env node
// Turns the npm packages of package.json into the GeoJSON files and tables that the demo publishes.
//   node convert.mjs FOLDER
import { argv, exit } from 'node:process';
import { writeLayer } from './lib/files.mjs';
import { communes, departements, populationByYear, regions } from './lib/france.mjs';
import { counties, states } from './lib/america.mjs';
import { writeTables } from './lib/tables.mjs';

const [, , folder] = argv;
if (!folder) {
	console.error('usage: node convert.mjs FOLDER');
	exit(2);
}

const france = departements();
const { communes: points, register } = communes();
const america = states();
const layers = {
	departements: france,
	regions: regions(france),
	population_departements: populationByYear(france),
	communes: points,
	communes_siren: register,
	us_states: america,
	us_counties: counties(america),
};
for (const [name, features] of Object.entries(layers))
	await writeLayer(folder, name, features);
writeTables(folder, { communes: points, departements: france });
