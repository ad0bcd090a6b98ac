#include "table/text_column.h"

#include <string.h>

#define POOL_LEAST 65536

struct text_column text_column_new(const struct table *table, const char *name)
{
	struct text_column c = { .column = { .name = name, .unit = "", .type = CELL_TEXT }, .table = table, .used = 1 };

	c.column.states = mem_array(table, uint8_t, table->n_rows + 1);
	c.column.text.offsets = mem_array(table, uint32_t, table->n_rows + 1);
	/* offset 0 is the text of rows without a value */
	c.column.text.pool = mem_array(table, char, POOL_LEAST);
	memset(c.column.states, VALUE_MISSING, table->n_rows + 1);
	return c;
}

void text_column_put(struct text_column *c, size_t row, const char *text)
{
	size_t n = text != NULL ? strlen(text) + 1 : 1;

	if (n == 1)
		return;
	if (c->used + n > talloc_array_length(c->column.text.pool))
		c->column.text.pool = mem_grow(c->table, c->column.text.pool, char, (c->used + n) * 2);
	memcpy(c->column.text.pool + c->used, text, n);
	c->column.text.offsets[row] = (uint32_t)c->used;
	c->column.states[row] = VALUE_PRESENT;
	c->used += n;
}
