/* Moments as OGC API writes them: RFC 3339 date-times, and the parts of them (a year, a month, a
   day) that layers of statistics use. A part stands for the whole of its span. */
#ifndef JT_API_MOMENT_H
#define JT_API_MOMENT_H

#include "base/err.h"

/* What a datetime parameter asks for. Texts are UTC without "Z", as exact as they were given:
   "2016", "2016-06-01", "2016-06-01T12:30:00"; NULL on an open side. */
struct moments {
	const char *from, *to;
};

/* "2016-06-01", "2016-06-01T12:30:00Z", "a/b", "../b", "a/.." ("" is ".."). */
bool moments_parse(struct moments *m, const void *ctx, const char *text, struct err *err);

/* The first and the last second of a moment as RFC 3339, or NULL when `text` is none. */
char *moment_first(const void *ctx, const char *text);
char *moment_last(const void *ctx, const char *text);

#endif
