// The legend: a picture from the service, which the screen reader hears of by name.
import type { Layer } from './catalogue';
import { fill, h } from './dom';
import { askImage, isAbort } from './http';
import type { Page } from './page';
import { legend } from './urls';

export class Legend {
	readonly element: HTMLElement;
	private readonly body = h('div', { class: 'legend-body' });
	private last: AbortController | undefined;
	private address = '';

	constructor(private readonly layer: Layer, private readonly page: Page, open: boolean) {
		this.element = h('details', { class: 'legend', open }, h('summary', {}, page.texts.legend), this.body);
	}

	async draw(style: string): Promise<void> {
		const { texts, root, lang } = this.page;
		this.last?.abort();
		this.last = new AbortController();
		try {
			const picture = await askImage(legend(root, this.layer.name, style, lang, 0), this.last.signal);
			URL.revokeObjectURL(this.address);
			this.address = URL.createObjectURL(picture);
			const shown = this.layer.styles.find((one) => one.name === style) ?? this.layer.styles[0];
			fill(this.body,
				this.layer.styles.length > 1 && shown ? h('p', { class: 'small' }, shown.title) : undefined,
				h('img', { src: this.address, alt: texts.legendOf(this.layer.title) }));
		} catch (error) {
			if (!isAbort(error))
				fill(this.body, h('p', { class: 'muted small' }, texts.noLegend));
		}
	}
}
