/* Natural breaks, exact: the partition of ascending values into classes with the least sum of squared
   deviations from the class means (W. D. Fisher, "On Grouping for Maximum Homogeneity", 1958). The
   cost obeys the quadrangle inequality, so each layer of the recurrence is solved by divide and
   conquer, above the cuts of the layer before: O(k n log n) in place of O(k n^2). */
#ifndef JT_STATISTICS_JENKS_H
#define JT_STATISTICS_JENKS_H

#include <stddef.h>

/* Writes the lower bounds of the classes to `lower` (room for `classes`), the first being the least value;
   returns how many there are: `classes`, or the number of distinct values where that is smaller. A
   bound lies midway between the values that it parts, so that a class of one value has a width
   too. n at least 1. */
size_t jenks(const void *ctx, const double *sorted, size_t n, size_t classes, double *lower);

#endif
