#include <math.h>
#include <string.h>

#include <cpl_vsi.h>
#include <gdal.h>
#include <ogr_api.h>

#include "tests/geometry/unit_store.h"
#include "tiles/mvt.h"

enum { CELLS = 24, STEP = 4 };

/* The same number between -1 and 1 for the same place. */
static double chance(int i, int j, int which)
{
	uint32_t h = (uint32_t)(i * 73856093) ^ (uint32_t)(j * 19349663) ^ (uint32_t)(which * 83492791);

	h = (h ^ h >> 13) * 0x5bd1e995U;
	return (double)((h ^ h >> 15) % 2001) / 1000 - 1;
}

static char *add_point(char *json, int i, int j, double x, double y, int which)
{
	double wild = which == 0 ? 0.3 : 0.15;

	return mem_check(talloc_asprintf_append(json, "%s[%.6f,%.6f]", json[strlen(json) - 1] == ']' ? "," : "",
	                                        x + wild * chance(i, j, 3 * which), y + wild * chance(i, j, 3 * which + 1)));
}

/* A corner of a cell, and the middle of the border to its right, or above it. */
static char *add_corner(char *json, int i, int j)
{
	return add_point(json, i, j, i, j, 0);
}

static char *add_middle(char *json, int i, int j, bool right)
{
	return add_point(json, i, j, right ? i + 0.5 : i, right ? j : j + 0.5, right ? 1 : 2);
}

/* Cells with crooked borders, one degree wide, that leave no gap. */
static char *cells(const void *ctx)
{
	char *json = mem_strdup(ctx, "");

	for (int i = 0; i < CELLS; i++)
		for (int j = 0; j < CELLS; j++) {
			json = mem_check(talloc_asprintf_append(json, "%s{\"type\":\"Feature\",\"properties\":{\"code\":\"%02d%02d\"},"
				"\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[", *json != '\0' ? "," : "", i, j));
			json = add_corner(json, i, j);
			json = add_middle(json, i, j, true);
			json = add_corner(json, i + 1, j);
			json = add_middle(json, i + 1, j, false);
			json = add_corner(json, i + 1, j + 1);
			json = add_middle(json, i, j + 1, true);
			json = add_corner(json, i, j + 1);
			json = add_middle(json, i, j, false);
			json = add_corner(json, i, j);
			json = mem_check(talloc_strdup_append(json, "]]}}"));
		}
	return json;
}

/* The tile in its grid, y upwards. */
static GDALDatasetH read_back(void *ctx, struct out *out)
{
	const char *const options[] = { "METADATA_FILE=", "CLIP=NO", NULL };
	size_t n;
	const void *held = out_held(out, &n);
	uint8_t *bytes = mem_array(ctx, uint8_t, n + 1);

	memcpy(bytes, held, n);
	GDALAllRegister();
	VSIFCloseL(VSIFileFromMemBuffer("/vsimem/shape.mvt", bytes, n, FALSE));
	return GDALOpenEx("MVT:/vsimem/shape.mvt", GDAL_OF_VECTOR, NULL, options, NULL);
}

/* How often the rings of a geometry go around a point. */
static int winding(OGRGeometryH g, double x, double y)
{
	int n = OGR_G_GetPointCount(g), turns = 0;

	for (int i = 0; i < OGR_G_GetGeometryCount(g); i++)
		turns += winding(OGR_G_GetGeometryRef(g, i), x, y) != 0;
	for (int i = 0; i + 1 < n; i++) {
		double ax = OGR_G_GetX(g, i), ay = OGR_G_GetY(g, i), bx = OGR_G_GetX(g, i + 1), by = OGR_G_GetY(g, i + 1);
		if ((ay <= y) == (by <= y))
			continue;
		double at = ax + (y - ay) / (by - ay) * (bx - ax);
		turns += at > x ? (by > ay ? 1 : -1) : 0;
	}
	return turns;
}

struct covered {
	int never, several, places;
};

/* Looks at places well inside of the cells together. */
static struct covered look(GDALDatasetH d, double cell)
{
	struct covered c = { 0 };
	OGRLayerH l = GDALDatasetGetLayer(d, 0);

	for (double x = 2 * cell; x < (CELLS - 2) * cell; x += cell * 0.37)
		for (double y = 2 * cell; y < (CELLS - 2) * cell; y += cell * 0.41) {
			int times = 0;
			OGR_L_ResetReading(l);
			for (OGRFeatureH f; (f = OGR_L_GetNextFeature(l)) != NULL; OGR_F_Destroy(f))
				times += winding(OGR_F_GetGeometryRef(f), x + 0.013, y + 0.017) != 0;
			c.places++;
			c.never += times == 0;
			c.several += times > 1;
		}
	return c;
}

