/* Workbooks: sheets of cells as an XLSX or ODS file, made by GDAL in memory. */
#ifndef JT_TABLE_BOOK_H
#define JT_TABLE_BOOK_H

#include "base/err.h"
#include "base/out.h"
#include "table/table.h"

enum book_kind { BOOK_XLSX, BOOK_ODS };

#define BOOK_ROOM 40

struct book_column {
	const char *title;            /* of the header; unique in the sheet */
	enum cell_type type;          /* texts stay texts: "01001" */
};

struct book_sheet {
	const char *name;
	const struct book_column *columns; size_t n_columns;
	size_t n_rows;
	/* The cell as text, numbers with a point; NULL for an empty one. */
	const char *(*cell)(void *arg, size_t row, size_t column, char room[BOOK_ROOM]);
	void *arg;
};

/* Makes the file and sends it. A text that a spreadsheet would take for a formula gets an apostrophe. */
bool book_write(struct out *out, const void *ctx, enum book_kind kind, const struct book_sheet *sheets, size_t n,
                struct err *err);

#endif
