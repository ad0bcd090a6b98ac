#include "table/sort.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct sorting {
	const struct table *table;
	const struct table_sort *by; size_t n;
	const uint32_t *place;
};

bool table_present(const struct table_column *c, size_t row)
{
	return (c->states == NULL || c->states[row] == VALUE_PRESENT) &&
	       !(c->type == CELL_REAL && isnan(c->reals[row]));
}

static int by_value(const struct table_column *c, uint32_t a, uint32_t b)
{
	bool has_a = table_present(c, a), has_b = table_present(c, b);

	if (!has_a || !has_b)
		return has_a - has_b;
	switch (c->type) {
	case CELL_TEXT:
		return strcmp(c->text.pool + c->text.offsets[a], c->text.pool + c->text.offsets[b]);
	case CELL_INTEGER:
		return c->integers[a] < c->integers[b] ? -1 : c->integers[a] > c->integers[b];
	case CELL_REAL:
		return c->reals[a] < c->reals[b] ? -1 : c->reals[a] > c->reals[b];
	}
	return 0;
}

static int by_place(uint32_t a, uint32_t b)
{
	return a < b ? -1 : a > b;
}

static int compare(const void *a, const void *b, void *arg)
{
	const struct sorting *s = arg;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	for (size_t i = 0; i < s->n; i++) {
		int column = s->by[i].column;
		int order = column >= 0 ? by_value(&s->table->columns[column], x, y)
		          : column == TABLE_SORT_PLACE ? by_place(s->place[x], s->place[y]) : by_place(x, y);
		if (order != 0)
			return s->by[i].descending ? -order : order;
	}
	return by_place(s->place[x], s->place[y]);
}

void table_sort(uint32_t *rows, size_t n, const struct table *t, const struct table_sort *by, size_t n_by,
                const uint32_t *place)
{
	struct sorting s = { t, by, n_by, place };
	qsort_r(rows, n, sizeof *rows, compare, &s);
}
