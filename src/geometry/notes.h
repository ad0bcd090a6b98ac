/* What was done to data on their way in, or found in them, as sentences for people. */
#ifndef JT_GEOMETRY_NOTES_H
#define JT_GEOMETRY_NOTES_H

#include <stddef.h>

#include "base/lang.h"
#include "base/mem.h"

struct notes {
	struct text *items;           /* children of the context given to notes_add */
	size_t n;
};

void notes_add(struct notes *notes, const void *ctx, const char *en, const char *fr, ...)
	JT_PRINTF(3, 5) JT_PRINTF(4, 5);

void notes_add_text(struct notes *notes, const void *ctx, struct text text);

#endif
