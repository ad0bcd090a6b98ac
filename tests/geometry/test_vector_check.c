#include "tests/geometry/sources.h"

#include "geometry/vector.h"

static void what_is_wrong_is_counted_and_named(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	char *folder = scratch_new(ctx);
	char *from = source_geojson(ctx, folder, "a.geojson",
	                            FEATURE("\"code\":\"01001\"", SQUARE(2, 46)) ","
	                            FEATURE("\"code\":\"01001\"", SQUARE(3, 46)) ","
	                            FEATURE("\"code\":\"01002\"", BOW_TIE) ","
	                            FEATURE("\"code\":\"01003\"", "null") ","
	                            FEATURE("\"code\":null", SQUARE(8, 41)));
	struct vector_check check;
	struct err err = { 0 };
	assert_true(vector_check(&check, ctx, from, NULL, "code", NULL, NULL, &err));
	assert_int_equal(check.n_features, 5);
	assert_int_equal(check.null_keys, 1);
	assert_int_equal(check.duplicate_keys, 1);
	assert_int_equal(check.invalid_geometries, 1);
	assert_int_equal(check.empty_geometries, 1);
	assert_string_equal(check.key_samples, "01001, fid 4");
	assert_int_equal(strncmp(check.geometry_samples, "01002 (Self-intersection", 24), 0);
	assert_false(vector_check(&check, ctx, from, NULL, "insee", NULL, NULL, &err));
	assert_string_equal(err.locator, "KEY");
	talloc_free(ctx);
}

static void at_most_ten_are_named(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	char *folder = scratch_new(ctx);
	char *features = mem_strdup(ctx, FEATURE("\"code\":\"k\"", POINT(1, 1)));
	for (int i = 0; i < 30; i++)
		features = talloc_strdup_append(features, "," FEATURE("\"code\":\"k\"", POINT(1, 1)));
	struct vector_check check;
	struct err err = { 0 };
	char *from = source_geojson(ctx, folder, "a.geojson", features);
	assert_true(vector_check(&check, ctx, from, NULL, "code", NULL, NULL, &err));
	assert_int_equal(check.duplicate_keys, 30);
	assert_string_equal(check.key_samples, "k, k, k, k, k, k, k, k, k, k, ...");
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_wrong_is_counted_and_named),
		cmocka_unit_test(at_most_ten_are_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
