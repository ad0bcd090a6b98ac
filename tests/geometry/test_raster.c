#include "tests/geometry/sources.h"

#include <gdal.h>
#include <ogr_srs_api.h>

#include "geometry/raster.h"

struct fixture {
	char *folder, *to;
	struct raster_info info;
	struct err err;
};

static int set_up(void **state)
{
	struct fixture *f = mem_new(NULL, struct fixture);
	f->folder = scratch_new(f);
	f->to = mem_printf(f, "%s/out.tif", f->folder);
	*state = f;
	GDALAllRegister();
	return 0;
}

static int tear_down(void **state)
{
	return talloc_free(*state);
}

enum { SIZE = 1200 };

/* A slope of SIZE by SIZE metres in Lambert-93, or nowhere. */
static char *slope(struct fixture *f, const char *name, bool placed, bool turned, bool srs)
{
	char *path = mem_printf(f, "%s/%s", f->folder, name);
	GDALDatasetH ds = GDALCreate(GDALGetDriverByName("GTiff"), path, SIZE, SIZE, 1, GDT_Int16, NULL);
	double t[] = { 650000, 1, turned ? 0.5 : 0, 6860000, 0, -1 };
	GInt16 *row = mem_array(f, GInt16, SIZE);
	assert_non_null(ds);
	if (placed)
		GDALSetGeoTransform(ds, t);
	if (srs) {
		OGRSpatialReferenceH l93 = OSRNewSpatialReference(NULL);
		OSRImportFromEPSG(l93, 2154);
		GDALSetSpatialRef(ds, l93);
		OSRDestroySpatialReference(l93);
	}
	for (int y = 0; y < SIZE; y++) {
		for (int x = 0; x < SIZE; x++)
			row[x] = (GInt16)(x + y);
		assert_int_equal(GDALRasterIO(GDALGetRasterBand(ds, 1), GF_Write, 0, y, SIZE, 1, row, SIZE,
		                              1, GDT_Int16, 0, 0), CE_None);
	}
	GDALClose(ds);
	return path;
}

static bool import(struct fixture *f, const char *from, int srs)
{
	struct raster_import job = { .from = from, .to = f->to, .srs = srs };
	f->err = (struct err){ 0 };
	return raster_import(&f->info, f, &job, NULL, NULL, &f->err);
}

static void a_geotiff_becomes_a_cloud_optimised_one_and_loses_nothing(void **state)
{
	struct fixture *f = *state;
	assert_true(import(f, slope(f, "a.tif", true, false, true), 0));
	assert_int_equal(f->info.srs, 2154);
	assert_string_equal(f->info.type, "Int16");
	assert_float_equal(f->info.bbox.maxx, 651200, 1e-9);
	assert_float_equal(f->info.bbox.miny, 6858800, 1e-9);
	assert_true(f->info.geographic.miny > 48.7 && f->info.geographic.maxy < 48.9);
	assert_true(raster_inspect(&f->info, f, f->to, &f->err));
	assert_true(f->info.optimised);
	GDALDatasetH ds = GDALOpen(f->to, GA_ReadOnly);
	GInt16 value;
	assert_int_equal(GDALRasterIO(GDALGetRasterBand(ds, 1), GF_Read, 700, 500, 1, 1, &value, 1, 1,
	                              GDT_Int16, 0, 0), CE_None);
	assert_int_equal(value, 1200);
	assert_true(GDALGetOverviewCount(GDALGetRasterBand(ds, 1)) > 0);
	GDALClose(ds);
}

static void one_that_is_optimised_is_taken_as_it_is(void **state)
{
	struct fixture *f = *state;
	assert_true(import(f, slope(f, "a.tif", true, false, true), 0));
	char *first = f->to;
	f->to = mem_printf(f, "%s/again.tif", f->folder);
	assert_true(import(f, first, 0));
	assert_int_equal(system(mem_printf(f, "cmp -s %s %s", first, f->to)), 0);
}

static void the_same_source_gives_the_same_bytes(void **state)
{
	struct fixture *f = *state;
	char *from = slope(f, "a.tif", true, false, true);
	assert_true(import(f, from, 0));
	char *first = f->to;
	f->to = mem_printf(f, "%s/again.tif", f->folder);
	assert_true(import(f, from, 0));
	assert_int_equal(system(mem_printf(f, "cmp -s %s %s", first, f->to)), 0);
}

static void a_raster_without_a_place_on_the_ground_is_refused(void **state)
{
	struct fixture *f = *state;
	assert_false(import(f, slope(f, "a.tif", false, false, false), 0));
	assert_non_null(strstr(f->err.message.en, "not placed on the ground"));
	assert_false(import(f, slope(f, "b.tif", true, true, true), 0));
	assert_non_null(strstr(f->err.message.en, "is turned"));
	assert_false(import(f, slope(f, "c.tif", true, false, false), 0));
	assert_int_equal(f->err.code, ERR_CRS);
	assert_int_equal(access(f->to, F_OK), -1);
	assert_true(import(f, slope(f, "c.tif", true, false, false), 2154));
	assert_true(raster_inspect(&f->info, f, f->to, &f->err));
	assert_int_equal(f->info.srs, 2154);
}

static void only_geotiffs_are_rasters_here(void **state)
{
	struct fixture *f = *state;
	assert_true(raster_claims("a.tif") && raster_claims("B.TIFF"));
	assert_false(raster_claims("a.gpkg") || raster_claims(".tif"));
	assert_false(raster_inspect(&f->info, f, source_write(f, f->folder, "x.tif", "text"), &f->err));
	assert_int_equal(f->err.code, ERR_INVALID_PARAMETER);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_geotiff_becomes_a_cloud_optimised_one_and_loses_nothing),
		TEST(one_that_is_optimised_is_taken_as_it_is),
		TEST(the_same_source_gives_the_same_bytes),
		TEST(a_raster_without_a_place_on_the_ground_is_refused),
		TEST(only_geotiffs_are_rasters_here),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
