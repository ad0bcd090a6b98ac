// What both pages have in common: where they stand, their language, and small parts of their body.
import { fill, h, sign, type Child } from './dom';
import { Failure, isAbort } from './http';
import { chooseLang, textsOf, type Lang, type Texts } from './texts';

export interface Page { root: string; lang: Lang; texts: Texts }

export function openPage(): Page {
	const html = document.documentElement;
	const lang = chooseLang(location.search, navigator.languages);
	html.lang = lang;
	return { root: new URL(html.dataset['root'] ?? './', location.href).href, lang, texts: textsOf(lang) };
}

// A polite word to screen readers, in one region for the whole page.
export function announce(text: string): void {
	let region = document.getElementById('announcements');
	if (!region) {
		region = h('div', { id: 'announcements', class: 'unseen', 'aria-live': 'polite', role: 'status' });
		document.body.append(region);
	}
	region.textContent = '';
	const here = region;
	setTimeout(() => { here.textContent = text; }, 50);
}

export function failureText(error: unknown, texts: Texts): { text: string; detail: string } {
	return error instanceof Failure
		? { text: texts.failures[error.kind], detail: error.detail }
		: { text: texts.failures.broken, detail: '' };
}

// A failure in plain words, with the service's own below, and a way out.
export function failureBox(error: unknown, texts: Texts, retry?: () => void): HTMLElement {
	const { text, detail } = failureText(error, texts);
	return h('div', { class: 'failure', role: 'alert' },
		h('p', {}, text),
		detail ? h('p', { class: 'small' }, texts.failureDetail(detail)) : undefined,
		retry ? h('button', { type: 'button', class: 'button', onclick: retry }, texts.retry) : undefined);
}

// Fills the element with what the promise gives; says that it is loading, and what went wrong.
export async function fillFrom(
	element: HTMLElement, texts: Texts, make: () => Promise<Child[]>,
): Promise<void> {
	element.setAttribute('aria-busy', 'true');
	if (!element.firstChild)
		fill(element, h('p', { class: 'muted' }, texts.loading));
	try {
		fill(element, ...await make());
	} catch (error) {
		if (!isAbort(error))
			fill(element, failureBox(error, texts, () => void fillFrom(element, texts, make)));
	} finally {
		element.removeAttribute('aria-busy');
	}
}

// A text that is there to be copied, with its button.
export function copyField(label: string, text: string, texts: Texts, rows = 1): HTMLElement {
	const field = rows > 1
		? h('textarea', { readonly: true, rows, 'aria-label': label, spellcheck: 'false' }, text)
		: h('input', { type: 'text', readonly: true, value: text, 'aria-label': label, spellcheck: 'false' });
	field.addEventListener('focus', () => field.select());
	return h('div', { class: 'copyfield' }, field, copyButton(label, () => field.value, texts, field));
}

function copyButton(
	label: string, text: () => string, texts: Texts, field: HTMLInputElement | HTMLTextAreaElement,
): HTMLButtonElement {
	const word = h('span', {}, texts.copy);
	const button = h('button', { type: 'button', class: 'button copy', 'aria-label': texts.copyOf(label) },
		sign('copy'), word);
	button.addEventListener('click', () => void copy());
	return button;

	async function copy(): Promise<void> {
		try {
			await navigator.clipboard.writeText(text());
		} catch {
			// Without https the clipboard is closed to pages: the older way is still open.
			field.focus();
			field.select();
			if (!document.execCommand('copy'))
				return announce(texts.notCopied);
			button.focus();
		}
		button.classList.add('done');
		word.textContent = texts.copied;
		announce(texts.copiedOf(label));
		setTimeout(() => {
			button.classList.remove('done');
			word.textContent = texts.copy;
		}, 2500);
	}
}

export function outLink(href: string, text: string, texts: Texts): HTMLAnchorElement {
	return h('a', { href, target: '_blank', rel: 'noopener noreferrer' },
		text, sign('out'), h('span', { class: 'unseen' }, ` ${texts.newWindow}`));
}
