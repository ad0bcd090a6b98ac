#include "geometry/attributes.h"

#include <string.h>

#include "catalogue/data.h"
#include "geometry/features_sql.h"
#include "geometry/gdal_feature.h"
#include "geometry/kept.h"

#define SIGNATURE "signature"
enum { FORM = 1, SHORT = 16 };   /* letters of the signature in a file's name */

/* What the file's rows and columns depend on. */
static void sign(char text[DIGEST_TEXT], const struct layer *layer)
{
	struct digest *d = digest_new(NULL);
	const int32_t form = FORM;

	digest_add(d, &form, sizeof form);
	digest_add_text(d, layer->source.digest);
	digest_add_text(d, layer->source.table);
	for (size_t i = 0; i < layer->n_columns; i++) {
		int32_t type = (int32_t)layer->columns[i].type;
		digest_add_text(d, layer->columns[i].name);
		digest_add(d, &type, sizeof type);
	}
	digest_text(d, text);
	talloc_free(d);
}

char *attributes_name(const void *ctx, const struct layer *layer)
{
	char signature[DIGEST_TEXT];

	sign(signature, layer);
	return mem_printf(ctx, "%s-%.*s.columns", layer->source.digest, SHORT, signature);
}

static enum cell_type cell_type(enum column_type type)
{
	switch (type) {
	case COLUMN_INTEGER:
	case COLUMN_BOOLEAN:
		return CELL_INTEGER;
	case COLUMN_REAL:
		return CELL_REAL;
	case COLUMN_STRING:
	case COLUMN_DATE:
	case COLUMN_DATETIME:
		break;
	}
	return CELL_TEXT;
}

/* A table in the making. */
struct reading {
	const struct layer *layer;
	struct table *table;
	struct err *err;
	int64_t memory;               /* that it may take; 0: no ceiling */
	int *fields;                  /* of each column in a row */
	size_t room;                  /* rows */
	struct pool {
		size_t used, room;
	} *pools;                     /* of each column's texts */
};

static void grow(struct reading *r)
{
	struct table *t = r->table;
	size_t old = r->room;

	if (t->n_rows < r->room)
		return;
	r->room = 2 * r->room + 1024;
	for (size_t i = 0; i < t->n_columns; i++) {
		struct table_column *c = &t->columns[i];
		switch (c->type) {
		case CELL_TEXT:
			c->text.offsets = mem_grow(t, c->text.offsets, uint32_t, r->room);
			break;
		case CELL_INTEGER:
			c->integers = mem_grow(t, c->integers, int64_t, r->room);
			break;
		case CELL_REAL:
			c->reals = mem_grow(t, c->reals, double, r->room);
			break;
		}
		if (c->states == NULL)
			continue;
		c->states = mem_grow(t, c->states, uint8_t, r->room);
		memset(c->states + old, VALUE_PRESENT, r->room - old);
	}
}

/* Room is what has been asked for: not all of it is used yet. */
static bool has_room(struct reading *r)
{
	const struct table *t = r->table;
	uint64_t needed = 0;

	for (size_t i = 0; i < t->n_columns; i++) {
		const struct table_column *c = &t->columns[i];
		needed += r->room * (c->type == CELL_TEXT ? sizeof *c->text.offsets : sizeof *c->reals);
		needed += r->pools[i].room + (c->states != NULL ? r->room : 0);
	}
	return r->memory == 0 || needed <= (uint64_t)r->memory || kept_too_large(t, r->memory, r->err);
}

static bool put_text(struct reading *r, size_t column, const char *text)
{
	struct table_column *c = &r->table->columns[column];
	struct pool *pool = &r->pools[column];
	size_t n = strlen(text) + 1;

	if (pool->used + n > UINT32_MAX)
		return err_set(r->err, r->table, ERR_TOO_LARGE, NULL,
		               "the texts of the column %s are over 4 gigabytes",
		               "les textes de la colonne %s dépassent 4 gigaoctets", c->name);
	if (pool->used + n > pool->room) {
		pool->room = 2 * (pool->used + n) + 1024;
		c->text.pool = mem_grow(r->table, c->text.pool, char, pool->room);
	}
	memcpy(c->text.pool + pool->used, text, n);
	c->text.offsets[r->table->n_rows] = (uint32_t)pool->used;
	pool->used += n;
	return true;
}

