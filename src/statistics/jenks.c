#include "statistics/jenks.h"

#include "base/mem.h"

/* Distinct values with prefix sums of their number, their sum and their squares. */
struct groups {
	size_t n;
	double *value, *count, *sum, *square;
};

struct layer {
	const struct groups *g;
	const double *before;   /* best cost of the first j groups in one class fewer */
	double *now;
	size_t *cut;            /* where the last class begins, for the first j groups */
	size_t classes;
};

static struct groups group(const void *ctx, const double *sorted, size_t n)
{
	struct groups g = { .n = 0 };
	double middle = sorted[n / 2];  /* squares of what lies near zero keep their digits */

	g.value = mem_array(ctx, double, n);
	g.count = mem_array(ctx, double, n + 1);
	g.sum = mem_array(ctx, double, n + 1);
	g.square = mem_array(ctx, double, n + 1);
	for (size_t i = 0; i < n;) {
		size_t j = i;
		while (j < n && sorted[j] == sorted[i])
			j++;
		double times = (double)(j - i), v = sorted[i] - middle;
		g.value[g.n] = sorted[i];
		g.count[g.n + 1] = g.count[g.n] + times;
		g.sum[g.n + 1] = g.sum[g.n] + times * v;
		g.square[g.n + 1] = g.square[g.n] + times * v * v;
		g.n++;
		i = j;
	}
	return g;
}

/* The sum of squared deviations of groups from..to-1. */
static double cost(const struct groups *g, size_t from, size_t to)
{
	double sum = g->sum[to] - g->sum[from];
	double spread = g->square[to] - g->square[from] - sum * sum / (g->count[to] - g->count[from]);

	return spread > 0 ? spread : 0;
}

/* Solves now[low..high], whose cuts lie in least..most. */
static void solve(struct layer *l, size_t low, size_t high, size_t least, size_t most)
{
	if (low > high)
		return;
	size_t middle = (low + high) / 2, best_at = least;
	size_t last = most < middle - 1 ? most : middle - 1;
	double best = l->before[least] + cost(l->g, least, middle);

	for (size_t at = least + 1; at <= last; at++) {
		double c = l->before[at] + cost(l->g, at, middle);
		if (c < best) {
			best = c;
			best_at = at;
		}
	}
	l->now[middle] = best;
	l->cut[middle] = best_at;
	if (middle > low)
		solve(l, low, middle - 1, least, best_at);
	solve(l, middle + 1, high, best_at, most);
}

size_t jenks(const void *ctx, const double *sorted, size_t n, size_t classes, double *lower)
{
	void *scratch = talloc_new(ctx);
	struct groups g = group(scratch, sorted, n);
	size_t k = classes < g.n ? classes : g.n;
	size_t **cuts = mem_array(scratch, size_t *, k + 1);
	double *before = mem_array(scratch, double, g.n + 1);

	for (size_t j = 1; j <= g.n; j++)
		before[j] = cost(&g, 0, j);
	for (size_t c = 2; c <= k; c++) {
		cuts[c] = mem_array(scratch, size_t, g.n + 1);
		struct layer l = { &g, before, mem_array(scratch, double, g.n + 1), cuts[c], c };
		solve(&l, c, g.n, c - 1, g.n - 1);
		before = l.now;
	}
	size_t end = g.n;
	for (size_t c = k; c >= 2; c--) {
		end = cuts[c][end];
		lower[c - 1] = g.value[end - 1] + (g.value[end] - g.value[end - 1]) / 2;
	}
	lower[0] = g.value[0];
	talloc_free(scratch);
	return k;
}
