/* The values of a dataset, as TJS hands them out: columns in the order of the framework's features, keys,
   and what is to be known of a column before its first value is written. */
#ifndef JT_GDAS_DATA_H
#define JT_GDAS_DATA_H

#include "gdas/keys.h"

/* One value, from first to last. */
struct tjs_column {
	const struct attribute *attribute;
	const struct table_column *values;
	const char *type;             /* "string", "integer", "double": behind the URI of XML Schema's types */
	size_t length;                /* most characters of a value */
	bool secret, not_applicable;  /* states that occur */
	const char *purpose;          /* "Attribute" ... */
};

struct tjs_data {
	const struct dataset *dataset;
	const struct table *table;
	const uint32_t *key_offsets;  /* per feature */
	const char *keys;
	const uint32_t *feature;      /* per row of the table; NULL: row i is of feature i */
	struct tjs_column *columns; size_t n_columns;
	struct tjs_keys key;
	const uint32_t *rows;         /* rows of the table by ascending key; NULL: as they stand. Of a dataset with one
	                                 row a key some are features without a row: tjs_data_has */
	size_t n_rows;
	bool complete;                /* every feature has a row */
};

/* Opens what is mapped and looks at each column once. In x->ctx. */
bool tjs_data_open(struct tjs_data *d, const struct exchange *x, const struct dataset *dataset,
                   struct err *err);

/* -1 when there is none. */
int tjs_data_column(const struct tjs_data *d, const char *name);

/* The i-th row by key, and its key. */
static inline uint32_t tjs_data_row(const struct tjs_data *d, size_t i)
{
	return d->rows != NULL ? d->rows[i] : (uint32_t)i;
}

static inline uint32_t tjs_data_feature(const struct tjs_data *d, uint32_t row)
{
	return d->feature != NULL ? d->feature[row] : row;
}

static inline const char *tjs_data_key(const struct tjs_data *d, uint32_t row)
{
	return d->keys + d->key_offsets[tjs_data_feature(d, row)];
}

/* The first row by key whose key is not before `key`: where those that have it begin. */
size_t tjs_data_find(const struct tjs_data *d, const char *key);

/* Whether the dataset has this row: some value is there, or is said to be secret or not applicable. */
bool tjs_data_has(const struct tjs_data *d, uint32_t row);

/* The longest of `n` texts, in characters. */
size_t tjs_longest(const uint32_t *offsets, const char *pool, size_t n);

/* Why a value is not there, as V has it: "s", "so"; "" for what is merely missing. */
const char *tjs_null_code(enum value_state state);

/* The value as XML Schema writes it, or NULL when it is not there. */
#define TJS_VALUE_ROOM 40
const char *tjs_value(const struct table_column *c, size_t row, char room[TJS_VALUE_ROOM]);

#endif
