/* The box of a query as SQL. */
#include "geometry/features_sql.h"

#include "base/text.h"
#include "geometry/box_ring.h"

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
static char *ring_geometry(const void *ctx, const struct box_ring *r, int srs)
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
                        const struct box_ring *r)
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

char *sql_meets(const void *ctx, const struct feature_query *q, const struct sql_table *t,
                struct err *err)
{
	struct box_ring *rings;
	size_t n;

	if (!box_rings(&rings, &n, ctx, q, err))
		return NULL;
	char *condition = n > 0 ? meets_ring(ctx, q->layer, t, &rings[0]) : mem_strdup(ctx, "1 = 0");
	if (n > 1)
		condition = mem_printf(ctx, "(%s) OR (%s)", condition, meets_ring(ctx, q->layer, t, &rings[1]));
	talloc_free(rings);
	return condition;
}
