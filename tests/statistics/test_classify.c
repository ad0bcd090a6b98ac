#include "tests/unit.h"

#include <math.h>
#include <stdlib.h>

#include "statistics/classify.h"

static struct classes cut(void *ctx, const double *v, size_t n, enum method m, size_t k)
{
	struct distribution d;
	struct classes c;
	struct err err = { 0 };
	distribution_of(&d, ctx, v, n);
	assert_true(classify(&c, ctx, &d, m, k, NULL, 0, &err));
	size_t sum = 0;
	for (size_t i = 0; i < c.n; i++) {
		assert_true(c.bounds[i + 1] > c.bounds[i]);
		sum += c.counts[i];
	}
	assert_int_equal(sum, d.n);
	return c;
}

static void missing_values_are_counted_and_left_out(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	double v[] = { 3, NAN, 1, 2, NAN, 4 };
	struct distribution d;
	distribution_of(&d, ctx, v, 6);
	assert_int_equal(d.n, 4);
	assert_int_equal(d.n_missing, 2);
	assert_true(d.least == 1 && d.greatest == 4 && d.mean == 2.5 && d.median == 2.5);
	assert_true(d.q1 == 1.75 && d.q3 == 3.25 && d.whole);
	assert_true(fabs(d.deviation - sqrt(1.25)) < 1e-12 && fabs(d.skewness) < 1e-12);
	talloc_free(ctx);
}

static void each_method_cuts_where_its_definition_says(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	double v[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 };
	struct classes c = cut(ctx, v, 12, METHOD_QUANTILE, 4);
	assert_int_equal(c.n, 4);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(c.counts[i], 3);
	c = cut(ctx, v, 12, METHOD_EQUAL, 11);
	assert_true(c.bounds[1] == 2 && c.bounds[10] == 11);
	double g[] = { 1, 10, 100, 1000 };
	c = cut(ctx, g, 4, METHOD_GEOMETRIC, 3);
	assert_true(fabs(c.bounds[1] - 10) < 1e-9 && fabs(c.bounds[2] - 100) < 1e-9);
	c = cut(ctx, v, 12, METHOD_NESTED_MEANS, 4);
	assert_true(c.bounds[1] == 3.5 && c.bounds[2] == 6.5 && c.bounds[3] == 9.5);
	c = cut(ctx, v, 12, METHOD_DEVIATION, 4);
	assert_true(fabs(c.bounds[2] - 6.5) < 1e-12);
	c = cut(ctx, v, 12, METHOD_Q6, 6);
	assert_int_equal(c.n, 6);
	talloc_free(ctx);
}

/* Every partition of a few values, by brute force. */
static double best_cost(const double *v, size_t n, size_t k)
{
	double best = INFINITY;
	for (unsigned mask = 0; mask < 1u << (n - 1); mask++) {
		if ((size_t)__builtin_popcount(mask) != k - 1)
			continue;
		double total = 0;
		size_t from = 0;
		for (size_t i = 0; i < n; i++) {
			if (i + 1 < n && !(mask >> i & 1))
				continue;
			double mean = 0;
			for (size_t j = from; j <= i; j++)
				mean += v[j];
			mean /= (double)(i + 1 - from);
			for (size_t j = from; j <= i; j++)
				total += (v[j] - mean) * (v[j] - mean);
			from = i + 1;
		}
		best = total < best ? total : best;
	}
	return best;
}

static double cost_of(const struct classes *c, const double *v, size_t n)
{
	double sum[CLASSES_MOST] = { 0 }, total = 0;
	for (size_t i = 0; i < n; i++)
		sum[classes_of(c, v[i])] += v[i];
	for (size_t i = 0; i < n; i++) {
		int k = classes_of(c, v[i]);
		double off = v[i] - sum[k] / (double)c->counts[k];
		total += off * off;
	}
	return total;
}

static void natural_breaks_are_the_best_of_all_partitions(void **state)
{
	(void)state;
	srand(7);
	for (int round = 0; round < 200; round++) {
		void *ctx = talloc_new(NULL);
		double v[12];
		for (size_t i = 0; i < 12; i++)
			v[i] = rand() % 1000 + (round % 2 ? 1e6 : 0);
		struct distribution d;
		distribution_of(&d, ctx, v, 12);
		size_t k = 2 + (size_t)(round % 5);
		struct classes c = cut(ctx, v, 12, METHOD_JENKS, k);
		if (c.n == k)
			assert_true(fabs(cost_of(&c, v, 12) - best_cost(d.sorted, 12, k)) < 1e-3);
		talloc_free(ctx);
	}
}

