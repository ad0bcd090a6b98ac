#include "statistics/distribution.h"

#include <math.h>
#include <stdint.h>

#define DIGIT 11
#define DIGITS 6
#define BUCKETS (1 << DIGIT)

/* Numbers in an order of their bits that is that of their values. */
static uint64_t key_of(double value)
{
	union { double value; uint64_t bits; } both = { .value = value + 0.0 };  /* -0 becomes 0 */
	return both.bits >> 63 ? ~both.bits : both.bits | UINT64_C(1) << 63;
}

static double value_of(uint64_t key)
{
	union { uint64_t bits; double value; } both = { key >> 63 ? key & ~(UINT64_C(1) << 63) : ~key };
	return both.value;
}

/* One digit of all keys; false where all have the same. */
static bool by_digit(uint64_t *to, const uint64_t *from, size_t n, int digit, uint32_t *starts)
{
	uint32_t at = 0;

	for (size_t b = 0; b < BUCKETS; b++) {
		uint32_t count = starts[b];
		if (count == n)
			return false;
		starts[b] = at;
		at += count;
	}
	for (size_t i = 0; i < n; i++)
		to[starts[from[i] >> (digit * DIGIT) & (BUCKETS - 1)]++] = from[i];
	return true;
}

/* By radix: a column of a country is sorted in less than a millisecond. */
static void sort(const void *ctx, double *values, size_t n)
{
	void *scratch = talloc_new(ctx);
	uint64_t *from = mem_array(scratch, uint64_t, n), *to = mem_array(scratch, uint64_t, n);
	uint32_t *starts = mem_array(scratch, uint32_t, DIGITS * BUCKETS);

	for (size_t i = 0; i < n; i++) {
		from[i] = key_of(values[i]);
		for (int d = 0; d < DIGITS; d++)
			starts[d * BUCKETS + (int)(from[i] >> (d * DIGIT) & (BUCKETS - 1))]++;
	}
	for (int d = 0; d < DIGITS; d++) {
		if (!by_digit(to, from, n, d, starts + d * BUCKETS))
			continue;
		uint64_t *sorted = to;
		to = from;
		from = sorted;
	}
	for (size_t i = 0; i < n; i++)
		values[i] = value_of(from[i]);
	talloc_free(scratch);
}

size_t sorted_below(const double *sorted, size_t n, double bound)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (sorted[middle] < bound)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
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
	sort(ctx, sorted, d->n);
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
