/* Geometries of filters: GML 2.1.2, 3.1.1 and 3.2.1, flat, with straight edges. */
#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "geometry/srs.h"
#include "map/filter_parts.h"

enum { EDGE_STEPS = 16 };

struct points {
	double *xy;
	size_t n, room;
};

struct reader {
	struct walk *w;
	struct literal *g;
	const char *dimension;        /* srsDimension, as inherited */
};

static bool bad(struct reader *r, const xmlNode *n)
{
	return err_set(r->w->err, r->w->scope->ctx, ERR_INVALID_PARAMETER, "FILTER",
	               "the coordinates of %s cannot be read", "les coordonnées de %s sont illisibles",
	               (const char *)n->name);
}

static void add(struct reader *r, struct points *p, double a, double b)
{
	struct bbox *box = &r->g->box;
	double x = r->g->crs.y_first ? b : a, y = r->g->crs.y_first ? a : b;

	if (p->n == p->room) {
		p->room = p->room * 2 + 8;
		p->xy = mem_grow(r->w->scope->ctx, p->xy, double, 2 * p->room);
	}
	p->xy[2 * p->n] = x;
	p->xy[2 * p->n + 1] = y;
	p->n++;
	box->minx = x < box->minx ? x : box->minx;
	box->maxx = x > box->maxx ? x : box->maxx;
	box->miny = y < box->miny ? y : box->miny;
	box->maxy = y > box->maxy ? y : box->maxy;
}

/* One number out of text; *p moves behind it and behind the separators after it. */
static bool number(const void *ctx, const char **p, const char *separators, double *value)
{
	size_t n = strcspn(*p, separators);

	if (n == 0 || n > 40 || !text_double(mem_strndup(ctx, *p, n), value))
		return false;
	*p += n;
	*p += strspn(*p, separators);
	return true;
}

/* Numbers in groups of `dimension`, of which the first two count. */
static bool list(struct reader *r, const xmlNode *n, int dimension, const char *separators,
                 struct points *p)
{
	void *tmp = talloc_new(r->w->scope->ctx);
	const char *text = xml_content(tmp, n);
	bool good = true;

	while (good && *text != '\0') {
		double v[3] = { 0 };
		for (int i = 0; good && i < dimension; i++)
			good = number(tmp, &text, separators, &v[i]);
		if (good)
			add(r, p, v[0], v[1]);
	}
	talloc_free(tmp);
	return good || bad(r, n);
}

static int dimension(struct reader *r, const xmlNode *n)
{
	const char *own = xml_get(r->w->scope->ctx, n, "srsDimension");

	own = own != NULL ? own : r->dimension;
	return own != NULL && strcmp(own, "3") == 0 ? 3 : 2;
}

/* gml:coordinates: tuples apart by `ts`, numbers by `cs`; a third number is a height. */
static bool coordinates(struct reader *r, const xmlNode *n, struct points *p)
{
	const void *ctx = r->w->scope->ctx;
	const char *cs = xml_get(ctx, n, "cs"), *ts = xml_get(ctx, n, "ts");
	const char *decimal = xml_get(ctx, n, "decimal");
	const char *text = xml_content(ctx, n);

	cs = cs != NULL && *cs != '\0' ? cs : ",";
	ts = mem_printf(ctx, "%s \t\r\n", ts != NULL ? ts : "");
	if (decimal != NULL && strcmp(decimal, ".") != 0)
		return bad(r, n);
	for (text += strspn(text, ts); *text != '\0'; text += strspn(text, ts)) {
		const char *tuple = mem_strndup(ctx, text, strcspn(text, ts));
		double a, b;
		text += strlen(tuple);
		if (!number(ctx, &tuple, cs, &a) || !number(ctx, &tuple, cs, &b))
			return bad(r, n);
		add(r, p, a, b);
	}
	return true;
}

static bool coord(struct reader *r, const xmlNode *n, struct points *p)
{
	const xmlNode *x = xml_child(n, "X"), *y = xml_child(n, "Y");
	double a, b;

	if (x == NULL || y == NULL || !text_double(xml_content(r->w->scope->ctx, x), &a) ||
	    !text_double(xml_content(r->w->scope->ctx, y), &b))
		return bad(r, n);
	add(r, p, a, b);
	return true;
}

/* All positions among the children of an element. */
static bool positions(struct reader *r, const xmlNode *parent, struct points *p)
{
	for (const xmlNode *n = xml_first(parent); n != NULL; n = xml_next(n)) {
		bool good = true;
		if (xml_is(n, "pos") || xml_is(n, "posList") || xml_is(n, "lowerCorner") ||
		    xml_is(n, "upperCorner"))
			good = list(r, n, dimension(r, n), " \t\r\n", p);
		else if (xml_is(n, "coordinates"))
			good = coordinates(r, n, p);
		else if (xml_is(n, "coord"))
			good = coord(r, n, p);
		else if (xml_is(n, "pointProperty") && xml_child(n, "Point") != NULL)
			good = positions(r, xml_child(n, "Point"), p);
		if (!good)
			return false;
	}
	return true;
}

