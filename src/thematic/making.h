/* What the kinds of thematic styles share while they are made. */
#ifndef JT_THEMATIC_MAKING_H
#define JT_THEMATIC_MAKING_H

#include "base/err.h"
#include "thematic/number.h"
#include "thematic/ramps.h"
#include "thematic/thematic.h"

struct making {
	const void *ctx;
	const struct table *table;
	size_t column;
	const struct attribute *attribute;
	const size_t *series; size_t n_series;  /* at least the column itself, but where it is given to make_thematic */
	const struct thematic_wish *wish;
	struct err *err;
	struct thematics *kept;       /* kept.h; or NULL */
	const char *content;          /* of the table, in what is kept */
};

/* thematic_make by its arguments. */
bool make_thematic(struct thematic *t, const struct making *m, enum geometry_kind geometry);

/* Each fills what is its own of `t`: classes, method, ramp, explanation. */
bool make_choropleth(struct thematic *t, const struct making *m);
bool make_symbols(struct thematic *t, const struct making *m);
bool make_categories(struct thematic *t, const struct making *m);

/* The numbers of some columns, and how many rows of the first have none for these reasons (kept.c). */
struct numbers {
	struct distribution distribution;
	size_t secret, not_applicable;
};
const struct numbers *make_numbers(const struct making *m, const size_t *columns, size_t n);

/* All numbers of the series, and how they lie; false with an error when they are too large to reckon with. */
bool make_distribution(struct distribution *d, const struct making *m);

/* classify for these numbers, what the wish gives included (kept.c). */
bool make_breaks(struct classes *c, const struct making *m, const struct distribution *d, enum method method, size_t n);

/* The ramp asked for, or `otherwise`; false with an error when there is none of that name or its kind is not
   among `kinds` (1 << enum ramp_kind). */
bool make_ramp(const struct ramp **ramp, const struct making *m, const char *otherwise, int kinds);

/* Titles "moins de b1", "b1 à moins de b2", "b2 et plus" of classes whose bounds are set. */
void make_ranges(struct thematic *t, const void *ctx);

/* The parameter of the wish that only classes of numbers have; NULL when it says none. */
const char *wish_of_classes(const struct thematic_wish *wish);

/* Of points and lines that differ by colour alone. */
double make_size(const struct thematic *t);

/* The index of the class that holds a number; n_classes at least 1. */
size_t class_of_number(const struct thematic *t, double value);

#endif
