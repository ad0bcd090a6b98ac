#include "joining/result_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/csv.h"
#include "base/json.h"
#include "base/text.h"
#include "catalogue/data.h"
#include "geometry/export.h"
#include "geometry/geojson.h"
#include "geometry/store.h"

#define DECIMALS 7

struct result {
	const void *ctx;
	const struct joined_result *r;
	struct layer layer;
	struct joined joined;
	struct feature_query query;
	const char *title;
	struct out *out;
	struct err *err;
};

static bool write_export(struct result *w, enum export_kind kind)
{
	struct export_layer one = { .name = w->layer.name, .title = w->title, .query = &w->query };
	return export_features(w->out, w->ctx, kind, &one, 1, w->err);
}

static bool write_gpkg(struct result *w)
{
	return write_export(w, EXPORT_GEOPACKAGE);
}

static bool write_xlsx(struct result *w)
{
	return write_export(w, EXPORT_XLSX);
}

static bool write_shapefile(struct result *w)
{
	return write_export(w, EXPORT_SHAPEFILE);
}

static bool write_kml(struct result *w)
{
	return write_export(w, EXPORT_KML);
}

static bool write_csv(struct result *w)
{
	struct features *f;
	enum features_step step;

	w->query.geometry = false;
	f = features_open(w->ctx, &w->query, w->err);
	if (f == NULL)
		return false;
	for (size_t i = 0; i < w->layer.n_columns; i++) {
		out_text(w->out, i > 0 ? "," : "");
		csv_cell(w->out, ',', w->layer.columns[i].name);
	}
	out_text(w->out, "\r\n");
	while ((step = features_next(f, w->err)) == FEATURES_ROW) {
		const struct feature_value *v = features_values(f);
		for (size_t i = 0; i < w->layer.n_columns; i++) {
			out_text(w->out, i > 0 ? "," : "");
			csv_cell(w->out, ',', v[i].null ? "" : v[i].text);
		}
		out_text(w->out, "\r\n");
	}
	return step == FEATURES_END;
}

static bool write_geojson(struct result *w)
{
	struct json json = json_writer(w->out);
	struct features *f;
	enum features_step step;

	w->query.srs = 4326;
	f = features_open(w->ctx, &w->query, w->err);
	if (f == NULL)
		return false;
	json_open_object(&json, NULL);
	json_string(&json, "type", "FeatureCollection");
	json_string(&json, "name", w->title);
	json_open_array(&json, "features");
	struct geojson *g = geojson_new(f, &w->query, &(struct geojson_form){ .decimals = DECIMALS });
	while ((step = features_next(f, w->err)) == FEATURES_ROW) {
		size_t n;
		const char *members = geojson_members(g, f, features_id(f), false, &n);
		json_open_object(&json, NULL);
		json_raw_n(&json, NULL, members, n);
		json_close_object(&json);
	}
	json_close_array(&json);
	json_close_object(&json);
	return step == FEATURES_END;
}

static const struct form {
	const char *ending;
	bool (*write)(struct result *w);
} forms[] = {
	{ ".csv", write_csv }, { ".geojson", write_geojson }, { ".json", write_geojson }, { ".gpkg", write_gpkg },
	{ ".xlsx", write_xlsx }, { ".shp.zip", write_shapefile }, { ".kml", write_kml },
};

static const struct form *form_of(const char *path)
{
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		if (text_ends(path, forms[i].ending))
			return &forms[i];
	return NULL;
}

bool result_file_known(const char *path)
{
	return form_of(path) != NULL;
}

static bool to_file(void *to, const void *data, size_t n)
{
	return fwrite(data, 1, n, to) == n;
}

/* A head has no place in a file: only the body goes there. */
struct body {
	FILE *file;
	bool past_head;
};

static bool skip_head(void *to, const void *data, size_t n)
{
	struct body *b = to;

	if (b->past_head)
		return to_file(b->file, data, n);
	const char *end = memmem(data, n, "\r\n\r\n", 4);
	if (end == NULL)
		return true;
	b->past_head = true;
	const char *rest = end + 4;
	size_t left = n - (size_t)(rest - (const char *)data);
	return left == 0 || to_file(b->file, rest, left);
}

static struct layer layer_of(const void *ctx, const struct joined_result *r)
{
	const struct layer *base = r->framework->layer;
	struct layer l = *base;
	struct column *columns = mem_array(ctx, struct column, base->n_columns + r->n_columns + 1);

	memcpy(columns, base->columns, base->n_columns * sizeof *columns);
	memcpy(columns + base->n_columns, r->columns, r->n_columns * sizeof *columns);
	l.columns = columns;
	l.n_columns = base->n_columns + r->n_columns;
	l.framework = NULL;
	return l;
}

static bool cannot(const char *path, const void *ctx, struct err *err)
{
	int why = errno;

	if (err->code != ERR_NONE)
		return false;
	err_set(err, ctx, ERR_UNAVAILABLE, "--out", "the file cannot be written", "le fichier ne peut pas être écrit");
	return err_detail(err, ctx, "%s: %s", path, strerror(why));
}

bool result_file_write(const char *path, const void *ctx, const struct joining *on, const struct joined_result *r,
                       struct text title, enum lang lang, struct err *err)
{
	char *part = mem_printf(ctx, "%s.part", path);
	struct body body = { .file = fopen(part, "wb") };
	struct result w = { .ctx = ctx, .r = r, .layer = layer_of(ctx, r), .title = text_in(title, lang), .err = err };
	const struct form *form = form_of(path);

	if (body.file == NULL || form == NULL)
		return cannot(path, ctx, err);
	const struct geometry_store *store = geometry_store_open(ctx, on->workspace, r->framework->layer, err);
	w.joined = (struct joined){
		.base = r->framework->layer, .framework = r->framework, .first = r->framework->layer->n_columns,
		.attributes = r->attributes, .version = r->columns_digest, .columns_path = "",
	};
	w.layer.joined = &w.joined;
	w.query = (struct feature_query){
		.layer = &w.layer, .open_name = data_open_name(ctx, on->workspace, &w.layer.source),
		.joined = r->join.columns, .store = store, .bbox_srs = w.layer.srs, .limit = -1, .srs = w.layer.srs, .geometry = true,
	};
	w.out = out_new(ctx, skip_head, &body, 65536);
	bool ok = store != NULL && form->write(&w) && out_finish(w.out);
	ok = fflush(body.file) == 0 && fsync(fileno(body.file)) == 0 && ok;
	ok = fclose(body.file) == 0 && ok && rename(part, path) == 0;
	if (!ok)
		unlink(part);
	return ok || cannot(path, ctx, err);
}
