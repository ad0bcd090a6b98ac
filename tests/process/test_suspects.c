#include "tests/unit.h"
#include "fcgi/suspects.h"

static void the_second_time_a_request_is_refused_and_then_for_twice_as_long(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct board *board = board_attach(ctx, -1, NULL);
	struct suspects *s = suspects_new(ctx);
	assert_int_equal(suspects_strike(s, 7), 0);
	suspects_post(s, board);
	assert_int_equal(board_refuses(board, 7), 0);
	assert_int_equal(suspects_strike(s, 7), 60);
	suspects_post(s, board);
	assert_in_range(board_refuses(board, 7), 59, 60);
	assert_int_equal(board_refuses(board, 8), 0);
	static const unsigned next[] = { 120, 240, 480, 960, 1920, 3600, 3600 };
	for (size_t i = 0; i < sizeof next / sizeof *next; i++)
		assert_int_equal(suspects_strike(s, 7), next[i]);
	talloc_free(ctx);
}

static void many_harmless_strikes_do_not_crowd_out_each_other_s_count(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct suspects *s = suspects_new(ctx);
	for (uint64_t key = 1; key <= BOARD_REFUSED; key++)
		assert_int_equal(suspects_strike(s, key), 0);
	for (uint64_t key = 1; key <= BOARD_REFUSED; key++)
		assert_int_equal(suspects_strike(s, key), 60);
	/* one more takes the place of the oldest */
	assert_int_equal(suspects_strike(s, 99), 0);
	assert_int_equal(suspects_strike(s, 1), 0);
	assert_int_equal(suspects_strike(s, 99), 60);
	talloc_free(ctx);
}

static void a_request_is_known_by_method_path_query_and_body(void **state)
{
	(void)state;
	struct span none = { "", 0 }, body = { "x", 1 };
	uint64_t key = board_key("GET", "/ows", "a=1", none);
	assert_true(key != 0);
	assert_true(key == board_key("GET", "/ows", "a=1", none));
	assert_true(key != board_key("POST", "/ows", "a=1", none));
	assert_true(key != board_key("GET", "/ow", "sa=1", none));
	assert_true(key != board_key("GET", "/ows", "a=2", none));
	assert_true(key != board_key("GET", "/ows", "a=1", body));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_second_time_a_request_is_refused_and_then_for_twice_as_long),
		cmocka_unit_test(many_harmless_strikes_do_not_crowd_out_each_other_s_count),
		cmocka_unit_test(a_request_is_known_by_method_path_query_and_body),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
