#include "joining/joining.h"

#include <string.h>

#include "catalogue/access.h"
#include "geometry/store.h"
#include "joining/codes.h"
#include "joining/labels.h"

/* What a join can be made to: imported features of one kind. */
static bool joinable(const struct framework *f)
{
	const struct layer *l = f->layer;
	return !l->source.referenced && l->geometry != GEOMETRY_RASTER && l->geometry != GEOMETRY_ANY;
}

static bool describe(struct doctor_framework *d, const void *ctx, const struct joining *on,
                     const struct framework *f, struct err *err)
{
	const struct geometry_store *store = geometry_store_open(ctx, on->workspace, f->layer, err);
	struct labels labels;

	if (store == NULL || !labels_open(&labels, ctx, on->workspace, f, store, err))
		return false;
	const char **keys = mem_array(ctx, const char *, store->n + 1);
	for (size_t i = 0; i < store->n; i++) {
		const char *key = store->keys + store->key_offsets[i];
		keys[i] = *key != '\0' ? key : NULL;
	}
	*d = (struct doctor_framework){
		.series = f->series, .version = f->version, .title = f->layer->metadata.title,
		.codes = CODES_TOLD, .n = store->n, .keys = keys, .labels = labels.names,
		.parents = labels.parents,
		.parent_series = *f->parent_series != '\0' ? f->parent_series : NULL,
	};
	return true;
}

static const struct framework *asked_for(const struct joining *on, const void *ctx, const char *series,
                                         const char *version, struct err *err)
{
	const struct framework *f = view_framework(on->view, series, version);

	if (f == NULL) {
		err_set(err, ctx, ERR_NOT_FOUND, "framework", "there is no framework %s%s%s",
		        "il n'y a pas de référentiel %s%s%s", series, version != NULL ? " " : "",
		        version != NULL ? version : "");
	} else if (!joinable(f)) {
		err_set(err, ctx, ERR_NOT_SUPPORTED, "framework",
		        "nothing can be joined to %s: it is not imported, or its features are not of one kind",
		        "rien ne peut être joint à %s : il n'est pas importé, ou ses objets ne sont pas d'une "
		        "seule sorte", series);
		f = NULL;
	}
	return f;
}

/* Beside the one that was asked for, those that explain what is not in it: the other versions, and the parents. */
static bool concerns(const struct framework *one, const struct framework *asked)
{
	return asked == NULL || one == asked || strcmp(one->series, asked->series) == 0 ||
	       (strcmp(one->series, asked->parent_series) == 0 && one->newest);
}

bool joining_frameworks(struct doctor_framework **list, const struct framework ***frameworks, size_t *n,
                        const void *ctx, const struct joining *on, const char *series, const char *version,
                        struct err *err)
{
	size_t all;
	const struct framework **known = view_frameworks(on->view, ctx, &all);
	const struct framework *asked = series != NULL ? asked_for(on, ctx, series, version, err) : NULL;

	if (series != NULL && asked == NULL)
		return false;
	*list = mem_array(ctx, struct doctor_framework, all + 1);
	*frameworks = mem_array(ctx, const struct framework *, all + 1);
	*n = 0;
	for (size_t i = 0; i < all; i++) {
		if (!joinable(known[i]) || !concerns(known[i], asked))
			continue;
		struct doctor_framework *d = &(*list)[*n];
		if (!describe(d, ctx, on, known[i], err))
			return false;
		d->relative = asked != NULL && known[i] != asked;
		(*frameworks)[(*n)++] = known[i];
	}
	return codes_complete(*list, *frameworks, *n, ctx, on, err);
}
