#include "tests/unit.h"
#include "api/moment.h"

static void *ctx;

static bool read(struct moments *m, const char *text)
{
	struct err err = { 0 };
	bool ok = moments_parse(m, ctx, text, &err);
	if (!ok) {
		assert_int_equal(err.code, ERR_INVALID_PARAMETER);
		assert_string_equal(err.locator, "datetime");
	}
	return ok;
}

static void an_instant_is_an_interval_of_itself(void **state)
{
	(void)state;
	struct moments m;
	assert_true(read(&m, "2016-06-01T12:30:05Z"));
	assert_string_equal(m.from, "2016-06-01T12:30:05");
	assert_string_equal(m.to, "2016-06-01T12:30:05");
	assert_true(read(&m, "2016"));
	assert_string_equal(m.from, "2016");
}

static void an_interval_may_be_open_on_either_side(void **state)
{
	(void)state;
	struct moments m;
	assert_true(read(&m, "../2016-12-31"));
	assert_null(m.from);
	assert_string_equal(m.to, "2016-12-31");
	assert_true(read(&m, "2016-01/"));
	assert_string_equal(m.from, "2016-01");
	assert_null(m.to);
	assert_true(read(&m, "../.."));
}

static void other_time_zones_are_moved_to_utc(void **state)
{
	(void)state;
	struct moments m;
	assert_true(read(&m, "2016-01-01T00:30:00+02:00"));
	assert_string_equal(m.from, "2015-12-31T22:30:00");
	assert_true(read(&m, "2016-12-31T23:30:00.250-01:00"));
	assert_string_equal(m.from, "2017-01-01T00:30:00");
}

static void what_is_no_moment_is_refused(void **state)
{
	(void)state;
	struct moments m;
	const char *wrong[] = { "", "..", "2016-13-01", "2016-02-30", "yesterday", "2016-01-01T25:00:00Z",
	                        "2016-01-01T00:00:00+2", "2017/2016", "2016/2017/2018", "2016-1-1",
	                        "2016-01-01T12:00:00.Z", "2016-01-01Z" };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(read(&m, wrong[i]));
}

static void a_part_stands_for_its_whole_span(void **state)
{
	(void)state;
	assert_string_equal(moment_first(ctx, "2016"), "2016-01-01T00:00:00Z");
	assert_string_equal(moment_last(ctx, "2016"), "2016-12-31T23:59:59Z");
	assert_string_equal(moment_last(ctx, "2016-02"), "2016-02-29T23:59:59Z");
	assert_string_equal(moment_last(ctx, "1900-02"), "1900-02-28T23:59:59Z");
	assert_string_equal(moment_last(ctx, "2016-06-01T12:00:00Z"), "2016-06-01T12:00:00Z");
	assert_null(moment_first(ctx, "now"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_instant_is_an_interval_of_itself),
		cmocka_unit_test(an_interval_may_be_open_on_either_side),
		cmocka_unit_test(other_time_zones_are_moved_to_utc),
		cmocka_unit_test(what_is_no_moment_is_refused),
		cmocka_unit_test(a_part_stands_for_its_whole_span),
	};
	ctx = talloc_new(NULL);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	talloc_free(ctx);
	return failed;
}
