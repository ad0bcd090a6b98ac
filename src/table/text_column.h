/* A column of texts in the making: its rows are put one by one, in any order. */
#ifndef JT_TABLE_TEXT_COLUMN_H
#define JT_TABLE_TEXT_COLUMN_H

#include "table/table.h"

struct text_column {
	struct table_column column;   /* what it is so far: without a value where none was put */
	const struct table *table;    /* its arrays hang from this one */
	size_t used;
};

/* For the rows that the table has. */
struct text_column text_column_new(const struct table *table, const char *name);

/* NULL and "" are no value. */
void text_column_put(struct text_column *c, size_t row, const char *text);

#endif
