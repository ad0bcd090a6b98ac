// What the page says when something is wrong, and what a key does.
import assert from 'node:assert/strict';
import { base, check } from '../harness';
import { drawn, served, values } from './look';

check('a layer that is gone is told in plain words', async (open) => {
	const { page, allow } = await open();
	allow(/404/);
	await page.goto(`${base}?lang=fr#layer=no_such_layer`);
	assert.match(await page.locator('main .failure').innerText(), /n’est pas dans le catalogue/);
	await page.locator('.groups a[data-layer=regions]').click();
	await drawn(page);
});

check('a service that does not answer is told, and can be tried again', async (open) => {
	const { page, allow } = await open();
	allow(/ERR_FAILED|ERR_CONNECTION/);
	await page.route('**/api/**', (route) => route.abort());
	await page.goto(`${base}?lang=fr`);
	assert.match(await page.locator('main .failure').innerText(), /ne répond pas/);
	await page.unroute('**/api/**');
	await page.getByRole('button', { name: 'Réessayer' }).click();
	await page.waitForSelector('.groups a[data-layer=departements]');
	await page.waitForSelector('.welcome');
});

check('a map that cannot be drawn says why, in the service\'s words too', async (open) => {
	const { page, allow } = await open();
	allow(/IMAGE|image/);
	await page.route(/GetMap/, (route) => route.fulfill({
		status: 200, contentType: 'text/xml',
		body: '<ServiceExceptionReport><ServiceException code="InvalidDimensionValue">TIME : 1900 est hors de la couche</ServiceException></ServiceExceptionReport>',
	}));
	await page.goto(`${base}?lang=fr#layer=departements`);
	const box = page.locator('.failure.onmap');
	await box.waitFor();
	assert.match(await box.innerText(), /n’a pas pu être dessinée/);
	assert.match(await box.innerText(), /1900 est hors de la couche/);
	await page.unroute(/GetMap/);
	await page.getByRole('button', { name: 'Zoom avant' }).click();
	await drawn(page);
	assert.equal(await box.isVisible(), false);
});

check('a server in trouble while values are read says so', async (open) => {
	const { page, allow } = await open();
	allow(/503/);
	await page.route(/GetFeatureInfo/, (route) => route.fulfill({ status: 503, body: '' }));
	await page.goto(`${base}?lang=en#layer=departements`);
	await drawn(page);
	await page.locator('#map').focus();
	await page.keyboard.press('Enter');
	assert.match(await page.locator('.values .failure').innerText(), /has a problem/);
});

check('a key that is not known is refused and not kept', async (open) => {
	const { page, allow } = await open();
	allow(/401/);
	await page.goto(`${base}?lang=fr`);
	await page.getByRole('button', { name: 'Accès' }).click();
	await page.getByLabel('Clé', { exact: true }).fill('not-a-key');
	await page.getByRole('button', { name: 'Utiliser cette clé' }).click();
	await page.getByText('n’est pas reconnue').waitFor();
	assert.equal(await page.evaluate(() => sessionStorage.length), 0);
	await page.keyboard.press('Escape');
	assert.equal(await page.locator('dialog').isVisible(), false);
	assert.match(await page.evaluate(() => document.activeElement?.textContent ?? ''), /Accès/);
});

check('a key goes with every request of the page, in no address of it, and is forgotten on demand', async (open) => {
	const { page } = await open();
	const asked: { url: string; key: string | undefined }[] = [];
	await page.route(/\/(api|ows)\b/, async (route) => {
		const headers = { ...route.request().headers() };
		asked.push({ url: route.request().url(), key: headers['authorization'] });
		delete headers['authorization'];          // the demo does not know this key
		await route.continue({ headers });
	});
	await page.goto(`${base}?lang=fr#layer=departements`);
	await drawn(page);
	await page.getByRole('button', { name: 'Accès' }).click();
	await page.getByLabel('Clé', { exact: true }).fill('sesame-42');
	asked.length = 0;
	await page.getByRole('button', { name: 'Utiliser cette clé' }).click();
	await page.getByText('Clé utilisée').waitFor();
	await drawn(page);
	assert.ok(asked.some(({ url }) => url.includes('GetMap')) && asked.some(({ url }) => url.includes('/api/')));
	assert.deepEqual(asked.filter(({ key, url }) => key !== 'Bearer sesame-42' || url.includes('sesame')), []);
	assert.equal(page.url().includes('sesame'), false);
	assert.equal(await page.evaluate(() => `${document.cookie}${JSON.stringify(localStorage)}`), '{}');
	await page.getByRole('tab', { name: 'Télécharger' }).click();
	assert.match(await page.locator('a[download$=".csv"]').getAttribute('href') ?? '', /key=sesame-42/);
	await page.getByRole('button', { name: 'Clé utilisée' }).click();
	await page.getByRole('button', { name: 'Oublier la clé' }).click();
	await page.getByRole('button', { name: 'Accès' }).waitFor();
	assert.equal(await page.evaluate(() => sessionStorage.length), 0);
});

