#include "thematic/forms.h"
#include "thematic/making.h"

/* Classes of numbers tell their bounds: the ends are open, as they take what lies outside, too. */
static struct text range_of(const void *ctx, const struct thematic_class *c, int decimals, bool first,
                            bool last)
{
	static const struct text under = { "moins de ", "under " };
	static const struct text to_under = { " à moins de ", " to under " };
	static const struct text to = { " à ", " to " };
	static const struct text over = { " et plus", " and over" };
	const struct text from = number_words(ctx, c->from, decimals);
	const struct text upper = number_words(ctx, c->to, decimals);

	if (first && last)
		return c->from < c->to ? words_join(ctx, (struct text[]){ from, to, upper }, 3) : from;
	if (first)
		return words_join(ctx, (struct text[]){ under, upper }, 2);
	if (last)
		return words_join(ctx, (struct text[]){ from, over }, 2);
	return words_join(ctx, (struct text[]){ from, to_under, upper }, 3);
}

/* As many as the bound that has the most: bounds of one list are written alike. */
static int decimals_of(const struct thematic *t)
{
	int most = 0;

	for (size_t i = 1; i < t->n_classes && t->method != METHOD_MANUAL; i++) {
		int n = number_decimals(t->classes[i].from);
		most = n > most ? n : most;
	}
	return most;
}

void make_ranges(struct thematic *t, const void *ctx)
{
	int decimals = decimals_of(t);

	for (size_t i = 0; i < t->n_classes; i++) {
		struct thematic_class *c = &t->classes[i];
		c->range = range_of(ctx, c, decimals, i == 0, i + 1 == t->n_classes);
		c->title = c->range;
	}
}

const char *thematic_class_title(const struct thematic *t, const struct table *table, size_t column,
                                 size_t row, enum lang lang)
{
	size_t at = thematic_place(t, table, column, row);

	return text_in(at < t->n_classes ? t->classes[at].range : t->hatches[at - t->n_classes].title, lang);
}
