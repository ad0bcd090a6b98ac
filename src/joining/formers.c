#include "joining/formers.h"

#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "base/text.h"

#define HOPS_MOST       12
#define SUCCESSORS_MOST 64

struct keyset_entry {
	const char *key;
	UT_hash_handle hh;
};

struct keyset {
	struct keyset_entry *entries;
};

static int keyset_gone(struct keyset *k)
{
	struct keyset_entry *e, *next;

	HASH_ITER(hh, k->entries, e, next)
		HASH_DEL(k->entries, e);
	return 0;
}

struct formers formers_new(const void *ctx)
{
	struct formers f = { .ctx = ctx, .known = mem_new(ctx, struct keyset) };

	talloc_set_destructor(f.known, keyset_gone);
	return f;
}

bool formers_know(const struct formers *f, const char *key)
{
	struct keyset_entry *e;

	HASH_FIND_STR(f->known->entries, key, e);
	return e != NULL;
}

void formers_add(struct formers *f, struct doctor_former former)
{
	struct keyset_entry *e = mem_new(f->known, struct keyset_entry);

	e->key = former.key;
	HASH_ADD_KEYPTR(hh, f->known->entries, e->key, strlen(e->key), e);
	if (f->n == f->room) {
		f->room = f->room * 2 + 256;
		f->list = mem_grow(f->ctx, f->list, struct doctor_former, f->room);
	}
	f->list[f->n++] = former;
}

static void add_alias(struct formers *f, const struct code_line *line)
{
	if (f->n_aliases == f->aliases_room) {
		f->aliases_room = f->aliases_room * 2 + 256;
		f->aliases = mem_grow(f->ctx, f->aliases, struct doctor_alias, f->aliases_room);
	}
	f->aliases[f->n_aliases++] = (struct doctor_alias){ line->code, line->successor, line->label };
}

static bool is_key(const struct version *v, const char *code)
{
	return key_index_find(v->keys, code, strlen(code)) != KEY_NONE;
}

/* The lines of a list by code, and by successor: a code's lines stand together, by date. */
struct history {
	const struct code_line **by_code, **by_successor;
	size_t n;
};

static int order_lines(const char *x, const struct code_line *a, const char *y, const struct code_line *b)
{
	int order = strcmp(x, y);
	return order != 0 ? order : a < b ? -1 : a > b;   /* as in the list: by date */
}

static int by_code(const void *a, const void *b)
{
	const struct code_line *const *x = a, *const *y = b;
	return order_lines((*x)->code, *x, (*y)->code, *y);
}

static int by_successor(const void *a, const void *b)
{
	const struct code_line *const *x = a, *const *y = b;
	return order_lines((*x)->successor, *x, (*y)->successor, *y);
}

static struct history history_of(const void *ctx, const struct code_list *list)
{
	struct history h = { .n = list->n };

	h.by_code = mem_array(ctx, const struct code_line *, list->n + 1);
	h.by_successor = mem_array(ctx, const struct code_line *, list->n + 1);
	for (size_t i = 0; i < list->n; i++)
		h.by_code[i] = h.by_successor[i] = &list->lines[i];
	if (list->n > 0) {
		qsort(h.by_code, h.n, sizeof *h.by_code, by_code);
		qsort(h.by_successor, h.n, sizeof *h.by_successor, by_successor);
	}
	return h;
}

/* The lines whose code, or successor, is that one. */
static size_t lines_of(const struct history *h, bool successor, const char *code, const struct code_line ***first)
{
	const struct code_line **lines = successor ? h->by_successor : h->by_code;
	size_t low = 0, high = h->n, end;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(successor ? lines[middle]->successor : lines[middle]->code, code) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (end = low; end < h->n; end++)
		if (strcmp(successor ? lines[end]->successor : lines[end]->code, code) != 0)
			break;
	*first = lines + low;
	return end - low;
}

/* Where a code went, step by step, until it is one of this version's. */
struct walk {
	const struct version *v;
	const struct history *h;
	int day;
	const char *keys[SUCCESSORS_MOST]; size_t n;
	bool went, only_renamed, split;
	int year;                     /* of the first step; 0 where the list does not say */
};

static bool gone_to(const struct code_line *l, int since, int until)
{
	return (l->change == CODE_MERGED || l->change == CODE_SPLIT || l->change == CODE_RENAMED) &&
	       l->date >= since && (until == 0 || l->date <= until);
}

