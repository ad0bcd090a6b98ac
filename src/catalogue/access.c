#include "catalogue/access.h"

#include <string.h>

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

static void hash_grants(struct view *v)
{
	char text[DIGEST_TEXT];
	struct digest *d = digest_new(v);

	for (size_t i = 0; i < v->n_grants; i++) {
		const struct organisation *of = v->grants[i].organisation;
		digest_add_text(d, level_name(v->grants[i].level));
		digest_add_text(d, of != NULL ? of->name : "");
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

const struct layer *view_layer(const struct view *view, const char *name)
{
	const struct layer *l = catalogue_layer(view->catalogue, name);
	return l != NULL && sees_layer(view, l) ? l : NULL;
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

const struct layer **view_layers(const struct view *view, const void *ctx,
                                 const struct theme *theme, size_t *n)
{
	const struct catalogue *c = view->catalogue;
	const struct layer **layers = mem_array(ctx, const struct layer *, c->n_layers);

	*n = 0;
	for (size_t i = 0; i < c->n_layers; i++) {
		const struct layer *l = &c->layers[i];
		if ((theme == NULL || l->theme == theme) && sees_layer(view, l))
			layers[(*n)++] = l;
	}
	return layers;
}
