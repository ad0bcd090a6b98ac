/* GeoJSON (RFC 7946, with "crs" of its forerunner where another system was asked for) and CSV (RFC 4180). */
#include <string.h>

#include "base/csv.h"
#include "base/json.h"
#include "geometry/geojson.h"
#include "map/gml.h"

struct collection {
	struct json w;
	const void *ctx;
	bool bare;
	struct geojson *features;     /* of the selection */
	struct wfs_ids ids;
};

static bool begin(void *arg, const struct wfs_selection *s)
{
	struct collection *c = arg;

	c->features = geojson_new(c->ctx, &s->query, &(struct geojson_form){ s->crs.geographic ? 8 : 3, false, gml_clean });
	c->ids = wfs_ids_of(c->ctx, s->type);
	return true;
}

static bool json_feature(void *arg, const struct wfs_selection *s, struct features *f)
{
	struct collection *c = arg;
	size_t n;

	(void)s;
	const char *members = geojson_members(c->features, f, wfs_feature_id(&c->ids, features_id(f)), false, &n);
	json_open_object(&c->w, NULL);
	json_raw_n(&c->w, NULL, members, n);
	json_close_object(&c->w);
	return out_text(c->w.out, c->bare ? "" : "\n");
}

static void json_link(struct json *w, const char *rel, const char *href)
{
	if (href == NULL)
		return;
	json_open_object(w, NULL);
	json_string(w, "rel", rel);
	json_string(w, "type", "application/geo+json");
	json_string(w, "href", href);
	json_close_object(w);
}

static void json_crs(struct json *w, const struct wfs_result *result, const void *ctx)
{
	const struct wfs_crs *crs = result->n > 0 ? &result->selections[0].crs : NULL;

	if (crs == NULL || crs->srs == 4326)
		return;
	json_open_object(w, "crs");
	json_string(w, "type", "name");
	json_open_object(w, "properties");
	json_string(w, "name", mem_printf(ctx, "urn:ogc:def:crs:EPSG::%d", crs->srs));
	json_close_object(w);
	json_close_object(w);
}

bool wfs_write_geojson(const struct wfs_result *result, const struct exchange *x, struct out *out,
                       struct err *err)
{
	static const struct wfs_visitor visitor = { begin, json_feature, NULL };
	struct collection g = { .w = json_writer(out), .ctx = x->ctx, .bare = result->bare };

	if (result->bare && !result->hits)
		return wfs_walk(result, x, &visitor, &g, err);
	json_open_object(&g.w, NULL);
	json_string(&g.w, "type", "FeatureCollection");
	json_string(&g.w, "timeStamp", result->stamp);
	json_int(&g.w, "numberMatched", result->matched);
	json_int(&g.w, "numberReturned", result->hits ? 0 : result->returned);
	json_crs(&g.w, result, x->ctx);
	json_open_array(&g.w, "links");
	json_link(&g.w, "next", result->next);
	json_link(&g.w, "prev", result->previous);
	json_close_array(&g.w);
	json_open_array(&g.w, "features");
	if (!result->hits && !wfs_walk(result, x, &visitor, &g, err))
		return false;
	json_close_array(&g.w);
	json_close_object(&g.w);
	return true;
}

struct csv {
	struct out *out;
	const void *ctx;
};

static bool csv_head(void *arg, const struct wfs_selection *s)
{
	const struct csv *c = arg;
	const char *comma = "";

	for (size_t i = 0; i < s->layer->n_columns; i++) {
		if (s->query.wanted != NULL && !s->query.wanted[i])
			continue;
		out_text(c->out, comma);
		csv_cell(c->out, ',', s->layer->columns[i].name);
		comma = ",";
	}
	if (s->query.geometry) {
		out_text(c->out, comma);
		csv_plain(c->out, ',', wfs_geometry_name(s->layer));
	}
	return out_text(c->out, "\r\n");
}

static bool csv_row(void *arg, const struct wfs_selection *s, struct features *f)
{
	const struct csv *c = arg;
	const struct feature_value *values = features_values(f);
	void *tmp = talloc_new(c->ctx);
	const char *comma = "";

	for (size_t i = 0; i < s->layer->n_columns; i++) {
		if (s->query.wanted != NULL && !s->query.wanted[i])
			continue;
		const char *text = values[i].null ? "" : values[i].text;
		bool is_text = s->layer->columns[i].type == COLUMN_STRING;
		out_text(c->out, comma);
		if (is_text)
			csv_cell(c->out, ',', gml_clean(tmp, text));
		else
			csv_plain(c->out, ',', text);
		comma = ",";
	}
	if (s->query.geometry) {
		const char *wkt = features_wkt(f, s->crs.geographic ? 8 : 3);
		out_text(c->out, comma);
		csv_plain(c->out, ',', wkt != NULL ? wkt : "");
	}
	talloc_free(tmp);
	return out_text(c->out, "\r\n");
}

bool wfs_write_csv(const struct wfs_result *result, const struct exchange *x, struct out *out,
                   struct err *err)
{
	static const struct wfs_visitor visitor = { csv_head, csv_row, NULL };
	struct csv c = { out, x->ctx };

	if (result->n > 1)
		return err_set(err, x->ctx, ERR_OPTION, "OUTPUTFORMAT",
		               "a CSV file holds one feature type: ask for them one by one",
		               "un fichier CSV contient un seul type d'objets : demandez-les un par un");
	/* a table has no place for shapes unless they are asked for by name */
	for (size_t i = 0; i < result->n; i++)
		result->selections[i].query.geometry = result->selections[i].geometry_named;
	return wfs_walk(result, x, &visitor, &c, err);
}
