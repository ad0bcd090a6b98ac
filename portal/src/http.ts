// Asking our own server, with the caller's key, and turning what goes wrong into a few plain kinds.
import { withParameters } from './urls';

export type FailureKind = 'network' | 'refused' | 'absent' | 'asked' | 'broken';

export class Failure extends Error {
	constructor(readonly kind: FailureKind, readonly detail = '') {
		super(`${kind} ${detail}`);
	}
}

const place = 'jointure-key';

// In a third party's frame the browser may forbid the storage: then there is no key, and no error.
export function key(): string {
	try {
		return sessionStorage.getItem(place) ?? '';
	} catch {
		return '';
	}
}

export function keepKey(value: string): void {
	if (value)
		sessionStorage.setItem(place, value);
	else
		sessionStorage.removeItem(place);
}

// For what the browser fetches by itself: a saved file, a picture in a new tab.
export function withKey(address: string): string {
	return key() ? withParameters(address, { key: key() }) : address;
}

// The words of a service's own error: an OGC exception, a problem document, or ''.
export function errorText(body: string): string {
	const problem = /^\s*\{/.test(body) ? readProblem(body) : '';
	if (problem)
		return problem;
	const xml = /<(?:\w+:)?(?:ServiceException|ExceptionText)\b[^>]*>([\s\S]*?)<\//.exec(body)?.[1] ?? '';
	return xml.replace(/<!\[CDATA\[|\]\]>/g, '').replace(/&lt;/g, '<').replace(/&gt;/g, '>')
		.replace(/&quot;/g, '"').replace(/&apos;|&#39;/g, '\'').replace(/&amp;/g, '&').trim();
}

function readProblem(body: string): string {
	try {
		const problem = JSON.parse(body) as Record<string, unknown>;
		return String(problem['detail'] ?? problem['title'] ?? problem['description'] ?? '');
	} catch {
		return '';
	}
}

export function failureKind(status: number): FailureKind {
	if (status === 401 || status === 403)
		return 'refused';
	if (status === 404 || status === 410)
		return 'absent';
	return status >= 500 ? 'broken' : 'asked';
}

export async function ask(address: string, signal?: AbortSignal, withThisKey = key()): Promise<Response> {
	let response: Response;
	try {
		response = await fetch(address, {
			headers: withThisKey ? { Authorization: `Bearer ${withThisKey}` } : {},
			// With a key of ours the browser has nothing to add, and must not ask for a password
			// of its own when the key is refused.
			credentials: withThisKey ? 'omit' : 'same-origin',
			...(signal ? { signal } : {}),
		});
	} catch (error) {
		if (error instanceof DOMException && error.name === 'AbortError')
			throw error;
		throw new Failure('network');
	}
	if (!response.ok)
		throw new Failure(failureKind(response.status), errorText(await response.text().catch(() => '')));
	return response;
}

// OGC services of old say an error with status 200: a JSON answer that is none is an error.
export async function askJson(address: string, signal?: AbortSignal, withThisKey = key()): Promise<unknown> {
	const response = await ask(address, signal, withThisKey);
	const body = await response.text();
	try {
		return JSON.parse(body) as unknown;
	} catch {
		throw new Failure('asked', errorText(body));
	}
}

export async function askImage(address: string, signal?: AbortSignal): Promise<Blob> {
	const response = await ask(address, signal);
	if (!/^image\//.test(response.headers.get('Content-Type') ?? ''))
		throw new Failure('asked', errorText(await response.text()));
	return response.blob();
}

export function isAbort(error: unknown): boolean {
	return error instanceof DOMException && error.name === 'AbortError';
}
