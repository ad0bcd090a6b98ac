#include "tests/geometry/sources.h"

#include "geometry/vector.h"

struct fixture {
	char *folder;
	struct vector_info info;
	struct err err;
};

static int set_up(void **state)
{
	struct fixture *f = mem_new(NULL, struct fixture);
	f->folder = scratch_new(f);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	return talloc_free(*state);
}

static void a_source_tells_its_columns_kind_place_and_size(void **state)
{
	struct fixture *f = *state;
	char *from = source_geojson(f, f->folder, "a.geojson",
	                            FEATURE("\"code\":\"01001\",\"n\":1", SQUARE(2, 46)) ","
	                            FEATURE("\"code\":\"2A004\",\"n\":2", SQUARE(8, 41)));
	assert_true(vector_inspect(&f->info, f, from, NULL, &f->err));
	assert_string_equal(f->info.table, "a");
	assert_int_equal(f->info.geometry, GEOMETRY_POLYGON);
	assert_int_equal(f->info.srs, 4326);
	assert_int_equal(f->info.n_features, 2);
	assert_int_equal(f->info.n_columns, 2);
	assert_string_equal(f->info.columns[1].name, "n");
	assert_int_equal(f->info.columns[1].type, COLUMN_INTEGER);
	assert_float_equal(f->info.bbox.minx, 2, 1e-9);
	assert_float_equal(f->info.bbox.maxy, 46.5, 1e-9);
	assert_float_equal(f->info.geographic.maxx, 8.5, 1e-9);
}

static void what_is_not_an_allowed_source_does_not_open(void **state)
{
	struct fixture *f = *state;
	char *csv = source_write(f, f->folder, "a.csv", "code,x,y\n01001,2,46\n");
	char *vrt = source_write(f, f->folder, "a.vrt", "<OGRVRTDataSource></OGRVRTDataSource>");
	const char *names[] = {
		csv, vrt, "http://127.0.0.1:9/a.geojson", "/vsicurl/http://127.0.0.1:9/a.gpkg",
		"{\"type\":\"FeatureCollection\",\"features\":[]}", "there-is-no-such-file.gpkg",
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct err err = { 0 };
		assert_false(vector_inspect(&f->info, f, names[i], NULL, &err));
		assert_int_equal(err.code, i < 2 ? ERR_INVALID_PARAMETER : ERR_NOT_FOUND);
		assert_string_equal(err.locator, "SOURCE");
	}
}

static void a_source_without_geometries_is_refused(void **state)
{
	struct fixture *f = *state;
	char *from = source_geojson(f, f->folder, "a.geojson", FEATURE("\"a\":1", "null"));
	assert_false(vector_inspect(&f->info, f, from, NULL, &f->err));
	assert_int_equal(f->err.code, ERR_INVALID_PARAMETER);
}

static void several_layers_are_listed_to_choose_from(void **state)
{
	struct fixture *f = *state;
	source_geojson(f, f->folder, "a.geojson", FEATURE("\"code\":\"1\"", POINT(2, 46)));
	source_geojson(f, f->folder, "b.geojson", FEATURE("\"code\":\"2\"", POINT(3, 47)));
	char *two = mem_printf(f, "%s/two.topojson", f->folder);
	source_write(f, f->folder, "two.topojson",
	             "{\"type\":\"Topology\",\"arcs\":[],\"objects\":{"
	             "\"a\":{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":\"Point\","
	             "\"coordinates\":[2,46],\"properties\":{\"code\":\"1\"}}]},"
	             "\"b\":{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":\"Point\","
	             "\"coordinates\":[3,47],\"properties\":{\"code\":\"2\"}}]}}}");
	assert_false(vector_inspect(&f->info, f, two, NULL, &f->err));
	assert_int_equal(f->err.code, ERR_MISSING_PARAMETER);
	assert_non_null(strstr(f->err.message.en, "2 layers; choose one with --table: a, b."));
	f->err = (struct err){ 0 };
	assert_false(vector_inspect(&f->info, f, two, "c", &f->err));
	assert_non_null(strstr(f->err.message.fr, "pas de couche c ; elle a : a, b."));
	f->err = (struct err){ 0 };
	assert_true(vector_inspect(&f->info, f, two, "b", &f->err));
	assert_float_equal(f->info.bbox.minx, 3, 1e-6);
}

static void values_of_a_column_come_sorted_once_each(void **state)
{
	struct fixture *f = *state;
	char *from = source_geojson(f, f->folder, "a.geojson",
	                            FEATURE("\"d\":\"2021-01-01\",\"n\":10", POINT(2, 46)) ","
	                            FEATURE("\"d\":\"2020-01-01\",\"n\":9", POINT(2, 46)) ","
	                            FEATURE("\"d\":null,\"n\":9", POINT(2, 46)) ","
	                            FEATURE("\"d\":\"2021-01-01\",\"n\":-1", POINT(2, 46)));
	const char **values;
	size_t n;
	assert_true(vector_distinct(&values, &n, f, from, NULL, "d", 2, &f->err));
	assert_int_equal(n, 2);
	assert_string_equal(values[0], "2020-01-01");
	assert_string_equal(values[1], "2021-01-01");
	assert_true(vector_distinct(&values, &n, f, from, NULL, "n", 3, &f->err));
	assert_string_equal(values[0], "-1");
	assert_string_equal(values[2], "10");
	assert_false(vector_distinct(&values, &n, f, from, NULL, "n", 2, &f->err));
	assert_int_equal(f->err.code, ERR_DIMENSION);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_source_tells_its_columns_kind_place_and_size),
		TEST(what_is_not_an_allowed_source_does_not_open),
		TEST(a_source_without_geometries_is_refused),
		TEST(several_layers_are_listed_to_choose_from),
		TEST(values_of_a_column_come_sorted_once_each),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
