#include "map/wms_capabilities.h"

#include <math.h>
#include <string.h>

#include "geometry/srs.h"
#include "map/crs.h"
#include "map/wms_thematic.h"
#include "service/ows.h"

static bool is_111(const struct capabilities *c)
{
	return c->version == WMS_111;
}

static void degrees(const struct capabilities *c, const char *name, double value)
{
	xml_element(c->w, name, mem_printf(c->x->ctx, "%.9g", value));
}

static void coordinate(const struct capabilities *c, const char *name, double value)
{
	xml_attribute(c->w, name, mem_printf(c->x->ctx, "%.12g", value));
}

static void box(const struct capabilities *c, const char *crs, bool swapped, const struct srs_extent *e)
{
	static const char *const names[] = { "minx", "miny", "maxx", "maxy" };

	xml_start(c->w, "BoundingBox");
	xml_attribute(c->w, is_111(c) ? "SRS" : "CRS", crs);
	for (int i = 0; i < 4; i++)
		xml_attribute(c->w, names[i], e->number[swapped ? i ^ 1 : i]);
	xml_end(c->w);
}

/* Degrees in every version's own order, and each box of the text (srs_extents). */
static void boxes(const struct capabilities *c, const char *extents)
{
	const void *ctx = c->x->ctx;
	struct srs_extent e;

	while (srs_extent_next(&extents, &e)) {
		char *crs = mem_printf(ctx, "EPSG:%d", e.srs);
		if (e.srs == 4326 && !is_111(c))
			box(c, "CRS:84", false, &e);
		box(c, crs, !is_111(c) && engine_axis_inverted(e.srs), &e);
		talloc_free(crs);
	}
}

static bool move_box(void *engine, struct bbox *to, const struct bbox *from, int from_srs, int to_srs)
{
	return engine != NULL && engine_transform(engine, to, from, from_srs, to_srs);
}

/* As the catalogue has them; what was published before it did, and groups, are told them here. */
static void layer_boxes(const struct capabilities *c, const struct layer *layer)
{
	bool told = layer->extents != NULL && *layer->extents != '\0';

	boxes(c, told ? layer->extents : srs_extents(c->x->ctx, layer, move_box, c->x->engine));
}

static void group_boxes(const struct capabilities *c, const struct bbox *geographic)
{
	const struct layer all = { .srs = 4326, .bbox = *geographic, .geographic = *geographic };

	boxes(c, srs_extents(c->x->ctx, &all, move_box, c->x->engine));
}

static void geographic(const struct capabilities *c, const struct bbox *g)
{
	if (is_111(c)) {
		xml_start(c->w, "LatLonBoundingBox");
		coordinate(c, "minx", g->minx);
		coordinate(c, "miny", g->miny);
		coordinate(c, "maxx", g->maxx);
		coordinate(c, "maxy", g->maxy);
	} else {
		xml_start(c->w, "EX_GeographicBoundingBox");
		degrees(c, "westBoundLongitude", fmax(g->minx, -180));
		degrees(c, "eastBoundLongitude", fmin(g->maxx, 180));
		degrees(c, "southBoundLatitude", fmax(g->miny, -90));
		degrees(c, "northBoundLatitude", fmin(g->maxy, 90));
	}
	xml_end(c->w);
}

/* 1.3.0 has one element for a dimension, 1.1.1 two, which its order keeps apart. */
static void dimensions(const struct capabilities *c, const struct layer *layer)
{
	for (size_t i = 0; i < layer->n_dimensions; i++) {
		const struct dimension *d = &layer->dimensions[i];
		xml_start(c->w, "Dimension");
		xml_attribute(c->w, "name", d->name);
		xml_attribute(c->w, "units", d->units);
		if (!is_111(c)) {
			xml_attribute(c->w, "default", *d->initial != '\0' ? d->initial : NULL);
			xml_attribute(c->w, "multipleValues", "1");
			xml_text(c->w, d->extent);
		}
		xml_end(c->w);
	}
	for (size_t i = 0; is_111(c) && i < layer->n_dimensions; i++) {
		const struct dimension *d = &layer->dimensions[i];
		xml_start(c->w, "Extent");
		xml_attribute(c->w, "name", d->name);
		xml_attribute(c->w, "default", *d->initial != '\0' ? d->initial : NULL);
		xml_text(c->w, d->extent);
		xml_end(c->w);
	}
}

static void attribution(const struct capabilities *c, const struct metadata *m)
{
	const char *title = text_in(m->attribution, c->x->lang);

	if (*title == '\0')
		title = text_in(m->licence, c->x->lang);
	if (*title == '\0' && *m->licence_url == '\0')
		return;
	xml_start(c->w, "Attribution");
	xml_element(c->w, "Title", *title != '\0' ? title : NULL);
	if (*m->licence_url != '\0')
		capabilities_resource(c, m->licence_url);
	xml_end(c->w);
}