// The service names its own public address everywhere; the page must live by where it stands itself. The
// catalogue comes in small pages here, so that their links are followed too.
check('behind another name and below a path the page asks nobody else', async (open) => {
	const asked: string[] = [];
	await served((response, request) => {
		const path = request.url ?? '';
		asked.push(path);
		if (!path.startsWith('/geo/'))
			return void response.writeHead(404).end();
		const to = new URL(path.slice('/geo/'.length), base);
		if (to.pathname.endsWith('/api/collections'))
			to.searchParams.set('limit', '2');
		void fetch(to).then(async (answer) => {
			const type = answer.headers.get('content-type') ?? 'text/plain';
			response.writeHead(answer.status, { 'Content-Type': type });
			response.end(Buffer.from(await answer.arrayBuffer()));
		});
	}, async (site) => {
		const { page } = await open({}, new URL(site).origin);
		await page.goto(`${site}geo/?lang=fr#layer=departements`);
		await drawn(page);
		await page.locator('#map').focus();
		await page.keyboard.press('Enter');
		assert.ok((await values(page)).length > 10);
		await page.waitForSelector('.groups a[data-layer=us_counties]');
		assert.match(await page.locator('#search-status').innerText(), /^\d+ couches$/);
		assert.ok(asked.filter((path) => path.includes('/api/collections?')).length >= 3, asked.join('\n'));
		await page.goto(`${site}geo/portal/embed.html?layer=regions&lang=fr`);
		await drawn(page);
	});
});

check('a catalogue of thousands is listed a part at a time, and searched whole', async (open) => {
	const { page } = await open();
	await page.route(/api\/collections\?/, async (route) => {
		const answer = await (await route.fetch()).json() as { collections: Record<string, unknown>[] };
		const one = answer.collections[0] ?? {};
		for (let i = 0; i < 3000; i++)
			answer.collections.push({ ...one, id: `copy_${i}`, title: `Copie numéro ${i}` });
		await route.fulfill({ json: answer });
	});
	await page.goto(`${base}?lang=fr`);
	await page.waitForSelector('.groups a');
	assert.ok(await page.locator('.groups a').count() < 500);
	const box = page.getByLabel('Rechercher une couche');
	await box.fill('copie 2999');
	assert.equal(await page.locator('.groups a').count(), 1);
	await box.fill('copie');
	const more = page.getByRole('button', { name: /^Afficher les \d+ autres$/ });
	await more.click();
	assert.equal(await page.locator('.groups a').count(), 3000);
	assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('data-layer')), 'copy_60');
});

check('a link with a key opens what the key opens, and the key leaves the address', async (open) => {
	const { page } = await open();
	const asked: (string | undefined)[] = [];
	await page.route(/\/(api|ows)\b/, async (route) => {
		const headers = { ...route.request().headers() };
		asked.push(headers['authorization']);
		delete headers['authorization'];
		await route.continue({ headers });
	});
	await page.route(/\?key=/, (route) => route.continue({ url: base }));
	await page.goto(`${base}?key=sesame-43#layer=regions`);
	await drawn(page);
	await page.getByText('Clé utilisée').waitFor();
	assert.equal(page.url().includes('sesame'), false);
	assert.ok(asked.length > 2 && asked.every((one) => one === 'Bearer sesame-43'), String(asked));
});
