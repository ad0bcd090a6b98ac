// Taking a layer away: addresses, files, rows, and a map in another page.
import assert from 'node:assert/strict';
import { base, check } from '../harness';
import { api, drawn, paris, served, settled, values } from './look';

const clipboard = { permissions: ['clipboard-read', 'clipboard-write'] };

check('every copy button copies what stands beside it', async (open) => {
	const { page } = await open(clipboard);
	await page.goto(`${base}?lang=fr#layer=departements&tab=services`);
	await drawn(page);
	const fields = page.locator('#panel-services .copyfield');
	const count = await fields.count();
	assert.ok(count >= 8, `${count} addresses`);
	for (let i = 0; i < count; i++) {
		const field = fields.nth(i);
		await field.getByRole('button').click();
		await field.getByText('Copié').waitFor();
		assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await field.locator('input').inputValue());
	}
});

check('where the clipboard is closed the older way copies', async (open) => {
	const { page } = await open(clipboard);
	await page.addInitScript(() => {
		navigator.clipboard.writeText = () => Promise.reject(new DOMException('closed', 'NotAllowedError'));
	});
	await page.goto(`${base}?lang=fr#layer=departements&tab=services`);
	const field = page.locator('#panel-services .copyfield').first();
	await field.getByRole('button').click();
	await field.getByText('Copié').waitFor();
	assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await field.locator('input').inputValue());
});

check('every address answers, and knows the layer', async (open) => {
	const { page } = await open();
	await page.goto(`${base}?lang=fr#layer=departements&tab=services`);
	await page.waitForSelector('#panel-services .copyfield');
	const addresses = await page.locator('#panel-services .copyfield input').evaluateAll((all) =>
		(all as HTMLInputElement[]).map((input) => input.value).filter((value) => value.startsWith('http')));
	assert.ok(addresses.length >= 7, addresses.join(' '));
	for (const address of addresses) {
		const response = await fetch(address);
		assert.equal(response.status, 200, address);
		const text = await response.text();
		const wanted = /request=getcapabilities/i.test(address) || /\/items/.test(address) ? 'departements' : 'http';
		assert.ok(text.includes(wanted), `${address} does not say ${wanted}`);
		assert.doesNotMatch(text.slice(0, 2000), /ExceptionReport/, address);
	}
});

const files: Record<string, (bytes: Buffer) => boolean> = {
	geojson: (bytes) => (JSON.parse(bytes.toString()) as { features: unknown[] }).features.length === 101,
	csv: (bytes) => bytes.toString().trim().split('\n').length === 102 && /\bcode\b/.test(bytes.toString().split('\n')[0] ?? ''),
	gpkg: (bytes) => bytes.subarray(0, 15).toString() === 'SQLite format 3',
	fgb: (bytes) => bytes.subarray(0, 7).toString('latin1') === 'fgb\x03fgb',
	zip: (bytes) => bytes.subarray(0, 2).toString() === 'PK' && bytes.includes('.shp'),
	xlsx: (bytes) => bytes.subarray(0, 2).toString() === 'PK' && bytes.includes('xl/'),
	png: (bytes) => bytes.subarray(1, 4).toString() === 'PNG' && bytes.length > 5000,
	pdf: (bytes) => bytes.subarray(0, 5).toString() === '%PDF-',
	svg: (bytes) => bytes.toString().includes('<svg'),
};

for (const [extension, right] of Object.entries(files)) {
	check(`the ${extension} file is what it says`, async (open) => {
		const { page } = await open();
		await page.goto(`${base}?lang=fr#layer=departements&tab=download`);
		await drawn(page);
		const link = page.locator(`#panel-download a[download="departements.${extension}"]`);
		const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
		const parts: Buffer[] = [];
		for await (const part of await download.createReadStream())
			parts.push(part as Buffer);
		assert.ok(right(Buffer.concat(parts)), Buffer.concat(parts).subarray(0, 200).toString());
	});
}

