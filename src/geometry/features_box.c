/* The box of a query as SQL. A box in another system than the data's is no box there: it becomes a
   polygon with close vertices, with a box around it (what an index can find) and one inside it (what
   needs no closer look). */
#include "geometry/features_sql.h"

#include <math.h>

#include "base/text.h"
#include "geometry/gdal_source.h"

enum { STEPS = 100, VERTICES = 4 * STEPS + 1 };

struct ring {
	struct bbox outer, inner;     /* the inner one may be empty: minx > maxx */
	double x[VERTICES], y[VERTICES];
	int n;
};

static void straight(struct ring *r, const struct bbox *b)
{
	r->outer = r->inner = *b;
	r->n = 5;
	for (int i = 0; i < 5; i++) {
		r->x[i] = i == 1 || i == 2 ? b->maxx : b->minx;
		r->y[i] = i == 2 || i == 3 ? b->maxy : b->miny;
	}
}

/* Counter-clockwise from the lower left corner, each edge in STEPS. */
static void follow_edges(struct ring *r, const struct bbox *b)
{
	double w = b->maxx - b->minx, h = b->maxy - b->miny;

	r->n = VERTICES;
	for (int i = 0; i < STEPS; i++) {
		double t = (double)i / STEPS;
		r->x[i] = b->minx + t * w;
		r->y[i] = b->miny;
		r->x[STEPS + i] = b->maxx;
		r->y[STEPS + i] = b->miny + t * h;
		r->x[2 * STEPS + i] = b->maxx - t * w;
		r->y[2 * STEPS + i] = b->maxy;
		r->x[3 * STEPS + i] = b->minx;
		r->y[3 * STEPS + i] = b->maxy - t * h;
	}
	r->x[4 * STEPS] = b->minx;
	r->y[4 * STEPS] = b->miny;
}

static void bound(struct ring *r)
{
	struct bbox *in = &r->inner;

	r->outer = (struct bbox){ INFINITY, INFINITY, -INFINITY, -INFINITY };
	*in = (struct bbox){ -INFINITY, -INFINITY, INFINITY, INFINITY };
	for (int i = 0; i < r->n; i++) {
		r->outer.minx = fmin(r->outer.minx, r->x[i]);
		r->outer.miny = fmin(r->outer.miny, r->y[i]);
		r->outer.maxx = fmax(r->outer.maxx, r->x[i]);
		r->outer.maxy = fmax(r->outer.maxy, r->y[i]);
	}
	/* each edge bounds the inner box from its own side */
	for (int i = 0; i <= STEPS; i++) {
		in->miny = fmax(in->miny, r->y[i]);
		in->maxx = fmin(in->maxx, r->x[STEPS + i]);
		in->maxy = fmin(in->maxy, r->y[2 * STEPS + i]);
		in->minx = fmax(in->minx, r->x[3 * STEPS + i]);
	}
}

/* A box without an area has no edges to follow: it gets a sliver of one. */
static struct bbox with_area(struct bbox b)
{
	double x = 1e-10 * fmax(1, fabs(b.minx)), y = 1e-10 * fmax(1, fabs(b.miny));

	if (b.minx == b.maxx)
		b = (struct bbox){ b.minx - x, b.miny, b.maxx + x, b.maxy };
	if (b.miny == b.maxy)
		b = (struct bbox){ b.minx, b.miny - y, b.maxx, b.maxy + y };
	return b;
}

static bool transform(struct ring *r, const struct bbox *b, int from_srs, int to_srs)
{
	struct bbox box = with_area(*b);
	void *tmp = talloc_new(NULL);
	struct err why = { 0 };
	OGRSpatialReferenceH from = gdal_srs(tmp, from_srs, &why);
	OGRSpatialReferenceH to = from != NULL ? gdal_srs(tmp, to_srs, &why) : NULL;
	bool ok = false;

	gdal_hush();
	OGRCoordinateTransformationH ct = to != NULL ? OCTNewCoordinateTransformation(from, to) : NULL;
	if (ct != NULL) {
		follow_edges(r, &box);
		ok = OCTTransform(ct, r->n, r->x, r->y, NULL);
		for (int i = 0; ok && i < r->n; i++)
			ok = isfinite(r->x[i]) && isfinite(r->y[i]);
		OCTDestroyCoordinateTransformation(ct);
	}
	gdal_unhush();
	talloc_free(tmp);
	if (ok)
		bound(r);
	return ok;
}

static char *envelope(const void *ctx, const struct bbox *b, int srs)
{
	return mem_printf(ctx, "ST_MakeEnvelope(%s, %s, %s, %s, %d)", text_from_double(ctx, b->minx),
	                  text_from_double(ctx, b->miny), text_from_double(ctx, b->maxx),
	                  text_from_double(ctx, b->maxy), srs);
}

/* R-trees hold float coordinates, rounded outward: what they say is inside is inside. */
static char *by_rtree(const void *ctx, const struct layer *layer, const struct sql_table *t,
                      const struct bbox *b, bool inside)
{
	const char *tree = sql_name(ctx, mem_printf(ctx, "rtree_%s_%s", layer->source.table, t->geometry));

	return mem_printf(ctx, "%s IN (SELECT id FROM %s WHERE %s <= %s AND %s >= %s AND %s <= %s AND %s >= %s)",
	                  sql_name(ctx, t->fid), tree,
	                  inside ? "maxx" : "minx", text_from_double(ctx, b->maxx),
	                  inside ? "minx" : "maxx", text_from_double(ctx, b->minx),
	                  inside ? "maxy" : "miny", text_from_double(ctx, b->maxy),
	                  inside ? "miny" : "maxy", text_from_double(ctx, b->miny));
}

