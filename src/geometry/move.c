#include "geometry/move.h"

#include <math.h>

#include "geometry/gdal_source.h"

/* EPSG:3857 has the semi-major axis of WGS 84 for the radius of its sphere. */
#define MERCATOR_RADIUS 6378137.0
#define RADIANS         0.017453292519943295

enum way { WAY_SAME, WAY_MERCATOR, WAY_PROJ };

struct move {
	enum way way;
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

struct move *move_new(const void *ctx, int from_srs, int to_srs, struct err *err)
{
	struct move *m = mem_new(ctx, struct move);

	talloc_set_destructor(m, free_move);
	m->way = from_srs == to_srs ? WAY_SAME
	       : is_degrees(from_srs) && to_srs == 3857 ? WAY_MERCATOR : WAY_PROJ;
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
	case WAY_PROJ:
		break;
	}
	gdal_hush();
	bool all = by_proj(m, xy, n);
	gdal_unhush();
	return all;
}