static char *append(struct reader *r, char *text, const struct points *p)
{
	for (size_t i = 0; i < p->n; i++) {
		void *tmp = talloc_new(r->w->scope->ctx);
		text = mem_check(talloc_asprintf_append_buffer(text, "%s%s %s", i > 0 ? "," : "",
		                                               text_from_double(tmp, p->xy[2 * i]),
		                                               text_from_double(tmp, p->xy[2 * i + 1])));
		talloc_free(tmp);
	}
	return text;
}

/* Appends "(x y,x y)" when there are at least that many points. */
static bool path(struct reader *r, const xmlNode *n, size_t least, bool closed, char **wkt)
{
	struct points p = { 0 };

	if (!positions(r, n, &p))
		return false;
	if (p.n < least)
		return err_set(r->w->err, r->w->scope->ctx, ERR_INVALID_PARAMETER, "FILTER",
		               "%s has %zu points, and needs %zu", "%s a %zu points, il en faut %zu",
		               (const char *)n->name, p.n, least);
	if (closed && (p.xy[0] != p.xy[2 * p.n - 2] || p.xy[1] != p.xy[2 * p.n - 1]))
		add(r, &p, r->g->crs.y_first ? p.xy[1] : p.xy[0], r->g->crs.y_first ? p.xy[0] : p.xy[1]);
	*wkt = mem_check(talloc_strdup_append_buffer(*wkt, "("));
	*wkt = mem_check(talloc_strdup_append_buffer(append(r, *wkt, &p), ")"));
	return true;
}

static bool rings(struct reader *r, const xmlNode *polygon, char **wkt)
{
	int n = 0;

	*wkt = mem_check(talloc_strdup_append_buffer(*wkt, "("));
	for (const xmlNode *b = xml_first(polygon); b != NULL; b = xml_next(b)) {
		const xmlNode *ring = xml_child(b, "LinearRing");
		if (ring == NULL)
			continue;
		if (n++ > 0)
			*wkt = mem_check(talloc_strdup_append_buffer(*wkt, ","));
		if (!path(r, ring, 3, true, wkt))
			return false;
	}
	*wkt = mem_check(talloc_strdup_append_buffer(*wkt, ")"));
	return n > 0 || bad(r, polygon);
}

/* The part of a curve's or a surface's patches that is one segment. */
static bool segments(struct reader *r, const xmlNode *curve, char **wkt)
{
	const xmlNode *all = xml_child(curve, "segments");
	const xmlNode *first = all != NULL ? xml_first(all) : NULL;

	if (first == NULL || !xml_is(first, "LineStringSegment") || xml_next(first) != NULL)
		return err_set(r->w->err, r->w->scope->ctx, ERR_OPTION, "FILTER",
		               "a Curve may have one LineStringSegment here",
		               "une Curve peut avoir ici un seul LineStringSegment");
	return path(r, first, 2, false, wkt);
}

static bool patches(struct reader *r, const xmlNode *surface, char **wkt)
{
	const xmlNode *all = xml_child(surface, "patches");
	const xmlNode *first = all != NULL ? xml_first(all) : NULL;

	if (first == NULL || !xml_is(first, "PolygonPatch") || xml_next(first) != NULL)
		return err_set(r->w->err, r->w->scope->ctx, ERR_OPTION, "FILTER",
		               "a Surface may have one PolygonPatch here",
		               "une Surface peut avoir ici un seul PolygonPatch");
	return rings(r, first, wkt);
}

static bool point(struct reader *r, const xmlNode *n, char **wkt)
{
	return path(r, n, 1, false, wkt);
}

static bool line(struct reader *r, const xmlNode *n, char **wkt)
{
	return path(r, n, 2, false, wkt);
}

typedef bool part_fn(struct reader *r, const xmlNode *n, char **wkt);

/* clang-format off */
static const struct kind {
	const char *name, *wkt;
	part_fn *read;                /* NULL: its members are read */
} kinds[] = {
	{ "Point", "POINT", point }, { "LineString", "LINESTRING", line },
	{ "Polygon", "POLYGON", rings }, { "Curve", "LINESTRING", segments },
	{ "Surface", "POLYGON", patches }, { "MultiPoint", "MULTIPOINT", NULL },
	{ "MultiLineString", "MULTILINESTRING", NULL }, { "MultiCurve", "MULTILINESTRING", NULL },
	{ "MultiPolygon", "MULTIPOLYGON", NULL }, { "MultiSurface", "MULTIPOLYGON", NULL },
	{ "Envelope", NULL, NULL }, { "Box", NULL, NULL },
};
/* clang-format on */

