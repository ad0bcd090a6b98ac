// The choices above the map: projection, place, style, time and other dimensions, background.
import type { Dimension, Layer } from './catalogue';
import { dimensionValues } from './dimension';
import { h, sign } from './dom';
import { formatDate } from './format';
import type { Page } from './page';
import { crsAll, fits, intersects, placesOf, type Place } from './projections';
import type { Crs, State } from './state';

const most = 100;                             // backgrounds in the list

export interface Choices {
	crs(crs: Crs): void;
	style(name: string): void;
	dimension(name: string, value: string): void;
	background(layer: string): void;
	place(place: Place | 'all'): void;
}

export function controls(
	layer: Layer, others: readonly Layer[], state: State, crs: Crs, page: Page, choices: Choices,
): HTMLElement {
	const { texts } = page;
	const places = placesOf(layer.bounds);
	const grounds = backgrounds(layer, others, state.background);
	return h('div', { class: 'controls' },
		projection(layer, crs, page, choices),
		places.length ? choice('place', texts.place, [
			{ value: '', title: '…' }, { value: 'all', title: texts.places.all },
			...places.map((place) => ({ value: place, title: texts.places[place] })),
		], '', (value, select) => {
			if (value)
				choices.place(value as Place | 'all');
			select.value = '';
		}) : undefined,
		layer.styles.length > 1 ? choice('style', texts.style,
			layer.styles.map((style, i) => ({ value: i === 0 ? '' : style.name, title: style.title })),
			state.style, (value) => choices.style(value)) : undefined,
		...layer.dimensions.map((dimension) => dimensionChoice(dimension, state, page, choices)),
		grounds.length ? choice('background', texts.background, [
			{ value: '', title: texts.noBackground },
			...grounds.map((other) => ({ value: other.name, title: other.title })),
		], state.background, (value) => choices.background(value)) : undefined);
}

// What may lie below: surfaces, lines and pictures of the same place, those of the layer's own theme first.
export function backgrounds(layer: Layer, others: readonly Layer[], chosen: string): Layer[] {
	const fitting = others.filter((other) => other.name !== layer.name && other.geometry !== 'point'
		&& other.geometry !== 'any'
		&& (!layer.bounds || !other.bounds || intersects(layer.bounds, other.bounds)));
	const near = fitting.filter((other) => other.theme === layer.theme);
	return [...near, ...fitting.filter((other) => other.theme !== layer.theme)]
		.filter((other, i) => i < most || other.name === chosen);
}

function projection(layer: Layer, chosen: Crs, { texts }: Page, choices: Choices): HTMLElement {
	return h('fieldset', { class: 'switch' },
		h('legend', {}, texts.projection),
		...crsAll.map((crs) => h('label', { title: fits(crs, layer.bounds) ? undefined : texts.crsUseless },
			h('input', {
				type: 'radio', name: 'crs', value: crs, checked: crs === chosen, disabled: !fits(crs, layer.bounds),
				onchange: () => choices.crs(crs),
			}),
			h('span', {}, texts.crs[crs]))));
}

interface Option { value: string; title: string }

function choice(
	id: string, label: string, options: Option[], chosen: string,
	act: (value: string, select: HTMLSelectElement) => void,
): HTMLElement {
	const select = h('select', { id: `choose-${id}`, onchange: () => act(select.value, select) },
		...options.map(({ value, title }) => h('option', { value, selected: value === chosen }, title)));
	return h('div', { class: 'choice' }, h('label', { for: select.id }, label), select);
}

// Where the values can be listed: a list with a step to either side. Else a field to write one in.
function dimensionChoice(dimension: Dimension, state: State, page: Page, choices: Choices): HTMLElement {
	const { texts } = page;
	const { name } = dimension;
	const label = name.toLowerCase() === 'time' ? texts.time : name;
	const values = dimensionValues(dimension.extent);
	const value = state.dimensions[name] ?? dimension.initial;
	if (!values) {
		const field = h('input', {
			type: 'text', id: `choose-dim-${name}`, value, placeholder: dimension.extent,
			onchange: () => choices.dimension(name, field.value.trim() === dimension.initial ? '' : field.value.trim()),
		});
		return h('div', { class: 'choice' }, h('label', { for: field.id }, label), field);
	}
	const years = values.every((one) => /^\d{4}-01-01$/.test(one));
	const options = [
		...(dimension.initial && values.includes(dimension.initial) ? [] : [{ value: '', title: texts.byDefault }]),
		...values.map((one) => ({ value: one, title: years ? one.slice(0, 4) : formatDate(one, texts.lang) })),
	];
	const box = choice(`dim-${name}`, label, options, values.includes(value) ? value : '', (chosen) => choose(chosen));
	const select = box.querySelector('select') as HTMLSelectElement;
	const step = (by: number) => {
		const to = select.selectedIndex + by;
		if (to >= 0 && to < select.options.length) {
			select.selectedIndex = to;
			choose(select.value);
		}
	};
	select.before(stepButton('back', texts.earlier(label), () => step(-1)));
	select.after(stepButton('forward', texts.later(label), () => step(1)));
	box.classList.add('steps');
	return box;

	function choose(chosen: string): void {
		choices.dimension(name, chosen === dimension.initial ? '' : chosen);
	}
}

function stepButton(direction: 'back' | 'forward', title: string, act: () => void): HTMLElement {
	return h('button', { type: 'button', class: 'button', title, 'aria-label': title, onclick: act }, sign(direction));
}
