/* Statistics meet geometry: the columns of a table put in the order of a framework's features, with the
   account of what matched. Pure: no I/O, no catalogue. Always a left join: a feature without a row stays,
   without a value. */
#ifndef JT_JOIN_JOIN_H
#define JT_JOIN_JOIN_H

#include "join/key_index.h"
#include "table/table.h"

#define JOIN_KEY_PARTS 4

/* What becomes of several rows with one key. Nothing is ever dropped without being asked for. */
enum reduction {
	REDUCE_ERROR,          /* several rows for a key: the join fails and names the key */
	REDUCE_FIRST,          /* the first row, as OGC API - Joins 22-026 has it */
	REDUCE_SUM,            /* of numbers; a secret part makes the sum secret, missing parts are left out */
	REDUCE_MEAN,
	REDUCE_WEIGHTED_MEAN,  /* by the column `weight` */
	REDUCE_LIST,           /* the distinct texts, parted by "; " */
	REDUCTIONS
};
const char *reduction_name(enum reduction r);  /* "error", "first", "sum", "mean", "weighted-mean", "list" */
bool reduction_parse(enum reduction *r, const char *name);

struct join_attribute {
	size_t column;         /* of the table */
	enum reduction reduction;
	size_t weight;         /* column, for REDUCE_WEIGHTED_MEAN */
};

struct join_plan {
	size_t key[JOIN_KEY_PARTS]; size_t n_key;  /* columns whose texts, one after the other, are the key */
	const struct join_attribute *attributes; size_t n_attributes;
	bool pivot;            /* one column for each value of `pivot_column` (a year, a sex): NAME_VALUE */
	size_t pivot_column;
	size_t most_columns;   /* a pivot over more is refused */
	/* The feature of each row, or KEY_NONE, as the doctor found it (it looks at more than the key); NULL:
	   by key as it is written. */
	const uint32_t *matched;
};

struct join {
	struct table *columns;          /* n_rows = number of features, in their order */
	size_t n_matched;               /* features with a row at least */
	size_t n_rows_matched;          /* rows that found a feature */
	uint32_t *row_feature;          /* per row of the table: its feature, or KEY_NONE */
	uint32_t *feature_rows;         /* per feature: how many rows */
	size_t n_duplicated;            /* features with several rows (of one pivot value) */
};

/* The result hangs from ctx, and its names and texts stand on their own. Errors name "key", "attributes" or
   "reduction". */
bool join_run(struct join *j, const void *ctx, const struct key_index *keys, const struct table *table,
              const struct join_plan *plan, struct err *err);

/* The key of a row in `scratch`, or NULL when a part of it is missing. */
const char *join_row_key(const struct table *table, const struct join_plan *plan, size_t row,
                         char *scratch, size_t room);

#endif