static void reach(struct walk *w, const char *key)
{
	for (size_t i = 0; i < w->n; i++)
		if (strcmp(w->keys[i], key) == 0)
			return;
	if (w->n < SUCCESSORS_MOST)
		w->keys[w->n++] = key;
}

/* The last time before the version's day that the code went: it may have gone, come back and gone again. */
static void follow(struct walk *w, const char *code, int since, int hops)
{
	const struct code_line **lines;
	size_t n = lines_of(w->h, false, code, &lines);
	int last = -1;

	for (size_t i = 0; i < n; i++)
		if (gone_to(lines[i], since, w->day))
			last = lines[i]->date;
	if (last < 0 || hops == 0)
		return;
	size_t ways = 0;
	for (size_t i = 0; i < n; i++) {
		if (!gone_to(lines[i], last, last))
			continue;
		ways++;
		w->went = true;
		w->only_renamed = w->only_renamed && lines[i]->change == CODE_RENAMED;
		w->year = w->year == 0 ? lines[i]->date / 10000 : w->year;
		if (is_key(w->v, lines[i]->successor))
			reach(w, lines[i]->successor);
		else
			follow(w, lines[i]->successor, last, hops - 1);
	}
	w->split = w->split || ways > 1;
}

static const char *const *copied(const void *ctx, const char *const *keys, size_t n)
{
	const char **list = mem_array(ctx, const char *, n + 1);

	for (size_t i = 0; i < n; i++)
		list[i] = keys[i];
	return list;
}

/* A code that was before this version's day, and is not any more. */
static bool add_gone(struct formers *f, const struct version *v, const struct history *h,
                     const struct code_line *line, int day)
{
	struct walk w = { .v = v, .h = h, .day = day, .only_renamed = true };

	follow(&w, line->code, 0, HOPS_MOST);
	if (!w.went)
		return false;
	formers_add(f, (struct doctor_former){
		.key = line->code, .label = *line->label != '\0' ? line->label : NULL,
		.successors = copied(f->ctx, w.keys, w.n), .n_successors = w.n, .year = w.year,
		.reason = w.split || w.n > 1 ? FORMER_SPLIT : w.only_renamed && w.n == 1 ? FORMER_RENAMED
		                                                                         : FORMER_MERGED,
	});
	return true;
}

/* A code that came after this version's day: what it was made of. */
static void add_later(struct formers *f, const struct version *v, const struct history *h, const char *code,
                      const char *label, int day)
{
	const struct code_line **lines;
	struct walk w = { .v = v, .only_renamed = true };

	size_t n = lines_of(h, true, code, &lines);
	for (size_t i = 0; i < n; i++) {
		if (!gone_to(lines[i], day, 0) || !is_key(v, lines[i]->code))
			continue;
		w.only_renamed = w.only_renamed && lines[i]->change == CODE_RENAMED;
		w.year = lines[i]->date / 10000;
		reach(&w, lines[i]->code);
	}
	n = lines_of(h, false, code, &lines);
	for (size_t i = 0; i < n; i++) {
		if (lines[i]->change != CODE_CREATED || lines[i]->date <= day)
			continue;
		w.only_renamed = false;
		w.year = lines[i]->date / 10000;
		label = *lines[i]->label != '\0' ? lines[i]->label : label;
		if (is_key(v, lines[i]->successor))
			reach(&w, lines[i]->successor);
	}
	if (w.year == 0)
		return;
	formers_add(f, (struct doctor_former){
		.key = code, .label = label, .successors = copied(f->ctx, w.keys, w.n), .n_successors = w.n,
		.year = w.year, .reason = w.only_renamed && w.n == 1 ? FORMER_RENAMED : FORMER_LATER,
	});
}

void formers_from_list(struct formers *f, const struct version *v, const struct code_list *list, int day)
{
	struct history h = history_of(f->ctx, list);

	for (size_t i = 0; i < list->n; i++) {
		const struct code_line *l = &list->lines[i];
		if (l->change == CODE_ALIAS) {
			add_alias(f, l);
			continue;
		}
		bool unknown = !is_key(v, l->code) && !formers_know(f, l->code);
		if (unknown && (l->change == CODE_CREATED || !add_gone(f, v, &h, l, day)))
			add_later(f, v, &h, l->code, NULL, day);
		if (l->change != CODE_CREATED && *l->successor != '\0' && !is_key(v, l->successor) &&
		    !formers_know(f, l->successor) && l->date > day)
			add_later(f, v, &h, l->successor, NULL, day);
	}
}