/* As a geometry: a box without an area is a line or a point, since a polygon of it would be none. */
static char *ring_geometry(const void *ctx, const struct ring *r, int srs)
{
	bool thin = r->outer.minx == r->outer.maxx, flat = r->outer.miny == r->outer.maxy;
	const char *kind = thin && flat ? "POINT(" : thin || flat ? "LINESTRING(" : "POLYGON((";
	int n = thin && flat ? 1 : thin || flat ? 2 : r->n;
	char *text = mem_printf(ctx, "ST_GeomFromText('%s", kind);

	for (int i = 0; i < n; i++) {
		/* of a line the second point is the corner across */
		int at = n == 2 ? 2 * i : i;
		void *tmp = talloc_new(ctx);
		text = mem_check(talloc_asprintf_append_buffer(text, "%s%s %s", i > 0 ? "," : "",
		                                               text_from_double(tmp, r->x[at]),
		                                               text_from_double(tmp, r->y[at])));
		talloc_free(tmp);
	}
	return mem_check(talloc_asprintf_append_buffer(text, "%s', %d)", n > 2 ? "))" : ")", srs));
}

static char *meets_ring(const void *ctx, const struct layer *layer, const struct sql_table *t,
                        const struct ring *r)
{
	const char *geometry = sql_name(ctx, t->geometry);
	const char *close = mem_printf(ctx, "ST_Intersects(%s, %s)", geometry, ring_geometry(ctx, r, layer->srs));
	bool has_inner = r->inner.minx <= r->inner.maxx && r->inner.miny <= r->inner.maxy;

	if (t->kind == SQL_POSTGIS)
		return mem_printf(ctx, "%s && %s AND %s", geometry, envelope(ctx, &r->outer, layer->srs),
		                  close);
	/* Spatialite answers 0, 1, or -1 where it cannot tell: then the envelope decides */
	if (!t->indexed)
		return mem_printf(ctx, "%s IS NOT NULL AND NOT ST_IsEmpty(%s) AND %s <> 0", geometry, geometry,
		                  close);
	const char *outer = by_rtree(ctx, layer, t, &r->outer, false);
	if (!has_inner)
		return mem_printf(ctx, "%s AND %s <> 0", outer, close);
	return mem_printf(ctx, "%s AND (%s OR %s <> 0)", outer,
	                  by_rtree(ctx, layer, t, &r->inner, true), close);
}

/* The part of a box in degrees where the layer can have something: systems have no meaning far from
   where they are used. False when there is none. */
static bool clip(struct bbox *b, const struct layer *layer)
{
	struct bbox most = layer->geographic, area;
	double margin = 0.01 + 0.01 * fmax(most.maxx - most.minx, most.maxy - most.miny);

	if (layer->source.referenced && srs_area(&area, layer->srs))
		most = (struct bbox){ fmin(most.minx, area.minx), fmin(most.miny, area.miny),
		                      fmax(most.maxx, area.maxx), fmax(most.maxy, area.maxy) };
	b->minx = fmax(b->minx, most.minx - margin);
	b->miny = fmax(b->miny, fmax(most.miny - margin, -90));
	b->maxx = fmin(b->maxx, most.maxx + margin);
	b->maxy = fmin(b->maxy, fmin(most.maxy + margin, 90));
	return b->minx <= b->maxx && b->miny <= b->maxy;
}

static char *meets_box(const void *ctx, const struct feature_query *q, const struct sql_table *t,
                       struct bbox box, bool geographic, struct err *err)
{
	struct ring *r = mem_new(ctx, struct ring);

	if (q->bbox_srs == q->layer->srs)
		straight(r, &box);
	else if (geographic && !clip(&box, q->layer))
		return mem_strdup(ctx, "1 = 0");
	else if (!transform(r, &box, q->bbox_srs, q->layer->srs)) {
		err_set(err, ctx, ERR_INVALID_PARAMETER, "bbox",
		        "the bounding box lies outside of where the layer's reference system has a meaning",
		        "l'emprise est hors du domaine où le système de référence de la couche a un sens");
		return NULL;
	}
	char *condition = meets_ring(ctx, q->layer, t, r);
	talloc_free(r);
	return condition;
}

char *sql_meets(const void *ctx, const struct feature_query *q, const struct sql_table *t,
                struct err *err)
{
	struct bbox west = *q->bbox, east = *q->bbox;
	struct srs_facts facts = { 0 };

	if (!srs_facts(&facts, q->bbox_srs)) {
		err_set(err, ctx, ERR_CRS, "bbox-crs", "EPSG:%d is not a known reference system",
		        "EPSG:%d n'est pas un système de référence connu", q->bbox_srs);
		return NULL;
	}
	if (!facts.geographic || west.minx <= west.maxx)
		return meets_box(ctx, q, t, *q->bbox, facts.geographic, err);
	west.maxx = 180;
	east.minx = -180;
	char *a = meets_box(ctx, q, t, west, true, err);
	char *b = a != NULL ? meets_box(ctx, q, t, east, true, err) : NULL;
	return b != NULL ? mem_printf(ctx, "(%s) OR (%s)", a, b) : NULL;
}
