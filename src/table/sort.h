/* The rows of a table in the order of its columns, as SQL has it. */
#ifndef JT_TABLE_SORT_H
#define JT_TABLE_SORT_H

#include <stdbool.h>

#include "table/table.h"

/* Stand for a column: rows as they stand in the table, and the places that are given. */
enum { TABLE_SORT_ROW = -1, TABLE_SORT_PLACE = -2 };

struct table_sort {
	int column;
	bool descending;
};

/* Whether a row has a value; NAN is none. */
bool table_present(const struct table_column *c, size_t row);

/* Puts `n` numbers of rows in order: what has no value comes before all values (after them where it descends), texts in
   the order of their bytes. What is equal comes in the order of `place`, which has one for each row. */
void table_sort(uint32_t *rows, size_t n, const struct table *t, const struct table_sort *by, size_t n_by,
                const uint32_t *place);

#endif
