/* From the rows of each feature to one value: the second half of a join. */
#ifndef JT_JOIN_REDUCE_H
#define JT_JOIN_REDUCE_H

#include "join/join.h"

struct groups {
	size_t n;                       /* features */
	const struct key_index *keys;
	uint32_t *first, *rows;         /* rows of feature f: rows[first[f]] .. rows[first[f + 1] - 1] */
};

/* The joined columns, in ctx; *duplicated counts features with several rows of one pivot value. */
struct table *reduce(const void *ctx, const void *scratch, const struct groups *g,
                     const struct table *table, const struct join_plan *plan, size_t *duplicated,
                     struct err *err);

#endif
