#include "statistics/classify.h"

#include <math.h>
#include <string.h>

#include "statistics/jenks.h"

/* clang-format off */
static const struct {
	const char *name;
	struct text title;
} methods[METHODS] = {
	[METHOD_QUANTILE]     = { "quantile",     { "Quantiles (effectifs égaux)", "Quantiles (equal counts)" } },
	[METHOD_EQUAL]        = { "equal",        { "Amplitudes égales", "Equal intervals" } },
	[METHOD_JENKS]        = { "jenks",        { "Seuils naturels (Fisher-Jenks)", "Natural breaks (Fisher-Jenks)" } },
	[METHOD_DEVIATION]    = { "deviation",    { "Moyenne et écart-type", "Mean and standard deviation" } },
	[METHOD_GEOMETRIC]    = { "geometric",    { "Progression géométrique", "Geometric progression" } },
	[METHOD_HEAD_TAIL]    = { "head-tail",    { "Tête/queue (head/tail)", "Head/tail breaks" } },
	[METHOD_NESTED_MEANS] = { "nested-means", { "Moyennes emboîtées", "Nested means" } },
	[METHOD_Q6]           = { "q6",           { "Q6 (5, 25, 50, 75, 95 %)", "Q6 (5, 25, 50, 75, 95 %)" } },
	[METHOD_MANUAL]       = { "manual",       { "Seuils donnés", "Given breaks" } },
};
/* clang-format on */

const char *method_name(enum method method)
{
	return methods[method].name;
}

struct text method_title(enum method method)
{
	return methods[method].title;
}

bool method_parse(enum method *method, const char *name)
{
	for (int i = 0; i < METHODS; i++) {
		if (strcmp(methods[i].name, name) == 0) {
			*method = (enum method)i;
			return true;
		}
	}
	return false;
}

/* Adds a bound when it lies above the last one and below the greatest value. */
static void add_bound(struct classes *c, double bound, double greatest)
{
	if (c->n < CLASSES_MOST - 1 && bound > c->bounds[c->n] && bound < greatest)
		c->bounds[++c->n] = bound;
}

static void quantiles(struct classes *c, const struct distribution *d, size_t n)
{
	for (size_t i = 1; i < n; i++)
		add_bound(c, quantile_sorted(d->sorted, d->n, (double)i / (double)n), d->greatest);
}

static void q6(struct classes *c, const struct distribution *d)
{
	static const double cuts[] = { 0.05, 0.25, 0.5, 0.75, 0.95 };

	for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++)
		add_bound(c, quantile_sorted(d->sorted, d->n, cuts[i]), d->greatest);
}

static void equal(struct classes *c, const struct distribution *d, size_t n)
{
	for (size_t i = 1; i < n; i++)
		add_bound(c, d->least + (d->greatest - d->least) * (double)i / (double)n, d->greatest);
}

static void geometric(struct classes *c, const struct distribution *d, size_t n)
{
	double ratio = pow(d->greatest / d->least, 1 / (double)n);

	for (size_t i = 1; i < n; i++)
		add_bound(c, d->least * pow(ratio, (double)i), d->greatest);
}

/* An even number of classes has the mean as a bound, an odd one has it in its middle class. */
static void deviations(struct classes *c, const struct distribution *d, size_t n)
{
	double first = -((double)n - 2) / 2;

	for (size_t i = 0; i + 1 < n; i++)
		add_bound(c, d->mean + (first + (double)i) * d->deviation, d->greatest);
}

static double mean_of(const double *v, size_t n)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += v[i];
	return sum / (double)n;
}

/* Goes on while the head is a minority, as Jiang's rule of 40 % has it. */
static void head_tail(struct classes *c, const struct distribution *d)
{
	const double *v = d->sorted;
	size_t n = d->n;

	while (n > 1 && c->n < CLASSES_MOST - 1) {
		double mean = mean_of(v, n);
		size_t tail = sorted_below(v, n, mean);
		if (tail == 0 || tail >= n || (double)(n - tail) > 0.4 * (double)n)
			break;
		add_bound(c, mean, d->greatest);
		v += tail;
		n -= tail;
	}
}

static void nested_means(struct classes *c, const struct distribution *d, const double *v, size_t n,
                         size_t levels)
{
	if (levels == 0 || n == 0)
		return;
	double mean = mean_of(v, n);
	size_t half = sorted_below(v, n, mean);
	nested_means(c, d, v, half, levels - 1);
	add_bound(c, mean, d->greatest);
	nested_means(c, d, v + half, n - half, levels - 1);
}

static bool given(struct classes *c, const void *ctx, const struct distribution *d,
                  const double *manual, size_t n_manual, struct err *err)
{
	if (n_manual == 0 || n_manual > CLASSES_MOST + 1)
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "breaks",
		               "expects 1 to %d ascending numbers", "attend de 1 à %d nombres croissants",
		               CLASSES_MOST + 1);
	for (size_t i = 1; i < n_manual; i++)
		if (!(manual[i] > manual[i - 1]))
			return err_set(err, ctx, ERR_INVALID_PARAMETER, "breaks",
			               "the numbers must rise: number %zu does not",
			               "les nombres doivent croître : le n° %zu ne le fait pas", i + 1);
	/* bounds that do not cover the values are inner ones: the ends are added */
	size_t ends = (manual[0] > d->least) + (manual[n_manual - 1] < d->greatest);
	if (n_manual + ends > CLASSES_MOST + 1)
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "breaks",
		               "these make %zu classes, with the values beyond them; %d at most",
		               "elles font %zu classes, avec les valeurs au-delà ; %d au plus",
		               n_manual + ends - 1, CLASSES_MOST);
	if (manual[0] <= d->least)
		c->bounds[0] = manual[0];
	for (size_t i = 0; i < n_manual && c->n < CLASSES_MOST; i++)
		if (manual[i] > c->bounds[c->n])
			c->bounds[++c->n] = manual[i];
	if (c->bounds[c->n] < d->greatest && c->n < CLASSES_MOST)
		c->bounds[++c->n] = d->greatest;
	return true;
}

