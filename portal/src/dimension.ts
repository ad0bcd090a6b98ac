// The values of a WMS dimension, from its extent (WMS 1.3.0, C.2): "a,b,c", "min/max/step" or a mix.

const most = 1000;

// Every value to choose from, in order; undefined when they cannot be listed (no step, or too many).
export function dimensionValues(extent: string): string[] | undefined {
	const values: string[] = [];
	for (const part of extent.split(',').map((p) => p.trim()).filter(Boolean)) {
		const [min, max, step] = part.split('/');
		if (min === undefined || max === undefined) {
			values.push(part);
			continue;
		}
		const made = /^P/.test(step ?? '') ? dates(min, max, step ?? '') : numbers(min, max, step ?? '');
		if (!made)
			return undefined;
		values.push(...made);
		if (values.length > most)
			return undefined;
	}
	return values.length > most ? undefined : values;
}

function numbers(min: string, max: string, step: string): string[] | undefined {
	const [from, to, by] = [Number(min), Number(max), Number(step)];
	if (![from, to, by].every(Number.isFinite) || by <= 0 || (to - from) / by > most)
		return undefined;
	const digits = Math.max(min.split('.')[1]?.length ?? 0, step.split('.')[1]?.length ?? 0);
	return Array.from({ length: Math.floor((to - from) / by + 1e-9) + 1 },
		(_, i) => (from + i * by).toFixed(digits));
}

// At the precision of `min`: 2016/2023/P1Y gives years, 2016-01-01/... gives days.
function dates(min: string, max: string, step: string): string[] | undefined {
	const period = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(step);
	const full = (text: string) => new Date(/T/.test(text) ? text : `${(text + '-01-01').slice(0, 10)}T00:00:00Z`);
	const [start, end] = [full(min), full(max)];
	if (!period || Number.isNaN(start.getTime()) || Number.isNaN(end.getTime()))
		return undefined;
	const [years, months, days, hours, minutes, seconds] = period.slice(1).map((n) => Number(n ?? 0));
	const values: string[] = [];
	for (let i = 0; i <= most + 1; i++) {
		// From the start each time: a month after 31 January, again and again, must not drift.
		const date = new Date(start);
		date.setUTCFullYear(start.getUTCFullYear() + i * (years ?? 0), start.getUTCMonth() + i * (months ?? 0),
			start.getUTCDate() + i * (days ?? 0));
		date.setTime(date.getTime() + i * 1000 * ((hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0)));
		if (date > end)
			return values;
		if (i > 0 && date.getTime() <= start.getTime())
			return undefined;
		const iso = date.toISOString().replace('.000Z', 'Z');
		values.push(/T/.test(min) ? iso : iso.slice(0, min.length));
	}
	return undefined;
}
