#include "statistics/distribution.h"

#include <math.h>
#include <stdlib.h>

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

double quantile_sorted(const double *sorted, size_t n, double p)
{
	double at = p * (double)(n - 1);
	size_t below = (size_t)at;

	if (below + 1 >= n)
		return sorted[n - 1];
	return sorted[below] + (at - (double)below) * (sorted[below + 1] - sorted[below]);
}

/* The moments around a mean taken first: one pass over raw powers would lose digits. */
static void moments(struct distribution *d)
{
	double sum = 0, second = 0, third = 0;

	for (size_t i = 0; i < d->n; i++)
		sum += d->sorted[i];
	d->mean = sum / (double)d->n;
	for (size_t i = 0; i < d->n; i++) {
		double off = d->sorted[i] - d->mean;
		second += off * off;
		third += off * off * off;
	}
	d->deviation = sqrt(second / (double)d->n);
	if (d->deviation > 0)
		d->skewness = third / (double)d->n / pow(d->deviation, 3);
}

void distribution_of(struct distribution *d, const void *ctx, const double *values, size_t n_values)
{
	double *sorted = mem_array(ctx, double, n_values);

	*d = (struct distribution){ .sorted = sorted, .whole = true };
	for (size_t i = 0; i < n_values; i++) {
		if (isnan(values[i])) {
			d->n_missing++;
			continue;
		}
		sorted[d->n++] = values[i];
		d->whole = d->whole && values[i] == floor(values[i]);
	}
	if (d->n == 0)
		return;
	qsort(sorted, d->n, sizeof *sorted, by_value);
	d->n_distinct = 1;
	for (size_t i = 1; i < d->n; i++)
		d->n_distinct += sorted[i] != sorted[i - 1];
	d->least = sorted[0];
	d->greatest = sorted[d->n - 1];
	d->median = quantile_sorted(sorted, d->n, 0.5);
	d->q1 = quantile_sorted(sorted, d->n, 0.25);
	d->q3 = quantile_sorted(sorted, d->n, 0.75);
	moments(d);
}
