#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "base/text.h"
#include "table/table.h"
#include "tests/unit.h"

/* The fewest digits from fifteen on that read back, as the C library writes them. */
static void write_slowly(char to[40], double value)
{
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(to, 40, "%.*g", digits, value);
		if (strtod(to, NULL) == value)
			return;
	}
}

static uint64_t next(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

static double random_real(uint64_t *seed)
{
	const double most = (double)(1ULL << 53);
	double fraction = (double)(next(seed) >> 11) / most;
	union { uint64_t bits; double value; } any = { .bits = next(seed) };

	switch (next(seed) % 4) {
	case 0: return any.value;
	case 1: return round(fraction * 1e6) / 1e2;
	case 2: return fraction;
	default: return fraction * pow(10, (double)(next(seed) % 40) - 20) * (next(seed) % 2 ? 1 : -1);
	}
}

static void a_real_number_is_told_by_the_fewest_digits_that_read_back(void **state JT_UNUSED)
{
	static const double some[] = { 0, -0.0, 1, -1, 0.1, 1e-4, 9.9999999999999999e-5, 1e15, 999999999999999.9, 1e14, 1e21, 1e22,
	                               1e300, 5e-324, 123456.789, 0.30000000000000004, 2.5, 100, 1e5, 1e-5 };
	double value;
	struct table_column column = { .name = "v", .unit = "", .type = CELL_REAL, .reals = &value };
	const struct table t = { 1, 1, &column };
	char ours[40], theirs[40];
	uint64_t seed = 88172645463325252;
	const size_t n_some = sizeof some / sizeof *some;

	for (size_t i = 0; i < 200000; i++) {
		value = i < n_some ? some[i] : random_real(&seed);
		if (!isfinite(value))
			continue;
		write_slowly(theirs, value);
		assert_string_equal(table_text(&t, 0, 0, ours), theirs);
	}
}

static void a_whole_number_is_told_by_its_digits(void **state JT_UNUSED)
{
	static int64_t values[] = { 0, -1, 42, INT64_MAX, INT64_MIN };
	struct table_column column = { .name = "v", .unit = "", .type = CELL_INTEGER, .integers = values };
	const struct table t = { 5, 1, &column };
	char ours[40], theirs[40];

	for (size_t i = 0; i < 5; i++) {
		snprintf(theirs, sizeof theirs, "%" PRId64, values[i]);
		assert_string_equal(table_text(&t, 0, i, ours), theirs);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_real_number_is_told_by_the_fewest_digits_that_read_back),
		cmocka_unit_test(a_whole_number_is_told_by_its_digits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
