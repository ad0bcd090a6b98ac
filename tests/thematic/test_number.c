#include "tests/unit.h"

#include "thematic/number.h"

static void says(double value, const char *fr, const char *en)
{
	void *ctx = talloc_new(NULL);
	assert_string_equal(number_text(ctx, value, 0, LANG_FR), fr);
	assert_string_equal(number_text(ctx, value, 0, LANG_EN), en);
	talloc_free(ctx);
}

static void numbers_are_written_as_each_language_does(void **state)
{
	(void)state;
	says(0, "0", "0");
	says(-0.0, "0", "0");
	says(12.5, "12,5", "12.5");
	says(-3, "−3", "−3");
	says(999, "999", "999");
	says(1000, "1\u202f000", "1,000");
	says(1234567.25, "1\u202f234\u202f567,25", "1,234,567.25");
	says(0.0625, "0,0625", "0.0625");
	says(1.5e18, "1,5 × 10¹⁸", "1.5 × 10¹⁸");
	says(-2.5e-7, "−2,5 × 10⁻⁷", "−2.5 × 10⁻⁷");
	says(1e20, "1 × 10²⁰", "1 × 10²⁰");
}

static void a_list_of_numbers_can_have_the_same_decimals(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	assert_int_equal(number_decimals(12.25), 2);
	assert_int_equal(number_decimals(12), 0);
	assert_string_equal(number_text(ctx, 23.5, 2, LANG_FR), "23,50");
	assert_string_equal(number_text(ctx, 1200, 1, LANG_EN), "1,200.0");
	assert_string_equal(number_text(ctx, 0, 1, LANG_EN), "0");
	assert_string_equal(number_text(ctx, 1.25, 1, LANG_EN), "1.25");
	assert_string_equal(number_text(ctx, 1e20, 2, LANG_EN), "1 × 10²⁰");
	talloc_free(ctx);
}

static void parts_are_joined_in_each_language(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct text t = words_join(ctx, (struct text[]){ { "de ", "from " }, { "A", NULL }, { NULL, "." } }, 3);
	assert_string_equal(t.fr, "de A.");
	assert_string_equal(t.en, "from A.");
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_written_as_each_language_does),
		cmocka_unit_test(a_list_of_numbers_can_have_the_same_decimals),
		cmocka_unit_test(parts_are_joined_in_each_language),
	};
	return cmocka_run_group_tests_name("number", tests, NULL, NULL);
}
