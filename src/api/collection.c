#include "api/collection.h"

#include <string.h>

#include "api/links.h"
#include "api/keys.h"
#include "api/moment.h"
#include "api/outputs.h"
#include "api/pages.h"
#include "api/tilesets.h"
#include "catalogue/joins.h"
#include "geometry/srs.h"

bool collection_has_items(const struct layer *layer)
{
	return layer->geometry != GEOMETRY_RASTER;
}

static const char *kind_name(enum geometry_kind kind)
{
	switch (kind) {
	case GEOMETRY_POINT: return "point";
	case GEOMETRY_LINE: return "line";
	case GEOMETRY_POLYGON: return "polygon";
	case GEOMETRY_ANY: return "any";
	case GEOMETRY_RASTER: return "raster";
	}
	return "any";
}

const char *collection_column_type(enum column_type type)
{
	switch (type) {
	case COLUMN_STRING: return "string";
	case COLUMN_INTEGER: return "integer";
	case COLUMN_REAL: return "number";
	case COLUMN_BOOLEAN: return "boolean";
	case COLUMN_DATE: return "date";
	case COLUMN_DATETIME: return "datetime";
	}
	return "string";
}

struct elsewhere collection_elsewhere(const struct call *c, const struct layer *layer)
{
	const char *wms = "service=WMS&request=GetCapabilities&version=1.3.0";
	const char *wfs = "service=WFS&request=GetCapabilities&version=2.0.0";
	struct elsewhere at = { .ows = service_href(c->x, "/ows", NULL),
	                        .wms = service_href(c->x, "/ows", wms) };

	if (collection_has_items(layer))
		at.wfs = service_href(c->x, "/ows", wfs);
	if (layer->theme != NULL) {
		const char *path = mem_printf(c->x->ctx, "/ows/%s",
		                              text_url_encode(c->x->ctx, layer->theme->name));
		at.theme_wms = service_href(c->x, path, wms);
		if (at.wfs != NULL)
			at.theme_wfs = service_href(c->x, path, wfs);
	}
	return at;
}

static void write_keywords(struct json *w, const struct call *c, struct text keywords)
{
	size_t n;
	char **words = text_split(c->x->ctx, text_in(keywords, c->x->lang), ',', 200, &n);

	if (words == NULL || n == 0)
		return;
	json_open_array(w, "keywords");
	for (size_t i = 0; i < n; i++) {
		const char *word = words[i] + strspn(words[i], " ");
		if (*word != '\0')
			json_string(w, NULL, word);
	}
	json_close_array(w);
}

const struct dimension *collection_time(const struct layer *layer)
{
	for (size_t i = 0; i < layer->n_dimensions; i++)
		if (strcmp(layer->dimensions[i].name, "time") == 0)
			return &layer->dimensions[i];
	return NULL;
}

/* The first and last moment of a WMS extent: "2016,2017,2018" or "2016-01-01/2018-01-01/P1Y". */
static void write_interval(struct json *w, const void *ctx, const char *extent)
{
	const char *cut = strrchr(extent, ',');
	char *first = mem_strndup(ctx, extent, strcspn(extent, ",/"));
	char *last = mem_strdup(ctx, cut != NULL ? cut + 1 : extent);
	char *slash = strchr(last, '/');

	if (slash != NULL)
		last = mem_strndup(ctx, slash + 1, strcspn(slash + 1, "/"));
	json_open_object(w, "temporal");
	json_open_array(w, "interval");
	json_open_array(w, NULL);
	json_string(w, NULL, moment_first(ctx, first));
	json_string(w, NULL, moment_last(ctx, last));
	json_close_array(w);
	json_close_array(w);
	json_close_object(w);
}

static void write_extent(struct json *w, const struct call *c, const struct layer *layer)
{
	const struct bbox *b = &layer->geographic;
	const struct dimension *time = collection_time(layer);

	json_open_object(w, "extent");
	json_open_object(w, "spatial");
	json_open_array(w, "bbox");
	json_open_array(w, NULL);
	json_double(w, NULL, b->minx);
	json_double(w, NULL, b->miny);
	json_double(w, NULL, b->maxx);
	json_double(w, NULL, b->maxy);
	json_close_array(w);
	json_close_array(w);
	json_string(w, "crs", links_crs(c->x->ctx, LINKS_CRS84));
	json_close_object(w);
	if (time != NULL && *time->extent != '\0')
		write_interval(w, c->x->ctx, time->extent);
	json_close_object(w);
}

static void write_crs(struct json *w, const struct call *c, const struct layer *layer)
{
	int codes[SRS_OFFERED_MOST];
	size_t n = srs_offered(codes, layer);

	json_open_array(w, "crs");
	json_string(w, NULL, links_crs(c->x->ctx, LINKS_CRS84));
	for (size_t i = 0; i < n; i++)
		json_string(w, NULL, links_crs(c->x->ctx, codes[i]));
	json_close_array(w);
	json_string(w, "storageCrs",
	            links_crs(c->x->ctx, layer->srs == 4326 ? LINKS_CRS84 : layer->srs));
}

