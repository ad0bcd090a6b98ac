// The map, its choices, and the values below a click.
import assert from 'node:assert/strict';
import { base, check } from '../harness';
import { api, clickMiddle, drawn, legendPicture, parameter, paris, picture, settled, values } from './look';

check('the map is painted, and so is the legend', async (open) => {
	const { page } = await open();
	await page.goto(`${base}?lang=fr#layer=departements`);
	const seen = await drawn(page);
	assert.ok(seen.covered > 0.2, `${seen.covered} of the map is painted`);
	assert.ok((seen.middle[3] ?? 0) > 0, 'France is in the middle');
	await page.waitForSelector('.legend img');
	assert.ok(await page.locator('.legend img').evaluate((img: HTMLImageElement) => img.naturalWidth > 20 && img.naturalHeight > 10));
	assert.equal(await page.locator('.legend img').getAttribute('alt'), `Légende de la couche ${await page.locator('main h1').innerText()}`);
});

check('a click shows the name and the code of what lies there', async (open) => {
	const { page } = await open();
	await page.goto(`${base}?lang=fr${paris.lambert}`);
	await drawn(page);
	const before = await picture(page);
	await clickMiddle(page);
	const text = await values(page);
	assert.match(text, /Paris \(75\)/);
	assert.match(text, /Code du département\s+75/);
	await settled(page);
	assert.notDeepEqual((await picture(page)).colours, before.colours, 'what was found is drawn');
	await page.locator('.values').getByRole('button', { name: 'Fermer' }).click();
	assert.equal(await page.locator('.values').isVisible(), false);
});

check('a click in the sea says that nothing is there', async (open) => {
	const { page } = await open();
	await page.goto(`${base}?lang=fr#layer=departements&crs=EPSG:2154&view=0,6500000,500`);
	await page.waitForSelector('#map[aria-busy=false]');
	await clickMiddle(page);
	assert.match(await values(page), /Rien à cet endroit/);
});

check('the keyboard reads the values at the centre', async (open) => {
	const { page } = await open();
	await page.goto(`${base}?lang=fr${paris.lambert}`);
	await drawn(page);
	await page.locator('#map').focus();
	await page.keyboard.press('Enter');
	assert.match(await values(page), /Paris \(75\)/);
	await page.waitForFunction(() => /Paris/.test(document.getElementById('announcements')?.textContent ?? ''));
	await page.keyboard.press('Escape');
	assert.equal(await page.locator('.values').isVisible(), false);
	await page.keyboard.press('ArrowLeft');
	await settled(page);
	assert.notEqual(parameter(page, 'view'), '652297,6862300,250');
});

check('the other projection shows the same place', async (open) => {
	const { page } = await open();
	await page.goto(`${base}?lang=fr${paris.lambert}`);
	await drawn(page);
	await page.getByText('Web Mercator').click();
	await settled(page);
	await drawn(page);
	assert.equal(parameter(page, 'crs'), 'EPSG:3857');
	const [x = 0, y = 0, resolution = 0] = (parameter(page, 'view') ?? '').split(',').map(Number);
	assert.ok(Math.hypot(x - 261600, y - 6250500) < 3000, `${x} ${y}`);
	assert.ok(resolution > 340 && resolution < 420, 'the scale is kept on the ground');
	await clickMiddle(page);
	assert.match(await values(page), /Paris \(75\)/);
	await page.getByText('Lambert-93').click();
	await settled(page);
	await drawn(page);
	const [x2 = 0, y2 = 0] = (parameter(page, 'view') ?? '').split(',').map(Number);
	assert.ok(Math.hypot(x2 - 652297, y2 - 6862300) < 10, 'and back');
});

