#include "table/table.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"

int table_find(const struct table *t, const char *name)
{
	for (size_t i = 0; i < t->n_columns; i++)
		if (strcmp(t->columns[i].name, name) == 0)
			return (int)i;
	for (size_t i = 0; i < t->n_columns; i++)
		if (text_same(t->columns[i].name, name))
			return (int)i;
	return -1;
}

static bool present(const struct table_column *c, size_t row)
{
	return c->states == NULL || c->states[row] == VALUE_PRESENT;
}

const char *table_text(const struct table *t, size_t column, size_t row, char scratch[40])
{
	const struct table_column *c = &t->columns[column];

	if (!present(c, row))
		return NULL;
	switch (c->type) {
	case CELL_TEXT:
		return c->text.pool + c->text.offsets[row];
	case CELL_INTEGER:
		number_int(scratch, c->integers[row]);
		return scratch;
	case CELL_REAL:
		/* both have the same digits; where exponents begin differs */
		if (fabs(c->reals[row]) >= 1e-4 && fabs(c->reals[row]) < 1e15) {
			number_double(scratch, c->reals[row]);
			return scratch;
		}
		for (int digits = 15; digits <= 17; digits++) {
			double back;
			snprintf(scratch, 40, "%.*g", digits, c->reals[row]);
			if (text_double(scratch, &back) && back == c->reals[row])
				break;
		}
		return scratch;
	}
	return NULL;
}

const char *table_written(const struct table *t, size_t column, size_t row, char scratch[40])
{
	const struct table_column *c = &t->columns[column];

	if (!present(c, row) || c->written.pool == NULL)
		return table_text(t, column, row, scratch);
	return c->written.pool + c->written.offsets[row];
}

double table_number(const struct table *t, size_t column, size_t row)
{
	const struct table_column *c = &t->columns[column];

	if (!present(c, row) || c->type == CELL_TEXT)
		return NAN;
	return c->type == CELL_INTEGER ? (double)c->integers[row] : c->reals[row];
}
