#include "joining/parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "geometry/vector.h"
#include "table/columns_file.h"

bool work_is_many(const struct joined_result *r)
{
	return r->pivoted || r->account.n_rows_duplicated > 0;
}

bool work_is_key(const struct joined_result *r, size_t column)
{
	const struct doctor_proposal *p = &r->account.proposal;
	return column == p->column[0] || (p->n_columns > 1 && column == p->column[1]);
}

/* The joined column that a column of the table became, or -1. */
static int joined_as(const struct joined_result *r, size_t column)
{
	for (size_t i = 0; !r->pivoted && i < r->n_columns; i++)
		if (r->from[i] == column)
			return (int)i;
	return -1;
}

static const char *plain_name(const void *ctx, const struct joined_result *r, size_t column)
{
	const char *name = r->table->columns[column].name;

	return work_is_key(r, column) && text_same(name, r->framework->key) ? mem_printf(ctx, "%s_source", name) : name;
}

/* The key, then those that are joined under their names there, then the others under names that these leave. */
const char **work_data_names(const void *ctx, const struct joined_result *r)
{
	const struct table *t = r->table;
	const char **names = mem_array(ctx, const char *, t->n_columns + 1);
	const char **stored = mem_array(ctx, const char *, t->n_columns + 1);
	const char **list = mem_array(ctx, const char *, t->n_columns + 1);
	size_t *place = mem_array(ctx, size_t, t->n_columns + 1), n = 0;

	names[n++] = r->framework->key;
	for (int joined = 1; joined >= 0; joined--)
		for (size_t c = 0; c < t->n_columns; c++) {
			int as = joined_as(r, c);
			if ((as >= 0) != (joined != 0))
				continue;
			place[c] = n;
			names[n++] = as >= 0 ? r->columns[as].name : plain_name(ctx, r, c);
		}
	column_names(stored, ctx, names, n);
	list[0] = stored[0];
	for (size_t c = 0; c < t->n_columns; c++)
		list[c + 1] = stored[place[c]];
	return list;
}

/* Rows in the making: `from` is the row of the table that each is. */
struct gathering {
	const struct work *w;
	uint32_t *from;
	size_t n;
};

struct order_of {
	const char *const *keys;
	const uint32_t *feature;
};

static int by_key(const void *a, const void *b, void *arg)
{
	const struct order_of *o = arg;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	int how = o->feature[x] == o->feature[y] ? 0 : strcmp(o->keys[o->feature[x]], o->keys[o->feature[y]]);

	return how != 0 ? how : x < y ? -1 : x > y;
}

static void choose(struct gathering *g)
{
	const struct doctor_account *a = &g->w->r->account;
	const struct order_of order = { a->framework->keys, a->rows.feature };
	union { const struct order_of *lent; void *arg; } u = { .lent = &order };

	g->from = mem_array(g->w->ctx, uint32_t, a->table->n_rows + 1);
	for (size_t row = 0; row < a->table->n_rows; row++)
		if (a->rows.feature[row] != KEY_NONE)
			g->from[g->n++] = (uint32_t)row;
	qsort_r(g->from, g->n, sizeof *g->from, by_key, u.arg);
}

/* Texts stay where they are: only their places are put in order. */
static struct table_column gather(const struct gathering *g, const struct table_column *c, const char *name)
{
	const void *ctx = g->w->ctx;
	struct table_column to = { .name = name, .title = c->title, .unit = c->unit, .type = c->type };

	if (c->type == CELL_TEXT) {
		to.text.pool = c->text.pool;
		to.text.offsets = mem_array(ctx, uint32_t, g->n + 1);
	} else {
		to.integers = mem_array(ctx, int64_t, g->n + 1);
	}
	to.states = c->states != NULL ? mem_array(ctx, uint8_t, g->n + 1) : NULL;
	for (size_t i = 0; i < g->n; i++) {
		if (c->type == CELL_TEXT)
			to.text.offsets[i] = c->text.offsets[g->from[i]];
		else
			memcpy(&to.integers[i], &c->integers[g->from[i]], sizeof *to.integers);
		if (to.states != NULL)
			to.states[i] = c->states[g->from[i]];
	}
	return to;
}

const struct columns_rows *work_rows(const struct work *w)
{
	const struct joined_result *r = w->r;
	const char **names = work_is_many(r) ? work_data_names(w->ctx, r) : NULL;
	struct gathering g = { .w = w };

	if (names == NULL)
		return NULL;
	choose(&g);
	struct columns_rows *rows = mem_new(w->ctx, struct columns_rows);
	struct table *t = mem_new(w->ctx, struct table);
	uint32_t *feature = mem_array(w->ctx, uint32_t, g.n + 1);
	t->columns = mem_array(w->ctx, struct table_column, r->table->n_columns + 1);
	t->n_rows = g.n;
	for (size_t c = 0; c < r->table->n_columns; c++)
		if (!work_is_key(r, c))
			t->columns[t->n_columns++] = gather(&g, &r->table->columns[c], names[c + 1]);
	for (size_t i = 0; i < g.n; i++)
		feature[i] = r->account.rows.feature[g.from[i]];
	*rows = (struct columns_rows){ t, feature };
	return rows;
}
