#include "map/gml.h"

#include <math.h>
#include <string.h>

#include "map/gml_geometry.h"

/* A property's element, whole. */
struct tags {
	const char *open, *close;
	size_t n_open, n_close;
};

struct gml {
	struct xml_fast *to;
	const struct wfs_selection *s;
	struct gml_shape shape;
	const char *element;          /* prefixed */
	struct tags geometry, *columns;
	struct wfs_ids ids;
	void *scratch;                /* of one feature */
	void *names;                  /* of one selection */
};

struct gml *gml_new(const void *ctx, struct xml_fast *to, enum wfs_encoding encoding)
{
	struct gml *g = mem_new(ctx, struct gml);

	g->to = to;
	g->scratch = talloc_new(g);
	g->names = talloc_new(g);
	g->shape = (struct gml_shape){ .to = to, .encoding = encoding };
	return g;
}

static struct tags tags(const struct gml *g, const char *name)
{
	struct tags t = { TEXT_JOIN(g->names, "<" WFS_PREFIX ":", name, ">"), TEXT_JOIN(g->names, "</" WFS_PREFIX ":", name, ">"),
	                  0, 0 };

	t.n_open = strlen(t.open);
	t.n_close = strlen(t.close);
	return t;
}

void gml_select(struct gml *g, const struct wfs_selection *s)
{
	const struct layer *layer = s->layer;

	talloc_free_children(g->names);
	g->s = s;
	g->element = TEXT_JOIN(g->names, WFS_PREFIX, ":", s->type);
	g->geometry = tags(g, wfs_geometry_name(layer));
	g->columns = mem_array(g->names, struct tags, layer->n_columns + 1);
	for (size_t i = 0; i < layer->n_columns; i++)
		g->columns[i] = tags(g, layer->columns[i].name);
	g->ids = wfs_ids_of(g->names, s->type);
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

bool gml_property(struct gml *g, size_t column, const struct feature_value *value)
{
	enum column_type type = g->s->layer->columns[column].type;
	const struct tags *tags = &g->columns[column];

	if (value->null)
		return false;
	pen_write(&g->to->pen, tags->open, tags->n_open);
	if (type == COLUMN_STRING)
		xml_fast_text(g->to, gml_clean(g->scratch, value->text));
	else if (type == COLUMN_DATE || type == COLUMN_DATETIME)
		xml_fast_text(g->to, value->text);
	else
		pen_text(&g->to->pen, type == COLUMN_REAL ? number(value) : value->text);
	pen_write(&g->to->pen, tags->close, tags->n_close);
	return true;
}

bool gml_geometry(struct gml *g, const char *feature_id, struct features *f)
{
	size_t n;
	const void *wkb = features_wkb(f, &n);

	if (wkb == NULL)
		return false;
	g->shape.feature_id = feature_id;
	pen_text(&g->to->pen, g->geometry.open);
	gml_shape_write(&g->shape, g->s->layer->geometry, wkb, n);
	pen_text(&g->to->pen, g->geometry.close);
	return true;
}

const char *gml_id(struct gml *g, const struct features *f)
{
	return wfs_feature_id(&g->ids, features_id(f));
}

const char *gml_element(const struct gml *g)
{
	return g->element;
}

const char *gml_id_name(const struct gml *g)
{
	return g->shape.encoding == WFS_GML2 ? "fid" : "gml:id";
}

bool gml_members(struct gml *g, const char *id, struct features *f)
{
	const struct feature_value *values = features_values(f);
	bool some = false;

	talloc_free_children(g->scratch);
	for (size_t i = 0; i < g->s->layer->n_columns; i++)
		some = gml_property(g, i, &values[i]) || some;
	return (g->s->query.geometry && gml_geometry(g, id, f)) || some;
}

void gml_feature(struct gml *g, struct features *f)
{
	const char *id = gml_id(g, f);

	xml_fast_start(g->to, g->element);
	xml_fast_attribute(g->to, gml_id_name(g), id);
	xml_fast_inside(g->to);
	if (gml_members(g, id, f)) {
		xml_fast_end(g->to, g->element);
	} else {
		g->to->pen.used--;    /* the bracket */
		xml_fast_empty(g->to);
	}
}
