#include "geometry/notes.h"

#include <stdarg.h>

void notes_add_text(struct notes *notes, const void *ctx, struct text text)
{
	notes->items = mem_grow(ctx, notes->items, struct text, notes->n + 1);
	notes->items[notes->n++] = text;
}

void notes_add(struct notes *notes, const void *ctx, const char *en, const char *fr, ...)
{
	va_list ap, again;
	struct text text;

	va_start(ap, fr);
	va_copy(again, ap);
	text.en = mem_check(talloc_vasprintf(ctx, en, ap));
	text.fr = mem_check(talloc_vasprintf(ctx, fr, again));
	va_end(again);
	va_end(ap);
	notes_add_text(notes, ctx, text);
}
