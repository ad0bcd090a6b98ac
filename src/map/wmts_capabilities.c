#include "map/wmts.h"

#include "map/tile.h"
#include "map/wms_request.h"
#include "service/compose.h"
#include "service/ows.h"

static const char *const namespaces[][2] = {
	{ "xmlns", "http://www.opengis.net/wmts/1.0" },
	{ "xmlns:ows", "http://www.opengis.net/ows/1.1" },
	{ "xmlns:xlink", "http://www.w3.org/1999/xlink" },
	{ "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance" },
	{ "xsi:schemaLocation", "http://www.opengis.net/wmts/1.0 "
	                        "http://schemas.opengis.net/wmts/1.0/wmtsGetCapabilities_response.xsd" },
	{ "version", "1.0.0" },
};

enum { VALUES_MOST = 1000 };

struct page {
	xmlTextWriterPtr w;
	const struct exchange *x;
};

#define KIND "wmts"

static const char *in(const struct page *p, struct text text)
{
	return text_in(text, p->x->lang);
}

static const char *real(const struct page *p, double v)
{
	return text_from_double(p->x->ctx, v);
}

static void href(const struct page *p, const char *element, const char *url)
{
	xml_start(p->w, element);
	xml_attribute(p->w, "xlink:href", url);
}

static void operation(const struct page *p, const char *name, const char *path)
{
	xml_start(p->w, "ows:Operation");
	xml_attribute(p->w, "name", name);
	xml_start(p->w, "ows:DCP");
	xml_start(p->w, "ows:HTTP");
	href(p, "ows:Get", service_href(p->x, path, "SERVICE=WMTS"));
	xml_start(p->w, "ows:Constraint");
	xml_attribute(p->w, "name", "GetEncoding");
	xml_start(p->w, "ows:AllowedValues");
	xml_element(p->w, "ows:Value", "KVP");
	for (int i = 0; i < 6; i++)
		xml_end(p->w);
}

static void head(const struct page *p)
{
	const struct conf *c = p->x->conf;
	const struct theme *theme = p->x->theme;
	const char *path = theme != NULL ? ows_path(p->x) : "/wmts";

	xml_start(p->w, "ows:ServiceIdentification");
	xml_element(p->w, "ows:Title", in(p, theme != NULL ? theme->metadata.title : c->title));
	xml_element(p->w, "ows:ServiceType", "OGC WMTS");
	xml_element(p->w, "ows:ServiceTypeVersion", "1.0.0");
	xml_element(p->w, "ows:Fees", "none");
	xml_element(p->w, "ows:AccessConstraints", "none");
	xml_end(p->w);
	xml_start(p->w, "ows:OperationsMetadata");
	operation(p, "GetCapabilities", path);
	operation(p, "GetTile", path);
	xml_end(p->w);
}

static void style(const struct page *p, const struct layer *layer, const struct style *s, bool first)
{
	const char *query = mem_printf(p->x->ctx, "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetLegendGraphic&SLD_VERSION=1.1.0"
	                                          "&FORMAT=image/png&LAYER=%s&STYLE=%s",
	                               text_url_encode(p->x->ctx, layer->name), text_url_encode(p->x->ctx, s->name));

	xml_start(p->w, "Style");
	if (first)
		xml_attribute(p->w, "isDefault", "true");
	xml_element(p->w, "ows:Title", *in(p, s->title) != '\0' ? in(p, s->title) : s->name);
	xml_element(p->w, "ows:Identifier", s->name);
	xml_start(p->w, "LegendURL");
	xml_attribute(p->w, "format", "image/png");
	xml_attribute(p->w, "xlink:href", service_href(p->x, "/ows", query));
	xml_end(p->w);
	xml_end(p->w);
}

static bool offers(const struct layer *layer, const struct tile_format *f)
{
	return f->engine != NULL || tile_has_vectors(layer);
}

static void dimension(const struct page *p, const struct dimension *d)
{
	size_t n;
	char **values = text_split(p->x->ctx, d->extent, ',', VALUES_MOST, &n);

	xml_start(p->w, "Dimension");
	xml_element(p->w, "ows:Identifier", wms_dimension_parameter(p->x->ctx, d->name));
	if (*d->units != '\0')
		xml_element(p->w, "ows:UOM", d->units);
	xml_element(p->w, "Default", *d->initial != '\0' ? d->initial : "current");
	if (values == NULL || n == 0)
		xml_element(p->w, "Value", d->extent);
	for (size_t i = 0; values != NULL && i < n; i++)
		xml_element(p->w, "Value", values[i]);
	xml_end(p->w);
}

/* "?TIME={TIME}" */
static const char *dimensions_of(const struct page *p, const struct layer *layer)
{
	char *query = mem_strdup(p->x->ctx, "");

	for (size_t i = 0; i < layer->n_dimensions; i++) {
		const char *name = wms_dimension_parameter(p->x->ctx, layer->dimensions[i].name);
		query = mem_check(talloc_asprintf_append(query, "%c%s={%s}", i == 0 ? '?' : '&', name, name));
	}
	return query;
}

