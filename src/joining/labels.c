#include "joining/labels.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "catalogue/data.h"
#include "catalogue/naming.h"
#include "geometry/features.h"
#include "join/key_index.h"
#include "table/columns_file.h"
#include "table/text_column.h"

/* What is kept: which columns of which data. */
struct wanted {
	const void *ctx;
	const char *workspace;
	const struct layer *layer;
	const struct geometry_store *store;
	size_t key, column[2];        /* of the layer: names, parents; the number of columns where there is none */
};

static size_t column_number(const struct layer *layer, const char *name)
{
	size_t i = 0;
	while (i < layer->n_columns && (name == NULL || strcmp(layer->columns[i].name, name) != 0))
		i++;
	return i;
}

/* Beside the geometry stores, and named so that it is swept with that of its data file. */
static char *kept_at(const struct wanted *w)
{
	const struct layer *l = w->layer;
	char digest[DIGEST_TEXT];
	char *what = mem_printf(w->ctx, "%s|%s", l->source.digest, l->key);

	for (size_t i = 0; i < 2; i++)
		what = mem_check(talloc_asprintf_append(
			what, "|%s", w->column[i] < l->n_columns ? l->columns[w->column[i]].name : ""));
	digest_of(what, digest);
	return mem_printf(w->ctx, "%s/cache/geometry/%s-names.%.16s.store", w->workspace, l->source.digest, digest);
}

static struct table *table_of(const struct wanted *w)
{
	struct table *t = mem_new(w->ctx, struct table);

	t->n_rows = w->store->n;
	t->n_columns = 2;
	t->columns = mem_array(t, struct table_column, 2);
	return t;
}

/* Rows come in the order of the features' ids, whatever these are: each finds its place by its key. */
static bool fill(struct table *t, const struct wanted *w, struct features *f, struct err *err)
{
	const char **keys = mem_array(t, const char *, w->store->n + 1);
	struct text_column columns[2] = { text_column_new(t, "name"), text_column_new(t, "parent") };
	enum features_step step;

	for (size_t i = 0; i < w->store->n; i++)
		keys[i] = w->store->keys + w->store->key_offsets[i];
	struct key_index *index = key_index_new(t, keys, w->store->n, err);
	if (index == NULL)
		return false;
	while ((step = features_next(f, err)) == FEATURES_ROW) {
		const struct feature_value *v = features_values(f);
		const char *key = v[w->key].null ? "" : v[w->key].text;
		uint32_t row = key_index_find(index, key, strlen(key));
		for (size_t i = 0; row != KEY_NONE && i < 2; i++)
			if (w->column[i] < w->layer->n_columns && !v[w->column[i]].null)
				text_column_put(&columns[i], row, v[w->column[i]].text);
	}
	t->columns[0] = columns[0].column;
	t->columns[1] = columns[1].column;
	return step == FEATURES_END;
}

static struct table *read_labels(const struct wanted *w, struct err *err)
{
	const struct layer *l = w->layer;
	bool *columns = mem_array(w->ctx, bool, l->n_columns + 1);

	columns[w->key] = columns[w->column[0]] = columns[w->column[1]] = true;
	struct feature_query q = {
		.layer = l, .open_name = data_open_name(w->ctx, w->workspace, &l->source),
		.bbox_srs = l->srs, .wanted = columns, .limit = -1, .srs = l->srs,
	};
	struct features *f = features_open(w->ctx, &q, err);
	struct table *t = f != NULL ? table_of(w) : NULL;
	bool ok = t != NULL && fill(t, w, f, err);
	talloc_free(f);
	return ok ? t : NULL;
}

/* What cannot be kept is read again the next time. */
static void keep(const struct wanted *w, const char *path, const struct table *t)
{
	char *part = mem_printf(w->ctx, "%s.%ld.new", path, (long)getpid());
	struct err err = { 0 };

	unlink(part);
	if (columns_write(w->ctx, part, t, NULL, 0, &err) && rename(part, path) != 0)
		unlink(part);
}

static const char *const *texts_of(const void *ctx, const struct table *t, size_t column)
{
	const struct table_column *c = &t->columns[column];
	const char **list = mem_array(ctx, const char *, t->n_rows + 1);
	bool any = false;

	for (size_t i = 0; i < t->n_rows; i++) {
		bool there = c->states == NULL || c->states[i] == VALUE_PRESENT;
		list[i] = there ? c->text.pool + c->text.offsets[i] : NULL;
		any = any || there;
	}
	return any ? list : NULL;
}

static bool fits(const struct columns_file *f, const struct wanted *w)
{
	return f != NULL && f->table->n_rows == w->store->n && f->table->n_columns == 2 &&
	       f->table->columns[0].type == CELL_TEXT && f->table->columns[1].type == CELL_TEXT;
}

bool labels_open(struct labels *labels, const void *ctx, const char *workspace, const struct framework *framework,
                 const struct geometry_store *store, struct err *err)
{
	const struct layer *l = framework->layer;
	const struct column *name = naming_column(l);
	const char *parent = *framework->parent_column != '\0' ? framework->parent_column : NULL;
	struct wanted w = {
		.ctx = ctx, .workspace = workspace, .layer = l, .store = store,
		.key = column_number(l, framework->key),
		.column = { column_number(l, name != NULL ? name->name : NULL), column_number(l, parent) },
	};

	*labels = (struct labels){ NULL, NULL };
	if (w.key == l->n_columns || (w.column[0] == l->n_columns && w.column[1] == l->n_columns))
		return true;
	char *path = kept_at(&w);
	struct columns_file *file = columns_open(ctx, path, &(struct err){ 0 });
	const struct table *t = fits(file, &w) ? file->table : NULL;
	if (t == NULL) {
		struct table *made = read_labels(&w, err);
		if (made == NULL)
			return false;
		keep(&w, path, made);
		t = made;
	}
	labels->names = texts_of(ctx, t, 0);
	labels->parents = texts_of(ctx, t, 1);
	return true;
}
