// How the tests look at the page: the map's picture, the values, the answers of the services.
import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Frame, Page } from 'playwright-core';
import { base } from '../harness';

// Paris, in each projection, near enough for a département to fill the middle of the map.
export const paris = {
	lambert: '#layer=departements&crs=EPSG:2154&view=652297,6862300,250',
	mercator: '#layer=departements&crs=EPSG:3857&view=261600,6250500,380',
};

export interface Picture { colours: number; covered: number; middle: number[] }

// The colours on the map's canvases, how much of it is painted, and its middle pixel.
export function picture(page: Page | Frame): Promise<Picture> {
	return page.evaluate(() => {
		const all = [...document.querySelectorAll<HTMLCanvasElement>('#map canvas')].filter((c) => c.width > 0);
		const colours = new Set<number>();
		let painted = 0;
		let pixels = 0;
		let middle: number[] = [];
		for (const canvas of all) {
			const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
			for (let i = 0; i < data.length; i += 4) {
				pixels++;
				if ((data[i + 3] ?? 0) > 0) {
					painted++;
					colours.add(((data[i] ?? 0) << 16) | ((data[i + 1] ?? 0) << 8) | (data[i + 2] ?? 0));
				}
			}
			const at = ((canvas.height >> 1) * canvas.width + (canvas.width >> 1)) * 4;
			middle = [...data.slice(at, at + 4)];
		}
		return { colours: colours.size, covered: pixels ? painted / pixels : 0, middle };
	});
}

export async function drawn(page: Page | Frame): Promise<Picture> {
	await page.waitForSelector('#map[aria-busy=false] canvas', { state: 'attached' });
	for (let i = 0; i < 50; i++) {
		const seen = await picture(page);
		if (seen.colours > 3 && seen.covered > 0.005)
			return seen;
		await new Promise((done) => setTimeout(done, 100));
	}
	assert.fail(`the map stays blank: ${JSON.stringify(await picture(page))}`);
}

// The legend's pixels, as a text to compare.
export async function legendPicture(page: Page): Promise<string> {
	await page.waitForSelector('.legend img');
	return page.locator('.legend img').evaluate(async (img: HTMLImageElement) => {
		await img.decode();
		const canvas = document.createElement('canvas');
		canvas.width = img.naturalWidth;
		canvas.height = img.naturalHeight;
		canvas.getContext('2d')?.drawImage(img, 0, 0);
		return canvas.toDataURL();
	});
}

// A settled map: no request under way and the address written.
export async function settled(page: Page | Frame): Promise<void> {
	await page.waitForTimeout(350);
	await page.waitForSelector('#map[aria-busy=false]');
}

export async function clickMiddle(page: Page): Promise<void> {
	const box = await page.locator('#map').boundingBox();
	assert.ok(box);
	await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
}

export async function values(page: Page | Frame): Promise<string> {
	await page.waitForSelector('.values-body:not([aria-busy]) :is(table, p)');
	return page.locator('.values-body').innerText();
}

export async function api(path: string): Promise<Record<string, unknown>> {
	const response = await fetch(`${base}api/${path}`);
	assert.equal(response.status, 200, path);
	return await response.json() as Record<string, unknown>;
}

export function parameter(page: Page, name: string): string | null {
	return new URLSearchParams(new URL(page.url()).hash.slice(1)).get(name);
}

// A web server of the test's own, under another name than the service's, while `act` runs.
export async function served(
	answer: (response: ServerResponse, request: IncomingMessage) => void, act: (site: string) => Promise<void>,
): Promise<void> {
	const server = createServer((request, response) => answer(response, request)).listen(0, '127.0.0.1');
	await new Promise((done) => server.once('listening', done));
	try {
		await act(`http://localhost:${(server.address() as AddressInfo).port}/`);
	} finally {
		server.closeAllConnections();
		server.close();
	}
}
