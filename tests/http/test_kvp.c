#include "tests/unit.h"
#include "http/kvp.h"

static void names_ignore_case_and_values_are_decoded(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct kvp kvp;
	struct err err = { 0 };

	assert_true(kvp_parse(&kvp, ctx, "SERVICE=WMS&bbox=1%2C2,3,4&&empty=&flag", &err));
	assert_int_equal(kvp.n, 4);
	assert_string_equal(kvp_get(&kvp, "service"), "WMS");
	assert_string_equal(kvp_get(&kvp, "BBOX"), "1,2,3,4");
	assert_string_equal(kvp_get(&kvp, "empty"), "");
	assert_string_equal(kvp_get(&kvp, "flag"), "");
	assert_null(kvp_get(&kvp, "absent"));
	talloc_free(ctx);
}

static void malformed_escapes_are_refused(void **state)
{
	(void)state;
	const char *bad[] = { "a=%", "a=%4", "a=%zz", "a=%00", "%=1" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		void *ctx = talloc_new(NULL);
		struct kvp kvp;
		struct err err = { 0 };
		assert_false(kvp_parse(&kvp, ctx, bad[i], &err));
		assert_int_equal(err.code, ERR_INVALID_PARAMETER);
		talloc_free(ctx);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_ignore_case_and_values_are_decoded),
		cmocka_unit_test(malformed_escapes_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
