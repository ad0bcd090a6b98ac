#include "api/styles.h"

#include <string.h>

#include "api/html.h"
#include "api/links.h"
#include "api/pages.h"
#include "api/tilesets.h"
#include "thematic/forms.h"

static const char *style_title(const struct call *c, const struct style *style)
{
	const char *title = text_in(style->title, c->x->lang);

	return *title != '\0' ? title : style->name;
}

static char *style_href(const struct call *c, const struct style *style, const char *f)
{
	return links_href(c, links_path(c, "collections", c->layer->name, "styles", style->name, NULL),
	                  mem_printf(c->x->ctx, "f=%s", f));
}

/* SLD is told by WMS, as it is drawn there. */
static char *sld_href(const struct call *c)
{
	return service_href(c->x, "/ows", mem_printf(c->x->ctx, "service=WMS&version=1.1.1&request=GetStyles&layers=%s",
	                                             text_url_encode(c->x->ctx, c->layer->name)));
}

static const char *legend_href(const struct call *c, const struct style *style)
{
	return service_href(c->x, "/ows", mem_printf(c->x->ctx,
		"service=WMS&version=1.3.0&request=GetLegendGraphic&sld_version=1.1.0&format=image/png&layer=%s&style=%s",
		text_url_encode(c->x->ctx, c->layer->name), text_url_encode(c->x->ctx, style->name)));
}

/* --- the list --- */

typedef void link_fn(void *to, const struct link *link);

static void each_link(const struct call *c, const struct style *style, link_fn *fn, void *to)
{
	const char *title = style_title(c, style), *lang = lang_tag(c->x->lang);

	fn(to, &(struct link){ "stylesheet", sld_href(c), "application/vnd.ogc.sld+xml", "SLD", NULL });
	fn(to, &(struct link){ "stylesheet", style_href(c, style, "maplibre"), "application/vnd.mapbox.style+json",
	                       "MapLibre", lang });
	if (style->kind == STYLE_THEMATIC) {
		fn(to, &(struct link){ "stylesheet", style_href(c, style, "qml"), "application/xml", "QML (QGIS)", lang });
		fn(to, &(struct link){ "describedby", style_href(c, style, "json"), "application/json",
		                       T(c, "légende", "legend"), lang });
		fn(to, &(struct link){ "alternate", style_href(c, style, "html"), "text/html", title, lang });
	}
	fn(to, &(struct link){ "preview", legend_href(c, style), "image/png", T(c, "image de la légende",
	                       "picture of the legend"), lang });
}

static void write_link(void *to, const struct link *link)
{
	links_write(to, link);
}

static void write_item(void *to, const struct link *link)
{
	html_text(to, " ");
	html_link(to, link->href, link->title);
}

static void list_page(const struct call *c, struct out *out)
{
	struct html h = { out, c };

	pages_open_below(&h, T(c, "Styles", "Styles"), NULL, NULL);
	html_start(&h, "dl", NULL);
	for (size_t i = 0; i < c->layer->n_styles; i++) {
		html_element(&h, "dt", c->layer->styles[i].name);
		html_start(&h, "dd", NULL);
		html_text(&h, style_title(c, &c->layer->styles[i]));
		each_link(c, &c->layer->styles[i], write_item, &h);
		html_end(&h, "dd");
	}
	html_end(&h, "dl");
	html_close_page(&h);
}

static bool make_list(const struct exchange *x JT_UNUSED, struct out *out, void *arg, struct err *err JT_UNUSED)
{
	const struct call *c = *(const struct call *const *)arg;
	struct json w = json_writer(out);

	if (c->as->form == FORM_HTML) {
		list_page(c, out);
		return true;
	}
	json_open_object(&w, NULL);
	json_open_array(&w, "links");
	links_self(&w, c);
	json_close_array(&w);
	json_string(&w, "default", c->layer->styles[0].name);
	json_open_array(&w, "styles");
	for (size_t i = 0; i < c->layer->n_styles; i++) {
		json_open_object(&w, NULL);
		json_string(&w, "id", c->layer->styles[i].name);
		json_string(&w, "title", style_title(c, &c->layer->styles[i]));
		json_open_array(&w, "links");
		each_link(c, &c->layer->styles[i], write_link, &w);
		json_close_array(&w);
		json_close_object(&w);
	}
	json_close_array(&w);
	json_close_object(&w);
	return true;
}

/* What a document of this layer depends on beside its name. */
static const char *named(const struct call *c, const char *name)
{
	const struct joined *joined = c->layer->joined;

	return joined != NULL ? mem_printf(c->x->ctx, "%s %s", name, joined->version) : name;
}

bool styles_serve(const struct call *c, struct out *out, struct err *err)
{
	if (c->layer->n_styles == 0)
		return err_set(err, c->x->ctx, ERR_NOT_FOUND, "collectionId", "%s has no styles", "%s n'a pas de styles",
		               c->layer->name);
	return call_document(c, out, named(c, "styles"), make_list, &c, err);
}

/* --- one --- */

struct one {
	const struct call *call;
	const struct style *style;
	struct thematic thematic;     /* of a style of that kind */
	struct tileset pictures;      /* of one of another kind, as MapLibre */
};

static void write_qml(const struct one *o, struct out *out)
{
	xmlTextWriterPtr w = xml_writer(o->call->x->ctx, out);

	xmlTextWriterStartDocument(w, NULL, "UTF-8", NULL);
	thematic_qml(&o->thematic, o->call->x->lang, w);
	xmlTextWriterEndDocument(w);
}

