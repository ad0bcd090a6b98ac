#include <math.h>
#include <stdlib.h>

#include "thematic/making.h"

/* Whether each bound may move to a rounder number. */
struct cut {
	struct classes classes;
	bool fixed[CLASSES_MOST + 1];
};

/* The multiple of 10^-decimals nearest to `value`, `steps` further; NAN where a double holds no such digits. */
static double rounded(double value, int decimals, int steps)
{
	double unit = pow(10, abs(decimals));

	if (decimals >= 0)
		return fabs(value) * unit < 1e15 ? (round(value * unit) + steps) / unit : NAN;
	return (round(value / unit) + steps) * unit;
}

/* The roundest number in (below, above] near the bound; NAN for none with at most `finest` decimals. */
static double between(double bound, double below, double above, int finest)
{
	static const int steps[] = { 0, 1, -1 };

	for (int decimals = finest - 6; decimals <= finest; decimals++) {
		for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
			double r = rounded(bound, decimals, steps[i]);
			if (r > below && r <= above)
				return r;
		}
	}
	return NAN;
}

/* Inner bounds become numbers that can be read: where no value lies between, at most by a tenth of the classes
   beside; else by at most a fortieth. */
static double round_bound(double bound, double width, const struct distribution *d)
{
	int finest = (int)ceil(log10(20 / width));

	bound = d->whole ? ceil(bound) : bound;
	size_t at = sorted_below(d->sorted, d->n, bound);
	if (at == 0 || at >= d->n)
		return bound;
	double round = between(bound, fmax(d->sorted[at - 1], bound - width / 10),
	                       fmin(d->sorted[at], bound + width / 10), finest);
	if (isnan(round))
		round = rounded(bound, finest, 0);
	return isnan(round) ? bound : round;
}

static void round_bounds(struct cut *cut, const struct distribution *d)
{
	struct classes *c = &cut->classes;
	double before = c->bounds[0];

	for (size_t i = 1; i < c->n; i++) {
		double bound = c->bounds[i], width = fmin(bound - before, c->bounds[i + 1] - bound);
		before = bound;
		if (cut->fixed[i] || !(width > 0))
			continue;
		double round = round_bound(bound, width, d);
		if (round > c->bounds[i - 1] && round < c->bounds[i + 1])
			c->bounds[i] = round;
	}
}

/* A bound stands at `around`: the nearest one moves there. Where that is beyond all values, all classes are
   on one side of it. */
static void pull_bound(struct cut *cut, double around)
{
	struct classes *c = &cut->classes;

	if (!(around > c->bounds[0]) || !(around < c->bounds[c->n]))
		return;
	if (c->n == 1) {
		c->bounds[2] = c->bounds[1];
		c->n = 2;
	}
	size_t nearest = 1;
	for (size_t i = 2; i < c->n; i++)
		if (fabs(c->bounds[i] - around) < fabs(c->bounds[nearest] - around))
			nearest = i;
	c->bounds[nearest] = around;
	cut->fixed[nearest] = true;
}

static bool given_around(const struct making *m)
{
	const struct thematic_wish *w = m->wish;

	if (isnan(w->around) || w->n_breaks == 0)
		return true;
	for (size_t i = 0; i < w->n_breaks; i++)
		if (w->breaks[i] == w->around)
			return true;
	return err_set(m->err, m->ctx, ERR_INVALID_PARAMETER, "around",
	               "has to be one of the breaks where these are given",
	               "doit être l'un des seuils lorsque ceux-ci sont donnés");
}

static struct choice choose(const struct making *m, const struct distribution *d)
{
	const struct thematic_wish *w = m->wish;
	struct choice choice = classify_choose(d, w->classes);

	if (w->method >= 0) {
		choice.method = (enum method)w->method;
		choice.reason = (struct text){ NULL, NULL };
	}
	if (w->n_breaks > 0 && w->method < 0)
		choice = (struct choice){ METHOD_MANUAL, 0, { NULL, NULL } };
	if (w->classes > 0)
		choice.n = w->classes;
	else if (choice.method == METHOD_NESTED_MEANS)
		choice.n = 4;
	return choice;
}

static void explain(struct thematic *t, const struct making *m, const struct choice *choice)
{
	static const struct text chosen = { "D'après les valeurs, ", "From the values, " };
	static const struct text asked = { "Méthode demandée : ", "Method asked for: " };
	static const struct text comma = { " ; ", "; " }, one = { " classe", " class" };
	static const struct text many = { " classes", " classes" };
	static const struct text shared = { ", les mêmes pour toutes les périodes",
		                            ", the same for all periods" };
	static const struct text fewer = { ", les valeurs n'en permettant pas plus",
		                           ", as the values allow no more" };
	static const struct text turn = { ", les couleurs s'opposant autour de ",
		                          ", the colours opposed around " };
	static const struct text end = { ".", "." };
	bool own = !text_empty(choice->reason);
	struct text parts[10] = { own ? chosen : asked, own ? choice->reason : method_title(t->method),
		                 comma };
	size_t n = 3;

	parts[n++] = number_words(m->ctx, (double)t->n_classes, 0);
	parts[n++] = t->n_classes > 1 ? many : one;
	if (t->n_classes < m->wish->classes)
		parts[n++] = fewer;
	if (m->n_series > 1)
		parts[n++] = shared;
	if (!isnan(t->around)) {
		parts[n++] = turn;
		parts[n++] = number_words(m->ctx, t->around, 0);
	}
	parts[n++] = end;
	t->explanation = words_join(m->ctx, parts, n);
}

