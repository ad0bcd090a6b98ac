#include "api/tilesets.h"

#include "api/pages.h"

char *tilejson_href(const struct tileset *t)
{
	return links_href(t->call, tileset_path(t), mem_printf(t->call->x->ctx, "f=tilejson%s", t->look));
}

static const char *field_type(enum column_type type)
{
	switch (type) {
	case COLUMN_INTEGER:
	case COLUMN_REAL:
	case COLUMN_BOOLEAN:
		return "Number";
	case COLUMN_STRING:
	case COLUMN_DATE:
	case COLUMN_DATETIME:
		return "String";
	}
	return "String";
}

static void write_fields(struct json *w, const struct tileset *t)
{
	const struct layer *layer = t->call->layer;

	json_open_array(w, "vector_layers");
	json_open_object(w, NULL);
	json_string(w, "id", layer->name);
	json_string(w, "description", pages_title(t->call, layer));
	json_int(w, "minzoom", 0);
	json_int(w, "maxzoom", tileset_last(t));
	json_open_object(w, "fields");
	for (size_t i = 0; i < layer->n_columns; i++)
		json_string(w, layer->columns[i].name, field_type(layer->columns[i].type));
	json_close_object(w);
	json_close_object(w);
	json_close_array(w);
}

/* The last matrix in which the layer has one tile only, about: where all of it is seen. */
static int first_look(const struct tileset *t)
{
	struct tile_range r;
	int z = 0;

	while (z < tileset_last(t) && matrix_range(&r, t->set, z + 1, &t->extent) && r.right - r.left < 2 &&
	       r.bottom - r.top < 2)
		z++;
	return z;
}

void tilejson_write(const struct tileset *t, struct out *out)
{
	const struct call *c = t->call;
	const struct bbox *b = &c->layer->geographic;
	const double bounds[] = { b->minx, b->miny > -85.051129 ? b->miny : -85.051129, b->maxx,
	                          b->maxy < 85.051129 ? b->maxy : 85.051129 };
	struct json w = json_writer(out);

	json_open_object(&w, NULL);
	json_string(&w, "tilejson", "3.0.0");
	json_string(&w, "name", pages_title(c, c->layer));
	json_string_if(&w, "description", text_in(c->layer->metadata.abstract, c->x->lang));
	json_string_if(&w, "attribution", text_in(c->layer->metadata.attribution, c->x->lang));
	json_string(&w, "scheme", "xyz");
	json_open_array(&w, "tiles");
	json_string(&w, NULL, tileset_template(t, t->style != NULL ? "png" : "mvt", "{z}", "{y}", "{x}"));
	json_close_array(&w);
	json_int(&w, "minzoom", 0);
	json_int(&w, "maxzoom", tileset_last(t));
	json_open_array(&w, "bounds");
	for (int i = 0; i < 4; i++)
		json_double(&w, NULL, bounds[i]);
	json_close_array(&w);
	json_open_array(&w, "center");
	json_double(&w, NULL, (bounds[0] + bounds[2]) / 2);
	json_double(&w, NULL, (bounds[1] + bounds[3]) / 2);
	json_int(&w, NULL, first_look(t));
	json_close_array(&w);
	if (t->style == NULL)
		write_fields(&w, t);
	json_close_object(&w);
}
