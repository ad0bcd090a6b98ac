#include "api/matrix_sets.h"

#include <string.h>

#include "api/html.h"
#include "api/links.h"

const struct matrix_set *matrix_sets_named(const struct call *c, struct err *err)
{
	const struct matrix_set *set = matrix_set_find(c->set);

	if (set == NULL)
		err_set(err, c->x->ctx, ERR_NOT_FOUND, "tileMatrixSetId",
		        "there is no tile matrix set %s; /api/tileMatrixSets lists them",
		        "il n'y a pas de jeu de matrices de tuiles %s ; /api/tileMatrixSets les énumère", c->set);
	return set;
}

char *matrix_sets_href(const struct call *c, const struct matrix_set *set, const char *f)
{
	return links_href(c, links_path(c, "tileMatrixSets", set->name, NULL), mem_printf(c->x->ctx, "f=%s", f));
}

const char *matrix_sets_uri(const struct call *c, const struct matrix_set *set)
{
	return *set->uri != '\0' ? set->uri : mem_printf(c->x->ctx, "%s%s", c->x->conf->base_url,
	                                                 links_path(c, "tileMatrixSets", set->name, NULL));
}

void matrix_sets_name(struct json *w, const struct call *c, const struct matrix_set *set)
{
	json_string(w, "crs", set->crs);
	json_string(w, "tileMatrixSetURI", matrix_sets_uri(c, set));
}

static void open_page(const struct html *h, const char *title, bool below)
{
	const struct call *c = h->c;

	html_open_page(h, title, (struct crumb[]){
		{ links_href(c, "/api", "f=html"), "API" },
		{ below ? links_href(c, "/api/tileMatrixSets", "f=html") : NULL,
		  T(c, "Jeux de matrices de tuiles", "Tile matrix sets") },
		{ NULL, NULL } });
}

static void list_page(const struct call *c, struct out *out)
{
	const struct html h = { out, c };
	size_t n;
	const struct matrix_set *sets = matrix_sets(&n);

	open_page(&h, T(c, "Jeux de matrices de tuiles", "Tile matrix sets"), false);
	html_start(&h, "ul", NULL);
	for (size_t i = 0; i < n; i++) {
		html_start(&h, "li", NULL);
		html_link(&h, matrix_sets_href(c, &sets[i], "html"), text_in(sets[i].title, c->x->lang));
		html_end(&h, "li");
	}
	html_end(&h, "ul");
	html_close_page(&h);
}

static bool make_list(const struct exchange *x, struct out *out, void *arg, struct err *err JT_UNUSED)
{
	const struct call *c = *(const struct call *const *)arg;
	struct json w = json_writer(out);
	size_t n;
	const struct matrix_set *sets = matrix_sets(&n);

	if (c->as->form == FORM_HTML) {
		list_page(c, out);
		return true;
	}
	json_open_object(&w, NULL);
	json_open_array(&w, "links");
	links_self(&w, c);
	json_close_array(&w);
	json_open_array(&w, "tileMatrixSets");
	for (size_t i = 0; i < n; i++) {
		json_open_object(&w, NULL);
		json_string(&w, "id", sets[i].name);
		json_string(&w, "title", text_in(sets[i].title, x->lang));
		json_string(&w, "uri", matrix_sets_uri(c, &sets[i]));
		json_string(&w, "crs", sets[i].crs);
		json_open_array(&w, "links");
		links_write(&w, &(struct link){ "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme",
			matrix_sets_href(c, &sets[i], "json"), "application/json", text_in(sets[i].title, x->lang),
			lang_tag(x->lang) });
		json_close_array(&w);
		json_close_object(&w);
	}
	json_close_array(&w);
	json_close_object(&w);
	return true;
}

bool matrix_sets_serve(const struct call *c, struct out *out, struct err *err)
{
	return call_document(c, out, "tile matrix sets", make_list, &c, err);
}

/* The first edition of the standard (17-083r2) had other names for some members. GDAL before 3.8 knows no others. */
#define FORMER_NAME "identifier"

