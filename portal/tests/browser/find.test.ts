// Finding a layer.
import assert from 'node:assert/strict';
import { base, check } from '../harness';
import { api, drawn, parameter, paris } from './look';

check('the page lists every layer that the API lists, under its theme', async (open) => {
	const { page } = await open();
	await page.goto(base);
	await page.waitForSelector('.groups a[data-layer]');
	const answer = await api('collections?f=json&lang=fr&limit=1000') as {
		collections: { id: string; title: string; jointure: { themeTitle: string } }[];
	};
	assert.ok(answer.collections.length >= 5);
	const shown = await page.locator('.groups details').evaluateAll((all) => all.flatMap((group) =>
		[...group.querySelectorAll<HTMLElement>('a[data-layer]')].map((a) =>
			[a.dataset['layer'], group.querySelector('h2')?.textContent, a.querySelector('.name')?.textContent].join('|'))));
	assert.deepEqual(shown.sort(), answer.collections.map((c) =>
		[c.id, c.jointure.themeTitle, c.title].join('|')).sort());
	assert.match(await page.locator('#search-status').innerText(), new RegExp(`^${answer.collections.length} couches`));
});

check('the search takes words without accents and in any case', async (open) => {
	const { page } = await open();
	await page.goto(base);
	await page.waitForSelector('.groups a[data-layer]');
	const all = await page.locator('.groups a[data-layer]').count();
	await page.getByLabel('Rechercher une couche').fill('DEPARTEMENTS contours');
	await page.waitForFunction((n) => document.querySelectorAll('.groups a[data-layer]').length < n, all);
	assert.equal(await page.locator('.groups a[data-layer=departements]').count(), 1);
	assert.equal(await page.locator('.groups a[data-layer=us_counties]').count(), 0);
	assert.match(await page.locator('.groups a[data-layer=departements] mark').first().innerText(), /^Départements$/i);
	assert.match(await page.locator('#search-status').innerText(), new RegExp(`sur ${all}$`));
	assert.equal(parameter(page, 'q'), 'DEPARTEMENTS contours');
	await page.keyboard.press('Escape');
	assert.equal(await page.locator('.groups a[data-layer]').count(), all);
});

check('a search that finds nothing says so', async (open) => {
	const { page } = await open();
	await page.goto(base);
	await page.waitForSelector('.groups a[data-layer]');
	await page.getByLabel('Rechercher une couche').fill('zzzz');
	assert.match(await page.locator('#search-status').innerText(), /Aucune couche/);
	assert.equal(await page.locator('.groups a').count(), 0);
});

check('choosing a layer shows it, names it in the address, and Back returns', async (open) => {
	const { page } = await open();
	await page.goto(base);
	await page.locator('.groups a[data-layer=departements]').click();
	await drawn(page);
	assert.match(await page.locator('main h1').innerText(), /^Départements/);
	assert.equal(parameter(page, 'layer'), 'departements');
	assert.match(await page.title(), /^Départements/);
	assert.equal(await page.locator('.groups a[aria-current]').getAttribute('data-layer'), 'departements');
	assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1');
	await page.goBack();
	await page.waitForSelector('.welcome');
	assert.equal(await page.locator('.groups a[aria-current]').count(), 0);
});

check('a link to a layer opens that layer as it was seen', async (open) => {
	const { page } = await open();
	await page.goto(`${base}?lang=fr${paris.mercator}&tab=services`);
	await drawn(page);
	assert.equal(await page.locator('input[name=crs]:checked').getAttribute('value'), 'EPSG:3857');
	assert.equal(await page.locator('[role=tab][aria-selected=true]').innerText(), 'Services');
	assert.equal(parameter(page, 'view'), '261600,6250500,380');
});

check('English is one click away and the place is kept', async (open) => {
	const { page } = await open();
	await page.goto(`${base}${paris.lambert}`);
	await drawn(page);
	assert.equal(await page.locator('html').getAttribute('lang'), 'fr');
	await page.getByRole('link', { name: 'English' }).click();
	await page.waitForURL(/lang=en/);
	await drawn(page);
	assert.equal(await page.locator('html').getAttribute('lang'), 'en');
	assert.equal(parameter(page, 'layer'), 'departements');
	assert.equal(parameter(page, 'view'), '652297,6862300,250');
	const english = await api('collections/departements?f=json&lang=en') as { title: string };
	const french = await api('collections/departements?f=json&lang=fr') as { title: string };
	assert.notEqual(english.title, french.title);
	assert.equal(await page.locator('main h1').innerText(), english.title);
	assert.equal(await page.getByRole('tab', { name: 'Download' }).count(), 1);
	assert.match(await page.locator('#panel-description').innerText(), /January 1, 2026/);
});

check('a browser in English gets English without asking', async (open) => {
	const { page } = await open({ locale: 'en-GB' });
	await page.goto(base);
	await page.getByLabel('Find a layer').waitFor();
	assert.equal(await page.locator('html').getAttribute('lang'), 'en');
});

check('the description tells what the catalogue knows', async (open) => {
	const { page } = await open();
	const layer = await api('collections/departements?f=json&lang=fr') as {
		description: string; attribution: string;
		jointure: { licence: string; organisationTitle: string; columns: { name: string; title: string }[] };
	};
	await page.goto(`${base}?lang=fr#layer=departements`);
	const panel = page.locator('#panel-description');
	await panel.waitFor();
	const text = await panel.innerText();
	for (const part of [layer.description, layer.attribution, layer.jointure.licence, layer.jointure.organisationTitle, '1er janvier 2026'])
		assert.ok(text.replace(/\s+/g, ' ').includes(part.replace(/\s+/g, ' ')), part);
	assert.ok(layer.jointure.columns.length > 5);
	assert.deepEqual(await panel.locator('tbody tr td:nth-child(2)').allInnerTexts(),
		layer.jointure.columns.map((column) => column.title));
});
