#include "joining/formers.h"

#include <math.h>
#include <string.h>

#include "doctor/fold.h"

/* Boxes of one territory drawn twice differ by this much of their size at most. */
#define LIKENESS 0.05

/* Whether a point lies in a feature: even-odd over all its rings. */
static bool inside(const struct geometry_store *s, uint32_t feature, double x, double y)
{
	bool in = false;

	for (uint32_t r = s->first_ring[feature]; r < s->first_ring[feature + 1]; r++) {
		const double *p = s->xy + 2 * (size_t)s->rings[r].first;
		for (uint32_t i = 1; i < s->rings[r].n; i++) {
			const double *a = p + 2 * (i - 1), *b = p + 2 * i;
			if ((a[1] > y) != (b[1] > y) &&
			    x < (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0])
				in = !in;
		}
	}
	return in;
}

/* The feature of `s` that the inner point of a feature of `from` lies in, or KEY_NONE. */
static uint32_t lies_in(const struct geometry_store *s, const struct geometry_store *from, uint32_t feature)
{
	double x = from->inner[2 * (size_t)feature], y = from->inner[2 * (size_t)feature + 1];
	uint32_t found = KEY_NONE;
	size_t n;

	if (isnan(x))
		return KEY_NONE;
	uint32_t *near = geometry_store_find(s, NULL, &(struct bbox){ x, y, x, y }, &n);
	for (size_t i = 0; i < n && found == KEY_NONE; i++)
		if (inside(s, near[i], x, y))
			found = near[i];
	talloc_free(near);
	return found;
}

static bool alike(const struct bbox *a, const struct bbox *b)
{
	double width = fmax(a->maxx - a->minx, b->maxx - b->minx);
	double height = fmax(a->maxy - a->miny, b->maxy - b->miny);

	return fabs(a->minx - b->minx) <= LIKENESS * width && fabs(a->maxx - b->maxx) <= LIKENESS * width &&
	       fabs(a->miny - b->miny) <= LIKENESS * height && fabs(a->maxy - b->maxy) <= LIKENESS * height;
}

static const char *label_of(const struct doctor_framework *f, uint32_t feature)
{
	return f->labels != NULL ? f->labels[feature] : NULL;
}

static bool same_name(const char *a, const char *b)
{
	char x[FOLD_ROOM], y[FOLD_ROOM];

	if (a == NULL || b == NULL)
		return a == b;
	fold_name(a, x);
	fold_name(b, y);
	return strcmp(x, y) == 0;
}

/* The same territory under another key: neither version has the other's, each lies in the other, with the same name and
   outline. */
static bool renamed(const struct version *v, uint32_t feature, const struct version *other, uint32_t there)
{
	const char *key = v->framework->keys[feature];

	return key != NULL && key_index_find(other->keys, key, strlen(key)) == KEY_NONE &&
	       lies_in(other->store, v->store, feature) == there &&
	       same_name(label_of(v->framework, feature), label_of(other->framework, there)) &&
	       alike(&v->store->boxes[feature], &other->store->boxes[there]);
}

/* Part of a territory: its box does not go beyond. */
static bool within(const struct bbox *part, const struct bbox *whole)
{
	double dx = LIKENESS * (part->maxx - part->minx), dy = LIKENESS * (part->maxy - part->miny);

	return part->minx >= whole->minx - dx && part->maxx <= whole->maxx + dx &&
	       part->miny >= whole->miny - dy && part->maxy <= whole->maxy + dy;
}

static void explain(struct formers *f, const struct version *v, const struct version *other, uint32_t there,
                    bool newer)
{
	uint32_t feature = lies_in(v->store, other->store, there);
	const char **successors = mem_array(f->ctx, const char *, 1);
	struct doctor_former former = {
		.key = other->framework->keys[there], .label = label_of(other->framework, there),
		.successors = successors, .reason = newer ? FORMER_LATER : FORMER_MERGED,
	};

	if (feature != KEY_NONE && v->framework->keys[feature] != NULL) {
		bool whole = within(&other->store->boxes[there], &v->store->boxes[feature]);
		successors[0] = v->framework->keys[feature];
		former.n_successors = 1;
		if (renamed(v, feature, other, there))
			former.reason = FORMER_RENAMED;
		else if (!newer && !whole)
			former.reason = FORMER_SPLIT;
	}
	if (newer || former.n_successors > 0)
		formers_add(f, former);
}

void formers_from_version(struct formers *f, const struct version *v, const struct version *other, bool newer)
{
	const struct doctor_framework *o = other->framework;

	if (v->store == NULL || other->store == NULL || v->store->srs != other->store->srs ||
	    v->store->kind != GEOMETRY_POLYGON || other->store->kind != GEOMETRY_POLYGON)
		return;
	for (size_t i = 0; i < o->n; i++) {
		const char *key = o->keys[i];
		if (key == NULL || key_index_find(v->keys, key, strlen(key)) != KEY_NONE || formers_know(f, key))
			continue;
		explain(f, v, other, (uint32_t)i, newer);
	}
}
