#include "joining/parts.h"

#include <string.h>

#include "base/text.h"
#include "catalogue/access.h"
#include "catalogue/data.h"
#include "geometry/store.h"
#include "joining/publish.h"
#include "publish/file_digest.h"
#include "table/columns_file.h"
#include "table/gdas.h"
#include "table/text_column.h"
#include "table/write.h"

/* What goes wrong with a table has a parameter of the order. */
static bool about_table(struct work *w)
{
	if (w->err->locator == NULL)
		w->err->locator = "table";
	return false;
}

static bool read_file(struct work *w, const char *path, const struct table_options *options,
                      const struct table_limits *limits)
{
	w->table = table_read(w->ctx, path, options, limits, &w->r->origin, w->err);
	return w->table != NULL || about_table(w);
}

/* Whether the territory has anything at all in the joined columns. */
static bool has_row(const struct table *t, size_t row)
{
	for (size_t c = 0; c < t->n_columns; c++)
		if (t->columns[c].states == NULL || t->columns[c].states[row] != VALUE_MISSING)
			return true;
	return false;
}

/* A column of texts in front of a table whose arrays are not ours. */
static struct table *with_key(const void *ctx, const struct table *t, const char *name, const struct geometry_store *s)
{
	struct table *all = mem_new(ctx, struct table);

	all->n_rows = t->n_rows;
	all->n_columns = t->n_columns + 1;
	all->columns = mem_array(all, struct table_column, all->n_columns);
	memcpy(all->columns + 1, t->columns, t->n_columns * sizeof *t->columns);
	struct text_column key = text_column_new(all, name);
	for (size_t i = 0; i < all->n_rows; i++)
		if (has_row(t, i))
			text_column_put(&key, i, s->keys + s->key_offsets[i]);
	all->columns[0] = key.column;
	return all;
}

/* A dataset with several rows for a key: what its layer shows, one row a territory. */
static bool read_columns(struct work *w, const struct dataset *d)
{
	const char *path = data_path(w->ctx, w->on->workspace, d->columns_digest, "columns");
	const struct columns_file *f = columns_open(w->ctx, path, w->err);
	const struct geometry_store *s = f != NULL
		? geometry_store_open(w->ctx, w->on->workspace, d->framework->layer, w->err) : NULL;

	if (s == NULL)
		return false;
	if (s->n != f->table->n_rows)
		return err_set(w->err, w->ctx, ERR_UNAVAILABLE, "dataset",
		               "the dataset does not fit its framework any more: publish it again",
		               "le jeu de données ne va plus avec son référentiel : publiez-le de nouveau");
	w->table = with_key(w->ctx, f->table, d->key, s);
	w->r->origin = (struct table_origin){ .format = "dataset", .encoding = "" };
	return true;
}

static bool read_dataset(struct work *w)
{
	struct table_options options = { .encoding = NULL };
	struct table_limits none = { .rows = 0 };
	const struct dataset *d = view_dataset(w->on->view, w->o->dataset);

	if (d == NULL)
		return err_set(w->err, w->ctx, ERR_NOT_FOUND, "dataset", "there is no dataset %s",
		               "il n'y a pas de jeu de données %s", w->o->dataset);
	w->dataset = d;
	w->r->source_digest = mem_printf(w->ctx, "dataset:%s", d->name);
	if (d->many)
		return read_columns(w, d);
	options.sheet = *d->source.table != '\0' ? d->source.table : NULL;
	if (!read_file(w, data_open_name(w->ctx, w->on->workspace, &d->source), &options, &none))
		return false;
	table_take_states(w->table);
	return true;
}

/* What was fetched keeps its address for a name, so that what it becomes tomorrow is a new version of the same join. */
static bool digest_source(struct work *w)
{
	char *digest = mem_array(w->ctx, char, DIGEST_TEXT);
	const char *source = w->o->source;
	int64_t size;

	if (source != NULL && (text_starts(source, "http://") || text_starts(source, "https://"))) {
		w->r->source_digest = mem_printf(w->ctx, "url:%s", source);
		return true;
	}
	w->r->source_digest = digest;
	return file_digest(w->o->file, w->ctx, digest, &size, w->err) || about_table(w);
}

static bool read_translation(struct work *w)
{
	const struct xml_source from = { .path = w->o->translation };

	if (from.path == NULL || w->r->origin.gdas == NULL)
		return true;
	struct gdas *g = mem_new(w->ctx, struct gdas);
	w->translation = g;
	return gdas_describe(g, w->ctx, &from, &w->on->limits, w->err);
}

/* A code that looks like a number stays what was written, where whoever publishes says that it is one. */
static void keep_text(struct work *w, size_t column)
{
	struct table_column *c = &w->table->columns[column];
	const struct publish_described *said = work_said(w, c->name);
	char scratch[40];

	if (said == NULL || !said->text || c->type == CELL_TEXT)
		return;
	struct text_column text = text_column_new(w->table, c->name);
	for (size_t row = 0; row < w->table->n_rows; row++)
		text_column_put(&text, row, table_written(w->table, column, row, scratch));
	text.column.title = c->title;
	text.column.unit = c->unit;
	if (c->states != NULL)
		for (size_t row = 0; row < w->table->n_rows; row++)
			if (c->states[row] != VALUE_PRESENT)
				text.column.states[row] = c->states[row];
	*c = text.column;
}

bool work_read(struct work *w)
{
	const struct order *o = w->o;

	if (o->dataset == NULL && o->file == NULL)
		return err_set(w->err, w->ctx, ERR_MISSING_PARAMETER, "table", "there is no table to join",
		               "il n'y a pas de table à joindre");
	bool ok = o->dataset != NULL ? read_dataset(w)
	                             : read_file(w, o->file, &o->options, &w->on->limits) && digest_source(w) &&
	                               read_translation(w);
	if (!ok)
		return false;
	for (size_t c = 0; c < w->table->n_columns; c++)
		keep_text(w, c);
	w->r->table = w->table;
	return w->table->n_rows > 0 ||
	       err_set(w->err, w->ctx, ERR_INVALID_PARAMETER, "table",
	               "the table has column names and no rows",
	               "la table a des noms de colonnes et aucune ligne");
}
