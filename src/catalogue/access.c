#include "catalogue/access.h"

#include <string.h>

#include "base/text.h"
#include "catalogue/joins.h"

bool access_sees(const struct grant *grants, size_t n_grants, enum level level,
                 const struct organisation *owner)
{
	for (size_t i = 0; i < n_grants; i++) {
		const struct organisation *of = grants[i].organisation;
		if (grants[i].level == level &&
		    (of == NULL || (owner != NULL && of->id == owner->id)))
			return true;
	}
	return false;
}

static void grant(struct view *v, enum level level, const struct organisation *organisation)
{
	v->grants[v->n_grants++] = (struct grant){ level, organisation };
}

/* Whether the view is of the subject that made the join. */
static bool made_by(const struct view *v, const struct stored_join *j)
{
	const struct subject *s = v->subject;

	return s != NULL && s->organisation != NULL && j->organisation == s->organisation->id &&
	       j->level == s->level;
}

static bool has_private_joins(const struct view *v)
{
	size_t n = 0;
	const struct layer *layers = v->joins != NULL ? joins_layers(v->joins, &n) : NULL;

	for (size_t i = 0; v->subject != NULL && i < n; i++)
		if (layers[i].joined->join->visibility == JOIN_PRIVATE &&
		    made_by(v, layers[i].joined->join))
			return true;
	return false;
}

/* Two subjects with the same grants share their documents, unless one has what the other has not. */
static void hash_grants(struct view *v)
{
	char text[DIGEST_TEXT];
	struct digest *d = digest_new(v);

	for (size_t i = 0; i < v->n_grants; i++) {
		const struct organisation *of = v->grants[i].organisation;
		digest_add_text(d, level_name(v->grants[i].level));
		digest_add_text(d, of != NULL ? of->name : "");
	}
	if (has_private_joins(v)) {
		digest_add_text(d, v->subject->organisation->name);
		digest_add_text(d, level_name(v->subject->level));
	}
	digest_text(d, text);
	talloc_free(d);
	memcpy(v->hash, text, sizeof v->hash - 1);
}

const struct view *view_open(const void *ctx, const struct catalogue *all, const struct joins *joins,
                             const struct subject *subject)
{
	struct view *v = mem_new(ctx, struct view);
	v->catalogue = all;
	v->joins = joins;
	v->subject = subject;
	grant(v, LEVEL_PUBLIC, NULL);
	if (subject != NULL && subject->level >= LEVEL_PROFESSIONAL)
		grant(v, LEVEL_PROFESSIONAL, NULL);
	if (subject != NULL && subject->level >= LEVEL_INTERNAL && subject->organisation != NULL)
		grant(v, LEVEL_INTERNAL, subject->organisation);
	hash_grants(v);
	return v;
}

const struct subject *access_subject(const struct catalogue *all, const char *key)
{
	char digest[DIGEST_TEXT];

	digest_of(key, digest);
	return catalogue_subject(all, digest);
}

static bool sees(const struct view *v, enum level level, const struct organisation *owner)
{
	return access_sees(v->grants, v->n_grants, level, owner);
}

/* A joined layer shows what its base shows, too. */
static bool sees_layer(const struct view *v, const struct layer *l)
{
	const struct layer *base = l->joined != NULL ? l->joined->base : NULL;

	return sees(v, l->level, l->owner) &&
	       (base == NULL || sees(v, base->level, base->owner));
}

static bool sees_dataset(const struct view *v, const struct dataset *d)
{
	return d->layer != NULL ? sees_layer(v, d->layer) : sees(v, d->level, d->owner);
}

/* A join that somebody without a key made for himself alone is for whoever has been told its identifier. */
static bool sees_join(const struct view *v, const struct layer *l, bool named)
{
	const struct joined *joined = l->joined;
	const struct stored_join *j = joined->join;

	if (!sees(v, joined->base->level, joined->base->owner) ||
	    (joined->dataset != NULL && !sees_dataset(v, joined->dataset)))
		return false;
	return j->visibility == JOIN_LISTED || made_by(v, j) || (j->organisation == 0 && named);
}

