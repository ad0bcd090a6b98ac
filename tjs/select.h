/* Which rows of a dataset GetData asks for: LinkageKeys and the filter, both. */
#ifndef JT_TJS_SELECT_H
#define JT_TJS_SELECT_H

#include "gdas/data.h"
#include "tjs/request.h"

struct tjs_rows {
	const struct tjs_data *data;
	const uint8_t *chosen;        /* per row of the table; NULL: all */
	int filter;                   /* column, or -1 */
	const char *value;
};

/* There is one row at least, or an error: ERR_KEY names the key that is not there, ERR_INVALID_PARAMETER the
   parameter that leaves nothing. */
bool tjs_rows_select(struct tjs_rows *rows, const struct exchange *x, const struct tjs_data *d,
                     const struct tjs_selection *s, struct err *err);

/* Whether a row is one of them. */
bool tjs_rows_hold(const struct tjs_rows *rows, uint32_t row);

/* The next row after the `*at`-th by key, which starts at 0 and is moved on; false at the end. */
bool tjs_rows_next(const struct tjs_rows *rows, size_t *at, uint32_t *row);

#endif