static void addresses(const struct page *p, const struct layer *layer)
{
	for (const struct tile_format *f = tile_formats; f->type != NULL; f++)
		if (offers(layer, f))
			xml_element(p->w, "Format", f->type);
	for (size_t i = 0; i < layer->n_dimensions; i++)
		dimension(p, &layer->dimensions[i]);
	size_t n;
	const struct matrix_set *sets = matrix_sets(&n);
	for (size_t i = 0; i < n; i++) {
		if (!tile_in_set(layer, &sets[i]))
			continue;
		xml_start(p->w, "TileMatrixSetLink");
		xml_element(p->w, "TileMatrixSet", sets[i].name);
		xml_end(p->w);
	}
	for (const struct tile_format *f = tile_formats; f->type != NULL; f++) {
		if (!offers(layer, f))
			continue;
		xml_start(p->w, "ResourceURL");
		xml_attribute(p->w, "format", f->type);
		xml_attribute(p->w, "resourceType", "tile");
		xml_attribute(p->w, "template", mem_printf(p->x->ctx, "%s/wmts/1.0.0/%s/{Style}/{TileMatrixSet}/"
			"{TileMatrix}/{TileRow}/{TileCol}.%s%s", p->x->conf->base_url,
			text_url_encode(p->x->ctx, layer->name), f->suffix, f->engine != NULL ? dimensions_of(p, layer) : ""));
		xml_end(p->w);
	}
}

static void one_layer(void *arg JT_UNUSED, const struct exchange *x, xmlTextWriterPtr w, const struct layer *layer)
{
	const struct page one = { w, x }, *p = &one;
	const struct bbox *b = &layer->geographic;

	xml_start(p->w, "Layer");
	xml_element(p->w, "ows:Title", *in(p, layer->metadata.title) != '\0' ? in(p, layer->metadata.title) : layer->name);
	if (*in(p, layer->metadata.abstract) != '\0')
		xml_element(p->w, "ows:Abstract", in(p, layer->metadata.abstract));
	xml_start(p->w, "ows:WGS84BoundingBox");
	xml_element(p->w, "ows:LowerCorner", mem_printf(p->x->ctx, "%s %s", real(p, b->minx), real(p, b->miny)));
	xml_element(p->w, "ows:UpperCorner", mem_printf(p->x->ctx, "%s %s", real(p, b->maxx), real(p, b->maxy)));
	xml_end(p->w);
	xml_element(p->w, "ows:Identifier", layer->name);
	for (size_t i = 0; i < layer->n_styles; i++)
		style(p, layer, &layer->styles[i], i == 0);
	addresses(p, layer);
	xml_end(p->w);
}

static void matrix(const struct page *p, const struct matrix_set *set, int z)
{
	int64_t width, height;
	const void *ctx = p->x->ctx;

	matrix_size(set, z, &width, &height);
	xml_start(p->w, "TileMatrix");
	xml_element(p->w, "ows:Identifier", mem_printf(ctx, "%d", z));
	xml_element(p->w, "ScaleDenominator", real(p, matrix_scale(set, z)));
	xml_element(p->w, "TopLeftCorner", mem_printf(ctx, "%s %s", real(p, set->left), real(p, set->top)));
	xml_element(p->w, "TileWidth", mem_printf(ctx, "%d", MATRIX_PIXELS));
	xml_element(p->w, "TileHeight", mem_printf(ctx, "%d", MATRIX_PIXELS));
	xml_element(p->w, "MatrixWidth", mem_printf(ctx, "%lld", (long long)width));
	xml_element(p->w, "MatrixHeight", mem_printf(ctx, "%lld", (long long)height));
	xml_end(p->w);
}

static void sets(const struct page *p)
{
	size_t n;
	const struct matrix_set *all = matrix_sets(&n);

	for (size_t i = 0; i < n; i++) {
		xml_start(p->w, "TileMatrixSet");
		xml_element(p->w, "ows:Title", in(p, all[i].title));
		xml_element(p->w, "ows:Identifier", all[i].name);
		xml_element(p->w, "ows:SupportedCRS", all[i].urn);
		if (*all[i].scales != '\0')
			xml_element(p->w, "WellKnownScaleSet", all[i].scales);
		for (int z = 0; z < all[i].n; z++)
			matrix(p, &all[i], z);
		xml_end(p->w);
	}
}

static void make(const struct exchange *x, struct compose *to, void *arg JT_UNUSED)
{
	const struct page p = { compose_writer(to), x };
	size_t n;
	const struct layer **layers = view_layers(x->view, x->ctx, x->theme, &n);

	xmlTextWriterStartDocument(p.w, NULL, "UTF-8", NULL);
	xml_start(p.w, "Capabilities");
	for (size_t i = 0; i < sizeof namespaces / sizeof *namespaces; i++)
		xml_attribute(p.w, namespaces[i][0], namespaces[i][1]);
	xml_attribute(p.w, "updateSequence", mem_printf(x->ctx, "%llu", (unsigned long long)x->view->catalogue->edition));
	head(&p);
	xml_start(p.w, "Contents");
	compose_layers(to, KIND, layers, n, one_layer, NULL);
	sets(&p);
	xml_end(p.w);
	href(&p, "ServiceMetadataURL", service_href(x, "/wmts/1.0.0/WMTSCapabilities.xml", NULL));
	xml_end(p.w);
	xmlTextWriterEndDocument(p.w);
}

bool wmts_capabilities(const struct exchange *x, struct out *out, struct err *err JT_UNUSED)
{
	const char *name = TEXT_JOIN(x->ctx, KIND, " ", text_from_int(x->ctx, (int64_t)view_sequence(x->view)));

	compose_answer(x, out, name, "text/xml; charset=UTF-8", make, NULL);
	return true;
}
