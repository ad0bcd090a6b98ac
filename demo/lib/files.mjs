// Reading what npm installed, writing what `jointure publish` reads.
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = join(dirname(fileURLToPath(import.meta.url)), '..', 'node_modules');

export const readText = (name) => readFileSync(join(packages, name), 'utf8');
export const readJson = (name) => JSON.parse(readText(name));

export const feature = (geometry, properties) => ({ type: 'Feature', properties, geometry });

/** Writes FOLDER/NAME.geojson, one feature a line, and says so. */
export async function writeLayer(folder, name, features) {
	mkdirSync(folder, { recursive: true });
	const out = createWriteStream(join(folder, `${name}.geojson`));
	out.write('{"type":"FeatureCollection","features":[\n');
	for (const [i, f] of features.entries()) {
		if (!out.write((i ? ',\n' : '') + JSON.stringify(f)))
			await once(out, 'drain');
	}
	out.end('\n]}\n');
	await once(out, 'finish');
	console.log(`  ${name}: ${features.length}`);
}