/* How many times a word stands in a style: classes or rules, one line of the legend each. */
static int count(const char *body, const char *word)
{
	int n = 0;

	for (const char *p = strstr(body, word); p != NULL; p = strstr(p + 1, word))
		n++;
	return n;
}

static int legend_lines(const struct style *s)
{
	switch (s->kind) {
	case STYLE_SLD:
		return count(s->body, "<Rule") + count(s->body, ":Rule>") / 2;
	case STYLE_THEMATIC:
		return count(s->body, "\"count\"") - count(s->body, "\"count\":0");
	case STYLE_CLASSES:
		break;
	}
	return count(s->body, "CLASS");
}

static void styles(const struct capabilities *c, const struct layer *layer)
{
	for (size_t i = 0; i < layer->n_styles; i++) {
		const struct style *s = &layer->styles[i];
		const char *title = text_in(s->title, c->x->lang);
		int lines = legend_lines(s);
		const char *height = mem_printf(c->x->ctx, "%d", 5 + 19 * (lines > 0 ? lines : 1));
		xml_start(c->w, "Style");
		xml_element(c->w, "Name", s->name);
		xml_element(c->w, "Title", *title != '\0' ? title : s->name);
		xml_start(c->w, "LegendURL");
		xml_attribute(c->w, "width", "180");
		xml_attribute(c->w, "height", height);
		xml_element(c->w, "Format", "image/png");
		capabilities_resource(c, mem_printf(c->x->ctx,
			"%sSERVICE=WMS&VERSION=%s&REQUEST=GetLegendGraphic&SLD_VERSION=1.1.0&LAYER=%s&STYLE=%s"
			"&FORMAT=image/png", c->href, wms_version_text(c->version), layer->name, s->name));
		xml_end(c->w);
		xml_end(c->w);
	}
}

/* In 1.1.1 the hint is the diagonal of a pixel in metres; in 1.3.0 the denominator itself. */
static void scales(const struct capabilities *c, const struct layer *layer)
{
	double hint = 0.00028 * sqrt(2);

	if (layer->min_scale <= 0 && layer->max_scale <= 0)
		return;
	if (is_111(c)) {
		xml_start(c->w, "ScaleHint");
		coordinate(c, "min", layer->min_scale * hint);
		coordinate(c, "max", layer->max_scale > 0 ? layer->max_scale * hint : 1e10);
		xml_end(c->w);
		return;
	}
	if (layer->min_scale > 0)
		degrees(c, "MinScaleDenominator", layer->min_scale);
	if (layer->max_scale > 0)
		degrees(c, "MaxScaleDenominator", layer->max_scale);
}

static void own_crs(const struct capabilities *c, const struct layer *layer)
{
	if (crs_find(layer->srs) == NULL)
		xml_element(c->w, is_111(c) ? "SRS" : "CRS", mem_printf(c->x->ctx, "EPSG:%d", layer->srs));
}

static void one_layer(void *arg, const struct exchange *x, xmlTextWriterPtr w, const struct layer *layer)
{
	struct capabilities one = *(const struct capabilities *)arg;
	const struct capabilities *c = &one;
	const struct metadata *m = &layer->metadata;

	one.x = x;
	one.w = w;
	const char *title = text_in(m->title, c->x->lang), *about = text_in(m->abstract, c->x->lang);

	xml_start(c->w, "Layer");
	xml_attribute(c->w, "queryable", "1");
	xml_attribute(c->w, "opaque", layer->geometry == GEOMETRY_RASTER ? "1" : "0");
	xml_element(c->w, "Name", layer->name);
	xml_element(c->w, "Title", *title != '\0' ? title : layer->name);
	if (layer->joined != NULL)
		about = mem_printf(c->x->ctx, "%s%s%s", about, *about != '\0' ? "\n" : "",
		                   wms_thematic_words(c->x, layer));
	xml_element(c->w, "Abstract", *about != '\0' ? about : NULL);
	capabilities_keywords(c, m->keywords);
	own_crs(c, layer);
	geographic(c, &layer->geographic);
	layer_boxes(c, layer);
	dimensions(c, layer);
	attribution(c, m);
	styles(c, layer);
	scales(c, layer);
	xml_end(c->w);
}

static void layers_of(const struct capabilities *c, const struct layer *const *layers, size_t n)
{
	struct capabilities each = *c;

	compose_layers(c->to, c->kind, layers, n, one_layer, &each);
}

