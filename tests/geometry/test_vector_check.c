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

static void at_most_ten_are_named_and_each_once(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	char *folder = scratch_new(ctx);
	char *features = mem_strdup(ctx, FEATURE("\"code\":\"k0\"", POINT(1, 1)));
	for (int i = 1; i < 45; i++)
		features = talloc_asprintf_append(features, "," FEATURE("\"code\":\"k%d\"", POINT(1, 1)),
		                                  i % 15);
	struct vector_check check;
	struct err err = { 0 };
	char *from = source_geojson(ctx, folder, "a.geojson", features);
	assert_true(vector_check(&check, ctx, from, NULL, "code", NULL, NULL, &err));
	assert_int_equal(check.duplicate_keys, 30);
	assert_string_equal(check.key_samples, "k0, k1, k2, k3, k4, k5, k6, k7, k8, k9, ...");
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_wrong_is_counted_and_named),
		cmocka_unit_test(at_most_ten_are_named_and_each_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
