/* The framework's own columns, which its geometry store does not have: read from the data, and only when a style or a
   filter names them, or a feature is asked about. */
#include "map/engine_plugin.h"

#include <uthash.h>

#include "catalogue/data.h"
#include "geometry/features.h"

struct own_row {
	UT_hash_handle hh;
	const char *key;
	const char **values;          /* of base->columns; NULL where it is null or was not wanted */
};

struct plugin_own {
	struct own_row *rows;
};

static int forget_rows(struct plugin_own *own)
{
	HASH_CLEAR(hh, own->rows);
	return 0;
}

static const struct layer *base_of(const struct plugin *p)
{
	return p->layer->joined->base;
}

static struct feature_query question(const struct plugin *p)
{
	const struct layer *base = base_of(p);

	return (struct feature_query){
		.layer = base, .open_name = data_open_name(p->x->ctx, p->e->conf->workspace, &base->source),
		.pool = p->x->sources, .mapped = p->x->mapped, .limit = -1, .srs = base->srs,
	};
}

/* Values in the words of OGR, which expressions are written for. */
static const char *as_ogr(const void *ctx, const struct column *c, const char *text)
{
	if (c->type == COLUMN_BOOLEAN)
		return *text == 't' ? "1" : "0";
	char *s = mem_strdup(ctx, text);
	if (c->type == COLUMN_DATE || c->type == COLUMN_DATETIME)
		for (char *at = s; *at != '\0' && at < s + 11; at++)
			*at = *at == '-' ? '/' : *at == 'T' ? ' ' : *at;
	return s;
}

static void keep_row(struct plugin_own *own, const struct layer *base, const struct features *f,
                     const bool *wanted)
{
	const struct feature_value *values = features_values(f);
	struct own_row *row = mem_new(own, struct own_row);

	row->key = mem_strdup(row, features_id(f));
	row->values = mem_array(row, const char *, base->n_columns);
	for (size_t i = 0; i < base->n_columns; i++)
		if (wanted[i] && !values[i].null)
			row->values[i] = as_ogr(row, &base->columns[i], values[i].text);
	HASH_ADD_KEYPTR(hh, own->rows, row->key, strlen(row->key), row);
}

const struct plugin_own *own_read(const struct plugin *p, const bool *wanted, const struct bbox *box,
                                  struct err *err)
{
	struct plugin_own *own = mem_new(p->x->ctx, struct plugin_own);
	struct feature_query q = question(p);
	enum features_step step;

	talloc_set_destructor(own, forget_rows);
	q.wanted = wanted;
	q.bbox = box;
	q.bbox_srs = base_of(p)->srs;
	q.where = p->n_filters > 0 ? filters_sql(p->x->ctx, p->filters, p->n_filters) : NULL;
	struct features *f = features_open(own, &q, err);
	if (f == NULL)
		return NULL;
	while ((step = features_next(f, err)) == FEATURES_ROW)
		keep_row(own, base_of(p), f, wanted);
	return step == FEATURES_END ? own : NULL;
}

static const struct own_row *row_of(const struct plugin_own *own, const char *key)
{
	const struct own_row *row;

	HASH_FIND_STR(own->rows, key, row);
	return row;
}

bool own_has(const struct plugin_own *own, const char *key)
{
	return row_of(own, key) != NULL;
}

const char *own_value(const struct plugin_own *own, const char *key, size_t column)
{
	const struct own_row *row = row_of(own, key);
	return row != NULL ? row->values[column] : NULL;
}

const char **own_values(const struct plugin *p, const void *ctx, const char *key, struct err *err)
{
	const struct layer *base = base_of(p);
	const char **texts = mem_array(ctx, const char *, base->n_columns);
	struct feature_query q = question(p);

	q.id = key;
	q.limit = 1;
	struct features *f = features_open(ctx, &q, err);
	if (f == NULL)
		return NULL;
	enum features_step step = features_next(f, err);
	const struct feature_value *values = step == FEATURES_ROW ? features_values(f) : NULL;
	for (size_t i = 0; values != NULL && i < base->n_columns; i++)
		texts[i] = values[i].null ? NULL : mem_strdup(ctx, values[i].text);
	return step == FEATURES_FAILED ? NULL : texts;
}
