// The dialog that takes a key. The key is tried before it is kept.
import { fill, h, sign } from './dom';
import { askJson, Failure, keepKey, key } from './http';
import { announce, failureText, type Page } from './page';
import { api } from './urls';

export function accessButton(page: Page, changed: () => void): HTMLElement {
	const { texts } = page;
	const button = h('button', { type: 'button', class: 'button quiet access', 'aria-haspopup': 'dialog' });
	const field = h('input', {
		type: 'password', id: 'key', autocomplete: 'off', spellcheck: 'false', 'aria-describedby': 'key-message',
	});
	const message = h('p', { id: 'key-message', class: 'message', role: 'alert' });
	const forget = h('button', { type: 'button', class: 'button quiet', onclick: () => end('') }, texts.accessForget);
	const dialog = h('dialog', { class: 'dialog', 'aria-labelledby': 'access-title' },
		h('form', { onsubmit: (event: Event) => void use(event) },
			h('div', { class: 'dialog-head' },
				h('h2', { id: 'access-title' }, texts.accessTitle),
				h('button', {
					type: 'button', class: 'plain', 'aria-label': texts.close, onclick: () => dialog.close(),
				}, sign('close'))),
			h('p', {}, texts.accessIntro),
			h('label', { for: 'key' }, texts.accessField),
			field,
			message,
			h('div', { class: 'dialog-foot' }, forget, h('button', { class: 'button main' }, texts.accessUse))));
	dialog.addEventListener('close', () => button.focus());
	button.addEventListener('click', () => {
		field.value = '';
		message.textContent = '';
		dialog.showModal();
		field.focus();
	});
	draw();
	return h('div', {}, button, dialog);

	function draw(): void {
		fill(button, sign('key'), h('span', {}, key() ? texts.accessOn : texts.accessButton));
		button.classList.toggle('on', key() !== '');
		forget.hidden = !key();
	}

	function end(value: string): void {
		keepKey(value);
		dialog.close();
		draw();
		announce(value ? texts.accessAccepted : texts.accessForgotten);
		changed();
	}

	async function use(event: Event): Promise<void> {
		event.preventDefault();
		const value = field.value.trim();
		if (!value) {
			message.textContent = texts.accessMissing;
			return field.focus();
		}
		if (!/^[\x21-\x7e]+$/.test(value)) {      // no such key can be sent, so none can exist
			message.textContent = texts.accessRefused;
			return field.focus();
		}
		try {
			await askJson(api(page.root, 'collections', { f: 'json', limit: 1, lang: page.lang }), undefined, value);
			end(value);
		} catch (error) {
			message.textContent = error instanceof Failure && error.kind === 'refused'
				? texts.accessRefused : failureText(error, texts).text;
			field.focus();
		}
	}
}