static void put_null(struct reading *r, size_t column)
{
	struct table_column *c = &r->table->columns[column];
	size_t row = r->table->n_rows;

	if (c->states == NULL)
		c->states = mem_array(r->table, uint8_t, r->room);
	c->states[row] = VALUE_MISSING;
	if (c->type == CELL_TEXT)
		c->text.offsets[row] = 0;
	else if (c->type == CELL_INTEGER)
		c->integers[row] = 0;
	else
		c->reals[row] = 0;
}

static bool put_value(struct reading *r, size_t column, OGRFeatureH row)
{
	struct table_column *c = &r->table->columns[column];
	enum column_type type = r->layer->columns[column].type;
	size_t at = r->table->n_rows;
	int field = r->fields[column];
	bool done = true;

	if (field < 0 || !OGR_F_IsFieldSetAndNotNull(row, field)) {
		put_null(r, column);
	} else if (type == COLUMN_INTEGER) {
		c->integers[at] = OGR_F_GetFieldAsInteger64(row, field);
	} else if (type == COLUMN_BOOLEAN) {
		c->integers[at] = OGR_F_GetFieldAsInteger(row, field) != 0;
	} else if (type == COLUMN_REAL) {
		c->reals[at] = OGR_F_GetFieldAsDouble(row, field);
	} else if (type == COLUMN_STRING) {
		done = put_text(r, column, OGR_F_GetFieldAsString(row, field));
	} else {
		char *text = gdal_moment(NULL, row, field, type == COLUMN_DATETIME);
		done = put_text(r, column, text);
		talloc_free(text);
	}
	return done;
}

static void begin(struct reading *r)
{
	const struct layer *layer = r->layer;
	struct table *t = r->table;

	t->n_columns = layer->n_columns;
	t->columns = mem_array(t, struct table_column, t->n_columns + 1);
	r->fields = mem_array(t, int, t->n_columns + 1);
	r->pools = mem_array(t, struct pool, t->n_columns + 1);
	for (size_t i = 0; i < t->n_columns; i++) {
		struct table_column *c = &t->columns[i];
		*c = (struct table_column){ .name = layer->columns[i].name, .unit = "",
		                            .type = cell_type(layer->columns[i].type) };
		if (c->type == CELL_TEXT) {   /* what has no value has the empty text */
			c->text.pool = mem_array(t, char, 1);
			r->pools[i] = (struct pool){ 1, 1 };
		}
	}
}

/* The rows in the order of their numbers, as the geometry store has them. */
static char *question(const void *ctx, const struct layer *layer, OGRLayerH from)
{
	const char *fid = sql_name(ctx, OGR_L_GetFIDColumn(from));
	char *sql = mem_printf(ctx, "SELECT %s + 0 AS \"jointure id\"", fid);

	for (size_t i = 0; i < layer->n_columns; i++)
		sql = mem_check(talloc_asprintf_append_buffer(sql, ", %s", sql_name(ctx, layer->columns[i].name)));
	return mem_check(talloc_asprintf_append_buffer(sql, " FROM %s ORDER BY %s",
	                                               sql_name(ctx, layer->source.table), fid));
}

static bool read_rows(struct reading *r, OGRLayerH rows)
{
	OGRFeatureDefnH defn = OGR_L_GetLayerDefn(rows);
	OGRFeatureH row;
	bool ok = true;

	for (size_t i = 0; i < r->table->n_columns; i++)
		r->fields[i] = OGR_FD_GetFieldIndex(defn, r->table->columns[i].name);
	while (ok && (row = OGR_L_GetNextFeature(rows)) != NULL) {
		grow(r);
		ok = has_room(r);
		for (size_t i = 0; ok && i < r->table->n_columns; i++)
			ok = put_value(r, i, row);
		r->table->n_rows++;
		OGR_F_Destroy(row);
	}
	return ok;
}