static struct out *tile_of(void *ctx, const struct geometry_store *store, double left, double bottom, double units_of_degree,
                           int step)
{
	struct err err = { 0 };
	double width = MVT_EXTENT / units_of_degree;
	struct mvt tile = { .name = "t", .store = store, .srs = 4326, .step = step,
	                    .bbox = { left, bottom, left + width, bottom + width } };
	struct out *out = out_new_buffer(ctx);

	assert_true(mvt_write(out, ctx, &tile, &err));
	return out;
}

static void neighbours_leave_no_gap_however_small_they_are(void **state JT_UNUSED)
{
	static const double widths[] = { 2, 5, 11, 30, 100 };
	void *ctx = talloc_new(NULL);
	char *workspace = scratch_new(ctx);
	const struct geometry_store *store =
		stored_open(ctx, workspace, stored_features(ctx, workspace, "cells", "code", cells(ctx)));
	size_t last = 0;

	for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
		size_t n;
		struct out *out = tile_of(ctx, store, 0, 0, widths[i], STEP);
		GDALDatasetH d = read_back(ctx, out);
		out_held(out, &n);
		assert_true(n > last);   /* the smaller, the less there is of them */
		last = n;
		struct covered c = look(d, widths[i]);
		assert_int_equal(c.never, 0);
		assert_true(c.places > 500 && c.several * 25 <= c.places);
		GDALClose(d);
	}
	VSIUnlink("/vsimem/shape.mvt");
	talloc_free(ctx);
}

static void vertices_stand_where_the_step_lets_them(void **state JT_UNUSED)
{
	void *ctx = talloc_new(NULL);
	char *workspace = scratch_new(ctx);
	const struct geometry_store *store =
		stored_open(ctx, workspace, stored_features(ctx, workspace, "cells", "code", cells(ctx)));
	GDALDatasetH d = read_back(ctx, tile_of(ctx, store, 0, 0, 100, STEP));
	OGRLayerH l = GDALDatasetGetLayer(d, 0);

	assert_int_equal(OGR_L_GetFeatureCount(l, TRUE), CELLS * CELLS);
	for (OGRFeatureH f; (f = OGR_L_GetNextFeature(l)) != NULL; OGR_F_Destroy(f)) {
		OGREnvelope box;
		OGR_G_GetEnvelope(OGR_F_GetGeometryRef(f), &box);
		assert_true(fmod(fabs(box.MinX), STEP) == 0 && fmod(fabs(box.MaxY), STEP) == 0);
	}
	GDALClose(d);
	VSIUnlink("/vsimem/shape.mvt");
	talloc_free(ctx);
}

/* Squares of a tenth of a degree that stand alone. */
static char *islands(const void *ctx, int n)
{
	char *json = mem_strdup(ctx, "");

	for (int i = 0; i < n * n; i++) {
		double x = 1 + i % n, y = 1 + i / n;
		json = mem_check(talloc_asprintf_append(json, "%s{\"type\":\"Feature\",\"properties\":{\"code\":\"%04d\"},\"geometry\":"
			"{\"type\":\"Polygon\",\"coordinates\":[[[%g,%g],[%g,%g],[%g,%g],[%g,%g],[%g,%g]]]}}", *json != '\0' ? "," : "",
			i, x, y, x + 0.1, y, x + 0.1, y + 0.1, x, y + 0.1, x, y));
	}
	return json;
}

static void small_areas_that_stand_alone_make_squares_of_as_much_area(void **state JT_UNUSED)
{
	enum { SIDE = 30, UNITS = 20, COARSE = 2 * STEP };
	void *ctx = talloc_new(NULL);
	char *workspace = scratch_new(ctx);
	const struct geometry_store *store =
		stored_open(ctx, workspace, stored_features(ctx, workspace, "islands", "code", islands(ctx, SIDE)));
	GDALDatasetH d = read_back(ctx, tile_of(ctx, store, 0, 0, UNITS, STEP));
	OGRLayerH l = GDALDatasetGetLayer(d, 0);
	double area = 0, all = SIDE * SIDE * (0.1 * UNITS) * (0.1 * UNITS);

	for (OGRFeatureH f; (f = OGR_L_GetNextFeature(l)) != NULL; OGR_F_Destroy(f)) {
		double one = OGR_G_Area(OGR_F_GetGeometryRef(f));
		assert_true(one == COARSE * COARSE);
		area += one;
	}
	assert_true(area > 0 && fabs(area - all) <= COARSE * COARSE);
	GDALClose(d);
	VSIUnlink("/vsimem/shape.mvt");
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(neighbours_leave_no_gap_however_small_they_are),
		cmocka_unit_test(vertices_stand_where_the_step_lets_them),
		cmocka_unit_test(small_areas_that_stand_alone_make_squares_of_as_much_area),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
