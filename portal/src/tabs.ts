// Tabs as the ARIA practices have them: one stop in the order of focus, arrows between them.
import { h } from './dom';

export interface TabPanel<T extends string> { name: T; title: string; panel: HTMLElement; open?: () => void }

export function tabs<T extends string>(
	label: string, panels: TabPanel<T>[], first: T, chosen: (name: T) => void,
): { element: HTMLElement; choose: (name: T) => void } {
	const heads = panels.map(({ name, title }) => h('button', {
		type: 'button', role: 'tab', id: `tab-${name}`, 'aria-controls': `panel-${name}`,
		onclick: () => { choose(name); chosen(name); },
	}, title));
	for (const { name, panel } of panels) {
		panel.id = `panel-${name}`;
		panel.setAttribute('role', 'tabpanel');
		panel.setAttribute('aria-labelledby', `tab-${name}`);
		panel.tabIndex = 0;
	}
	const strip = h('div', { class: 'tabs', role: 'tablist', 'aria-label': label }, ...heads);
	strip.addEventListener('keydown', (event) => {
		const at = heads.findIndex((head) => head === document.activeElement);
		const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: heads.length - 1 }[event.key];
		if (to === undefined || at < 0)
			return;
		event.preventDefault();
		const i = (to + heads.length) % heads.length;
		heads[i]?.focus();
		heads[i]?.click();
	});
	choose(first);
	return { element: h('div', { class: 'tabbed' }, strip, ...panels.map(({ panel }) => panel)), choose };

	function choose(name: T): void {
		panels.forEach(({ name: one, panel, open }, i) => {
			const here = one === name;
			const was = !panel.hidden && heads[i]?.getAttribute('aria-selected') === 'true';
			heads[i]?.setAttribute('aria-selected', String(here));
			if (heads[i])
				heads[i].tabIndex = here ? 0 : -1;
			panel.hidden = !here;
			if (here) {
				heads[i]?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
				if (!was)
					open?.();
			}
		});
	}
}
