#include "base/mem.h"
#include "tests/unit.h"

#include "tiles/mvt_values.h"

static void equal_values_have_one_number(void **state JT_UNUSED)
{
	void *ctx = talloc_new(NULL);
	struct mvt_values v;

	mvt_values_open(&v, ctx);
	assert_int_equal(mvt_values_text(&v, "Ain"), 0);
	assert_int_equal(mvt_values_real(&v, 1.5), 1);
	assert_int_equal(mvt_values_integer(&v, -1), 2);
	assert_int_equal(mvt_values_text(&v, ""), 3);
	size_t n = v.written.n;
	assert_int_equal(mvt_values_text(&v, "Ain"), 0);
	assert_int_equal(mvt_values_real(&v, 1.5), 1);
	assert_int_equal(mvt_values_integer(&v, -1), 2);
	assert_int_equal(mvt_values_text(&v, ""), 3);
	assert_int_equal(v.written.n, n);
	/* one of another kind is another one */
	assert_int_equal(mvt_values_text(&v, "-1"), 4);
	assert_int_equal(mvt_values_real(&v, -1), 5);
	talloc_free(ctx);
}

static void many_values_keep_their_numbers(void **state JT_UNUSED)
{
	void *ctx = talloc_new(NULL);
	struct mvt_values v;

	mvt_values_open(&v, ctx);
	for (int round = 0; round < 2; round++)
		for (uint32_t i = 0; i < 20000; i++) {
			assert_int_equal(mvt_values_integer(&v, (int64_t)i * 7 - 9000), 2 * i);
			assert_int_equal(mvt_values_text(&v, mem_printf(ctx, "commune %u", i)), 2 * i + 1);
		}
	assert_int_equal(v.n, 40000);
	talloc_free(ctx);
}

static void a_value_is_written_as_the_specification_has_it(void **state JT_UNUSED)
{
	static const uint8_t bytes[] = { 0x22, 5, 0x0a, 3, 'A', 'i', 'n', 0x22, 2, 0x30, 5 };
	void *ctx = talloc_new(NULL);
	struct mvt_values v;

	mvt_values_open(&v, ctx);
	mvt_values_text(&v, "Ain");
	mvt_values_integer(&v, -3);
	assert_int_equal(v.written.n, sizeof bytes);
	assert_memory_equal(v.written.bytes, bytes, sizeof bytes);
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_values_have_one_number),
		cmocka_unit_test(many_values_keep_their_numbers),
		cmocka_unit_test(a_value_is_written_as_the_specification_has_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