static const struct kind *kind_of(const xmlNode *n)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (xml_is(n, kinds[i].name))
			return &kinds[i];
	return NULL;
}

bool filter_is_geometry(const xmlNode *node)
{
	return kind_of(node) != NULL;
}

/* The members of a collection: of pointMember, surfaceMembers ... */
static bool members(struct reader *r, const xmlNode *all, const char *wkt_name, char **wkt)
{
	int n = 0;

	*wkt = mem_check(talloc_strdup_append_buffer(*wkt, "("));
	for (const xmlNode *m = xml_first(all); m != NULL; m = xml_next(m))
		for (const xmlNode *one = xml_first(m); one != NULL; one = xml_next(one)) {
			const struct kind *kind = kind_of(one);
			if (kind == NULL || kind->read == NULL || strcmp(kind->wkt, wkt_name + 5) != 0)
				return bad(r, all);
			if (n++ > 0)
				*wkt = mem_check(talloc_strdup_append_buffer(*wkt, ","));
			if (!kind->read(r, one, wkt))
				return false;
		}
	*wkt = mem_check(talloc_strdup_append_buffer(*wkt, ")"));
	return n > 0 || bad(r, all);
}

static bool box(struct reader *r, const xmlNode *n)
{
	struct points p = { 0 };

	if (!positions(r, n, &p))
		return false;
	if (p.n != 2 || p.xy[0] > p.xy[2] || p.xy[1] > p.xy[3])
		return err_set(r->w->err, r->w->scope->ctx, ERR_INVALID_PARAMETER, "FILTER",
		               "%s takes its lower corner, then its upper one",
		               "%s prend son coin inférieur, puis son coin supérieur", (const char *)n->name);
	r->g->is_box = true;
	return true;
}

bool filter_geometry(struct walk *w, const xmlNode *node, struct literal *g)
{
	const void *ctx = w->scope->ctx;
	const char *srs = xml_get(ctx, node, "srsName");
	const struct kind *kind = kind_of(node);
	struct reader r = { w, g, xml_get(ctx, node, "srsDimension") };

	*g = (struct literal){ .crs = w->scope->crs,
	                       .box = { DBL_MAX, DBL_MAX, -DBL_MAX, -DBL_MAX } };
	if (srs != NULL && !wfs_crs_parse(&g->crs, ctx, srs, "FILTER", w->err))
		return false;
	if (kind->wkt == NULL) {
		if (!box(&r, node))
			return false;
		filter_box_literal(w, g);
		return true;
	}
	g->wkt = mem_strdup(ctx, kind->wkt);
	return kind->read != NULL ? kind->read(&r, node, &g->wkt)
	                          : members(&r, node, kind->wkt, &g->wkt);
}

void filter_box_literal(struct walk *w, struct literal *g)
{
	const struct bbox *b = &g->box;
	double width = b->maxx - b->minx, height = b->maxy - b->miny;
	struct literal open = { .crs = { 0 }, .box = { 0 } };
	struct reader r = { w, &open, NULL };
	struct points p = { 0 };

	if (width == 0 && height == 0) {
		add(&r, &p, b->minx, b->miny);
	} else if (width == 0 || height == 0) {
		add(&r, &p, b->minx, b->miny);
		add(&r, &p, b->maxx, b->maxy);
	} else {
		int steps = g->crs.srs == w->scope->layer->srs ? 1 : EDGE_STEPS;
		for (int i = 0; i <= 4 * steps; i++) {
			double t = (double)(i % steps) / steps;
			int edge = i / steps % 4;
			add(&r, &p, edge == 0 ? b->minx + t * width : edge == 1 ? b->maxx
			          : edge == 2 ? b->maxx - t * width : b->minx,
			    edge == 0 ? b->miny : edge == 1 ? b->miny + t * height
			          : edge == 2 ? b->maxy : b->maxy - t * height);
		}
	}
	g->wkt = mem_strdup(w->scope->ctx, p.n == 1 ? "POINT(" : p.n == 2 ? "LINESTRING(" : "POLYGON((");
	g->wkt = append(&r, g->wkt, &p);
	g->wkt = mem_check(talloc_strdup_append_buffer(g->wkt, p.n > 2 ? "))" : ")"));
}

char *filter_literal_sql(struct walk *w, const struct literal *g)
{
	const void *ctx = w->scope->ctx;
	int srs = w->scope->layer->srs;
	char *made = mem_printf(ctx, "ST_GeomFromText('%s', %d)", g->wkt, g->crs.srs);

	return g->crs.srs == srs ? made : mem_printf(ctx, "ST_Transform(%s, %d)", made, srs);
}
