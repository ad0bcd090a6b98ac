#include "base/pen.h"

enum { PEN_LEAST = 4096 };

char *pen_more(struct pen *p, size_t n)
{
	size_t room = p->room > 0 ? p->room : PEN_LEAST;

	while (room - p->used <= n)
		room *= 2;
	p->text = mem_grow(p->ctx, p->text, char, room);
	p->room = room;
	return p->text + p->used;
}

const char *pen_end(struct pen *p)
{
	*pen_room(p, 1) = '\0';
	return p->text;
}
