#include "geometry/move.h"

#include <math.h>
#include <string.h>

#include "geometry/gdal_source.h"
#include "geometry/srs.h"

/* EPSG:3857 has the semi-major axis of WGS 84 for the radius of its sphere. */
#define MERCATOR_RADIUS 6378137.0
#define RADIANS         0.017453292519943295

enum way { WAY_SAME, WAY_MERCATOR, WAY_DEGREES, WAY_PROJ };

struct move {
	enum way way;
	int from;
	OGRCoordinateTransformationH transformation;
};

static int free_move(struct move *m)
{
	if (m->transformation != NULL)
		OCTDestroyCoordinateTransformation(m->transformation);
	return 0;
}

/* Systems in degrees that PROJ takes for WGS 84 where nothing better is known. */
static bool is_degrees(int srs)
{
	return srs == 4326 || srs == 4258 || srs == 4171;
}

static enum way way(int from_srs, int to_srs)
{
	return from_srs == to_srs ? WAY_SAME
	     : is_degrees(from_srs) && to_srs == 3857 ? WAY_MERCATOR
	     : from_srs == 3857 && is_degrees(to_srs) ? WAY_DEGREES : WAY_PROJ;
}

bool move_is_plain(int from_srs, int to_srs)
{
	return way(from_srs, to_srs) != WAY_PROJ;
}

struct move *move_new(const void *ctx, int from_srs, int to_srs, struct err *err)
{
	struct move *m = mem_new(ctx, struct move);

	talloc_set_destructor(m, free_move);
	m->way = way(from_srs, to_srs);
	m->from = from_srs;
	if (m->way != WAY_PROJ)
		return m;
	OGRSpatialReferenceH from = gdal_srs(m, from_srs, err);
	OGRSpatialReferenceH to = from != NULL ? gdal_srs(m, to_srs, err) : NULL;
	if (to == NULL)
		return NULL;
	gdal_hush();
	m->transformation = OCTNewCoordinateTransformation(from, to);
	gdal_unhush();
	if (m->transformation == NULL) {
		err_set(err, ctx, ERR_CRS, "crs", "there is no way from EPSG:%d to EPSG:%d",
		        "il n'y a pas de passage d'EPSG:%d à EPSG:%d", from_srs, to_srs);
		return NULL;
	}
	return m;
}

/* The poles lie at infinity there; as far as the digits reach, so that what touches them has a shape. */
static bool to_mercator(double *xy, size_t n)
{
	bool all = true;

	for (size_t i = 0; i < n; i++) {
		bool there = fabs(xy[2 * i + 1]) <= 90;
		xy[2 * i] = there ? MERCATOR_RADIUS * RADIANS * xy[2 * i] : HUGE_VAL;
		xy[2 * i + 1] = there ? MERCATOR_RADIUS * asinh(tan(RADIANS * xy[2 * i + 1])) : HUGE_VAL;
		all = all && there;
	}
	return all;
}

static void to_degrees(double *xy, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		xy[2 * i] /= MERCATOR_RADIUS * RADIANS;
		xy[2 * i + 1] = atan(sinh(xy[2 * i + 1] / MERCATOR_RADIUS)) / RADIANS;
	}
}

#define AT_ONCE 512

static bool by_proj(struct move *m, double *xy, size_t n)
{
	double x[AT_ONCE], y[AT_ONCE];
	int good[AT_ONCE];
	bool all = true;

	for (size_t first = 0; first < n; first += AT_ONCE) {
		size_t count = n - first < AT_ONCE ? n - first : AT_ONCE;
		for (size_t i = 0; i < count; i++) {
			x[i] = xy[2 * (first + i)];
			y[i] = xy[2 * (first + i) + 1];
		}
		OCTTransformEx(m->transformation, (int)count, x, y, NULL, good);
		for (size_t i = 0; i < count; i++) {
			xy[2 * (first + i)] = good[i] ? x[i] : HUGE_VAL;
			xy[2 * (first + i) + 1] = good[i] ? y[i] : HUGE_VAL;
			all = all && good[i];
		}
	}
	return all;
}

bool move_points(struct move *m, double *xy, size_t n)
{
	switch (m->way) {
	case WAY_SAME:
		return true;
	case WAY_MERCATOR:
		return to_mercator(xy, n);
	case WAY_DEGREES:
		to_degrees(xy, n);
		return true;
	case WAY_PROJ:
		break;
	}
	gdal_hush();
	bool all = by_proj(m, xy, n);
	gdal_unhush();
	return all;
}

bool move_is_none(const struct move *m)
{
	return m->way == WAY_SAME;
}

bool move_box(struct move *m, struct bbox *to, const struct bbox *from)
{
	enum { STEPS = 21 };
	double corners[4] = { from->minx, from->miny, from->maxx, from->maxy };

	if (m->way != WAY_PROJ) {
		bool all = move_points(m, corners, 2);
		*to = (struct bbox){ corners[0], corners[1], corners[2], corners[3] };
		return all;
	}
	struct bbox box = *from;
	if (m->from == 3857)
		srs_clip_mercator(&box);
	if (!(box.minx < box.maxx && box.miny < box.maxy))
		return false;
	gdal_hush();
	bool ok = OCTTransformBounds(m->transformation, box.minx, box.miny, box.maxx, box.maxy, &to->minx, &to->miny,
	                             &to->maxx, &to->maxy, STEPS);
	gdal_unhush();
	return ok && isfinite(to->minx) && isfinite(to->miny) && isfinite(to->maxx) && isfinite(to->maxy);
}

struct moves {
	struct {
		int from, to;
		struct move *move;
	} kept[MOVES_KEPT];           /* the last one used first */
	size_t n;
};

struct moves *moves_new(const void *ctx)
{
	return mem_new(ctx, struct moves);
}

/* Room at the front, with what was at `at` gone. */
static void bring_forward(struct moves *m, size_t at)
{
	memmove(&m->kept[1], &m->kept[0], at * sizeof m->kept[0]);
}

struct move *moves_get(struct moves *m, const void *ctx, int from_srs, int to_srs, struct err *err)
{
	size_t at = 0;

	while (at < m->n && (m->kept[at].from != from_srs || m->kept[at].to != to_srs))
		at++;
	bool new = at == m->n;
	struct move *move = new ? move_new(m, from_srs, to_srs, err) : m->kept[at].move;
	if (move == NULL) {
		err_keep(err, ctx);
		return NULL;
	}
	if (new && m->n == MOVES_KEPT)
		talloc_free(m->kept[--at].move);
	else if (new)
		m->n++;
	bring_forward(m, at);
	m->kept[0].from = from_srs;
	m->kept[0].to = to_srs;
	m->kept[0].move = move;
	return move;
}
