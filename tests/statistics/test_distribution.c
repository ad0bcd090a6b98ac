#include "tests/unit.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "statistics/distribution.h"

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void expect_sorted(const double *v, size_t n)
{
	void *ctx = talloc_new(NULL);
	double *copy = mem_array(ctx, double, n);
	struct distribution d;
	memcpy(copy, v, n * sizeof *v);
	qsort(copy, n, sizeof *copy, by_value);
	distribution_of(&d, ctx, v, n);
	assert_int_equal(d.n, n);
	for (size_t i = 0; i < n; i++)
		assert_true(d.sorted[i] == copy[i]);
	talloc_free(ctx);
}

static void values_of_any_size_and_sign_are_sorted(void **state)
{
	(void)state;
	double v[3000], odd[] = { 0, -0.0, DBL_MAX, -DBL_MAX, DBL_MIN, -DBL_MIN, DBL_TRUE_MIN, -DBL_TRUE_MIN,
		                  INFINITY, -INFINITY, 1, -1, 1e-300, 2, 2 };
	srand(5);
	for (int i = 0; i < 3000; i++)
		v[i] = (rand() % 2 ? 1 : -1) * exp(rand() % 1000 / 10.0 - 50);
	expect_sorted(v, 3000);
	expect_sorted(odd, sizeof odd / sizeof *odd);
	for (int i = 0; i < 3000; i++)
		v[i] = rand() % 17 - 8;
	expect_sorted(v, 3000);
	expect_sorted(v, 1);
}

static void no_value_at_all_is_no_fault(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	double v[] = { NAN, NAN };
	struct distribution d;
	distribution_of(&d, ctx, v, 2);
	assert_true(d.n == 0 && d.n_missing == 2 && d.mean == 0 && d.greatest == 0);
	distribution_of(&d, ctx, v, 0);
	assert_true(d.n == 0 && d.n_missing == 0);
	talloc_free(ctx);
}

static void figures_are_those_of_the_definitions(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	double v[] = { 9, 1, 2, 2, 3, NAN };
	struct distribution d;
	distribution_of(&d, ctx, v, 6);
	assert_true(d.least == 1 && d.greatest == 9 && d.median == 2 && d.n_distinct == 4);
	assert_true(fabs(d.mean - 3.4) < 1e-12 && fabs(d.deviation - sqrt(8.24)) < 1e-12);
	assert_true(d.skewness > 1 && d.whole && d.q1 == 2 && d.q3 == 3);
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_of_any_size_and_sign_are_sorted),
		cmocka_unit_test(no_value_at_all_is_no_fault),
		cmocka_unit_test(figures_are_those_of_the_definitions),
	};
	return cmocka_run_group_tests_name("distribution", tests, NULL, NULL);
}