static void write_more_links(struct json *w, const struct call *c, const struct layer *layer)
{
	const char *name = layer->name, *lang = lang_tag(c->x->lang);

	if (layer->n_styles > 0)
		links_write(w, &(struct link){ "http://www.opengis.net/def/rel/ogc/1.0/styles",
			links_href(c, links_path(c, "collections", name, "styles", NULL), "f=json"), "application/json",
			T(c, "ses styles", "its styles"), lang });
	tilesets_links(w, c, layer);
	if (keys_has(layer))
		links_write(w, &(struct link){ "keys",
			links_href(c, links_path(c, "collections", name, "keys", NULL), "f=json"), "application/json",
			T(c, "ses champs clés", "its key fields"), lang });
	if (layer->joined == NULL)
		return;
	links_write(w, &(struct link){ "describedby",
		links_href(c, links_path(c, "collections", name, "report", NULL), "f=html"), "text/html",
		T(c, "le compte rendu de la jointure", "the report of the join"), lang });
	outputs_write(w, c, layer, 1u << OUTPUT_GEOJSON | 1u << OUTPUT_GEOPACKAGE | 1u << OUTPUT_CSV);
}

static void write_links(struct json *w, const struct call *c, const struct layer *layer)
{
	const char *name = layer->name, *lang = lang_tag(c->x->lang);
	const struct metadata *m = &layer->metadata;
	const char *self = links_path(c, "collections", name, NULL);
	const char *items = links_path(c, "collections", name, "items", NULL);
	const char *wms = collection_elsewhere(c, layer).wms;
	const struct link always[] = {
		{ "self", links_href(c, self, "f=json"), "application/json",
		  T(c, "cette collection", "this collection"), lang },
		{ "alternate", links_href(c, self, "f=html"), "text/html",
		  T(c, "cette collection, en page", "this collection as a page"), lang },
		{ "service", wms, "text/xml", T(c, "ses cartes (WMS)", "its maps (WMS)"), NULL },
	};
	const struct link vector[] = {
		{ "items", links_href(c, items, "f=geojson"), "application/geo+json",
		  T(c, "ses objets en GeoJSON", "its items as GeoJSON"), NULL },
		{ "items", links_href(c, items, "f=html"), "text/html",
		  T(c, "ses objets en page", "its items as a page"), lang },
		{ "http://www.opengis.net/def/rel/ogc/1.0/queryables",
		  links_href(c, links_path(c, "collections", name, "queryables", NULL), "f=json"),
		  "application/schema+json", T(c, "ses colonnes", "its columns"), lang },
	};

	json_open_array(w, "links");
	for (size_t i = 0; i < sizeof always / sizeof *always; i++)
		links_write(w, &always[i]);
	write_more_links(w, c, layer);
	for (size_t i = 0; collection_has_items(layer) && i < sizeof vector / sizeof *vector; i++)
		links_write(w, &vector[i]);
	if (*m->licence_url != '\0')
		links_write(w, &(struct link){ "license", m->licence_url, NULL,
		                               text_in(m->licence, c->x->lang), NULL });
	if (*m->documentation_url != '\0')
		links_write(w, &(struct link){ "describedby", m->documentation_url, NULL,
		                               T(c, "documentation", "documentation"), NULL });
	json_close_array(w);
}

static void write_columns(struct json *w, const struct call *c, const struct layer *layer)
{
	json_open_array(w, "columns");
	for (size_t i = 0; i < layer->n_columns; i++) {
		const struct column *column = &layer->columns[i];
		json_open_object(w, NULL);
		json_string(w, "name", column->name);
		json_string_if(w, "title", text_in(column->title, c->x->lang));
		json_string(w, "type", collection_column_type(column->type));
		json_string_if(w, "unit", column->unit);
		json_close_object(w);
	}
	json_close_array(w);
}

static void write_drawing(struct json *w, const struct call *c, const struct layer *layer)
{
	json_open_array(w, "styles");
	for (size_t i = 0; i < layer->n_styles; i++) {
		json_open_object(w, NULL);
		json_string(w, "name", layer->styles[i].name);
		json_string_if(w, "title", text_in(layer->styles[i].title, c->x->lang));
		json_close_object(w);
	}
	json_close_array(w);
	json_open_array(w, "dimensions");
	for (size_t i = 0; i < layer->n_dimensions; i++) {
		json_open_object(w, NULL);
		json_string(w, "name", layer->dimensions[i].name);
		json_string(w, "extent", layer->dimensions[i].extent);
		json_string_if(w, "default", layer->dimensions[i].initial);
		json_close_object(w);
	}
	json_close_array(w);
}

