#include "doctor/lookup.h"

#include <stdlib.h>
#include <string.h>

#include "doctor/tidy.h"

/* FNV-1a, 64 bits. */
static uint64_t hash_of(const char *s)
{
	uint64_t h = UINT64_C(14695981039346656037);
	for (; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * UINT64_C(1099511628211);
	return h;
}

static int by_hash(const void *a, const void *b)
{
	const struct name_entry *x = a, *y = b;
	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	int order = strcmp(x->text, y->text);
	if (order != 0)
		return order;
	/* names of today before those of other years */
	return x->feature < y->feature ? -1 : x->feature > y->feature;
}

static struct name_entry entry_of(const void *ctx, const char *name, uint32_t feature,
				  uint32_t former)
{
	char folded[FOLD_ROOM];
	size_t n = name != NULL ? fold_name(name, folded) : 0;
	const char *text = n > 0 ? mem_strndup(ctx, folded, n) : "";
	return (struct name_entry){hash_of(text), text, feature, former};
}

void lookup_names(struct lookup *l)
{
	const struct doctor_framework *f = l->framework;

	if (l->names != NULL)
		return;
	l->folded = mem_array(l, const char *, f->n + 1);
	l->names = mem_array(l, struct name_entry, f->n + f->n_formers + 1);
	void *texts = talloc_new(l);
	for (size_t i = 0; i < f->n; i++) {
		struct name_entry e =
		    entry_of(texts, f->labels != NULL ? f->labels[i] : NULL, (uint32_t)i, KEY_NONE);
		l->folded[i] = e.text;
		if (*e.text != '\0')
			l->names[l->n_names++] = e;
	}
	for (size_t i = 0; i < f->n_formers; i++) {
		struct name_entry e = entry_of(texts, f->formers[i].label, KEY_NONE, (uint32_t)i);
		if (*e.text != '\0' && f->formers[i].reason != FORMER_RENAMED)
			l->names[l->n_names++] = e;
	}
	qsort(l->names, l->n_names, sizeof *l->names, by_hash);
	l->short_names = mem_array(l, struct name_entry, l->n_names + 1);
	for (size_t i = 0; i < l->n_names; i++) {
		l->short_names[i] = l->names[i];
		l->short_names[i].text = fold_without_article(l->names[i].text);
		if (l->short_names[i].text != l->names[i].text)
			l->short_names[i].hash = hash_of(l->short_names[i].text);
	}
	qsort(l->short_names, l->n_names, sizeof *l->short_names, by_hash);
}

static size_t find_entries(const struct name_entry *entries, size_t n, const char *text,
			   const struct name_entry **first)
{
	size_t low = 0, high = n;
	uint64_t hash = hash_of(text);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (entries[middle].hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	while (low < n && entries[low].hash == hash && strcmp(entries[low].text, text) != 0)
		low++;
	size_t end = low;
	while (end < n && entries[end].hash == hash && strcmp(entries[end].text, text) == 0)
		end++;
	*first = entries + low;
	return end - low;
}

size_t lookup_name(const struct lookup *l, const char *folded, const struct name_entry **first)
{
	size_t n = *folded != '\0' ? find_entries(l->names, l->n_names, folded, first) : 0;

	if (n == 0 && *folded != '\0')
		n = find_entries(l->short_names, l->n_names, fold_without_article(folded), first);
	return n;
}

bool lookup_bears(const struct lookup *l, uint32_t feature, const char *folded)
{
	const char *own = l->folded[feature];
	return *own != '\0' &&
	       (strcmp(own, folded) == 0 ||
		strcmp(fold_without_article(own), fold_without_article(folded)) == 0);
}

uint32_t lookup_key(const struct lookup *l, const char *code)
{
	return key_index_find(l->keys, code, strlen(code));
}

uint32_t lookup_former(const struct lookup *l, const char *code)
{
	uint32_t at =
	    l->formers != NULL ? key_index_find(l->formers, code, strlen(code)) : KEY_NONE;
	return at != KEY_NONE ? l->former_at[at] : KEY_NONE;
}

uint32_t lookup_alias(const struct lookup *l, const char *code)
{
	uint32_t at =
	    l->aliases != NULL ? key_index_find(l->aliases, code, strlen(code)) : KEY_NONE;
	return at != KEY_NONE ? l->alias_feature[at] : KEY_NONE;
}

struct numbered {
	const char *text;
	uint32_t number;
};

static int by_key(const void *a, const void *b)
{
	const struct numbered *x = a, *y = b;
	int order = strcmp(x->text, y->text);
	return order != 0 ? order : x->number < y->number ? -1 : x->number > y->number;
}

/* An index over texts of which some may stand twice: the first of them counts. */
static struct key_index *index_first(struct lookup *l, struct numbered *list, size_t n,
				     const uint32_t **numbers, struct err *err)
{
	const char **texts = mem_array(l, const char *, n + 1);
	uint32_t *own = mem_array(l, uint32_t, n + 1);
	size_t k = 0;

	qsort(list, n, sizeof *list, by_key);
	for (size_t i = 0; i < n; i++) {
		if (k > 0 && strcmp(texts[k - 1], list[i].text) == 0)
			continue;
		texts[k] = list[i].text;
		own[k++] = list[i].number;
	}
	*numbers = own;
	return key_index_new(l, texts, k, err);
}

static bool index_formers(struct lookup *l, struct err *err)
{
	const struct doctor_framework *f = l->framework;
	struct numbered *list = mem_array(l, struct numbered, f->n_formers + 1);
	size_t n = 0;

	for (size_t i = 0; i < f->n_formers; i++)
		if (lookup_key(l, f->formers[i].key) == KEY_NONE)
			list[n++] = (struct numbered){f->formers[i].key, (uint32_t)i};
	l->formers = index_first(l, list, n, &l->former_at, err);
	return l->formers != NULL;
}

/* An alias that two features share is none. */
static bool index_aliases(struct lookup *l, struct err *err)
{
	const struct doctor_framework *f = l->framework;
	struct numbered *list = mem_array(l, struct numbered, f->n_aliases + 1);
	size_t n = 0, k = 0;

	for (size_t i = 0; i < f->n_aliases; i++) {
		uint32_t feature = lookup_key(l, f->aliases[i].key);
		if (feature != KEY_NONE && lookup_key(l, f->aliases[i].code) == KEY_NONE)
			list[n++] = (struct numbered){f->aliases[i].code, feature};
	}
	qsort(list, n, sizeof *list, by_key);
	for (size_t i = 0; i < n;) {
		size_t end = i;
		bool shared = false;
		for (; end < n && strcmp(list[end].text, list[i].text) == 0; end++)
			shared = shared || list[end].number != list[i].number;
		if (!shared)
			list[k++] = list[i];
		i = end;
	}
	l->aliases = index_first(l, list, k, &l->alias_feature, err);
	return l->aliases != NULL;
}

/* The parents as a framework of their own, with their names where the list has them. */
static const struct doctor_framework *parents_of(struct lookup *l, const char *const *parents,
						 const struct doctor_framework *frameworks,
						 size_t n)
{
	const struct doctor_framework *f = l->framework;
	struct numbered *list = mem_array(l, struct numbered, f->n + 1);
	size_t k = 0;

	for (size_t i = 0; i < n; i++)
		if (f->parent_series != NULL && strcmp(frameworks[i].series, f->parent_series) == 0)
			return &frameworks[i];
	for (size_t i = 0; i < f->n; i++)
		if (parents[i] != NULL)
			list[k++] = (struct numbered){parents[i], (uint32_t)i};
	qsort(list, k, sizeof *list, by_key);
	struct doctor_framework *own = mem_new(l, struct doctor_framework);
	const char **keys = mem_array(l, const char *, k + 1);
	for (size_t i = 0; i < k; i++)
		if (own->n == 0 || strcmp(keys[own->n - 1], list[i].text) != 0)
			keys[own->n++] = list[i].text;
	own->keys = keys;
	own->series = f->parent_series != NULL ? f->parent_series : "";
	own->version = "";
	own->codes = l->shape.codes == CODES_COMMUNE ? CODES_DEPARTEMENT : CODES_TOLD;
	return own;
}

static bool add_parents(struct lookup *l, const struct doctor_framework *frameworks, size_t n,
			struct err *err)
{
	const struct doctor_framework *f = l->framework;
	const char **told = NULL;

	if (f->parents == NULL && l->shape.codes == CODES_COMMUNE) {
		told = mem_array(l, const char *, f->n + 1);
		for (size_t i = 0; i < f->n; i++) {
			char departement[4];
			if (f->keys[i] != NULL && commune_departement(f->keys[i], departement))
				told[i] = mem_strdup(told, departement);
		}
	}
	const char *const *parents = told != NULL ? told : f->parents;
	if (parents == NULL)
		return true;
	struct lookup *p = mem_new(l, struct lookup);
	p->framework = parents_of(l, parents, frameworks, n);
	p->shape = shape_of(p->framework);
	p->keys = key_index_new(p, p->framework->keys, p->framework->n, err);
	if (p->keys == NULL)
		return false;
	lookup_names(p);
	l->parent_of = mem_array(l, uint32_t, f->n + 1);
	for (size_t i = 0; i < f->n; i++)
		l->parent_of[i] = parents[i] != NULL ? lookup_key(p, parents[i]) : KEY_NONE;
	l->parent = p;
	return true;
}

struct lookup *lookup_new(const void *ctx, const struct doctor_framework *frameworks, size_t n,
			  size_t which, struct err *err)
{
	struct lookup *l = mem_new(ctx, struct lookup);

	l->framework = &frameworks[which];
	l->shape = shape_of(l->framework);
	l->keys = key_index_new(l, l->framework->keys, l->framework->n, err);
	if (l->keys == NULL || !index_formers(l, err) || !index_aliases(l, err) ||
	    !add_parents(l, frameworks, n, err))
		return NULL;
	return l;
}

uint32_t lookup_parent(const struct lookup *l, const char *cell)
{
	char code[RULE_ROOM], folded[FOLD_ROOM];
	const struct lookup *p = l->parent;
	const struct name_entry *entries;

	if (p == NULL || cell == NULL)
		return KEY_NONE;
	uint32_t at = lookup_key(p, cell);
	if (at != KEY_NONE)
		return at;
	tidy(&p->shape, cell, code);
	at = lookup_key(p, code);
	for (int r = RULE_PREFIX; at == KEY_NONE && r <= RULE_EXTRA_ZEROS; r++) {
		char room[RULE_ROOM];
		const char *meant = rule_entry((enum rule)r)->apply(&p->shape, code, room);
		at = meant != NULL ? lookup_key(p, meant) : KEY_NONE;
	}
	if (at != KEY_NONE)
		return at;
	fold_name(cell, folded);
	return lookup_name(p, folded, &entries) == 1 ? entries->feature : KEY_NONE;
}

uint32_t lookup_former_parent(const struct lookup *l, uint32_t former)
{
	const struct doctor_former *f = &l->framework->formers[former];
	char departement[4];

	if (l->parent == NULL)
		return KEY_NONE;
	if (l->shape.codes == CODES_COMMUNE && commune_departement(f->key, departement))
		return lookup_key(l->parent, departement);
	uint32_t successor = f->n_successors > 0 ? lookup_key(l, f->successors[0]) : KEY_NONE;
	return successor != KEY_NONE ? l->parent_of[successor] : KEY_NONE;
}
