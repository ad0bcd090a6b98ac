/* A table in the making: cells come row by row as text, columns get their type at the end. */
#ifndef JT_TABLE_BUILD_H
#define JT_TABLE_BUILD_H

#include "base/err.h"
#include "table/table.h"

/* What a table may hold; 0 for no limit. */
struct table_limits {
	int64_t rows, columns, cell;   /* cell: bytes */
	int64_t bytes;                 /* of the source */
};

struct table_builder;

/* The names are made unique ("x", "x (2)") and none is empty ("column 3"). ERR_TOO_LARGE names "columns". */
struct table_builder *table_builder_new(const void *ctx, const char *const *names, size_t n,
                                        const struct table_limits *limits, struct err *err);

/* One row of `n` cells; NULL is an empty cell, cells beyond the columns must be empty. Errors tell row
   and column. */
bool table_builder_row(struct table_builder *b, const char *const *cells, size_t n, struct err *err);

/* Says what a column is, in place of the inference. The cells of a declared number are whole numbers or numbers as
   text_int and text_double read them: whoever declares it has looked. */
void table_builder_declare(struct table_builder *b, size_t column, enum cell_type type);

/* What a cell of the last row stands for, whatever its text. */
void table_builder_state(struct table_builder *b, size_t column, enum value_state state);

/* Types the columns (infer.h) and hands the table over, in the builder's ctx. */
struct table *table_builder_end(struct table_builder *b);

#endif
