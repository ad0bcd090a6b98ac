#include "map/gml.h"

#include <math.h>
#include <string.h>

#include "map/gml_geometry.h"

enum { NO_PROPERTY = -1 };

/* What stands around a property, and between the one before and it where both are there. */
struct property {
	struct xml_tags tags;
	struct span joint;
};

struct gml {
	struct xml_fast *to;
	const struct wfs_selection *s;
	struct gml_shape shape;
	const char *element;          /* prefixed */
	struct xml_tags feature;      /* the first with the name of its identifier, up to the value */
	struct property *properties;  /* the columns, then the geometry */
	ptrdiff_t inside;             /* of these, the one whose end has not been written */
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
	g->inside = NO_PROPERTY;
	return g;
}

static struct span span_of(const char *text)
{
	return (struct span){ text, strlen(text) };
}

/* All tags are one text, each property's opened and closed in turn, so that a joint is two of them. */
static void name_properties(struct gml *g, const struct layer *layer)
{
	size_t n = layer->n_columns + 1, room = 0, from = 0;
	struct pen all = { .ctx = g->names };
	const char **names = mem_array(g->names, const char *, n);

	for (size_t i = 0; i < n; i++) {
		names[i] = i + 1 < n ? layer->columns[i].name : wfs_geometry_name(layer);
		room += 2 * (strlen(names[i]) + sizeof "</" WFS_PREFIX ":>");
	}
	pen_room(&all, room);
	g->properties = mem_array(g->names, struct property, n);
	for (size_t i = 0; i < n; i++) {
		size_t open = all.used, close;
		pen_text(&all, "<" WFS_PREFIX ":");
		pen_text(&all, names[i]);
		pen_char(&all, '>');
		close = all.used;
		pen_text(&all, "</");
		pen_write(&all, all.text + open + 1, close - open - 1);
		g->properties[i] = (struct property){ .tags = { .open = { all.text + open, close - open },
		                                                .close = { all.text + close, all.used - close } },
		                                      .joint = { all.text + from, close - from } };
		from = close;
	}
}

void gml_select(struct gml *g, const struct wfs_selection *s)
{
	const struct layer *layer = s->layer;

	talloc_free_children(g->names);
	g->s = s;
	g->element = TEXT_JOIN(g->names, WFS_PREFIX, ":", s->type);
	g->feature.open = span_of(TEXT_JOIN(g->names, "<", g->element, " ", gml_id_name(g), "=\""));
	g->feature.close = span_of(TEXT_JOIN(g->names, "</", g->element, ">"));
	name_properties(g, layer);
	g->ids = wfs_ids_of(g->names, s->type);
	g->shape.y_first = s->crs.y_first;
	g->shape.decimals = s->crs.geographic ? 8 : 3;
	g->shape.srs = gml_shape_srs(g->names, g->shape.encoding, s->crs.name);
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

static void leave(struct gml *g)
{
	if (g->inside != NO_PROPERTY)
		pen_span(&g->to->pen, g->properties[g->inside].tags.close);
	g->inside = NO_PROPERTY;
}

/* Out of one property into another. */
static void enter(struct gml *g, size_t i)
{
	const struct property *p = &g->properties[i];

	if (g->inside != NO_PROPERTY && (size_t)g->inside + 1 == i) {
		pen_span(&g->to->pen, p->joint);
	} else {
		leave(g);
		pen_span(&g->to->pen, p->tags.open);
	}
	g->inside = (ptrdiff_t)i;
}

static void put_value(struct gml *g, size_t column, const struct feature_value *value)
{
	enum column_type type = g->s->layer->columns[column].type;

	if (value->null)
		return;
	enter(g, column);
	if (type == COLUMN_REAL)
		pen_text(&g->to->pen, number(value));
	else if (type == COLUMN_INTEGER || type == COLUMN_BOOLEAN)
		pen_text(&g->to->pen, value->text);
	else if (!xml_fast_plain(g->to, value->text))
		xml_fast_text(g->to, type == COLUMN_STRING ? gml_clean(g->scratch, value->text) : value->text);
}

static void put_geometry(struct gml *g, const char *feature_id, struct features *f)
{
	size_t n;
	const void *wkb = features_wkb(f, &n);

	if (wkb == NULL)
		return;
	enter(g, g->s->layer->n_columns);
	g->shape.feature_id = span_of(feature_id);
	gml_shape_write(&g->shape, g->s->layer->geometry, wkb, n);
}

void gml_property(struct gml *g, size_t column, const struct feature_value *value)
{
	put_value(g, column, value);
	leave(g);
}

void gml_geometry(struct gml *g, const char *feature_id, struct features *f)
{
	put_geometry(g, feature_id, f);
	leave(g);
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

	talloc_free_children(g->scratch);
	for (size_t i = 0; i < g->s->layer->n_columns; i++)
		put_value(g, i, &values[i]);
	if (g->s->query.geometry)
		put_geometry(g, id, f);
	bool some = g->inside != NO_PROPERTY;
	leave(g);
	return some;
}

void gml_feature(struct gml *g, struct features *f)
{
	static const struct span end = SPAN("\">");
	const char *id = gml_id(g, f);
	struct pen *to = &g->to->pen;

	pen_span(to, g->feature.open);
	pen_text(to, id);
	pen_span(to, end);
	if (gml_members(g, id, f)) {
		pen_span(to, g->feature.close);
	} else {
		to->used--;           /* the bracket */
		xml_fast_empty(g->to);
	}
}
