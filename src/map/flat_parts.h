/* What the files of flat styles share. */
#ifndef JT_MAP_FLAT_PARTS_H
#define JT_MAP_FLAT_PARTS_H

#include "map/flat.h"

/* A filter bound to its column. */
struct flat_test {
	enum sld_operator op;
	const struct flat_test *children; size_t n_children;
	const struct table *table;
	size_t column;
	const char *literal;
	bool numeric, any_case;
	bool nulls;                   /* compared like any value: as 0, or a text without letters */
	double number;
};

/* False when a column is not at hand, or of a type that is not compared here. */
bool flat_bind(struct flat_test *t, const void *ctx, const struct sld_filter *f, bool blocks,
               const struct flat_columns *columns);

bool flat_meets(const struct flat_test *t, size_t row);

/* Filters of dimensions bound to their columns: of each, one of the ranges must hold. */
struct flat_span {
	const struct table *table;
	size_t column;
	bool numeric;
	size_t letters;               /* as many of a text are compared; 0: all */
	const struct engine_range *ranges; size_t n_ranges;
};

/* False when a column is not at hand or of a type that is not compared here. */
bool flat_bind_span(struct flat_span *s, const void *ctx, const struct engine_filter *f, const struct flat_columns *columns);
bool flat_in_span(const struct flat_span *s, size_t row);

#endif
