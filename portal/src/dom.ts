// Elements without a framework. Text goes in as text: nothing here reads markup, so that
// nothing a catalogue says can become part of the page's code.

type Attribute = string | number | boolean | undefined | ((event: never) => void);
export type Child = Node | string | number | undefined | null | false;

// h('a', { href: '#x', onclick: go }, 'text'): a function becomes a listener, true an empty
// attribute, false and undefined nothing.
export function h<K extends keyof HTMLElementTagNameMap>(
	name: K, attributes: Record<string, Attribute> = {}, ...children: Child[]
): HTMLElementTagNameMap[K] {
	const element = document.createElement(name);
	set(element, attributes);
	fill(element, ...children);
	return element;
}

export function set(element: Element, attributes: Record<string, Attribute>): void {
	for (const [name, value] of Object.entries(attributes)) {
		if (typeof value === 'function')
			element.addEventListener(name.replace(/^on/, ''), value as EventListener);
		else if (value === false || value === undefined)
			element.removeAttribute(name);
		else
			element.setAttribute(name, value === true ? '' : String(value));
	}
}

// Replaces what the element holds.
export function fill(element: Element, ...children: Child[]): void {
	element.replaceChildren(...children
		.filter((child) => child !== undefined && child !== null && child !== false)
		.map((child) => child instanceof Node ? child : String(child)));
}

// A drawn sign beside a text that says the same: always hidden from screen readers.
export function sign(name: keyof typeof signs): SVGSVGElement {
	const space = 'http://www.w3.org/2000/svg';
	const svg = document.createElementNS(space, 'svg');
	set(svg, { viewBox: '0 0 20 20', class: 'sign', 'aria-hidden': 'true', focusable: 'false' });
	const path = document.createElementNS(space, 'path');
	path.setAttribute('d', signs[name]);
	svg.append(path);
	return svg;
}

const signs = {
	polygon: 'M4 7l6-4 6 5-2 8H6z',
	line: 'M3 15l4-7 5 4 5-8',
	point: 'M10 17s5-5.2 5-9.2A5 5 0 0 0 5 7.8C5 11.8 10 17 10 17zM10 6.2a1.7 1.7 0 1 0 0 3.4 1.7 1.7 0 0 0 0-3.4z',
	any: 'M3 16l5-8 3 4 2-3 4 7zM14 3.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3z',
	raster: 'M3 3h14v14H3zM3 7.7h14M3 12.3h14M7.7 3v14M12.3 3v14',
	copy: 'M7 7h10v10H7zM13 7V3H3v10h4',
	done: 'M4 10.5l4 4 8-9',
	download: 'M10 3v10M5.5 9l4.5 4.5L14.5 9M3.5 17h13',
	back: 'M12 4l-6 6 6 6',
	forward: 'M8 4l6 6-6 6',
	close: 'M5 5l10 10M15 5L5 15',
	key: 'M12.5 3.5a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM9.7 10.3L3.5 16.5M5.5 14.5l2 2',
	lock: 'M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9',
	search: 'M9 3.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM13 13l4 4',
	out: 'M11 3.5h5.5V9M16.5 3.5L9 11M14 12v4.5H3.5V6H8',
	whole: 'M3 8V3h5M12 3h5v5M17 12v5h-5M8 17H3v-5',
};
