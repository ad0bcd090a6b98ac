// What a layer is, who made it, and what its columns mean.
import type { Layer } from './catalogue';
import { h, type Child } from './dom';
import { formatDate, formatNumber } from './format';
import { outLink, type Page } from './page';

export function description(layer: Layer, page: Page): HTMLElement {
	const { texts } = page;
	return h('div', { class: 'panel' },
		...(layer.abstract ? layer.abstract.split(/\n{2,}/).map((part) => h('p', { class: 'abstract' }, part))
			: [h('p', { class: 'muted' }, texts.noAbstract)]),
		facts(layer, page),
		layer.columns.length > 0 ? columns(layer, page) : undefined);
}

function facts(layer: Layer, { texts }: Page): HTMLElement {
	const kind = layer.features === undefined ? texts.geometry[layer.geometry]
		: `${texts.geometry[layer.geometry]}, ${texts.features(formatNumber(layer.features, texts.lang))}`;
	const rows: [string, Child[]][] = [
		[texts.organisation, [layer.organisationTitle]],
		[texts.theme, [layer.themeTitle]],
		[texts.kind, [kind]],
		[texts.referenceDate, [formatDate(layer.referenceDate, texts.lang)]],
		[texts.updated, [formatDate(layer.updated, texts.lang)]],
		[texts.licence, [layer.licenceUrl ? outLink(layer.licenceUrl, layer.licence || layer.licenceUrl, texts)
			: layer.licence]],
		[texts.attribution, [layer.attribution]],
		[texts.access, [texts.level[layer.level]]],
		[texts.contact, contact(layer, texts)],
		[texts.documentation, [layer.documentation ? outLink(layer.documentation, short(layer.documentation), texts) : '']],
		[texts.keywords, [layer.keywords.join(', ')]],
		[texts.identifier, [h('code', {}, layer.name)]],
	];
	return h('dl', { class: 'facts' }, ...rows
		.filter(([, value]) => value.some((part) => part !== '' && part !== undefined))
		.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, ...value)]));
}

function contact(layer: Layer, texts: Page['texts']): Child[] {
	const { person, organisation, email, url } = layer.contact;
	const parts: Child[] = [
		person, organisation === layer.organisationTitle ? '' : organisation,
		/^[^\s@?&]+@[^\s@?&]+$/.test(email) ? h('a', { href: `mailto:${email}` }, email) : email,
		url ? outLink(url, short(url), texts) : '',
	].filter(Boolean);
	return parts.flatMap((part, i) => i === 0 ? [part] : [h('br'), part]);
}

function short(address: string): string {
	return address.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '');
}

function columns(layer: Layer, { texts }: Page): HTMLElement {
	const units = layer.columns.some((column) => column.unit);
	return h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': texts.columns },
		h('table', { class: 'grid' },
			h('caption', {}, texts.columns),
			h('thead', {}, h('tr', {},
				h('th', { scope: 'col' }, texts.columnName),
				h('th', { scope: 'col' }, texts.columnTitle),
				h('th', { scope: 'col' }, texts.columnType),
				units ? h('th', { scope: 'col' }, texts.columnUnit) : undefined)),
			h('tbody', {}, ...layer.columns.map((column) => h('tr', {},
				h('th', { scope: 'row' }, h('code', {}, column.name),
					column.name === layer.key ? h('span', { class: 'badge' }, texts.keyColumn) : undefined),
				h('td', {}, column.title),
				h('td', {}, texts.types[column.type]),
				units ? h('td', {}, column.unit) : undefined)))));
}
