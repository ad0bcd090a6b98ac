#include "tests/unit.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "base/number.h"

static uint64_t any(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

static const char *fixed(double value, int decimals)
{
	static char text[NUMBER_MOST + 1];
	text[number_fixed(text, value, decimals)] = '\0';
	return text;
}

static void decimals_are_rounded_and_final_zeros_left_out(void **state)
{
	(void)state;
	assert_string_equal(fixed(1.23456789, 7), "1.2345679");
	assert_string_equal(fixed(650000.004, 2), "650000");
	assert_string_equal(fixed(6860000.006, 2), "6860000.01");
	assert_string_equal(fixed(-2.5, 0), "-3");
	assert_string_equal(fixed(0.05, 2), "0.05");
	assert_string_equal(fixed(-100.25, 13), "-100.25");
	assert_string_equal(fixed(0.5, 15), "0.5");
	assert_string_equal(fixed(1e15, 0), "1000000000000000");
	assert_string_equal(fixed(123456.7895, 3), "123456.79");
	assert_string_equal(fixed(999999999.9999, 3), "1000000000");
	assert_string_equal(fixed(0.00000001, 8), "0.00000001");
}

static void what_rounds_to_nothing_has_no_sign(void **state)
{
	(void)state;
	assert_string_equal(fixed(-1e-10, 7), "0");
	assert_string_equal(fixed(-0.0, 7), "0");
	assert_string_equal(fixed(-0.0004, 3), "0");
}

static void what_is_too_large_for_decimals_is_written_all_the_same(void **state)
{
	(void)state;
	assert_string_equal(fixed(1e17, 2), "1e+17");
	assert_string_equal(fixed(123456789012345.678, 8), "123456789012345.67");
	assert_string_equal(fixed(HUGE_VAL, 2), "0");
	assert_string_equal(fixed(NAN, 2), "0");
}

static void decimals_are_those_of_printf(void **state)
{
	uint64_t seed = 88172645463325252U;
	char expected[400];

	for (int i = 0; i < 100000; i++) {
		double value = (double)(int64_t)any(&seed) / (double)(1ULL << (30 + i % 34));
		int decimals = i % 9;
		snprintf(expected, sizeof expected, "%.*f", decimals, value);
		/* the two may differ where the product is half way between two decimals */
		assert_true(fabs(strtod(fixed(value, decimals), NULL) - strtod(expected, NULL)) <=
		            1.01 * pow(10, -decimals) * (fabs(fmod(fabs(value) * pow(10, decimals), 1) - 0.5) < 1e-4) +
		            4 * DBL_EPSILON * fabs(value));
	}
	(void)state;
}

/* Of all that eight decimals can be, as of a hundred million numbers in turn. */
static void all_decimals_are_written(void **state)
{
	char expected[NUMBER_MOST];
	uint64_t seed = 2463534242U;

	for (int i = 0; i < 200000; i++) {
		uint64_t units = any(&seed) % 100000000000U / (i % 3 == 0 ? 1000000 : 1), whole = units / 100000000, part = units % 100000000;
		size_t n = (size_t)snprintf(expected, sizeof expected, "%d.%08d", (int)whole, (int)part);
		while (expected[n - 1] == '0')
			n--;
		expected[expected[n - 1] == '.' ? n - 1 : n] = '\0';
		assert_string_equal(fixed((double)units / 1e8, 8), expected);
	}
	(void)state;
}

static void points_stand_between_their_marks(void **state)
{
	static const double points[] = { 1, 2.5, 9, -3, 0.125, 8 };
	struct number_points how = { .decimals = 2, .first = 0, .second = 8, .brackets = true, .between = ',', .after = ',' };
	const unsigned char *bytes = (const unsigned char *)points;
	void *ctx = talloc_new(NULL);
	struct pen p = { .ctx = ctx };

	number_points(&p, bytes, 24, 2, &how);
	assert_string_equal(pen_end(&p), "[1,2.5],[-3,0.13]");
	how.third = 16;
	p.used = 0;
	number_points(&p, bytes + 24, -24, 2, &how);
	assert_string_equal(pen_end(&p), "[-3,0.13,8],[1,2.5,9]");
	how = (struct number_points){ .decimals = 0, .first = 8, .second = 0, .between = ' ', .after = ' ' };
	p.used = 0;
	number_points(&p, bytes, 16, 3, &how);
	number_points(&p, bytes, 16, 0, &how);
	assert_string_equal(pen_end(&p), "3 1 -3 9 8 0");
	for (int i = 0; i < 100; i++)
		number_points(&p, bytes, 0, 100, &how);
	assert_int_equal(p.used, 12 + 100 * (100 * 4 - 1));
	talloc_free(ctx);
	(void)state;
}

static void every_double_reads_back(void **state)
{
	uint64_t seed = 362436069U;
	char text[NUMBER_MOST];

	for (int i = 0; i < 300000; i++) {
		uint64_t bits = any(&seed);
		double value;
		if (i % 2 == 0)       /* of everyday size */
			bits = (bits & 0x800fffffffffffffU) | (1023 - 16 + any(&seed) % 70) << 52;
		memcpy(&value, &bits, sizeof value);
		if (!isfinite(value))
			continue;
		size_t n = number_double(text, value);
		assert_int_equal(n, strlen(text));
		assert_true(strtod(text, NULL) == value);
	}
	(void)state;
}

static void of_texts_that_read_back_it_is_the_shortest(void **state)
{
	uint64_t seed = 521288629U;
	char text[NUMBER_MOST], expected[64];

	for (int i = 0; i < 300000; i++) {
		double value = (double)(int64_t)(any(&seed) >> (20 + i % 40)) / pow(10, i % 11);
		int digits = 15;
		if (value < 1e-4)
			continue;
		do
			snprintf(expected, sizeof expected, "%.*g", digits, value);
		while (digits++ < 17 && strtod(expected, NULL) != value);
		number_double(text, i % 2 == 0 ? value : -value);
		assert_string_equal(text + i % 2, expected);
	}
	(void)state;
}

static void whole_numbers_are_written_to_the_ends_of_their_range(void **state)
{
	char text[NUMBER_MOST];

	size_t n = number_int(text, INT64_MIN);
	assert_string_equal(text, "-9223372036854775808");
	assert_int_equal(n, strlen(text));
	number_int(text, INT64_MAX);
	assert_string_equal(text, "9223372036854775807");
	number_int(text, 0);
	assert_string_equal(text, "0");
	/* where a digit more begins, and one before */
	for (int64_t power = 10; power < INT64_MAX / 10; power *= 10)
		for (int64_t value = power - 1; value <= power + 1; value++) {
			char expected[NUMBER_MOST];
			snprintf(expected, sizeof expected, "%lld", (long long)value);
			assert_int_equal(number_int(text, value), strlen(expected));
			assert_string_equal(text, expected);
		}
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decimals_are_rounded_and_final_zeros_left_out),
		cmocka_unit_test(what_rounds_to_nothing_has_no_sign),
		cmocka_unit_test(what_is_too_large_for_decimals_is_written_all_the_same),
		cmocka_unit_test(decimals_are_those_of_printf),
		cmocka_unit_test(all_decimals_are_written),
		cmocka_unit_test(points_stand_between_their_marks),
		cmocka_unit_test(every_double_reads_back),
		cmocka_unit_test(of_texts_that_read_back_it_is_the_shortest),
		cmocka_unit_test(whole_numbers_are_written_to_the_ends_of_their_range),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
