#include "tests/unit.h"

#include <math.h>
#include <stdlib.h>

#include "statistics/distribution.h"
#include "statistics/jenks.h"

#define MOST 400

/* The sum of squared deviations of values from..to-1, two passes. */
static double spread(const double *v, size_t from, size_t to)
{
	double mean = 0, sum = 0;
	for (size_t i = from; i < to; i++)
		mean += v[i] - v[from];
	mean = v[from] + mean / (double)(to - from);
	for (size_t i = from; i < to; i++)
		sum += (v[i] - mean) * (v[i] - mean);
	return sum;
}

/* Fisher's recurrence as he wrote it: O(k n^2), every class from the table of all spreads. */
static double least_cost(const double *v, size_t n, size_t k)
{
	double *all = calloc((n + 1) * (n + 1), sizeof *all), *cost = calloc((n + 1) * (k + 1), sizeof *cost);
	for (size_t i = 0; i < n; i++)
		for (size_t j = i + 1; j <= n; j++)
			all[i * (n + 1) + j] = spread(v, i, j);
	for (size_t c = 1; c <= k; c++)
		for (size_t j = c; j <= n; j++) {
			double *best = &cost[c * (n + 1) + j];
			*best = c == 1 ? all[j] : INFINITY;
			for (size_t i = c - 1; c > 1 && i < j; i++)
				*best = fmin(*best, cost[(c - 1) * (n + 1) + i] + all[i * (n + 1) + j]);
		}
	double least = cost[k * (n + 1) + n];
	free(all);
	free(cost);
	return least;
}

static double cost_of(const double *v, size_t n, const double *lower, size_t k)
{
	double total = 0;
	for (size_t c = 0, from = 0; c < k; c++) {
		size_t to = from;
		while (to < n && (c + 1 == k || v[to] < lower[c + 1]))
			to++;
		assert_true(to > from);
		total += spread(v, from, to);
		from = to;
	}
	return total;
}

static double chance(void)
{
	return (rand() + 1.0) / (RAND_MAX + 2.0);
}

static double even(size_t i)
{
	(void)i;
	return chance();
}

static double heavy(size_t i)
{
	(void)i;
	return exp(3 * sqrt(-2 * log(chance())) * cos(6.2831853 * chance()));
}

static double whole(size_t i)
{
	(void)i;
	return floor(30 * chance() * chance());
}

static double heaps(size_t i)
{
	return 1e6 + (double)(i % 5) * 1000 + chance();
}

static void no_partition_is_better_than_the_one_found(void **state)
{
	(void)state;
	double (*const kinds[])(size_t) = { even, heavy, whole, heaps };
	srand(11);
	for (size_t kind = 0; kind < sizeof kinds / sizeof *kinds; kind++) {
		for (size_t k = 2; k <= 10; k += 2) {
			void *ctx = talloc_new(NULL);
			double v[MOST], lower[20];
			struct distribution d;
			size_t n = MOST / 2 + (size_t)(rand() % (MOST / 2));
			for (size_t i = 0; i < n; i++)
				v[i] = kinds[kind](i);
			distribution_of(&d, ctx, v, n);
			assert_int_equal(jenks(ctx, d.sorted, n, k, lower), k);
			double least = least_cost(d.sorted, n, k), found = cost_of(d.sorted, n, lower, k);
			assert_true(found <= least + 1e-9 * spread(d.sorted, 0, n));
			talloc_free(ctx);
		}
	}
}

static void as_many_classes_as_values_leave_no_spread(void **state)
{
	(void)state;
	double v[] = { 1, 1, 2, 5, 5, 9 }, lower[20];
	assert_int_equal(jenks(NULL, v, 6, 7, lower), 4);
	assert_true(cost_of(v, 6, lower, 4) == 0);
	assert_true(lower[0] == 1 && lower[1] == 1.5 && lower[3] == 7);
}

static void a_single_value_is_one_class(void **state)
{
	(void)state;
	double v[] = { 4, 4, 4 }, lower[20];
	assert_int_equal(jenks(NULL, v, 3, 5, lower), 1);
	assert_true(lower[0] == 4);
	assert_int_equal(jenks(NULL, v, 1, 2, lower), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_partition_is_better_than_the_one_found),
		cmocka_unit_test(as_many_classes_as_values_leave_no_spread),
		cmocka_unit_test(a_single_value_is_one_class),
	};
	return cmocka_run_group_tests_name("jenks", tests, NULL, NULL);
}
