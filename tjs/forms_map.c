/* A dataset with its territories: GeoJSON (RFC 7946), row by row, and GeoPackage. Of a dataset with several rows for a
   territory each row is a feature with the territory's geometry. */
#include <string.h>

#include "base/json.h"
#include "catalogue/data.h"
#include "geometry/export.h"
#include "geometry/features_sql.h"
#include "geometry/mapped.h"
#include "tjs/forms.h"

#define DECIMALS   6                  /* of degrees: a decimetre */
#define MOST_NAMED 500                /* territories asked for by name; more are looked for among all */

/* What is written: features of the framework, and which of them the rows are of. */
struct plan {
	const struct tjs_sheet *s;
	struct feature_query query;
	const struct geometry_store *store;
	size_t key;                   /* column of the layer */
	const uint8_t *chosen;        /* per feature; NULL: all */
};

/* The features that the rows are of, and a condition for their keys where they are few. */
static void choose(struct plan *p, size_t most_named)
{
	const struct tjs_sheet *s = p->s;
	const void *ctx = s->x->ctx;
	uint8_t *chosen = mem_array(ctx, uint8_t, p->store->n + 1);
	size_t at = 0, n = 0;
	uint32_t row;

	if (s->rows->chosen == NULL && s->rows->filter < 0)
		return;
	char *where = mem_printf(ctx, "%s IN (", sql_name(ctx, s->data->dataset->framework->key));
	while (tjs_rows_next(s->rows, &at, &row)) {
		uint32_t feature = tjs_data_feature(s->data, row);
		if (chosen[feature])
			continue;
		chosen[feature] = 1;
		if (n++ < most_named)
			where = mem_check(talloc_asprintf_append_buffer(where, "%s%s", n > 1 ? "," : "",
				sql_value(where, tjs_data_key(s->data, row))));
	}
	p->chosen = chosen;
	if (n <= most_named)
		p->query.where = mem_check(talloc_strdup_append_buffer(where, ")"));
}

/* A column of the framework gives way to one of the rows that is called the same. */
static bool hidden(const struct tjs_sheet *s, const char *name)
{
	for (size_t j = 0; s->data->dataset->many && j < s->n_columns; j++)
		if (strcmp(s->data->columns[s->columns[j]].attribute->name, name) == 0)
			return true;
	return false;
}

static bool make_plan(struct plan *p, const struct tjs_sheet *s, size_t most_named, struct err *err)
{
	const struct exchange *x = s->x;
	const struct layer *layer = s->data->dataset->layer;
	const struct columns_file *columns = mapped_columns(x->mapped, x->ctx, layer, err);
	bool *wanted = mem_array(x->ctx, bool, layer->n_columns + 1);

	*p = (struct plan){ .s = s };
	p->store = columns != NULL ? mapped_geometry(x->mapped, x->ctx, layer, err) : NULL;
	if (p->store == NULL)
		return false;
	for (size_t i = 0; i < layer->joined->first; i++) {
		bool key = strcmp(layer->columns[i].name, s->data->dataset->framework->key) == 0;
		p->key = key ? i : p->key;
		wanted[i] = key || !hidden(s, layer->columns[i].name);
	}
	for (size_t j = 0; !s->data->dataset->many && j < s->n_columns; j++)
		for (size_t i = layer->joined->first; i < layer->n_columns; i++)
			if (strcmp(layer->columns[i].name, s->data->columns[s->columns[j]].attribute->name) == 0)
				wanted[i] = true;
	p->query = (struct feature_query){
		.layer = layer, .open_name = data_open_name(x->ctx, x->conf->workspace, &layer->source),
		.pool = x->sources, .mapped = x->mapped, .joined = columns->table, .store = p->store, .wanted = wanted,
		.limit = -1, .srs = 4326, .geometry = true,
	};
	choose(p, most_named);
	return true;
}

static void base_properties(struct json *w, const struct plan *p, const struct feature_value *values)
{
	for (size_t i = 0; i < p->query.layer->n_columns; i++) {
		const struct column *c = &p->query.layer->columns[i];
		bool number = c->type == COLUMN_INTEGER || c->type == COLUMN_REAL || c->type == COLUMN_BOOLEAN;
		if (!p->query.wanted[i])
			continue;
		if (values[i].null)
			json_null(w, c->name);
		else if (number)
			json_raw(w, c->name, values[i].text);
		else
			json_string(w, c->name, values[i].text);
	}
}

static void row_properties(struct json *w, const struct tjs_sheet *s, uint32_t row)
{
	char room[TJS_VALUE_ROOM];

	for (size_t j = 0; j < s->n_columns; j++) {
		const struct tjs_column *c = &s->data->columns[s->columns[j]];
		const char *text = tjs_value(c->values, row, room);
		if (text == NULL)
			json_null(w, c->attribute->name);
		else if (c->values->type == CELL_TEXT)
			json_string(w, c->attribute->name, text);
		else
			json_raw(w, c->attribute->name, text);
	}
}

/* A feature of the framework, or one row of it: its number stands behind the id then. */
static void feature(struct json *w, const struct plan *p, struct features *f, const uint32_t *row, size_t number)
{
	const char *geometry = features_geojson(f, DECIMALS, false);

	json_open_object(w, NULL);
	json_string(w, "type", "Feature");
	if (row == NULL) {
		json_string(w, "id", features_id(f));
	} else {
		char *id = mem_printf(NULL, "%s.%zu", features_id(f), number);
		json_string(w, "id", id);
		talloc_free(id);
	}
	json_raw(w, "geometry", geometry != NULL ? geometry : "null");
	json_open_object(w, "properties");
	base_properties(w, p, features_values(f));
	if (row != NULL)
		row_properties(w, p->s, *row);
	json_close_object(w);
	json_close_object(w);
}

