#include "table/csv.h"

#include <string.h>

#include "base/mem.h"

struct csv csv_of(const void *ctx, char *text, char separator)
{
	return (struct csv){ .at = text, .separator = separator, .ctx = ctx };
}

static void add(struct csv *c, char *cell)
{
	if (c->n == c->room) {
		c->room = c->room * 2 + 16;
		c->cells = mem_grow(c->ctx, c->cells, const char *, c->room);
	}
	c->cells[c->n++] = cell;
	c->empty = c->empty && *cell == '\0';
}

/* A cell in quotes, made shorter where quotes are doubled; what follows the closing one up to the separator belongs
   to it. Returns where the next cell of the row begins, or NULL. */
static char *quoted(struct csv *c, char *start)
{
	char *from = start + 1, *to = start;

	c->open = true;
	for (; *from != '\0'; from++) {
		if (c->open && *from == '"' && from[1] != '"') {
			c->open = false;
			continue;
		}
		if (!c->open && (*from == c->separator || *from == '\n'))
			break;
		from += c->open && *from == '"';
		*to++ = *from;
	}
	char end = *from;
	*to = '\0';
	c->at = end == '\0' ? from : from + 1;
	add(c, start);
	return end == c->separator && end != '\0' ? c->at : NULL;
}

bool csv_next(struct csv *c)
{
	char *start = c->at;

	if (*start == '\0')
		return false;
	c->n = 0;
	c->empty = true;
	while (start != NULL) {
		if (*start == '"') {
			start = quoted(c, start);
			continue;
		}
		char *stop = start;
		while (*stop != '\0' && *stop != '\n' && *stop != c->separator)
			stop++;
		char end = *stop;
		*stop = '\0';
		c->at = end == '\0' ? stop : stop + 1;
		add(c, start);
		start = end == c->separator ? c->at : NULL;
	}
	return true;
}
