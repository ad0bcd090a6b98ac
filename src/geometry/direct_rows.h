/* Which rows of a layer's mapped files a query asks for, in its order. */
#ifndef JT_GEOMETRY_DIRECT_ROWS_H
#define JT_GEOMETRY_DIRECT_ROWS_H

#include <math.h>

#include "geometry/box_ring.h"
#include "geometry/store.h"
#include "table/table.h"

struct direct_rows {
	const struct layer *layer;
	const struct geometry_store *store;
	const struct table_column **cells;    /* of each column of the layer */
	bool by_key;                          /* the id is the key; else the number of the data's row */
	struct box_ring *rings; size_t n_rings;
	bool boxed;
	struct direct_condition *conditions; size_t n_conditions;
	const struct bound_test *test;        /* or NULL */
	const uint32_t *list;                 /* candidates in their order; NULL: rows as they stand */
	size_t n, at;
};

/* Everything goes with ctx. *covered is false where the source must be asked; *r then means nothing. */
bool direct_rows_choose(struct direct_rows *r, const void *ctx, const struct feature_query *q, bool *covered,
                        struct err *err);

/* Whether all candidates are wanted: nothing is left to be looked at. */
bool direct_rows_settled(const struct direct_rows *r);

/* The next row; false at the end. */
bool direct_rows_next(struct direct_rows *r, uint32_t *row);

/* The rows are these and no others. */
void direct_rows_set(struct direct_rows *r, const uint32_t *list, size_t n);

/* Finds them all, so that they are only read from then on. */
void direct_rows_settle(struct direct_rows *r, const void *ctx);

/* Puts them in the order of the columns of q->sort. */
void direct_sort(struct direct_rows *r, const void *ctx, const struct feature_query *q);

/* Whether a column has a value in a row. */
static inline bool direct_present(const struct table_column *cells, uint32_t row)
{
	return (cells->states == NULL || cells->states[row] == VALUE_PRESENT) &&
	       (cells->type != CELL_REAL || !isnan(cells->reals[row]));
}

#endif