static bool read_table(struct reading *r, const struct gdal_source *source, const char *path)
{
	OGRLayerH from = GDALDatasetGetLayerByName(source->dataset, r->layer->source.table);
	char *sql = from != NULL ? question(r->table, r->layer, from) : NULL;
	OGRLayerH rows = sql != NULL ? GDALDatasetExecuteSQL(source->dataset, sql, NULL, NULL) : NULL;

	if (rows == NULL)
		return gdal_unreadable(r->err, r->table, path);
	CPLErrorReset();
	bool ok = read_rows(r, rows);
	if (ok && CPLGetLastErrorType() >= CE_Failure)
		ok = gdal_unreadable(r->err, r->table, path);
	GDALDatasetReleaseResultSet(source->dataset, rows);
	return ok;
}

static struct table *read_file(const void *ctx, const char *path, const struct layer *layer, int64_t memory, struct err *err)
{
	struct reading r = { .layer = layer, .table = mem_new(ctx, struct table), .memory = memory, .err = err };
	struct err why = { 0 };

	begin(&r);
	gdal_hush();
	struct gdal_source *source = gdal_open_vector(r.table, path, &why);
	bool ok = source != NULL ? read_table(&r, source, path) : gdal_unreadable(err, r.table, path);
	gdal_unhush();
	talloc_free(source);
	return ok ? r.table : NULL;
}

struct wanted {
	const char *workspace;
	const struct layer *layer;
	int64_t memory;
};

/* The file, where it is the one that is meant. */
static struct columns_file *look(const void *ctx, const char *path, const struct layer *layer)
{
	struct err why = { 0 };
	struct columns_file *f = columns_open(ctx, path, &why);
	char signature[DIGEST_TEXT];
	size_t n;

	if (f == NULL)
		return NULL;
	sign(signature, layer);
	const char *text = columns_text(f, SIGNATURE, &n);
	bool right = text != NULL && n == DIGEST_TEXT && memcmp(text, signature, n) == 0 &&
	             f->table->n_columns == layer->n_columns;
	for (size_t i = 0; right && i < layer->n_columns; i++)
		right = strcmp(f->table->columns[i].name, layer->columns[i].name) == 0 &&
		        f->table->columns[i].type == cell_type(layer->columns[i].type);
	if (right)
		return f;
	talloc_free(f);
	return NULL;
}

static bool good(const void *tmp, const char *path, const void *arg)
{
	const struct wanted *wanted = arg;
	struct columns_file *f = look(tmp, path, wanted->layer);

	talloc_free(f);
	return f != NULL;
}

static bool make(const void *tmp, const char *path, const void *arg, struct err *err)
{
	const struct wanted *wanted = arg;
	const struct source *source = &wanted->layer->source;
	char *data = data_path(tmp, wanted->workspace, source->digest, source->extension);
	struct table *table = read_file(tmp, data, wanted->layer, wanted->memory, err);
	char signature[DIGEST_TEXT];

	sign(signature, wanted->layer);
	const struct columns_text text = { SIGNATURE, signature, sizeof signature };
	return table != NULL && columns_write(tmp, path, table, &text, 1, err);
}

bool attributes_make(const void *ctx, const char *workspace, const struct layer *layer, int64_t memory, struct err *err)
{
	const struct wanted wanted = { workspace, layer, memory };
	char *name = attributes_name(NULL, layer);
	bool done = kept_make(ctx, workspace, name, &(struct kept){ good, make, &wanted, memory }, err);

	talloc_free(name);
	return done;
}

struct columns_file *attributes_open(const void *ctx, const char *workspace, const struct layer *layer,
                                     int64_t memory, struct err *err)
{
	void *tmp = talloc_new(ctx);
	char *path = kept_path(tmp, workspace, attributes_name(tmp, layer));
	struct columns_file *f = look(ctx, path, layer);

	if (f == NULL && attributes_make(ctx, workspace, layer, memory, err)) {
		f = look(ctx, path, layer);
		if (f == NULL)   /* taken away or spoilt between the two */
			err_set(err, ctx, ERR_UNAVAILABLE, NULL, "the stored columns changed just now: try again",
			        "les colonnes enregistrées viennent de changer : réessayez");
	}
	talloc_free(tmp);
	return f;
}