check('another style paints another map and another legend', async (open) => {
	const { page } = await open();
	await page.goto(`${base}?lang=fr#layer=departements`);
	const before = await drawn(page);
	const layer = await api('collections/departements?f=json&lang=fr') as { jointure: { styles: { name: string; title: string }[] } };
	assert.ok(layer.jointure.styles.length > 1);
	const second = layer.jointure.styles[1];
	const legend = await legendPicture(page);
	await page.getByLabel('Style').selectOption(second?.name ?? '');
	await settled(page);
	const after = await drawn(page);
	assert.notDeepEqual(after, before);
	assert.equal(parameter(page, 'style'), second?.name);
	await page.waitForFunction((title) => document.querySelector('.legend')?.textContent?.includes(title), second?.title ?? '-');
	assert.notEqual(await legendPicture(page), legend);
});

check('a layer with years steps through them', async (open) => {
	const { page } = await open();
	const asked: string[] = [];
	page.on('request', (request) => asked.push(request.url()));
	await page.goto(`${base}?lang=fr#layer=population_departements`);
	await drawn(page);
	const chooser = page.getByLabel('Date', { exact: true });
	const shown = await chooser.inputValue();
	await page.getByRole('button', { name: /valeur précédente/ }).click();
	await settled(page);
	const stepped = await chooser.inputValue();
	assert.notEqual(stepped, shown);
	assert.equal(parameter(page, 'time'), stepped);
	assert.ok(asked.some((url) => /GetMap/i.test(url) && new URL(url).searchParams.get('TIME') === stepped));
	await drawn(page);
});

check('overseas départements are one choice away', async (open) => {
	const { page } = await open();
	await page.goto(`${base}?lang=fr#layer=departements`);
	await drawn(page);
	await page.getByLabel('Aller à').selectOption('reunion');
	await settled(page);
	await drawn(page);
	assert.equal(parameter(page, 'crs'), 'EPSG:3857');
	await clickMiddle(page);
	assert.match(await values(page), /Réunion.*974/);
});

check('a layer outside France opens in Web Mercator', async (open) => {
	const { page } = await open();
	await page.goto(`${base}?lang=fr#layer=us_counties`);
	await drawn(page);
	await settled(page);
	assert.ok((await drawn(page)).covered > 0.1, 'though its islands go around the world');
	assert.equal(parameter(page, 'view'), null);
	assert.equal(await page.locator('input[name=crs]:checked').getAttribute('value'), 'EPSG:3857');
	assert.equal(await page.getByLabel('Aller à').count(), 0);
});

check('another layer can lie below, paler', async (open) => {
	const { page } = await open();
	await page.goto(`${base}?lang=fr#layer=communes&crs=EPSG:2154&view=652297,6500000,250`);
	const alone = await drawn(page);
	await page.getByLabel('Fond').selectOption('regions');
	await settled(page);
	await page.waitForTimeout(500);
	const both = await picture(page);
	assert.ok(alone.covered < 0.5 && both.covered > 0.9, `${alone.covered} then ${both.covered}`);
	assert.equal(parameter(page, 'background'), 'regions');
});

check('a raster is a layer like another, without rows or files of features', async (open) => {
	const { page } = await open();
	await page.goto(`${base}?lang=fr#layer=population_carreaux`);
	await drawn(page);
	assert.equal(await page.getByRole('tab', { name: 'Données' }).count(), 0);
	await clickMiddle(page);
	assert.match(await values(page), /band_1\s+\d/);
	await page.getByRole('tab', { name: 'Télécharger' }).click();
	assert.equal(await page.locator('#panel-download a[download$=".csv"]').count(), 0);
	assert.ok(await page.locator('#panel-download a[download$=".png"]').count() > 0);
});

check('the zoom buttons and the whole layer move the map', async (open) => {
	const { page } = await open();
	await page.goto(`${base}?lang=fr#layer=departements`);
	await drawn(page);
	assert.equal(parameter(page, 'view'), null);
	await page.getByRole('button', { name: 'Zoom avant' }).click();
	await page.waitForFunction(() => location.hash.includes('view='));
	await page.getByRole('button', { name: 'Voir toute la couche' }).click();
	await page.waitForFunction(() => !location.hash.includes('view='));
});
