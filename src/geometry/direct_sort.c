/* The order of rows by the values of columns: that of SQL, nulls first, texts by their bytes; equal ones stay in the order
   of their ids. */
#include <stdlib.h>
#include <string.h>

#include "geometry/direct_rows.h"

struct sorting {
	const struct feature_sort *sort;
	const struct table_column **cells;
	size_t n;
};

struct placed {
	uint32_t row, place;
};

/* The source may write moments in more than one way, and sorts what it wrote. */
bool direct_sort_covers(const struct direct_rows *r, const struct feature_query *q)
{
	for (size_t i = 0; i < q->n_sort; i++)
		if (layer_column(r->layer, q->sort[i].column)->type == COLUMN_DATETIME)
			return false;
	return true;
}

static int compare_values(const struct table_column *c, uint32_t a, uint32_t b)
{
	bool there = direct_present(c, a), also = direct_present(c, b);

	if (!there || !also)
		return there - also;
	switch (c->type) {
	case CELL_TEXT:
		return strcmp(c->text.pool + c->text.offsets[a], c->text.pool + c->text.offsets[b]);
	case CELL_INTEGER:
		return (c->integers[a] > c->integers[b]) - (c->integers[a] < c->integers[b]);
	case CELL_REAL:
		return (c->reals[a] > c->reals[b]) - (c->reals[a] < c->reals[b]);
	}
	return 0;
}

static int compare(const void *a, const void *b, void *arg)
{
	const struct sorting *s = arg;
	const struct placed *x = a, *y = b;

	for (size_t i = 0; i < s->n; i++) {
		int order = compare_values(s->cells[i], x->row, y->row);
		if (order != 0)
			return s->sort[i].descending ? -order : order;
	}
	return (x->place > y->place) - (x->place < y->place);
}

void direct_sort(struct direct_rows *r, const void *ctx, const struct feature_query *q)
{
	struct sorting s = { .sort = q->sort, .n = q->n_sort };
	struct placed *placed = mem_array(ctx, struct placed, r->n + 1);
	uint32_t *list = mem_array(ctx, uint32_t, r->n + 1), row;
	size_t n = 0;

	s.cells = mem_array(ctx, const struct table_column *, q->n_sort);
	for (size_t i = 0; i < q->n_sort; i++)
		s.cells[i] = r->cells[layer_column(r->layer, q->sort[i].column) - r->layer->columns];
	for (; direct_rows_next(r, &row); n++)
		placed[n] = (struct placed){ row, (uint32_t)n };
	qsort_r(placed, n, sizeof *placed, compare, &s);
	for (size_t i = 0; i < n; i++)
		list[i] = placed[i].row;
	talloc_free(placed);
	/* the others are gone: nothing is left to be looked at again */
	r->boxed = false;
	r->n_conditions = 0;
	r->list = list;
	r->n = n;
	r->at = 0;
}
