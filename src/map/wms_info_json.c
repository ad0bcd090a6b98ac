#include "map/wms_info.h"

#include <math.h>

#include "base/json.h"

void info_json_begin(struct info *i)
{
	json_open_object(i->json, NULL);
	json_string(i->json, "type", "FeatureCollection");
	json_open_array(i->json, "features");
}

/* A value by the type of its column; a band of a raster is a number. */
static void property(struct info *i, const struct engine_found *f, size_t k)
{
	const struct column *c = layer_column(info_layer(i, f), f->names[k]);
	const char *name = f->names[k], *value = f->values[k];
	bool number = c == NULL || c->type == COLUMN_INTEGER || c->type == COLUMN_REAL;
	int64_t whole;
	double real;

	if (value == NULL)
		json_null(i->json, name);
	else if (number && text_int(value, &whole))
		json_int(i->json, name, whole);
	else if (number && text_double(value, &real))
		json_double(i->json, name, real);
	else if (c != NULL && c->type == COLUMN_BOOLEAN)
		json_bool(i->json, name, *value == '1' || *value == 't' || *value == 'T');
	else
		json_string(i->json, name, value);
}

/* Seven decimals of a degree are a centimetre. */
static void position(struct json *w, const double *xy)
{
	json_open_array(w, NULL);
	json_double(w, NULL, round(xy[0] * 1e7) / 1e7);
	json_double(w, NULL, round(xy[1] * 1e7) / 1e7);
	json_close_array(w);
}

static void positions(struct json *w, const struct engine_part *part)
{
	json_open_array(w, NULL);
	for (size_t k = 0; k < part->n; k++)
		position(w, part->xy + 2 * k);
	json_close_array(w);
}

static void points(struct json *w, const struct engine_shape *s)
{
	json_string(w, "type", "MultiPoint");
	json_open_array(w, "coordinates");
	for (size_t p = 0; p < s->n_parts; p++)
		for (size_t k = 0; k < s->parts[p].n; k++)
			position(w, s->parts[p].xy + 2 * k);
	json_close_array(w);
}

static void polygons(struct json *w, const struct engine_shape *s)
{
	json_string(w, "type", "MultiPolygon");
	json_open_array(w, "coordinates");
	for (size_t p = 0; p < s->n_parts; p++) {
		if (!s->parts[p].hole)
			json_open_array(w, NULL);
		positions(w, &s->parts[p]);
		if (p + 1 == s->n_parts || !s->parts[p + 1].hole)
			json_close_array(w);
	}
	json_close_array(w);
}

static void lines(struct json *w, const struct engine_shape *s)
{
	json_string(w, "type", "MultiLineString");
	json_open_array(w, "coordinates");
	for (size_t p = 0; p < s->n_parts; p++)
		positions(w, &s->parts[p]);
	json_close_array(w);
}

static void geometry(struct json *w, const struct engine_shape *s)
{
	bool one_point = s != NULL && s->kind == GEOMETRY_POINT && s->n_parts == 1 && s->parts[0].n == 1;

	if (s == NULL) {
		json_null(w, "geometry");
		return;
	}
	json_open_object(w, "geometry");
	if (one_point) {
		json_string(w, "type", "Point");
		json_open_array(w, "coordinates");
		json_double(w, NULL, round(s->parts[0].xy[0] * 1e7) / 1e7);
		json_double(w, NULL, round(s->parts[0].xy[1] * 1e7) / 1e7);
		json_close_array(w);
	} else if (s->kind == GEOMETRY_POINT) {
		points(w, s);
	} else if (s->kind == GEOMETRY_LINE) {
		lines(w, s);
	} else {
		polygons(w, s);
	}
	json_close_object(w);
}

/* Beside the properties, why some of them are null. */
static void reasons(struct json *w, const struct engine_found *f)
{
	bool open = false;

	for (size_t k = 0; f->states != NULL && k < f->n; k++) {
		if (f->states[k] == NULL || *f->states[k] == '\0')
			continue;
		if (!open)
			json_open_object(w, "states");
		open = true;
		json_string(w, f->names[k], f->states[k]);
	}
	if (open)
		json_close_object(w);
}

void info_json_feature(struct info *i, const struct engine_found *f)
{
	const struct layer *layer = info_layer(i, f);
	struct json *w = i->json;

	json_open_object(w, NULL);
	json_string(w, "type", "Feature");
	if (f->id != NULL)
		json_string(w, "id", mem_printf(i->x->ctx, "%s.%s", layer->name, f->id));
	json_string(w, "layer", layer->name);
	json_string(w, "layerTitle", text_in(layer->metadata.title, i->x->lang));
	geometry(w, f->shape);
	json_open_object(w, "properties");
	for (size_t k = 0; k < f->n; k++)
		property(i, f, k);
	json_close_object(w);
	reasons(w, f);
	json_close_object(w);
}

void info_json_end(struct info *i)
{
	json_close_array(i->json);
	json_int(i->json, "numberReturned", i->told);
	json_close_object(i->json);
}
