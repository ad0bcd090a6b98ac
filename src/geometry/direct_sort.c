/* The order of rows by the values of columns: that of SQL, nulls first, texts by their bytes, moments as they follow one
   another; equal ones stay in the order of their ids. */
#include <stdlib.h>
#include <string.h>

#include "geometry/direct_rows.h"
#include "geometry/feature_test.h"

struct key {
	const struct table_column *cells;
	const int64_t *moments;       /* by row, instead of the cells; NO_MOMENT for none */
	bool descending;
};

struct sorting {
	struct key *keys;
	size_t n;
};

#define NO_MOMENT INT64_MIN

struct placed {
	uint32_t row, place;
};

static int compare_values(const struct key *key, uint32_t a, uint32_t b)
{
	const struct table_column *c = key->cells;

	if (key->moments != NULL)
		return (key->moments[a] > key->moments[b]) - (key->moments[a] < key->moments[b]);
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
		int order = compare_values(&s->keys[i], x->row, y->row);
		if (order != 0)
			return s->keys[i].descending ? -order : order;
	}
	return (x->place > y->place) - (x->place < y->place);
}

/* The source may write moments in more than one way: they are read once, not each time that two are compared. */
static const int64_t *read_moments(const struct table_column *c, const void *ctx, const struct placed *placed, size_t n,
                                   size_t n_rows)
{
	int64_t *moments = mem_array(ctx, int64_t, n_rows + 1);
	bool exact;

	for (size_t i = 0; i < n; i++) {
		uint32_t row = placed[i].row;
		if (!direct_present(c, row) || !feature_moment(&moments[row], &exact, c->text.pool + c->text.offsets[row]))
			moments[row] = NO_MOMENT;
	}
	return moments;
}

void direct_sort(struct direct_rows *r, const void *ctx, const struct feature_query *q)
{
	struct sorting s = { .n = q->n_sort };
	struct placed *placed = mem_array(ctx, struct placed, r->n + 1);
	uint32_t *list = mem_array(ctx, uint32_t, r->n + 1), row;
	size_t n = 0;

	for (; direct_rows_next(r, &row); n++)
		placed[n] = (struct placed){ row, (uint32_t)n };
	s.keys = mem_array(ctx, struct key, q->n_sort);
	for (size_t i = 0; i < q->n_sort; i++) {
		const struct column *column = layer_column(r->layer, q->sort[i].column);
		const struct table_column *cells = r->cells[column - r->layer->columns];
		s.keys[i] = (struct key){ .cells = cells, .descending = q->sort[i].descending };
		if (column->type == COLUMN_DATETIME)
			s.keys[i].moments = read_moments(cells, ctx, placed, n, r->store->n);
	}
	qsort_r(placed, n, sizeof *placed, compare, &s);
	for (size_t i = 0; i < n; i++)
		list[i] = placed[i].row;
	talloc_free(placed);
	direct_rows_set(r, list, n);
}