static void write_former(struct json *w, const struct matrix_set *set)
{
	json_string(w, "type", "TileMatrixSetType");
	json_string(w, FORMER_NAME, set->name);
	json_string(w, "supportedCRS", set->crs);
}

static void write_corner(struct json *w, const char *name, const struct matrix_set *set)
{
	json_open_array(w, name);
	json_double(w, NULL, set->left);
	json_double(w, NULL, set->top);
	json_close_array(w);
}

static void write_matrix(struct json *w, const void *ctx, const struct matrix_set *set, int z)
{
	int64_t width, height;

	matrix_size(set, z, &width, &height);
	json_open_object(w, NULL);
	json_string(w, "id", text_from_int(ctx, z));
	json_string(w, FORMER_NAME, text_from_int(ctx, z));
	json_double(w, "scaleDenominator", matrix_scale(set, z));
	json_double(w, "cellSize", matrix_resolution(set, z));
	json_string(w, "cornerOfOrigin", "topLeft");
	write_corner(w, "pointOfOrigin", set);
	write_corner(w, "topLeftCorner", set);
	json_int(w, "tileWidth", MATRIX_PIXELS);
	json_int(w, "tileHeight", MATRIX_PIXELS);
	json_int(w, "matrixWidth", width);
	json_int(w, "matrixHeight", height);
	json_close_object(w);
}

struct one {
	const struct call *call;
	const struct matrix_set *set;
};

static void set_page(const struct one *o, struct out *out)
{
	const struct call *c = o->call;
	const struct html h = { out, c };
	const char *const headings[] = { T(c, "Matrice", "Matrix"), T(c, "Unités par pixel", "Units of a pixel"),
	                                 T(c, "Échelle : 1 sur", "Scale: 1 in"), T(c, "Tuiles", "Tiles"), NULL };

	open_page(&h, text_in(o->set->title, c->x->lang), true);
	html_table(&h, o->set->crs, headings);
	for (int z = 0; z < o->set->n; z++) {
		int64_t width, height;
		matrix_size(o->set, z, &width, &height);
		html_start(&h, "tr", NULL);
		html_element(&h, "td", text_from_int(c->x->ctx, z));
		html_element(&h, "td", text_from_double(c->x->ctx, matrix_resolution(o->set, z)));
		html_element(&h, "td", text_from_double(c->x->ctx, matrix_scale(o->set, z)));
		html_element(&h, "td", mem_printf(c->x->ctx, "%lld × %lld", (long long)width, (long long)height));
		html_end(&h, "tr");
	}
	html_table_end(&h);
	html_close_page(&h);
}

static bool make_one(const struct exchange *x, struct out *out, void *arg, struct err *err JT_UNUSED)
{
	const struct one *o = arg;
	const struct matrix_set *set = o->set;
	struct json w = json_writer(out);

	if (o->call->as->form == FORM_HTML) {
		set_page(o, out);
		return true;
	}
	json_open_object(&w, NULL);
	json_string(&w, "id", set->name);
	json_string(&w, "title", text_in(set->title, x->lang));
	json_string(&w, "uri", matrix_sets_uri(o->call, set));
	json_string(&w, "crs", set->crs);
	json_open_array(&w, "orderedAxes");
	json_string(&w, NULL, "X");
	json_string(&w, NULL, "Y");
	json_close_array(&w);
	json_string_if(&w, "wellKnownScaleSet", set->scales);
	write_former(&w, set);
	json_open_array(&w, "tileMatrices");
	for (int z = 0; z < set->n; z++)
		write_matrix(&w, x->ctx, set, z);
	json_close_array(&w);
	json_close_object(&w);
	return true;
}

bool matrix_sets_one(const struct call *c, struct out *out, struct err *err)
{
	struct one o = { c, matrix_sets_named(c, err) };

	return o.set != NULL && call_document(c, out, mem_printf(c->x->ctx, "tile matrix set %s", o.set->name), make_one,
	                                      &o, err);
}