/* Where values go both ways from zero, and nobody said otherwise, colours do, too. */
static double usual_around(const struct making *m, const struct distribution *d)
{
	const struct thematic_wish *w = m->wish;
	const struct ramp *ramp = w->ramp != NULL ? ramp_find(w->ramp) : NULL;
	size_t negative = sorted_below(d->sorted, d->n, 0), tenth = d->n / 10;

	if (w->n_breaks > 0 || (w->ramp != NULL && (ramp == NULL || ramp->kind != RAMP_DIVERGING)))
		return NAN;
	return negative > tenth && d->n - negative > tenth ? 0 : NAN;
}

/* On each side of `around`, as far from the middle of the ramp as the class is from it. */
static void color_around(struct thematic *t, const struct ramp *ramp)
{
	size_t below = 0;

	while (below < t->n_classes && t->classes[below].from < t->around)
		below++;
	size_t above = t->n_classes - below, side = below > above ? below : above;
	double arm = side < 3 ? 0.35 : 0.5;
	for (size_t i = 0; i < t->n_classes; i++) {
		double off = i < below ? -(double)(below - i) : (double)(i + 1 - below);
		off *= arm / (double)side;
		t->classes[i].color = ramp_color(ramp, 0.5 + (t->reversed ? -off : off));
	}
}

static bool set_colors(struct thematic *t, const struct making *m)
{
	const struct ramp *ramp;
	uint32_t colors[CLASSES_MOST];
	bool two_sided = !isnan(t->around);
	int kinds = two_sided ? 1 << RAMP_DIVERGING : 1 << RAMP_DIVERGING | 1 << RAMP_SEQUENTIAL;

	if (!make_ramp(&ramp, m, two_sided ? "RdBu" : "YlGnBu", kinds))
		return false;
	t->ramp = ramp->name;
	if (two_sided) {
		color_around(t, ramp);
		return true;
	}
	if (t->n_classes > 0)
		ramp_colors(colors, ramp, t->n_classes, t->reversed);
	for (size_t i = 0; i < t->n_classes; i++)
		t->classes[i].color = colors[i];
	return true;
}

/* A class for each value bears the value. */
static void name_single_values(struct thematic *t, const struct making *m,
                               const struct distribution *d)
{
	if (d->n_distinct != t->n_classes)
		return;
	for (size_t i = 0, at = 0; i < t->n_classes; i++) {
		if (at >= d->n || class_of_number(t, d->sorted[at]) != i)
			return;
		t->classes[i].title = t->classes[i].range = number_words(m->ctx, d->sorted[at], 0);
		at = i + 1 < t->n_classes ? sorted_below(d->sorted, d->n, t->classes[i + 1].from) : d->n;
	}
}

static void set_classes(struct thematic *t, const struct making *m, const struct cut *cut)
{
	t->n_classes = cut->classes.n;
	t->classes = mem_array(m->ctx, struct thematic_class, t->n_classes);
	for (size_t i = 0; i < t->n_classes; i++)
		t->classes[i] = (struct thematic_class){ .from = cut->classes.bounds[i],
			                                 .to = cut->classes.bounds[i + 1], .size = make_size(t) };
	make_ranges(t, m->ctx);
}

static bool cut_classes(struct cut *cut, const struct making *m, const struct distribution *d,
                        const struct choice *choice, double around)
{
	const struct thematic_wish *w = m->wish;

	if (choice->method != METHOD_MANUAL && w->n_breaks > 0)
		return err_set(m->err, m->ctx, ERR_INVALID_PARAMETER, "breaks",
		               "breaks are given for the method manual only",
		               "des seuils ne se donnent que pour la méthode manual");
	if (d->n == 0)
		return true;
	if (!make_breaks(&cut->classes, m, d, choice->method, choice->n))
		return false;
	if (choice->method == METHOD_MANUAL)
		return true;
	if (!isnan(around))
		pull_bound(cut, around);
	round_bounds(cut, d);
	return true;
}

bool make_choropleth(struct thematic *t, const struct making *m)
{
	struct distribution d;
	struct cut cut = { .fixed = { false } };

	if (!make_distribution(&d, m) || !given_around(m))
		return false;
	struct choice choice = choose(m, &d);
	t->method = choice.method;
	t->around = isnan(m->wish->around) ? usual_around(m, &d) : m->wish->around;
	if (!cut_classes(&cut, m, &d, &choice, t->around))
		return false;
	set_classes(t, m, &cut);
	name_single_values(t, m, &d);
	explain(t, m, &choice);
	return set_colors(t, m);
}