static struct bbox together(const struct layer *const *layers, size_t n)
{
	struct bbox all = n > 0 ? layers[0]->geographic : (struct bbox){ -180, -90, 180, 90 };

	for (size_t i = 1; i < n; i++) {
		const struct bbox *b = &layers[i]->geographic;
		all = (struct bbox){ fmin(all.minx, b->minx), fmin(all.miny, b->miny),
		                     fmax(all.maxx, b->maxx), fmax(all.maxy, b->maxy) };
	}
	return all;
}

/* A group's name, unless a layer has it. */
static void group_name(const struct capabilities *c, const char *name)
{
	if (view_layer(c->x->view, name) == NULL)
		xml_element(c->w, "Name", name);
}

static void group(const struct capabilities *c, const char *name, const struct metadata *m,
                  const struct layer *const *layers, size_t n)
{
	const char *title = text_in(m->title, c->x->lang), *about = text_in(m->abstract, c->x->lang);
	struct bbox all = together(layers, n);

	if (n == 0)
		return;
	xml_start(c->w, "Layer");
	xml_attribute(c->w, "queryable", "1");
	group_name(c, name);
	xml_element(c->w, "Title", *title != '\0' ? title : name);
	xml_element(c->w, "Abstract", *about != '\0' ? about : NULL);
	capabilities_keywords(c, m->keywords);
	geographic(c, &all);
	group_boxes(c, &all);
	layers_of(c, layers, n);
	xml_end(c->w);
}

/* The groups of the themes, in one pass over the layers. */
static void theme_groups(const struct capabilities *c, const struct layer *const *layers, size_t n)
{
	const struct catalogue *all = c->x->view->catalogue;
	const struct layer **sorted = mem_array(c->x->ctx, const struct layer *, n);
	size_t *ends = mem_array(c->x->ctx, size_t, all->n_themes + 1), before = 0;

	for (size_t i = 0; i < n; i++)
		if (layers[i]->theme != NULL)
			ends[layers[i]->theme - all->themes + 1]++;
	for (size_t i = 0; i < all->n_themes; i++)
		ends[i + 1] += ends[i];
	for (size_t i = 0; i < n; i++)
		if (layers[i]->theme != NULL)
			sorted[ends[layers[i]->theme - all->themes]++] = layers[i];
	for (size_t i = 0; i < all->n_themes; i++) {
		group(c, all->themes[i].name, &all->themes[i].metadata, sorted + before, ends[i] - before);
		before = ends[i];
	}
}

static void joins_group(const struct capabilities *c)
{
	static const struct metadata words = { .title = { .fr = "Jointures", .en = "Joins" },
		.abstract = { .fr = "Tables jointes à des territoires par les utilisateurs",
		              .en = "Tables that users have joined to territories" } };
	size_t n;
	const struct layer *const *layers = wms_joins(c->x, &n);

	group(c, WMS_JOINS, &words, layers, n);
}

static void common_crs(const struct capabilities *c)
{
	const char *element = is_111(c) ? "SRS" : "CRS";

	if (!is_111(c))
		xml_element(c->w, element, "CRS:84");
	for (size_t i = 0; i < crs_n_common; i++)
		xml_element(c->w, element, mem_printf(c->x->ctx, "EPSG:%d", crs_common[i].code));
}

static void root_head(const struct capabilities *c, const struct bbox *all, size_t n)
{
	const struct exchange *x = c->x;
	struct text title = x->theme != NULL ? x->theme->metadata.title : x->conf->title;
	const char *about = text_in(x->theme != NULL ? x->theme->metadata.abstract : x->conf->abstract,
	                            x->lang);

	xml_attribute(c->w, "queryable", n > 0 ? "1" : "0");
	if (n > 0)
		group_name(c, wms_root_name(x));
	xml_element(c->w, "Title", text_in(title, x->lang));
	xml_element(c->w, "Abstract", *about != '\0' ? about : NULL);
	common_crs(c);
	geographic(c, all);
	group_boxes(c, all);
}

void capabilities_layers(const struct capabilities *c)
{
	const struct exchange *x = c->x;
	size_t n, kept = 0;
	const struct layer **layers = view_layers(x->view, x->ctx, x->theme, &n);
	struct bbox all = together(layers, n);

	xml_start(c->w, "Layer");
	root_head(c, &all, n);
	if (x->theme == NULL)
		theme_groups(c, layers, n);
	for (size_t i = 0; i < n; i++)
		if ((x->theme != NULL || layers[i]->theme == NULL) && !wms_is_join(layers[i]))
			layers[kept++] = layers[i];
	layers_of(c, layers, kept);
	joins_group(c);
	xml_end(c->w);
}