static void count(struct classes *c, const struct distribution *d)
{
	size_t before = sorted_below(d->sorted, d->n, c->bounds[0]);

	for (size_t k = 0; k < c->n; k++) {
		/* the last one has its upper bound, too */
		double end = k + 1 < c->n ? c->bounds[k + 1] : nextafter(c->bounds[k + 1], HUGE_VAL);
		size_t below = sorted_below(d->sorted, d->n, end);
		c->counts[k] = below - before;
		before = below;
	}
}

static bool check(const void *ctx, const struct distribution *d, enum method method, size_t n,
                  struct err *err)
{
	if (d->n == 0)
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "attribute",
		               "the column holds no number to make classes of",
		               "la colonne ne contient aucun nombre dont faire des classes");
	if (n < 2 || n > CLASSES_MOST)
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "classes", "expects a number from 2 to %d",
		               "attend un nombre de 2 à %d", CLASSES_MOST);
	if (method == METHOD_GEOMETRIC && d->least <= 0)
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "method",
		               "a geometric progression needs values above zero: choose another method",
		               "une progression géométrique demande des valeurs positives : choisissez une "
		               "autre méthode");
	if (method == METHOD_NESTED_MEANS && (n & (n - 1)) != 0)
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "classes",
		               "nested means make 2, 4, 8 or 16 classes",
		               "les moyennes emboîtées font 2, 4, 8 ou 16 classes");
	return true;
}

bool classify(struct classes *c, const void *ctx, const struct distribution *d, enum method method,
              size_t n, const double *manual, size_t n_manual, struct err *err)
{
	*c = (struct classes){ .method = method };
	if (method == METHOD_Q6 || method == METHOD_HEAD_TAIL || method == METHOD_MANUAL)
		n = 6;
	if (!check(ctx, d, method, n, err))
		return false;
	c->bounds[0] = d->least;
	switch (method) {
	case METHOD_QUANTILE:     quantiles(c, d, n); break;
	case METHOD_EQUAL:        equal(c, d, n); break;
	case METHOD_DEVIATION:    deviations(c, d, n); break;
	case METHOD_GEOMETRIC:    geometric(c, d, n); break;
	case METHOD_HEAD_TAIL:    head_tail(c, d); break;
	case METHOD_Q6:           q6(c, d); break;
	case METHOD_JENKS:
		c->n = jenks(ctx, d->sorted, d->n, n, c->bounds) - 1;
		break;
	case METHOD_NESTED_MEANS:
		nested_means(c, d, d->sorted, d->n, (size_t)lround(log2((double)n)));
		break;
	case METHOD_MANUAL:
		if (!given(c, ctx, d, manual, n_manual, err))
			return false;
		break;
	case METHODS:
		break;
	}
	if (method != METHOD_MANUAL)
		c->bounds[++c->n] = d->greatest;
	count(c, d);
	return true;
}

int classes_of(const struct classes *c, double value)
{
	if (isnan(value) || value < c->bounds[0] || value > c->bounds[c->n])
		return -1;
	int k = 0;
	while (k + 1 < (int)c->n && value >= c->bounds[k + 1])
		k++;
	return k;
}

/* Sturges' rule, kept to what a reader can tell apart on a map. */
static size_t usual_number(const struct distribution *d)
{
	size_t n = (size_t)ceil(log2((double)d->n) + 1);
	size_t most = d->n_distinct < 7 ? d->n_distinct : 7;

	return n < 4 ? (most < 4 ? most : 4) : n > 6 ? (most < 6 ? most : 6) : n < most ? n : most;
}

struct choice classify_choose(const struct distribution *d, size_t n)
{
	static const struct text few = {
		"peu de valeurs distinctes : une classe pour chacune, par seuils naturels",
		"few distinct values: a class for each, by natural breaks" };
	static const struct text symmetric = {
		"distribution à peu près symétrique : classes autour de la moyenne, par pas d'un écart-type",
		"a nearly symmetric distribution: classes around the mean, one standard deviation each" };
	static const struct text heavy = {
		"très forte dissymétrie, quelques valeurs dominent : découpage tête/queue",
		"very skewed, a few values dominate: head/tail breaks" };
	static const struct text skewed = {
		"distribution dissymétrique : seuils naturels, qui suivent les groupes de valeurs",
		"a skewed distribution: natural breaks, which follow the groups of values" };

	if (d->n_distinct <= 6 && n == 0)
		return (struct choice){ METHOD_JENKS, d->n_distinct < 2 ? 2 : d->n_distinct, few };
	if (fabs(d->skewness) < 0.5)
		return (struct choice){ METHOD_DEVIATION, n > 0 ? n : 6, symmetric };
	if (d->skewness > 5 && d->least >= 0 && n == 0)
		return (struct choice){ METHOD_HEAD_TAIL, 6, heavy };
	return (struct choice){ METHOD_JENKS, n > 0 ? n : usual_number(d), skewed };
}
