// Builds the portal into dist/: hashed scripts and style, and the two pages that name them.
// With --tests it bundles the tests instead, where git does not look.
import { build } from 'esbuild';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('.', import.meta.url)));

const shared = { bundle: true, format: 'esm', logLevel: 'warning', legalComments: 'none' };

async function tests() {
	await build({
		...shared,
		entryPoints: { unit: 'tests/unit/all.ts', browser: 'tests/browser.ts' },
		outdir: 'node_modules/.cache/portal-tests',
		outExtension: { '.js': '.mjs' },
		platform: 'node',
		target: 'node18',
		external: ['playwright-core'],
		sourcemap: 'inline',
	});
}

// The page's text with {{entry}} replaced by the path of that entry's output; {{preload entry}}
// by one link for each chunk which the entry imports.
function filled(page, outputs, folder) {
	const href = (file) => folder + basename(file);
	const of = (entry) => {
		const found = Object.entries(outputs).find(([, out]) => out.entryPoint === entry);
		if (!found)
			throw new Error(`no output for ${entry}`);
		return found;
	};
	return page
		.replace(/\{\{preload (\S+)\}\}/g, (_, entry) => of(entry)[1].imports
			.filter((i) => i.kind === 'import-statement')
			.map((i) => `<link rel="modulepreload" href="${href(i.path)}">`).join('\n\t'))
		.replace(/\{\{(\S+)\}\}/g, (_, entry) => href(of(entry)[0]));
}

async function portal() {
	await rm('dist', { recursive: true, force: true });
	await mkdir('dist');
	const { metafile } = await build({
		...shared,
		entryPoints: {
			app: 'src/app.ts', embed: 'src/embed.ts', style: 'style.css', icon: 'icon.svg',
		},
		loader: { '.svg': 'copy' },
		outdir: 'dist',
		entryNames: '[name]-[hash]',
		chunkNames: '[name]-[hash]',
		assetNames: '[name]-[hash]',
		platform: 'browser',
		target: ['es2021', 'chrome100', 'firefox100', 'safari15'],
		splitting: true,
		minify: true,
		metafile: true,
	});
	for (const [name, folder] of [['index.html', 'portal/'], ['embed.html', '']])
		await writeFile(`dist/${name}`, filled(await readFile(name, 'utf8'), metafile.outputs, folder));
}

await (process.argv.includes('--tests') ? tests() : portal());
