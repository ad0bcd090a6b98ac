// Numbers, dates and names as people of a language write them.
import type { Column, Layer } from './catalogue';
import type { Texts } from './texts';

// Grouped from five figures on, so that a year in a column of whole numbers stays a year.
export function formatNumber(value: number, lang: string): string {
	return new Intl.NumberFormat(lang, {
		useGrouping: Math.abs(value) >= 10000,
		maximumFractionDigits: 10,
	}).format(value);
}

// ISO 8601 at the precision it has: YYYY, YYYY-MM, YYYY-MM-DD or with a time. What is no date stays.
export function formatDate(iso: string, lang: string): string {
	const parts = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?)?)?$/.exec(iso);
	if (!parts)
		return iso;
	const [, year, month, day, time] = parts;
	if (!month)
		return year ?? iso;
	const date = new Date(time ? iso : `${year}-${month}-${day ?? '01'}T00:00:00Z`);
	if (Number.isNaN(date.getTime()))
		return iso;
	const text = new Intl.DateTimeFormat(lang, time
		? { dateStyle: 'long', timeStyle: 'short' }
		: { year: 'numeric', month: 'long', ...(day ? { day: 'numeric' as const } : {}), timeZone: 'UTC' },
	).format(date);
	return lang === 'fr' ? text.replace(/^1 /, '1er ') : text;
}

// A cell of a feature. "" where there is no value.
export function formatValue(value: unknown, column: Column | undefined, texts: Texts): string {
	if (value === null || value === undefined || value === '')
		return '';
	if (typeof value === 'boolean')
		return value ? texts.yes : texts.no;
	if (typeof value === 'object')
		return JSON.stringify(value);
	const text = String(value);
	switch (column?.type) {
	case 'integer':
	case 'number': {
		const number = Number(text);
		const shown = Number.isFinite(number) ? formatNumber(number, texts.lang) : text;
		return column.unit ? `${shown}\u00a0${column.unit}` : shown;
	}
	case 'boolean':
		return /^(1|t|true)$/i.test(text) ? texts.yes : /^(0|f|false)$/i.test(text) ? texts.no : text;
	case 'date':
	case 'datetime':
		return formatDate(text.replace(/^(\d{4})\/(\d{2})\/(\d{2})/, '$1-$2-$3').replace(' ', 'T'), texts.lang);
	default:
		return typeof value === 'number' && !column ? formatNumber(value, texts.lang) : text;
	}
}

// What to call a feature: its name with its key in brackets, else the one that there is.
export function featureTitle(layer: Layer, properties: Record<string, unknown>): string {
	const text = (name: string | undefined) =>
		name === undefined || properties[name] === null || properties[name] === undefined
			? '' : String(properties[name]);
	const names = layer.columns
		.filter((c) => c.type === 'string' && c.name !== layer.key)
		.map((c) => c.name);
	const name = text(names.find((n) => /^(nom|name|lib|label|titre|title|intitul)/i.test(n)) ?? names[0]);
	const key = text(layer.key || undefined);
	return name && key && name !== key ? `${name} (${key})` : name || key;
}
