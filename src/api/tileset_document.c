#include "api/tileset_document.h"

#include <string.h>

#include "api/collection.h"
#include "api/html.h"
#include "api/matrix_sets.h"
#include "api/pages.h"
#include "api/queryables.h"

static const char *data_type(const struct tileset *t)
{
	return t->style != NULL ? "map" : "vector";
}

/* Each form of its tiles. */
static bool has_form(const struct tileset *t, const struct tile_format *f)
{
	return (f->engine != NULL) == (t->style != NULL);
}

static char *set_href(const struct tileset *t, const char *f)
{
	return links_href(t->call, tileset_path(t), mem_printf(t->call->x->ctx, "f=%s%s", f, t->look));
}

static char *title_of(const struct tileset *t)
{
	const struct call *c = t->call;

	return mem_printf(c->x->ctx, "%s (%s)", pages_title(c, c->layer), text_in(t->set->title, c->x->lang));
}

static void write_scheme(struct json *w, const struct tileset *t)
{
	const struct call *c = t->call;

	links_write(w, &(struct link){ "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme",
		matrix_sets_href(c, t->set, "json"), "application/json", text_in(t->set->title, c->x->lang),
		lang_tag(c->x->lang) });
}

static void write_templates(struct json *w, const struct tileset *t)
{
	const struct call *c = t->call;

	for (const struct tile_format *f = tile_formats; f->type != NULL; f++) {
		if (!has_form(t, f))
			continue;
		json_open_object(w, NULL);
		json_string(w, "rel", "item");
		json_string(w, "href", tileset_template(t, f->suffix, "{tileMatrix}", "{tileRow}", "{tileCol}"));
		json_string(w, "type", f->type);
		json_string(w, "title", T(c, "ses tuiles", "its tiles"));
		json_bool(w, "templated", true);
		json_close_object(w);
	}
}

/* --- the list --- */

static void write_listed(struct json *w, const struct tileset *t)
{
	const struct call *c = t->call;

	json_open_object(w, NULL);
	json_string(w, "title", title_of(t));
	json_string(w, "dataType", data_type(t));
	matrix_sets_name(w, c, t->set);
	json_open_array(w, "links");
	links_write(w, &(struct link){ "self", set_href(t, "json"), "application/json", title_of(t),
	                               lang_tag(c->x->lang) });
	write_scheme(w, t);
	write_templates(w, t);
	json_close_array(w);
	json_close_object(w);
}

void tileset_list_write(const struct tileset *t, struct out *out)
{
	const struct call *c = t->call;
	struct json w = json_writer(out);
	size_t n;
	const struct matrix_set *sets = matrix_sets(&n);

	json_open_object(&w, NULL);
	json_open_array(&w, "links");
	links_self(&w, c);
	json_close_array(&w);
	json_open_array(&w, "tilesets");
	for (size_t i = 0; i < n; i++) {
		struct tileset one = *t;
		one.set = &sets[i];
		if (tile_in_set(c->layer, one.set))
			write_listed(&w, &one);
	}
	json_close_array(&w);
	json_close_object(&w);
}

void tileset_list_page(const struct tileset *t, struct out *out)
{
	const struct call *c = t->call;
	const struct html h = { out, c };
	size_t n;
	const struct matrix_set *sets = matrix_sets(&n);

	pages_open_below(&h, t->style != NULL ? T(c, "Tuiles en images", "Tiles as pictures")
	                               : T(c, "Tuiles vectorielles", "Vector tiles"), NULL, NULL);
	html_start(&h, "ul", NULL);
	for (size_t i = 0; i < n; i++) {
		struct tileset one = *t;
		one.set = &sets[i];
		if (!tile_in_set(c->layer, one.set))
			continue;
		html_start(&h, "li", NULL);
		html_link(&h, set_href(&one, "html"), text_in(one.set->title, c->x->lang));
		html_end(&h, "li");
	}
	html_end(&h, "ul");
	html_close_page(&h);
}

/* --- one --- */

static void write_limits(struct json *w, const struct tileset *t)
{
	json_open_array(w, "tileMatrixSetLimits");
	for (int z = 0; z < t->set->n; z++) {
		struct tile_range r;
		if (!matrix_range(&r, t->set, z, &t->extent))
			continue;
		json_open_object(w, NULL);
		json_string(w, "tileMatrix", text_from_int(t->call->x->ctx, z));
		json_int(w, "minTileRow", r.top);
		json_int(w, "maxTileRow", r.bottom);
		json_int(w, "minTileCol", r.left);
		json_int(w, "maxTileCol", r.right);
		json_close_object(w);
	}
	json_close_array(w);
}