static void write_tiled(struct json *w, const char *name, const struct tileset *tiles)
{
	json_open_object(w, name);
	json_string(w, "type", tiles->style != NULL ? "raster" : "vector");
	json_string(w, "url", tilejson_href(tiles));
	if (tiles->style != NULL)
		json_int(w, "tileSize", MATRIX_PIXELS);
	json_close_object(w);
}

/* The layer's features as a file, where it has no tiles of them. */
static void write_whole(struct json *w, const struct call *c, const char *name)
{
	json_open_object(w, name);
	json_string(w, "type", "geojson");
	json_string(w, "data", links_href(c, links_path(c, "collections", c->layer->name, "export", NULL), "f=geojson"));
	json_string_if(w, "attribution", text_in(c->layer->metadata.attribution, c->x->lang));
	json_close_object(w);
}

/* Rules over vectors; circles on areas have a source of their own. */
static void write_rules(const struct one *o, struct json *w)
{
	const struct call *c = o->call;
	const char *name = c->layer->name, *points = mem_printf(c->x->ctx, "%s-points", name);
	struct tileset tiles, centres;
	bool tiled = tileset_web(&tiles, c, NULL, false) && tileset_web(&centres, c, NULL, true);

	json_open_object(w, "sources");
	if (tiled)
		write_tiled(w, name, &tiles);
	else
		write_whole(w, c, name);
	if (o->thematic.kind == THEMATIC_SYMBOLS && tiled)
		write_tiled(w, points, &centres);
	else if (o->thematic.kind == THEMATIC_SYMBOLS)
		write_whole(w, c, points);
	json_close_object(w);
	json_open_array(w, "layers");
	struct thematic plain = o->thematic;
	plain.labels = LABELS_NONE;   /* a style without glyphs may have none */
	thematic_maplibre(&plain, c->x->lang, name, tiled ? name : NULL, w);
	json_close_array(w);
}

/* What MapLibre has no words for comes as pictures. */
static void write_pictures(const struct one *o, struct json *w)
{
	const char *name = o->call->layer->name;

	json_open_object(w, "sources");
	write_tiled(w, name, &o->pictures);
	json_close_object(w);
	json_open_array(w, "layers");
	json_open_object(w, NULL);
	json_string(w, "id", o->style->name);
	json_string(w, "type", "raster");
	json_string(w, "source", name);
	json_close_object(w);
	json_close_array(w);
}

/* A whole style: the layers, over the tiles of this layer. */
static void write_maplibre(const struct one *o, struct out *out)
{
	struct json w = json_writer(out);

	json_open_object(&w, NULL);
	json_int(&w, "version", 8);
	json_string(&w, "name", style_title(o->call, o->style));
	if (o->style->kind == STYLE_THEMATIC)
		write_rules(o, &w);
	else
		write_pictures(o, &w);
	json_close_object(&w);
}

static void write_legend(const struct one *o, struct out *out)
{
	struct json w = json_writer(out);

	thematic_legend_json(&o->thematic, o->call->x->lang, &w);
}

static void write_page(const struct one *o, struct out *out)
{
	struct html h = { out, o->call };

	pages_open_below(&h, style_title(o->call, o->style), "styles", T(o->call, "Styles", "Styles"));
	thematic_legend_html(&o->thematic, o->call->x->lang, out);
	html_start(&h, "p", NULL);
	each_link(o->call, o->style, write_item, &h);
	html_end(&h, "p");
	html_close_page(&h);
}

static bool make_one(const struct exchange *x JT_UNUSED, struct out *out, void *arg, struct err *err JT_UNUSED)
{
	static const struct { const char *f; void (*write)(const struct one *o, struct out *out); } forms[] = {
		{ "json", write_legend }, { "html", write_page }, { "qml", write_qml }, { "maplibre", write_maplibre },
	};
	const struct one *o = arg;

	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		if (strcmp(o->call->as->f, forms[i].f) == 0)
			forms[i].write(o, out);
	return true;
}

static const struct style *find(const struct call *c)
{
	for (size_t i = 0; i < c->layer->n_styles; i++)
		if (strcmp(c->layer->styles[i].name, c->part) == 0)
			return &c->layer->styles[i];
	return NULL;
}

static bool open_pictures(struct one *o, struct err *err)
{
	const struct call *c = o->call;
	bool maplibre = strcmp(c->as->f, "maplibre") == 0;

	if (!maplibre)
		return err_set(err, c->x->ctx, ERR_NOT_ACCEPTABLE, "f", "this style is told as f=sld or f=maplibre",
		               "ce style se dit en f=sld ou f=maplibre");
	return tileset_web(&o->pictures, c, o->style, false) ||
	       err_set(err, c->x->ctx, ERR_NOT_ACCEPTABLE, "f", "this layer has no place on a web map: f=sld tells its style",
	               "cette couche n'a pas de place sur une carte du web : f=sld dit son style");
}

bool styles_one(const struct call *c, struct out *out, struct err *err)
{
	struct one o = { .call = c, .style = find(c) };

	if (o.style == NULL)
		return err_set(err, c->x->ctx, ERR_NOT_FOUND, "styleId", "%s has no style %s", "%s n'a pas de style %s",
		               c->layer->name, c->part);
	if (c->as->form == FORM_ELSEWHERE) {
		out_status(out, 303);
		out_header(out, "Location", sld_href(c));
		return true;
	}
	if (o.style->kind == STYLE_THEMATIC ? !thematic_of_style(&o.thematic, c->x->ctx, o.style, err)
	                                    : !open_pictures(&o, err))
		return false;
	return call_document(c, out, named(c, mem_printf(c->x->ctx, "style %s %s", o.style->name, c->as->f)), make_one, &o,
	                     err);
}
