#include "api/queryables.h"

#include "api/filter.h"
#include "api/links.h"
#include "api/pages.h"

const char *queryables_type(enum column_type type, const char **format)
{
	*format = NULL;
	switch (type) {
	case COLUMN_STRING: return "string";
	case COLUMN_INTEGER: return "integer";
	case COLUMN_REAL: return "number";
	case COLUMN_BOOLEAN: return "boolean";
	case COLUMN_DATE: *format = "date"; return "string";
	case COLUMN_DATETIME: *format = "date-time"; return "string";
	}
	return "string";
}

static const char *geometry_format(enum geometry_kind kind)
{
	switch (kind) {
	case GEOMETRY_POINT: return "geometry-point-or-multipoint";
	case GEOMETRY_LINE: return "geometry-linestring-or-multilinestring";
	case GEOMETRY_POLYGON: return "geometry-polygon-or-multipolygon";
	case GEOMETRY_ANY:
	case GEOMETRY_RASTER: return "geometry-any";
	}
	return "geometry-any";
}

static void write_column(struct json *w, const struct call *c, const struct column *column)
{
	const char *format, *type = queryables_type(column->type, &format);

	json_open_object(w, column->name);
	json_string_if(w, "title", text_in(column->title, c->x->lang));
	json_string(w, "type", type);
	json_string_if(w, "format", format);
	json_string_if(w, "x-ogc-unit", column->unit);
	json_close_object(w);
}

static bool make(const struct exchange *x, struct out *out, void *arg, struct err *err JT_UNUSED)
{
	const struct call *c = *(const struct call *const *)arg;
	const struct layer *layer = c->layer;
	struct json w = json_writer(out);

	if (c->as->form == FORM_HTML) {
		pages_queryables(c, out);
		return true;
	}
	json_open_object(&w, NULL);
	json_string(&w, "$schema", "https://json-schema.org/draft/2020-12/schema");
	json_string(&w, "$id", links_here(c, (struct change[]){ { "f", NULL }, { NULL, NULL } }));
	json_string(&w, "type", "object");
	json_string(&w, "title", text_in(layer->metadata.title, x->lang));
	json_open_object(&w, "properties");
	if (*layer->source.geometry_column != '\0') {
		json_open_object(&w, layer->source.geometry_column);
		json_string(&w, "format", geometry_format(layer->geometry));
		json_string(&w, "x-ogc-role", "primary-geometry");
		json_close_object(&w);
	}
	for (size_t i = 0; i < layer->n_columns; i++)
		if (filter_by_column(layer->columns[i].name))
			write_column(&w, c, &layer->columns[i]);
	json_close_object(&w);
	json_bool(&w, "additionalProperties", false);
	json_close_object(&w);
	return true;
}

bool queryables_serve(const struct call *c, struct out *out, struct err *err)
{
	return call_document(c, out, "queryables", make, &c, err);
}
