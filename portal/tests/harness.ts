// A few lines in place of a test runner: cases in order over one browser, told in TAP.
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';
import { existsSync } from 'node:fs';

const address = process.env['JOINTURE_URL'];
if (!address) {
	console.error('JOINTURE_URL is not set: it names the running service, as in JOINTURE_URL=http://127.0.0.1:8080');
	process.exit(2);
}

// The portal's folder, with a final slash.
export const base = `${address.replace(/\/+$/, '')}/`;

// A page that must not break the house's promises: what goes wrong in it is kept for the end of the case.
export interface Seat { context: BrowserContext; page: Page; faults: string[]; allow: (pattern: RegExp) => void }

// `origin` is where the page may ask: the service, unless a test puts something before it.
type Open = (options?: BrowserContextOptions, origin?: string) => Promise<Seat>;

interface Case { name: string; act: (open: Open) => Promise<void> }

const cases: Case[] = [];

export function check(name: string, act: Case['act']): void {
	cases.push({ name, act });
}

async function seat(browser: Browser, options: BrowserContextOptions, origin: string): Promise<Seat> {
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'fr-FR', ...options });
	context.setDefaultTimeout(15000);
	const page = await context.newPage();
	const faults: string[] = [];
	const allowed: RegExp[] = [];
	const fault = (text: string) => {
		if (!allowed.some((pattern) => pattern.test(text)) && !/willReadFrequently/.test(text))     // our own reading
			faults.push(text);
	};
	page.on('pageerror', (error) => fault(`uncaught: ${error.message}`));
	page.on('console', (message) => {
		if (message.type() === 'error' || message.type() === 'warning' || message.text().startsWith('csp:'))
			fault(`console: ${message.text()} ${message.location().url}`);
	});
	page.on('request', (request) => {
		if (/^https?:/.test(request.url()) && new URL(request.url()).origin !== origin)
			fault(`foreign request: ${request.url()}`);
	});
	await context.addInitScript(() => {
		addEventListener('securitypolicyviolation', (event) =>
			console.log(`csp: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
	});
	return { context, page, faults, allow: (pattern) => allowed.push(pattern) };
}

async function one(browser: Browser, act: Case['act']): Promise<void> {
	const seats: Seat[] = [];
	try {
		await act(async (options = {}, origin = new URL(base).origin) => {
			const made = await seat(browser, options, origin);
			seats.push(made);
			return made;
		});
		const faults = seats.flatMap(({ faults }) => faults);
		if (faults.length > 0)
			throw new Error(`the page broke a promise:\n${faults.join('\n')}`);
	} finally {
		for (const { context } of seats)
			await context.close();
	}
}

export async function run(): Promise<void> {
	const wanted = process.argv[2];
	const chosen = cases.filter(({ name }) => !wanted || name.includes(wanted));
	const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
	if (!existsSync(executablePath)) {
		console.log('1..0 # SKIP Chromium is not installed');
		return;
	}
	const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
	let failed = 0;
	console.log(`TAP version 13\n1..${chosen.length}`);
	for (const [i, { name, act }] of chosen.entries()) {
		try {
			await one(browser, act);
			console.log(`ok ${i + 1} - ${name}`);
		} catch (error) {
			failed++;
			const text = error instanceof Error ? error.stack ?? error.message : String(error);
			console.log(`not ok ${i + 1} - ${name}\n  ---\n${text.replace(/^/gm, '  ')}\n  ...`);
		}
	}
	await browser.close();
	console.log(`${chosen.length - failed} passed, ${failed} failed`);
	process.exitCode = failed ? 1 : 0;
}