const struct layer *view_layer(const struct view *view, const char *name)
{
	const struct layer *l = catalogue_layer(view->catalogue, name);

	if (l != NULL)
		return sees_layer(view, l) ? l : NULL;
	l = view->joins != NULL ? joins_layer(view->joins, name) : NULL;
	return l != NULL && sees_join(view, l, true) ? l : NULL;
}

uint64_t view_sequence(const struct view *view)
{
	return view->joins != NULL ? joins_sequence(view->joins) : 0;
}

const struct mapfile *view_mapfile(const struct view *view, const char *name)
{
	const struct mapfile *m = catalogue_mapfile(view->catalogue, name);
	return m != NULL && sees(view, m->level, m->owner) ? m : NULL;
}

const struct dataset *view_dataset(const struct view *view, const char *name)
{
	const struct dataset *d = catalogue_dataset(view->catalogue, name);
	return d != NULL && sees_dataset(view, d) ? d : NULL;
}

const struct dataset **view_datasets(const struct view *view, const void *ctx, size_t *n)
{
	const struct catalogue *c = view->catalogue;
	const struct dataset **list = mem_array(ctx, const struct dataset *, c->n_datasets);

	*n = 0;
	for (size_t i = 0; i < c->n_datasets; i++)
		if (sees_dataset(view, &c->datasets[i]))
			list[(*n)++] = &c->datasets[i];
	return list;
}

static bool sees_framework(const struct view *v, const struct framework *f)
{
	return f->layer != NULL && sees(v, f->layer->level, f->layer->owner);
}

const struct framework **view_frameworks(const struct view *view, const void *ctx, size_t *n)
{
	const struct catalogue *c = view->catalogue;
	const struct framework **list = mem_array(ctx, const struct framework *, c->n_frameworks);
	size_t end;

	*n = 0;
	for (size_t i = 0; i < c->n_frameworks; i = end) {
		for (end = i; end < c->n_frameworks &&
		              strcmp(c->frameworks[end].series, c->frameworks[i].series) == 0;)
			end++;
		for (size_t at = end; at-- > i;)
			if (sees_framework(view, &c->frameworks[at]))
				list[(*n)++] = &c->frameworks[at];
	}
	return list;
}

const struct framework *view_framework(const struct view *view, const char *series, const char *version)
{
	const struct framework *f = catalogue_framework(view->catalogue, series, version);
	return f != NULL && sees_framework(view, f) ? f : NULL;
}

const struct theme *view_theme(const struct view *view, const char *name)
{
	return catalogue_theme(view->catalogue, name);
}

static size_t add_joins(const struct view *view, const void *ctx, const struct layer **layers)
{
	size_t n = 0, n_all = 0;
	const struct layer *all = view->joins != NULL ? joins_layers(view->joins, &n_all) : NULL;
	char *now = text_now(ctx);

	for (size_t i = 0; i < n_all; i++)
		if (sees_join(view, &all[i], false) && joins_alive(&all[i], now))
			layers[n++] = &all[i];
	talloc_free(now);
	return n;
}

const struct layer **view_layers(const struct view *view, const void *ctx,
                                 const struct theme *theme, size_t *n)
{
	const struct catalogue *c = view->catalogue;
	size_t n_joins = 0;

	if (view->joins != NULL && theme == NULL)
		joins_layers(view->joins, &n_joins);
	const struct layer **layers = mem_array(ctx, const struct layer *, c->n_layers + n_joins);
	*n = 0;
	for (size_t i = 0; i < c->n_layers; i++) {
		const struct layer *l = &c->layers[i];
		if ((theme == NULL || l->theme == theme) && sees_layer(view, l))
			layers[(*n)++] = l;
	}
	if (n_joins > 0)
		*n += add_joins(view, ctx, layers + *n);
	return layers;
}
