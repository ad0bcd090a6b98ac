#include "statistics/jenks.h"

#include <stdint.h>

#include "base/mem.h"

/* The least sum of squares within classes is the greatest sum of S^2/n over them, S being the sum of a class and n its
   number, as the squares of all values are the same however these are parted. */

/* Where a class may begin: what lies before it. */
struct start {
	double count, sum;            /* of all values before */
	double worth;                 /* of the best classes made of them, one fewer than now */
};

struct layer {
	const struct start *starts;
	const uint32_t *below;        /* cuts of the layer before: none lies lower now */
	double *worth;
	uint32_t *cut;                /* where the last class begins, for the first j groups */
};

/* Solves groups low..high, whose cuts lie in least..most. */
static void solve(const struct layer *l, size_t low, size_t high, size_t least, size_t most)
{
	if (low > high)
		return;
	size_t middle = (low + high) / 2;
	size_t last = most < middle - 1 ? most : middle - 1;
	size_t from = least > l->below[middle] ? least : l->below[middle];
	size_t best_at = from = from < last ? from : last;
	const struct start end = l->starts[middle];
	double best = -1;

	for (size_t at = from; at <= last; at++) {
		const struct start *s = &l->starts[at];
		double sum = end.sum - s->sum, worth = s->worth + sum * sum / (end.count - s->count);
		if (worth > best) {
			best = worth;
			best_at = at;
		}
	}
	l->worth[middle] = best;
	l->cut[middle] = (uint32_t)best_at;
	if (middle > low)
		solve(l, low, middle - 1, least, best_at);
	solve(l, middle + 1, high, best_at, most);
}

/* Distinct values, and the starts before each and after the last; how many values there are. */
static size_t group(double *value, struct start *starts, const double *sorted, size_t n)
{
	const double middle = sorted[n / 2];  /* squares of what lies near zero keep their digits */
	size_t groups = 0;

	starts[0] = (struct start){ 0, 0, 0 };
	for (size_t i = 0; i < n;) {
		size_t j = i;
		while (j < n && sorted[j] == sorted[i])
			j++;
		double times = (double)(j - i);
		value[groups] = sorted[i];
		starts[groups + 1].count = starts[groups].count + times;
		starts[groups + 1].sum = starts[groups].sum + times * (sorted[i] - middle);
		groups++;
		i = j;
	}
	return groups;
}

size_t jenks(const void *ctx, const double *sorted, size_t n, size_t classes, double *lower)
{
	void *scratch = talloc_new(ctx);
	double *value = mem_array(scratch, double, n), *worth = mem_array(scratch, double, n + 1);
	struct start *starts = mem_array(scratch, struct start, n + 1);
	size_t groups = group(value, starts, sorted, n), k = classes < groups ? classes : groups;
	uint32_t **cuts = mem_array(scratch, uint32_t *, k + 1);

	cuts[1] = mem_array(scratch, uint32_t, groups + 1);
	for (size_t j = 1; j <= groups; j++)
		starts[j].worth = starts[j].sum * starts[j].sum / starts[j].count;
	for (size_t c = 2; c <= k; c++) {
		cuts[c] = mem_array(scratch, uint32_t, groups + 1);
		struct layer l = { starts, cuts[c - 1], worth, cuts[c] };
		/* of the last layer, only the whole counts */
		solve(&l, c < k ? c : groups, groups, c - 1, groups - 1);
		for (size_t j = c; j <= groups; j++)
			starts[j].worth = worth[j];
	}
	size_t end = groups;
	for (size_t c = k; c >= 2; c--) {
		end = cuts[c][end];
		lower[c - 1] = value[end - 1] + (value[end] - value[end - 1]) / 2;
	}
	lower[0] = value[0];
	talloc_free(scratch);
	return k;
}
