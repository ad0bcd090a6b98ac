/* What a column of numbers looks like, in the figures from which a map is chosen. Pure: no I/O. */
#ifndef JT_STATISTICS_DISTRIBUTION_H
#define JT_STATISTICS_DISTRIBUTION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"

struct distribution {
	size_t n;              /* values that are numbers (NaN stands for "no value" and is left out) */
	size_t n_missing;
	size_t n_distinct;
	double least, greatest, mean, median;
	double deviation;      /* standard deviation of the population (divisor n) */
	double skewness;       /* Fisher-Pearson g1; 0 when the deviation is 0 */
	double q1, q3;         /* quartiles, type 7 of Hyndman & Fan (1996) */
	bool whole;            /* every value is a whole number */
	const double *sorted;  /* the n values, ascending, in ctx */
};

/* n_values may be 0: then all figures are 0 and n is 0. */
void distribution_of(struct distribution *d, const void *ctx, const double *values, size_t n_values);

/* How many of n ascending values are less than `bound`. */
size_t sorted_below(const double *sorted, size_t n, double bound);

/* The p-quantile (0..1), type 7, of ascending values; n at least 1. */
double quantile_sorted(const double *sorted, size_t n, double p);

#endif
