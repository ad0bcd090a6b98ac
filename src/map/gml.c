#include "map/gml.h"

#include <math.h>
#include <string.h>

#include "map/gml_geometry.h"

struct gml {
	xmlTextWriterPtr w;
	const struct wfs_selection *s;
	struct gml_shape shape;
	const char *element, *geometry;   /* prefixed names */
	const char **columns;
	void *scratch;                /* of one feature */
	void *names;                  /* of one selection */
};

struct gml *gml_new(const void *ctx, xmlTextWriterPtr w, enum wfs_encoding encoding)
{
	struct gml *g = mem_new(ctx, struct gml);

	g->w = w;
	g->scratch = talloc_new(g);
	g->names = talloc_new(g);
	g->shape = (struct gml_shape){ .ctx = g, .w = w, .encoding = encoding };
	return g;
}

void gml_select(struct gml *g, const struct wfs_selection *s)
{
	const struct layer *layer = s->layer;

	talloc_free_children(g->names);
	g->s = s;
	g->element = mem_printf(g->names, "%s:%s", WFS_PREFIX, s->type);
	g->geometry = mem_printf(g->names, "%s:%s", WFS_PREFIX, wfs_geometry_name(layer));
	g->columns = mem_array(g->names, const char *, layer->n_columns + 1);
	for (size_t i = 0; i < layer->n_columns; i++)
		g->columns[i] = mem_printf(g->names, "%s:%s", WFS_PREFIX, layer->columns[i].name);
	g->shape.y_first = s->crs.y_first;
	g->shape.decimals = s->crs.geographic ? 8 : 3;
	g->shape.srs_name = s->crs.name;
}

const char *gml_clean(const void *ctx, const char *text)
{
	size_t n = strlen(text);

	if (text_is_utf8(text, n))
		return text;
	char *clean = mem_strdup(ctx, text);
	for (char *p = clean; *p != '\0';) {
		/* the shortest stretch that is text, else this byte is not */
		size_t step = 1;
		while (step < 4 && p[step] != '\0' && !text_is_utf8(p, step))
			step++;
		if (text_is_utf8(p, step)) {
			p += step;
		} else {
			*p++ = '?';
		}
	}
	return clean;
}

/* xs:double has names of its own for what is not finite. */
static const char *number(const struct feature_value *value)
{
	if (isfinite(value->number))
		return value->text;
	return isnan(value->number) ? "NaN" : value->number < 0 ? "-INF" : "INF";
}

void gml_property(struct gml *g, size_t column, const struct feature_value *value)
{
	enum column_type type = g->s->layer->columns[column].type;

	if (value->null)
		return;
	xml_start(g->w, g->columns[column]);
	if (type == COLUMN_STRING)
		xml_text(g->w, gml_clean(g->scratch, value->text));
	else
		xml_text(g->w, type == COLUMN_REAL ? number(value) : value->text);
	xml_end(g->w);
}

void gml_geometry(struct gml *g, const char *feature_id, struct features *f)
{
	size_t n;
	const void *wkb = features_wkb(f, &n);

	if (wkb == NULL)
		return;
	g->shape.feature_id = feature_id;
	xml_start(g->w, g->geometry);
	gml_shape_write(&g->shape, g->s->layer->geometry, wkb, n);
	xml_end(g->w);
}

bool gml_feature(struct gml *g, struct features *f, void (*root)(void *arg), void *arg)
{
	const struct feature_value *values = features_values(f);
	const struct layer *layer = g->s->layer;

	talloc_free_children(g->scratch);
	const char *id = wfs_feature_id(g->scratch, g->s->type, features_id(f));
	xml_start(g->w, g->element);
	if (root != NULL)
		root(arg);
	xml_attribute(g->w, g->shape.encoding == WFS_GML2 ? "fid" : "gml:id", id);
	for (size_t i = 0; i < layer->n_columns; i++)
		gml_property(g, i, &values[i]);
	if (g->s->query.geometry)
		gml_geometry(g, id, f);
	return xmlTextWriterEndElement(g->w) >= 0;
}
