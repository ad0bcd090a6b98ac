/* Text put together from many small pieces, in memory that grows and is used again: where a call for each piece would
   cost more than the piece. */
#ifndef JT_BASE_PEN_H
#define JT_BASE_PEN_H

#include <stdbool.h>
#include <string.h>

#include "base/text.h"

struct pen {
	const void *ctx;              /* what the text goes with; all else may begin as 0 */
	char *text;                   /* not terminated but by pen_end */
	size_t used, room;
};

/* Makes room for n more bytes, and one to spare: where those begin. What is written there counts once `used` says so. */
char *pen_more(struct pen *p, size_t n);

static inline char *pen_room(struct pen *p, size_t n)
{
	return n < p->room - p->used ? p->text + p->used : pen_more(p, n);
}

static inline void pen_write(struct pen *p, const char *bytes, size_t n)
{
	memcpy(pen_room(p, n), bytes, n);
	p->used += n;
}

static inline void pen_text(struct pen *p, const char *text)
{
	pen_write(p, text, strlen(text));
}

static inline void pen_span(struct pen *p, struct span span)
{
	pen_write(p, span.at, span.n);
}

static inline void pen_char(struct pen *p, char c)
{
	*pen_room(p, 1) = c;
	p->used++;
}

/* All of it, NUL-terminated; lent until more is written. */
const char *pen_end(struct pen *p);

#endif
