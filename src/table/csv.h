/* Rows of a text of separated values (RFC 4180): cells may stand in double quotes, and hold separators, line ends and
   doubled quotes then. Works in the text itself: cells are parts of it. */
#ifndef JT_TABLE_CSV_H
#define JT_TABLE_CSV_H

#include <stdbool.h>
#include <stddef.h>

struct csv {
	char *at;                /* the rest of the text, NUL-terminated; line ends are "\n" */
	char separator;
	const char **cells;      /* of the present row; in ctx */
	size_t n, room;
	bool empty;              /* no cell of it holds anything */
	bool open;               /* the last quote that was opened is not closed: the text ended in it */
	const void *ctx;
};

struct csv csv_of(const void *ctx, char *text, char separator);

/* The next row; false at the end. A line without anything is a row with one empty cell. */
bool csv_next(struct csv *c);

#endif
