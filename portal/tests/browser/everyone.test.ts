// For everyone: rules of accessibility, a telephone, and the promises of the page's own policy.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { base, check } from '../harness';
import { clickMiddle, drawn, paris, values } from './look';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function accessible(page: Page, what: string): Promise<void> {
	await page.evaluate(axe);
	const broken = await page.evaluate(async () => {
		const found = await (window as unknown as { axe: { run: (options: unknown) => Promise<{
			violations: { id: string; help: string; nodes: { html: string; failureSummary: string }[] }[];
		}> } }).axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] });
		return found.violations.map(({ id, help, nodes }) =>
			`${id}: ${help}\n${nodes.slice(0, 3).map((node) => `  ${node.html}\n  ${node.failureSummary}`).join('\n')}`);
	});
	assert.deepEqual(broken, [], what);
}

for (const colorScheme of ['light', 'dark'] as const) {
	check(`the rules of WCAG 2.1 AA hold, ${colorScheme}`, async (open) => {
		const { page } = await open({ colorScheme });
		await page.goto(`${base}?lang=fr`);
		await page.waitForSelector('.welcome');
		await accessible(page, 'welcome');
		await page.getByLabel('Rechercher une couche').fill('dep');
		await accessible(page, 'search');
		await page.goto(`${base}?lang=en${paris.lambert}`);
		await drawn(page);
		await clickMiddle(page);
		await values(page);
		for (const name of ['Description', 'Data', 'Services', 'Download', 'Embed']) {
			await page.getByRole('tab', { name }).click();
			await page.locator('[role=tabpanel]:visible').waitFor();
			if (name === 'Data')
				await page.waitForSelector('#panel-data tbody tr');
			await accessible(page, name);
		}
		await page.getByRole('button', { name: 'Access', exact: true }).click();
		await accessible(page, 'dialog');
		await page.goto(`${base}portal/embed.html?layer=departements&lang=fr`);
		await drawn(page);
		await accessible(page, 'embed');
	});
}

check('the tabs answer to the arrows, and the page skips to its content', async (open) => {
	const { page } = await open();
	await page.goto(`${base}?lang=fr#layer=departements`);
	await drawn(page);
	await page.getByRole('tab', { name: 'Description' }).focus();
	await page.keyboard.press('ArrowLeft');
	assert.equal(await page.evaluate(() => document.activeElement?.id), 'tab-embed');
	assert.ok(await page.locator('#panel-embed').isVisible());
	await page.keyboard.press('Home');
	assert.ok(await page.locator('#panel-description').isVisible());
	await page.reload();
	await drawn(page);
	await page.keyboard.press('Tab');
	assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Aller au contenu');
	await page.keyboard.press('Enter');
	assert.equal(await page.evaluate(() => document.activeElement?.id), 'main');
});

check('on a telephone the layer takes the place of the list, and nothing is cut off', async (open) => {
	const { page } = await open({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
	const narrow = async () => assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'scrolls sideways');
	await page.goto(`${base}?lang=fr`);
	await page.waitForSelector('.groups a[data-layer]');
	await narrow();
	await page.locator('.groups a[data-layer=departements]').tap();
	await drawn(page);
	assert.equal(await page.locator('.catalogue').isVisible(), false);
	await narrow();
	for (const tab of await page.getByRole('tab').all()) {
		await tab.click();
		await narrow();
	}
	await page.getByRole('tab', { name: 'Description' }).click();
	await page.locator('#map').scrollIntoViewIfNeeded();
	await page.locator('#map').tap({ position: { x: 170, y: 330 } });
	assert.ok((await values(page)).length > 10);
	await page.waitForTimeout(500);
	const [sheet, map] = [await page.locator('.values').boundingBox(), await page.locator('#map').boundingBox()];
	assert.ok(sheet && map && sheet.y + sheet.height <= 741 && map.y < sheet.y - 150, 'the map shows above the values');
	await page.getByRole('button', { name: 'Retour au catalogue' }).click();
	await page.locator('.catalogue').waitFor();
});

check('the policy of the pages allows nothing but their own server', async () => {
	for (const path of ['', 'portal/embed.html']) {
		const text = await (await fetch(base + path)).text();
		const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text)?.[1] ?? '';
		for (const rule of ['default-src \'none\'', 'script-src \'self\'', 'style-src \'self\'', 'connect-src \'self\'', 'img-src \'self\' data: blob:'])
			assert.ok(policy.includes(rule), `${path}: ${rule}`);
		assert.doesNotMatch(policy, /unsafe/);
		assert.doesNotMatch(text, /<script(?![^>]*src=)|<style|\sstyle=|\son\w+=/);
	}
});

check('the files named in the pages are there, to be kept for long', async () => {
	for (const path of ['', 'portal/embed.html']) {
		const text = await (await fetch(base + path)).text();
		const names = [...text.matchAll(/(?:src|href)="([^"]+-[A-Z0-9]{8}\.\w+)"/g)].map((match) => match[1] ?? '');
		assert.ok(names.length >= 4, names.join(' '));
		for (const name of names) {
			const response = await fetch(new URL(name, base + path));
			assert.equal(response.status, 200, name);
			assert.match(response.headers.get('content-type') ?? '', /javascript|css|svg/, name);
			assert.match(response.headers.get('cache-control') ?? '', /immutable/, name);
		}
	}
});