static void write_services(struct json *w, const struct call *c, const struct layer *layer)
{
	struct elsewhere at = collection_elsewhere(c, layer);

	json_open_object(w, "services");
	json_string(w, "ows", at.ows);
	json_string(w, "wms", at.wms);
	json_string_if(w, "wfs", at.wfs);
	json_string_if(w, "themeWms", at.theme_wms);
	json_string_if(w, "themeWfs", at.theme_wfs);
	if (collection_has_items(layer))
		json_string(w, "items", links_href(c, links_path(c, "collections", layer->name, "items",
		                                                 NULL), NULL));
	json_close_object(w);
}

static void write_attributes(struct json *w, const struct call *c, const struct layer *layer)
{
	const struct joined *joined = layer->joined;

	json_open_array(w, "attributes");
	for (size_t i = 0; joined->first + i < layer->n_columns; i++) {
		const struct attribute *a = &joined->attributes[i];
		const struct column *column = &layer->columns[joined->first + i];
		json_open_object(w, NULL);
		json_string(w, "name", column->name);
		json_string_if(w, "title", text_in(a->title, c->x->lang));
		json_string(w, "kind", attribute_kind_name(a->kind));
		json_string_if(w, "unit", a->unit);
		json_string_if(w, "series", a->series);
		json_string_if(w, "period", a->period);
		json_close_object(w);
	}
	json_close_array(w);
}

static void write_joined(struct json *w, const struct call *c, const struct layer *layer)
{
	const struct joined *joined = layer->joined;
	const struct stored_join *join = joined->join;

	json_open_object(w, "joined");
	json_string(w, "framework", joined->framework->series);
	json_string(w, "version", joined->framework->version);
	if (joined->dataset != NULL)
		json_string(w, "dataset", joined->dataset->name);
	if (join != NULL) {
		json_string(w, "join", join->id);
		json_string_if(w, "source", join->source);
		json_int(w, "rows", join->rows);
		json_int(w, "matched", join->matched);
		json_string_if(w, "expires", join->expires);
	}
	write_attributes(w, c, layer);
	json_close_object(w);
}

static void write_ours(struct json *w, const struct call *c, const struct layer *layer)
{
	const struct metadata *m = &layer->metadata;
	enum lang lang = c->x->lang;

	json_open_object(w, "jointure");
	if (layer->theme != NULL) {
		json_string(w, "theme", layer->theme->name);
		json_string(w, "themeTitle", text_in(layer->theme->metadata.title, lang));
	}
	if (layer->owner != NULL) {
		json_string(w, "organisation", layer->owner->name);
		json_string(w, "organisationTitle", text_in(layer->owner->title, lang));
	}
	json_string(w, "level", level_name(layer->level));
	json_string(w, "geometry", kind_name(layer->geometry));
	json_string_if(w, "licence", text_in(m->licence, lang));
	json_string_if(w, "licenceUrl", m->licence_url);
	json_string_if(w, "referenceDate", m->reference_date);
	json_string_if(w, "updated", m->updated);
	contact_write(w, &m->contact);
	json_string_if(w, "documentation", m->documentation_url);
	json_string_if(w, "key", layer->key);
	if (layer->n_features >= 0)
		json_int(w, "features", layer->n_features);
	json_int(w, "maxFeatures", c->x->conf->max_features);
	write_columns(w, c, layer);
	if (layer->joined != NULL)
		write_joined(w, c, layer);
	write_drawing(w, c, layer);
	write_services(w, c, layer);
	json_close_object(w);
}

void collection_write(struct json *w, const struct call *c, const struct layer *layer)
{
	const struct metadata *m = &layer->metadata;

	json_open_object(w, NULL);
	json_string(w, "id", layer->name);
	json_string(w, "title", pages_title(c, layer));
	json_string_if(w, "description", text_in(m->abstract, c->x->lang));
	write_keywords(w, c, m->keywords);
	json_string_if(w, "attribution", text_in(m->attribution, c->x->lang));
	write_extent(w, c, layer);
	if (collection_has_items(layer)) {
		json_string(w, "itemType", "feature");
		write_crs(w, c, layer);
	}
	write_links(w, c, layer);
	write_ours(w, c, layer);
	json_close_object(w);
}

static bool make(const struct exchange *x JT_UNUSED, struct out *out, void *arg,
                 struct err *err JT_UNUSED)
{
	const struct call *const *c = arg;
	struct json w = json_writer(out);

	if ((*c)->as->form == FORM_HTML)
		pages_collection(*c, out);
	else
		collection_write(&w, *c, (*c)->layer);
	return true;
}

bool collection_serve(const struct call *c, struct out *out, struct err *err)
{
	return call_document(c, out, "collection", make, &c, err);
}