static void few_distinct_values_make_few_classes(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	double same[] = { 5, 5, 5 }, two[] = { 1, 1, 2, 2, 2 };
	for (int m = 0; m < METHOD_MANUAL; m++) {
		struct distribution d;
		struct classes c;
		struct err err = { 0 };
		distribution_of(&d, ctx, two, 5);
		assert_true(classify(&c, ctx, &d, (enum method)m, 4, NULL, 0, &err));
		assert_true(c.n >= 1 && c.bounds[0] == 1 && c.bounds[c.n] == 2);
		distribution_of(&d, ctx, same, 3);
		assert_true(classify(&c, ctx, &d, (enum method)m, 4, NULL, 0, &err));
		assert_int_equal(c.n, 1);
		assert_int_equal(classes_of(&c, 5), 0);
	}
	talloc_free(ctx);
}

static void a_method_that_does_not_fit_says_why(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	double v[] = { 0, 1, 2, 3 }, falling[] = { 3, 1 };
	struct distribution d;
	struct classes c;
	distribution_of(&d, ctx, v, 4);
	struct err a = { 0 }, b = { 0 }, e = { 0 }, f = { 0 };
	assert_false(classify(&c, ctx, &d, METHOD_GEOMETRIC, 4, NULL, 0, &a));
	assert_string_equal(a.locator, "method");
	assert_false(classify(&c, ctx, &d, METHOD_QUANTILE, 1, NULL, 0, &b));
	assert_string_equal(b.locator, "classes");
	assert_false(classify(&c, ctx, &d, METHOD_MANUAL, 0, falling, 2, &e));
	assert_string_equal(e.locator, "breaks");
	assert_false(classify(&c, ctx, &d, METHOD_NESTED_MEANS, 5, NULL, 0, &f));
	assert_string_equal(f.locator, "classes");
	talloc_free(ctx);
}

static void given_breaks_are_kept_and_the_ends_added(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	double v[] = { 0, 1, 2, 3, 9 }, inner[] = { 1, 2 }, whole[] = { -5, 2, 20 };
	struct distribution d;
	struct classes c;
	struct err err = { 0 };
	distribution_of(&d, ctx, v, 5);
	assert_true(classify(&c, ctx, &d, METHOD_MANUAL, 0, inner, 2, &err));
	assert_int_equal(c.n, 3);
	assert_true(c.bounds[0] == 0 && c.bounds[1] == 1 && c.bounds[2] == 2 && c.bounds[3] == 9);
	assert_true(classify(&c, ctx, &d, METHOD_MANUAL, 0, whole, 3, &err));
	assert_int_equal(c.n, 2);
	assert_true(c.bounds[0] == -5 && c.bounds[2] == 20);
	assert_int_equal(classes_of(&c, 20), 1);
	assert_int_equal(classes_of(&c, 20.5), -1);
	assert_int_equal(classes_of(&c, NAN), -1);
	talloc_free(ctx);
}

static void the_default_follows_the_distribution(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	double even[101], towns[101];
	for (int i = 0; i <= 100; i++) {
		even[i] = i;
		towns[i] = i == 100 ? 2000000 : i * i;
	}
	struct distribution d;
	distribution_of(&d, ctx, even, 101);
	assert_int_equal(classify_choose(&d, 0).method, METHOD_DEVIATION);
	distribution_of(&d, ctx, towns, 101);
	assert_int_equal(classify_choose(&d, 0).method, METHOD_HEAD_TAIL);
	assert_true(*classify_choose(&d, 0).reason.fr && *classify_choose(&d, 0).reason.en);
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(missing_values_are_counted_and_left_out),
		cmocka_unit_test(each_method_cuts_where_its_definition_says),
		cmocka_unit_test(natural_breaks_are_the_best_of_all_partitions),
		cmocka_unit_test(few_distinct_values_make_few_classes),
		cmocka_unit_test(a_method_that_does_not_fit_says_why),
		cmocka_unit_test(given_breaks_are_kept_and_the_ends_added),
		cmocka_unit_test(the_default_follows_the_distribution),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
