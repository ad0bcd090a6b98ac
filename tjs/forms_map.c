/* A dataset with its territories: GeoJSON (RFC 7946), row by row, and GeoPackage. */
#include <string.h>

#include "base/json.h"
#include "catalogue/data.h"
#include "geometry/export.h"
#include "geometry/features_sql.h"
#include "geometry/mapped.h"
#include "tjs/forms.h"

#define DECIMALS 6                    /* of degrees: a decimetre */

/* A condition for the keys of the rows that were chosen; NULL for all. */
static const char *where_chosen(const struct tjs_sheet *s)
{
	const struct framework *f = s->data->dataset->framework;
	size_t at = 0, n = 0;
	uint32_t row;

	if (s->rows->chosen == NULL && s->rows->filter < 0)
		return NULL;
	char *where = mem_printf(s->x->ctx, "%s IN (", sql_name(s->x->ctx, f->key));
	while (tjs_rows_next(s->rows, &at, &row))
		where = mem_check(talloc_asprintf_append_buffer(where, "%s%s", n++ > 0 ? "," : "",
			sql_value(s->x->ctx, tjs_data_key(s->data, row))));
	return mem_check(talloc_strdup_append_buffer(where, ")"));
}

static bool plan(struct feature_query *q, const struct tjs_sheet *s, struct err *err)
{
	const struct exchange *x = s->x;
	const struct layer *layer = s->data->dataset->layer;
	const struct columns_file *columns = mapped_columns(x->mapped, x->ctx, layer, err);
	const struct geometry_store *store = columns != NULL ? mapped_geometry(x->mapped, x->ctx, layer, err) : NULL;
	bool *wanted = mem_array(x->ctx, bool, layer->n_columns);

	if (store == NULL)
		return false;
	for (size_t i = 0; i < layer->joined->first; i++)
		wanted[i] = true;
	/* of a dataset with several rows a key the layer has the joined columns only */
	for (size_t j = 0; j < s->n_columns; j++)
		for (size_t i = layer->joined->first; i < layer->n_columns; i++)
			if (strcmp(layer->columns[i].name, s->data->columns[s->columns[j]].attribute->name) == 0)
				wanted[i] = true;
	*q = (struct feature_query){
		.layer = layer, .open_name = data_open_name(x->ctx, x->conf->workspace, &layer->source),
		.pool = x->sources, .joined = columns->table, .store = store, .wanted = wanted, .where = where_chosen(s),
		.limit = -1, .srs = 4326, .geometry = true,
	};
	return true;
}

static void properties(struct json *w, const struct feature_query *q, const struct feature_value *values)
{
	json_open_object(w, "properties");
	for (size_t i = 0; i < q->layer->n_columns; i++) {
		const struct column *c = &q->layer->columns[i];
		bool number = c->type == COLUMN_INTEGER || c->type == COLUMN_REAL || c->type == COLUMN_BOOLEAN;
		if (!q->wanted[i])
			continue;
		if (values[i].null)
			json_null(w, c->name);
		else if (number)
			json_raw(w, c->name, values[i].text);
		else
			json_string(w, c->name, values[i].text);
	}
	json_close_object(w);
}

static void feature(struct json *w, const struct feature_query *q, struct features *f)
{
	const char *geometry = features_geojson(f, DECIMALS, false);

	json_open_object(w, NULL);
	json_string(w, "type", "Feature");
	json_string(w, "id", features_id(f));
	json_raw(w, "geometry", geometry != NULL ? geometry : "null");
	properties(w, q, features_values(f));
	json_close_object(w);
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
	struct feature_query q;

	if (!plan(&q, s, err))
		return false;
	struct features *f = features_open(s->x->ctx, &q, err);
	if (f == NULL)
		return false;
	json_open_object(w, NULL);
	notes(w, s);
	json_open_array(w, "features");
	while ((step = features_next(f, err)) == FEATURES_ROW)
		feature(w, &q, f);
	json_close_array(w);
	json_close_object(w);
	talloc_free(f);
	return step == FEATURES_END;
}

bool tjs_form_geopackage(const struct tjs_sheet *s, struct out *out, struct err *err)
{
	const struct dataset *d = s->data->dataset;
	struct tjs_note all[TJS_NOTES];
	struct feature_query q;

	if (!plan(&q, s, err))
		return false;
	q.srs = q.layer->srs;
	tjs_notes(all, s);
	struct export_layer layer = {
		.name = d->name, .query = &q,
		.title = mem_printf(s->x->ctx, "%s. %s. %s. %s", text_in(d->metadata.title, s->x->lang), all[0].value,
		                    all[1].value, all[2].value),
	};
	return export_features(out, s->x->ctx, EXPORT_GEOPACKAGE, &layer, 1, err);
}
