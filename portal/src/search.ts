// Finding layers by words: accents, case and ligatures do not count; every word must occur.
import type { Layer } from './catalogue';

// Without accents and case, ligatures opened: "Cœur d'Île" -> "coeur d'ile".
export function fold(text: string): string {
	return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
		.replace(/œ/g, 'oe').replace(/æ/g, 'ae').replace(/[’ʼ]/g, '\'');
}

export function words(query: string): string[] {
	return fold(query).split(/[\s,;]+/).filter(Boolean);
}

export interface Entry { layer: Layer; haystack: string }

export function entry(layer: Layer): Entry {
	return {
		layer,
		haystack: fold([
			layer.name, layer.title, layer.themeTitle, layer.organisationTitle, layer.referenceDate,
			...layer.keywords, layer.abstract,
		].join('\n')),
	};
}

export function search(entries: readonly Entry[], query: string): Layer[] {
	const wanted = words(query);
	return entries
		.filter(({ haystack }) => wanted.every((word) => haystack.includes(word)))
		.map(({ layer }) => layer);
}

// The text cut into pieces, those that match a word marked: what is shown is the original text.
export function marked(text: string, query: string): { text: string; hit: boolean }[] {
	let folded = '';
	const starts: number[] = [];          // of each folded unit: where its character lies in `text`
	const ends: number[] = [];
	let at = 0;
	for (const character of text) {
		const f = fold(character);
		at += character.length;
		for (let i = 0; i < f.length; i++) {
			starts.push(at - character.length);
			ends.push(at);
		}
		if (!f && ends.length)
			ends[ends.length - 1] = at;   // a combining mark goes with its letter
		folded += f;
	}

	const hits = new Array<boolean>(text.length).fill(false);
	for (const word of words(query)) {
		for (let i = folded.indexOf(word); i >= 0; i = folded.indexOf(word, i + 1))
			hits.fill(true, starts[i], ends[i + word.length - 1]);
	}
	const pieces: { text: string; hit: boolean }[] = [];
	for (let i = 0; i < text.length; i++) {
		const last = pieces.at(-1);
		if (last && last.hit === hits[i])
			last.text += text[i];
		else
			pieces.push({ text: text.charAt(i), hit: hits[i] === true });
	}
	return pieces;
}
