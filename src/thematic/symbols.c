#include <math.h>
#include <string.h>

#include "thematic/making.h"

#define BOUNDS 3
#define LARGEST_SIZE 60.0
#define LEAST_SIZE 16.0

/* The greatest of 1, 2 and 5 times a power of ten that is not above `value` (> 0). */
static double round_below(double value)
{
	double unit = pow(10, floor(log10(value))), digit = value / unit;

	return unit * (digit >= 5 ? 5 : digit >= 2 ? 2 : 1);
}

/* Values of the legend between 0 and `largest`, ascending. */
static size_t inner_bounds(double bounds[BOUNDS], double largest, double reach, bool whole)
{
	static const double parts[] = { 100, 20, 4 };
	size_t n = 0;

	for (size_t i = 0; largest > 0 && i < sizeof parts / sizeof *parts; i++) {
		double bound = round_below(largest / parts[i]);
		if ((!whole || bound >= 1) && bound < 0.7 * reach && (n == 0 || bound > bounds[n - 1]))
			bounds[n++] = bound;
	}
	return n;
}

static bool refuse_classes(const struct making *m)
{
	const char *said = wish_of_classes(m->wish);

	return said == NULL ||
	       err_set(m->err, m->ctx, ERR_INVALID_PARAMETER, said,
	               "symbols are sized by the value itself, without classes: leave it out",
	               "les symboles ont la taille de la valeur même, sans classes : omettez-le");
}

/* Two colours: of what is above zero, and below. */
static bool set_colors(struct thematic *t, const struct making *m)
{
	const struct ramp *ramp;

	if (!make_ramp(&ramp, m, "RdBu", 1 << RAMP_SEQUENTIAL | 1 << RAMP_DIVERGING))
		return false;
	double positive = ramp->kind == RAMP_DIVERGING ? 0.84 : 0.7;
	double negative = ramp->kind == RAMP_DIVERGING ? 0.20 : 0.25;
	if (t->reversed) {
		positive = 1 - positive;
		negative = 1 - negative;
	}
	t->ramp = m->wish->ramp != NULL ? ramp->name : "";
	for (size_t i = 0; i < t->n_classes; i++)
		t->classes[i].color = ramp_color(ramp, t->classes[i].to <= 0 && t->classes[i].from < 0
		                                               ? negative : positive);
	return true;
}

/* So large that all circles together cover about a quarter of a map of moderate size. */
static double size_of_largest(const struct thematic *t, const struct making *m, const struct distribution *d)
{
	const double room = 75000, power = t->scaling == SCALING_AREA ? 1 : 2 * 0.5716;
	double parts = 0;

	if (!(t->largest > 0))
		return LARGEST_SIZE;
	for (size_t i = 0; i < d->n; i++) {
		double part = fabs(d->sorted[i]) / t->largest;
		parts += power == 1 ? part : pow(part, power);
	}
	double size = round(sqrt(room * (double)m->n_series / (parts * acos(-1) / 4)));
	return fmin(fmax(size, LEAST_SIZE), LARGEST_SIZE);
}

static void add_class(struct thematic *t, double from, double to)
{
	t->classes[t->n_classes++] = (struct thematic_class){ .from = from, .to = to };
}

static void set_classes(struct thematic *t, const struct making *m, const struct distribution *d)
{
	double bounds[BOUNDS];

	t->classes = mem_array(m->ctx, struct thematic_class, 2 * (BOUNDS + 1));
	if (d->n == 0)
		return;
	if (d->least < 0) {
		double from = d->least;
		for (size_t i = inner_bounds(bounds, t->largest, -d->least, d->whole); i > 0; i--) {
			add_class(t, from, -bounds[i - 1]);
			from = -bounds[i - 1];
		}
		add_class(t, from, 0);
	}
	if (d->greatest > 0 || d->least >= 0) {
		double from = 0;
		size_t n = inner_bounds(bounds, t->largest, d->greatest, d->whole);
		for (size_t i = 0; i < n; i++) {
			add_class(t, from, bounds[i]);
			from = bounds[i];
		}
		add_class(t, from, d->greatest);
	}
	make_ranges(t, m->ctx);
	for (size_t i = 0; i < t->n_classes; i++) {
		struct thematic_class *c = &t->classes[i];
		c->title = number_words(m->ctx, thematic_shown(c), 0);
		c->size = thematic_size(t, thematic_shown(c));
	}
}

bool make_symbols(struct thematic *t, const struct making *m)
{
	static const struct text why[2] = {
		[SCALING_AREA] = { "Une quantité se lit à l'aire d'un cercle, proportionnelle à la valeur",
		                   "An amount is read from the area of a circle, proportional to the value" },
		[SCALING_FLANNERY] = {
			"Une quantité se lit à un cercle, agrandi selon Flannery comme l'œil le perçoit",
			"An amount is read from a circle, enlarged after Flannery as the eye sees it" },
	};
	static const struct text signs = { ", d'une couleur pour les valeurs négatives, d'une autre pour les "
		                           "positives",
		                           ", in one colour for negative values, in another for positive ones" };
	static const struct text shared = { ", à la même échelle pour toutes les périodes",
		                            ", at the same scale for all periods" };
	static const struct text end = { ".", "." };
	struct distribution d;
	struct text parts[4];
	size_t n = 0;

	if (!refuse_classes(m) || !make_distribution(&d, m))
		return false;
	t->scaling = m->wish->scaling >= 0 ? (enum thematic_scaling)m->wish->scaling : SCALING_AREA;
	t->largest = d.n > 0 ? fmax(fabs(d.least), fabs(d.greatest)) : 0;
	t->largest_size = size_of_largest(t, m, &d);
	set_classes(t, m, &d);
	parts[n++] = why[t->scaling];
	if (d.n > 0 && d.least < 0 && d.greatest > 0)
		parts[n++] = signs;
	if (m->n_series > 1)
		parts[n++] = shared;
	parts[n++] = end;
	t->explanation = words_join(m->ctx, parts, n);
	return set_colors(t, m);
}