/* All that there is of a feature of the framework. */
static void each_row(struct json *w, const struct plan *p, struct features *f)
{
	const struct tjs_data *d = p->s->data;
	const struct feature_value *key = &features_values(f)[p->key];
	bool all = p->chosen == NULL && !d->dataset->many;
	uint32_t at = !all && !key->null ? geometry_store_keyed(p->store, key->text) : UINT32_MAX;

	if (!all && (at == UINT32_MAX || (p->chosen != NULL && !p->chosen[at])))
		return;
	if (!d->dataset->many) {
		feature(w, p, f, NULL, 0);
		return;
	}
	size_t first = tjs_data_find(d, key->text);
	for (size_t i = first; i < d->n_rows && tjs_data_feature(d, (uint32_t)i) == at; i++) {
		uint32_t row = (uint32_t)i;
		if (tjs_rows_hold(p->s->rows, row))
			feature(w, p, f, &row, i - first + 1);
	}
}

static void notes(struct json *w, const struct tjs_sheet *s)
{
	const struct dataset *d = s->data->dataset;
	struct tjs_note all[TJS_NOTES];

	tjs_notes(all, s);
	json_string(w, "type", "FeatureCollection");
	json_string(w, "title", text_in(d->metadata.title, s->x->lang));
	json_string_if(w, "source", all[0].value);
	json_string_if(w, "licence", all[1].value);
	json_string_if(w, "period", all[2].value);
	json_string_if(w, "territories", all[3].value);
	json_string_if(w, "updated", all[4].value);
}

bool tjs_form_geojson(const struct tjs_sheet *s, struct out *out, struct err *err)
{
	struct json writer = json_writer(out), *w = &writer;
	enum features_step step;
	struct plan p;

	if (!make_plan(&p, s, MOST_NAMED, err))
		return false;
	struct features *f = features_open(s->x->ctx, &p.query, err);
	if (f == NULL)
		return false;
	json_open_object(w, NULL);
	notes(w, s);
	json_open_array(w, "features");
	while ((step = features_next(f, err)) == FEATURES_ROW)
		each_row(w, &p, f);
	json_close_array(w);
	json_close_object(w);
	talloc_free(f);
	return step == FEATURES_END;
}

/* The rows one by one, as values of a table: the key, then the columns of the sheet. */
struct table_rows {
	const struct tjs_sheet *s;
	size_t at;
	char (*rooms)[TJS_VALUE_ROOM];
};

static bool next_row(void *arg, struct feature_value *values)
{
	struct table_rows *t = arg;
	const struct tjs_sheet *s = t->s;
	uint32_t row;

	if (!tjs_rows_next(s->rows, &t->at, &row))
		return false;
	values[0] = (struct feature_value){ .text = tjs_data_key(s->data, row) };
	for (size_t j = 0; j < s->n_columns; j++) {
		const char *text = tjs_value(s->data->columns[s->columns[j]].values, row, t->rooms[j]);
		values[j + 1] = (struct feature_value){ .null = text == NULL, .text = text != NULL ? text : "" };
	}
	return true;
}

static const struct column *table_columns(const struct tjs_sheet *s)
{
	static const enum column_type types[] = {
		[CELL_TEXT] = COLUMN_STRING, [CELL_INTEGER] = COLUMN_INTEGER, [CELL_REAL] = COLUMN_REAL,
	};
	struct column *columns = mem_array(s->x->ctx, struct column, s->n_columns + 1);

	columns[0] = (struct column){ .name = s->data->dataset->framework->key, .type = COLUMN_STRING };
	for (size_t j = 0; j < s->n_columns; j++) {
		const struct tjs_column *c = &s->data->columns[s->columns[j]];
		columns[j + 1] = (struct column){ .name = c->attribute->name, .type = types[c->values->type] };
	}
	return columns;
}

/* The territories once, the rows as a table, and both as a view that is called as the dataset. */
static bool write_many(const struct plan *p, struct export_layer *layer, struct out *out, struct err *err)
{
	const struct tjs_sheet *s = p->s;
	const struct framework *f = s->data->dataset->framework;
	struct table_rows at = { .s = s, .rooms = (char (*)[TJS_VALUE_ROOM])mem_array(s->x->ctx, char,
	                                          (s->n_columns + 1) * TJS_VALUE_ROOM) };
	const struct export_rows rows = {
		.name = mem_printf(s->x->ctx, "%s_rows", layer->name), .view = layer->name, .title = layer->title,
		.columns = table_columns(s), .n_columns = s->n_columns + 1, .key = f->key, .next = next_row, .arg = &at,
	};

	layer->title = text_in(f->layer->metadata.title, s->x->lang);
	layer->name = strcmp(f->series, rows.view) != 0 ? f->series : mem_printf(s->x->ctx, "%s_territories", rows.view);
	return export_with_rows(out, s->x->ctx, layer, &rows, err);
}

bool tjs_form_geopackage(const struct tjs_sheet *s, struct out *out, struct err *err)
{
	const struct dataset *d = s->data->dataset;
	struct tjs_note all[TJS_NOTES];
	struct plan p;

	if (!make_plan(&p, s, SIZE_MAX, err))
		return false;
	p.query.srs = p.query.layer->srs;
	tjs_notes(all, s);
	struct export_layer layer = {
		.name = d->name, .query = &p.query,
		.title = mem_printf(s->x->ctx, "%s. %s. %s. %s", text_in(d->metadata.title, s->x->lang), all[0].value,
		                    all[1].value, all[2].value),
	};
	return d->many ? write_many(&p, &layer, out, err)
	               : export_features(out, s->x->ctx, EXPORT_GEOPACKAGE, &layer, 1, err);
}