check('a layer that is too large for one file comes whole in its parts', async (open) => {
	const { page } = await open();
	const layer = await api('collections/communes?f=json') as { jointure: { features: number; maxFeatures: number } };
	const { features, maxFeatures } = layer.jointure;
	await page.goto(`${base}?lang=fr#layer=communes&tab=download`);
	const link = page.locator('#panel-download a[download$=".csv"]');
	await link.waitFor();
	const parts = features > maxFeatures ? Math.ceil(features / maxFeatures) : 0;
	const chooser = page.getByLabel('Partie');
	assert.equal(await chooser.locator('option').count(), parts);
	const codes = new Set<string>();
	for (let i = 0; i < Math.max(1, parts); i++) {
		if (parts)
			await chooser.selectOption({ index: i });
		const text = await (await fetch(new URL(await link.getAttribute('href') ?? '', page.url()))).text();
		const [head = '', ...rows] = text.trim().split(/\r?\n/);
		const at = head.split(',').indexOf('code');
		assert.ok(at >= 0, head);
		for (const row of rows)
			codes.add(row.split(',')[at] ?? '');
	}
	assert.equal(codes.size, features);
});

check('the rows are there for those who do not see the map, and lead to it', async (open) => {
	const { page } = await open();
	await page.goto(`${base}?lang=fr#layer=departements`);
	await drawn(page);
	await page.getByRole('button', { name: 'Lire les mêmes données en tableau' }).click();
	const rows = page.locator('#panel-data tbody tr');
	await rows.first().waitFor();
	assert.equal(await rows.count(), 20);
	const first = await rows.first().innerText();
	const answer = await api('collections/departements/items?limit=1&f=json') as { features: { properties: { nom: string } }[] };
	assert.ok(first.includes(answer.features[0]?.properties.nom ?? '-'), first);
	assert.match(await page.locator('.pager').innerText(), /1 à 20 sur 101/);
	await page.getByRole('button', { name: 'Lignes suivantes' }).click();
	await page.getByText('Lignes 21 à 40 sur 101').first().waitFor();
	assert.notEqual(await rows.first().innerText(), first);
	await rows.first().getByRole('button').click();
	await page.waitForFunction(() => location.hash.includes('view='));
	await drawn(page);
});

check('the one line embeds the map in a page of another site', async (open) => {
	const { page } = await open();
	await page.goto(`${base}?lang=fr${paris.lambert}&tab=embed`);
	await drawn(page);
	const code = await page.locator('#panel-embed textarea').inputValue();
	assert.match(code, /^<iframe src="[^"\n]+" title="[^"\n]+"[^\n]*><\/iframe>$/);
	await served((response) => {
		response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
		response.end(`<!doctype html><title>Another site</title><link rel="icon" href="data:,">${code}`);
	}, async (site) => {
		const { page: other, faults } = await open();
		await other.goto(site);
		const frame = await (await other.waitForSelector('iframe')).contentFrame();
		await frame?.waitForURL(/embed\.html/);
		assert.ok(frame, 'the frame is there');
		await drawn(frame);
		assert.match(await frame.locator('h1').innerText(), /^Départements/);
		assert.equal(await frame.locator('.catalogue').count(), 0);
		const box = await frame.locator('#map').boundingBox();
		assert.ok(box && box.width > 700 && box.height > 400);
		await other.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
		assert.match(await values(frame), /Paris \(75\)/);
		// The test's own site is foreign to the portal: only its page may have been asked for.
		assert.equal(faults.splice(0).join(), `foreign request: ${site}`);
	});
});

check('the link to this page opens it as it is', async (open) => {
	const { page } = await open();
	await page.goto(`${base}?lang=fr${paris.mercator}&tab=embed`);
	await drawn(page);
	await page.getByRole('button', { name: 'Zoom avant' }).click();
	await settled(page);
	const link = await page.getByRole('textbox', { name: 'Lien vers cette page' }).inputValue();
	assert.equal(new URL(link).hash, new URL(page.url()).hash);
});
