#include "tests/geometry/sources.h"
#include "tests/geometry/unit_layer.h"

#include "geometry/export.h"

struct fixture {
	char *folder;
	struct feature_query q;
	struct out *out;
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

static void query_over(struct fixture *f, const char *features)
{
	char *json = source_geojson(f, f->folder, "a.geojson", features);
	f->q = (struct feature_query){ .layer = layer_over(f, json, "a", "code"), .open_name = json,
	                               .limit = -1, .srs = 4326, .geometry = true };
}

static bool export(struct fixture *f, enum export_kind kind, size_t n)
{
	struct export_layer layers[] = { { "a", "Titre", &f->q }, { "b", "", &f->q } };
	TALLOC_FREE(f->out);
	f->err = (struct err){ 0 };
	f->out = out_new_buffer(f);
	return export_features(f->out, f, kind, layers, n, &f->err);
}

/* What the file says of itself when it is opened again. */
static struct vector_info opened(struct fixture *f, const char *name, const char *table)
{
	size_t n;
	const void *bytes = out_held(f->out, &n);
	char *path = mem_printf(f, "%s/%s", f->folder, name);
	FILE *file = fopen(path, "w");
	struct vector_info info = { 0 };

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, n, file), n);
	fclose(file);
	if (!vector_inspect(&info, f, path, table, &f->err))
		fail_msg("%s: %s", f->err.message.en, f->err.detail);
	return info;
}

#define TWO FEATURE("\"code\":\"01\",\"n\":5,\"text\":\"é =1\"", SQUARE(2, 45)) "," \
	FEATURE("\"code\":\"02\",\"n\":null,\"text\":\"=1+1\"", SQUARE(3, 45))

static void each_format_can_be_read_again(void **state)
{
	struct fixture *f = *state;
	query_over(f, TWO);
	assert_true(export(f, EXPORT_GEOPACKAGE, 1));
	struct vector_info info = opened(f, "o.gpkg", "a");
	assert_int_equal(info.n_features, 2);
	assert_int_equal(info.geometry, GEOMETRY_POLYGON);
	assert_int_equal(info.srs, 4326);
	assert_int_equal(info.n_columns, 3);
	assert_true(export(f, EXPORT_SHAPEFILE, 1));
	info = opened(f, "o.shp.zip", "a");
	assert_int_equal(info.n_features, 2);
	assert_string_equal(info.columns[0].name, "code");
	assert_int_equal(info.columns[0].type, COLUMN_STRING);
}

static void several_layers_stand_in_one_file(void **state)
{
	struct fixture *f = *state;
	query_over(f, TWO);
	assert_true(export(f, EXPORT_GEOPACKAGE, 2));
	assert_int_equal(opened(f, "two.gpkg", "b").n_features, 2);
}

static void a_shapefile_cannot_hold_all_kinds(void **state)
{
	struct fixture *f = *state;
	query_over(f, FEATURE("\"code\":\"1\"", SQUARE(2, 45)) "," FEATURE("\"code\":\"2\"", POINT(2, 45)));
	assert_false(export(f, EXPORT_SHAPEFILE, 1));
	assert_int_equal(f->err.code, ERR_OPTION);
	assert_true(export(f, EXPORT_GEOPACKAGE, 1));
	assert_true(export(f, EXPORT_KML, 1));
}

static void a_spreadsheet_is_a_zip_and_kml_is_text(void **state)
{
	struct fixture *f = *state;
	size_t n;
	query_over(f, TWO);
	assert_true(export(f, EXPORT_XLSX, 1));
	assert_memory_equal(out_held(f->out, &n), "PK", 2);
	assert_true(export(f, EXPORT_KML, 1));
	const char *kml = out_held(f->out, &n);
	assert_non_null(strstr(mem_strndup(f, kml, n), "<SimpleData name=\"text\">é =1<"));
}

static void a_source_that_does_not_open_is_an_error(void **state)
{
	struct fixture *f = *state;
	query_over(f, TWO);
	f->q.open_name = mem_printf(f, "%s/nonesuch.geojson", f->folder);
	assert_false(export(f, EXPORT_GEOPACKAGE, 1));
	assert_int_equal(f->err.code, ERR_UNAVAILABLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_format_can_be_read_again, set_up, tear_down),
		cmocka_unit_test_setup_teardown(several_layers_stand_in_one_file, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_shapefile_cannot_hold_all_kinds, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_spreadsheet_is_a_zip_and_kml_is_text, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_source_that_does_not_open_is_an_error, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