static void write_corner(struct json *w, const char *name, double x, double y)
{
	json_open_array(w, name);
	json_double(w, NULL, x);
	json_double(w, NULL, y);
	json_close_array(w);
}

static void write_box(struct json *w, const struct call *c)
{
	const struct bbox *b = &c->layer->geographic;

	json_open_object(w, "boundingBox");
	write_corner(w, "lowerLeft", b->minx, b->miny);
	write_corner(w, "upperRight", b->maxx, b->maxy);
	json_string(w, "crs", links_crs(c->x->ctx, LINKS_CRS84));
	json_close_object(w);
}

static void write_columns(struct json *w, const struct call *c)
{
	const struct layer *layer = c->layer;

	json_open_object(w, "propertiesSchema");
	json_string(w, "type", "object");
	json_open_object(w, "properties");
	for (size_t i = 0; i < layer->n_columns; i++) {
		const char *format, *type = queryables_type(layer->columns[i].type, &format);
		json_open_object(w, layer->columns[i].name);
		json_string_if(w, "title", text_in(layer->columns[i].title, c->x->lang));
		json_string(w, "type", type);
		json_close_object(w);
	}
	json_close_object(w);
	json_close_object(w);
}

static void write_layers(struct json *w, const struct tileset *t)
{
	const struct call *c = t->call;
	int dimension = t->points || c->layer->geometry == GEOMETRY_POINT ? 0 :
		c->layer->geometry == GEOMETRY_LINE ? 1 : 2;

	json_open_array(w, "layers");
	json_open_object(w, NULL);
	json_string(w, "id", c->layer->name);
	json_string(w, "title", pages_title(c, c->layer));
	json_string_if(w, "description", text_in(c->layer->metadata.abstract, c->x->lang));
	json_string(w, "dataType", data_type(t));
	json_string(w, "crs", t->set->crs);
	if (t->style == NULL) {
		json_int(w, "geometryDimension", dimension);
		write_columns(w, c);
	}
	json_close_object(w);
	json_close_array(w);
}

static void write_style(struct json *w, const struct tileset *t)
{
	json_open_object(w, "style");
	json_string(w, "id", t->style->name);
	json_string_if(w, "title", text_in(t->style->title, t->call->x->lang));
	json_close_object(w);
}

void tileset_write(const struct tileset *t, struct out *out)
{
	const struct call *c = t->call;
	const struct metadata *m = &c->layer->metadata;
	struct json w = json_writer(out);

	json_open_object(&w, NULL);
	json_string(&w, "title", title_of(t));
	json_string_if(&w, "description", text_in(m->abstract, c->x->lang));
	json_string_if(&w, "attribution", text_in(m->attribution, c->x->lang));
	json_string_if(&w, "license", m->licence_url);
	json_string(&w, "dataType", data_type(t));
	matrix_sets_name(&w, c, t->set);
	json_open_array(&w, "links");
	links_self(&w, c);
	if (t->set->srs == 3857)
		links_write(&w, &(struct link){ "alternate", tilejson_href(t), "application/vnd.mapbox.tilejson+json",
		                                "TileJSON", lang_tag(c->x->lang) });
	write_scheme(&w, t);
	links_write(&w, &(struct link){ "http://www.opengis.net/def/rel/ogc/1.0/geodata",
		links_href(c, links_path(c, "collections", c->layer->name, NULL), "f=json"), "application/json",
		pages_title(c, c->layer), lang_tag(c->x->lang) });
	write_templates(&w, t);
	json_close_array(&w);
	write_limits(&w, t);
	write_box(&w, c);
	if (t->style != NULL)
		write_style(&w, t);
	write_layers(&w, t);
	json_close_object(&w);
}

void tileset_page(const struct tileset *t, struct out *out)
{
	const struct call *c = t->call;
	const struct html h = { out, c };

	pages_open_below(&h, title_of(t), NULL, NULL);
	html_start(&h, "dl", NULL);
	html_fact(&h, T(c, "Jeu de matrices", "Tile matrix set"), t->set->name);
	html_fact(&h, T(c, "Système de référence", "Reference system"), t->set->crs);
	for (const struct tile_format *f = tile_formats; f->type != NULL; f++)
		if (has_form(t, f))
			html_fact(&h, f->type, tileset_template(t, f->suffix, "{tileMatrix}", "{tileRow}", "{tileCol}"));
	if (t->set->srs == 3857)
		html_fact(&h, "TileJSON", tilejson_href(t));
	html_end(&h, "dl");
	html_close_page(&h);
}
