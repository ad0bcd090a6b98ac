/* Typed columns in memory: what a spreadsheet, a CSV file or a GDAS becomes when it is read, and what a join
   makes of it. Columns are arrays of one type; a value that is not there says why. */
#ifndef JT_TABLE_TABLE_H
#define JT_TABLE_TABLE_H

#include <stdint.h>

#include "base/lang.h"
#include "base/mem.h"

enum value_state {
	VALUE_PRESENT,
	VALUE_MISSING,         /* empty, "n.d.", "n/a", "-" */
	VALUE_SECRET,          /* statistical confidentiality: "s", "c" */
	VALUE_NOT_APPLICABLE,  /* "///", "so" */
};

enum cell_type { CELL_TEXT, CELL_INTEGER, CELL_REAL };

struct table_column {
	const char *name;      /* as in the source's header, unique in the table */
	struct text title;
	const char *unit;      /* "" where unknown */
	enum cell_type type;
	union {
		int64_t *integers;
		double *reals;
		struct {           /* text i is pool + offsets[i], NUL-terminated */
			uint32_t *offsets;
			char *pool;
		} text;
	};
	uint8_t *states;       /* enum value_state per row; NULL: all present */
	/* What the source wrote, kept of columns that may be keys all the same: whole numbers that were
	   not all written as plain digits ("1,00E+03", "1001.0", "200 000 172"). NULL elsewhere. */
	struct {
		uint32_t *offsets;
		char *pool;
	} written;
};

struct table {
	size_t n_rows, n_columns;
	struct table_column *columns;
};

/* By exact name, else by name without case; -1 when there is none. */
int table_find(const struct table *t, const char *name);

/* The value as text, as the source wrote it for CELL_TEXT; NULL when it is not present. Numbers use `scratch`. */
const char *table_text(const struct table *t, size_t column, size_t row, char scratch[40]);
/* The same as the source wrote it, where that was kept. */
const char *table_written(const struct table *t, size_t column, size_t row, char scratch[40]);
/* The value as a number; NAN when it is not present or not a number. */
double table_number(const struct table *t, size_t column, size_t row);

#endif
