#include "geometry/direct_rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "geometry/feature_test.h"
#include "geometry/mapped.h"
#include "geometry/meets.h"

/* What a row must hold: a value, or a time within a span. */
struct direct_condition {
	const struct table_column *cells;
	enum column_type type;
	const struct feature_span *span;
	const char *text; size_t n;
	int64_t whole;
	double number;
};

static const char *text_of(const struct table_column *c, uint32_t row)
{
	return c->text.pool + c->text.offsets[row];
}

static double number_of(const struct table_column *c, uint32_t row)
{
	return c->type == CELL_INTEGER ? (double)c->integers[row] : c->reals[row];
}

/* --- what is covered --- */

static bool suits(enum column_type type, enum cell_type cell)
{
	switch (type) {
	case COLUMN_INTEGER:
	case COLUMN_BOOLEAN:
		return cell == CELL_INTEGER;
	case COLUMN_REAL:
		return cell != CELL_TEXT;
	case COLUMN_STRING:
	case COLUMN_DATE:
	case COLUMN_DATETIME:
		break;
	}
	return cell == CELL_TEXT;
}

static bool find_cells(struct direct_rows *r, const void *ctx, const struct feature_query *q)
{
	const struct layer *layer = q->layer;
	struct err why = { 0 };
	const struct columns_file *own = mapped_attributes(q->mapped, ctx, layer, &why);
	size_t n_own = layer->joined != NULL ? layer->joined->first : layer->n_columns;

	if (own == NULL || own->table->n_columns < n_own ||
	    (layer->joined != NULL && q->joined->n_columns < layer->n_columns - n_own))
		return false;
	r->cells = mem_array(ctx, const struct table_column *, layer->n_columns + 1);
	for (size_t i = 0; i < layer->n_columns; i++) {
		r->cells[i] = i < n_own ? &own->table->columns[i] : &q->joined->columns[i - n_own];
		if (!suits(layer->columns[i].type, r->cells[i]->type))
			return false;
	}
	return true;
}

/* What an id of this layer is. */
static bool find_order(struct direct_rows *r, const struct layer *layer)
{
	const struct layer *base = layer->joined != NULL ? layer->joined->base : layer;
	const struct column *id = layer_column(layer, layer->source.id_column);

	r->by_key = id != NULL;
	return id == NULL || (id->type == COLUMN_STRING && strcmp(id->name, base->key) == 0);
}

static bool open_files(struct direct_rows *r, const void *ctx, const struct feature_query *q)
{
	struct err why = { 0 };

	if (q->mapped == NULL || (q->where != NULL && q->test == NULL) || (q->id != NULL && q->ids != NULL) || !mapped_suits(q->layer) ||
	    (q->layer->joined != NULL && q->joined == NULL) || !find_order(r, q->layer))
		return false;
	if (q->layer->joined == NULL && !mapped_there(q->mapped, ctx, q->layer))
		return false;
	r->store = mapped_geometry(q->mapped, ctx, q->layer, &why);
	return r->store != NULL && find_cells(r, ctx, q);
}

/* --- conditions --- */

/* A value that is none of its column's type is an error, which the source's SQL words. */
static bool add_equal(struct direct_rows *r, const void *ctx, const struct feature_equal *e)
{
	const struct column *column = layer_column(r->layer, e->column);
	struct direct_condition *c = &r->conditions[r->n_conditions++];
	size_t n = strlen(e->value);

	*c = (struct direct_condition){
		.cells = r->cells[column - r->layer->columns], .type = column->type, .text = e->value,
	};
	switch (column->type) {
	case COLUMN_INTEGER:
		return text_int(e->value, &c->whole);
	case COLUMN_REAL:
		return text_double(e->value, &c->number);
	case COLUMN_BOOLEAN:
		c->whole = strcmp(e->value, "true") == 0 || strcmp(e->value, "1") == 0;
		return c->whole || strcmp(e->value, "false") == 0 || strcmp(e->value, "0") == 0;
	case COLUMN_DATETIME:
		if (n > 0 && e->value[n - 1] == 'Z')
			c->text = mem_strndup(ctx, e->value, n - 1);
		break;
	case COLUMN_STRING:
	case COLUMN_DATE:
		break;
	}
	return true;
}

/* Numbers have no order that is that of time: SQL has them as text. */
static bool add_span(struct direct_rows *r, const struct feature_span *span)
{
	const struct column *column = layer_column(r->layer, span->column);
	const struct table_column *cells = r->cells[column - r->layer->columns];

	r->conditions[r->n_conditions++] = (struct direct_condition){ .cells = cells, .type = column->type,
	                                                              .span = span };
	return cells->type == CELL_TEXT;
}

enum { MOMENT = 19 };            /* letters of "2016-06-01T12:00:00": moments are compared to the second */

/* What is cut short stands for all that begins so. */
static bool in_span(const struct feature_span *span, const char *time, size_t n)
{
	if (span->from != NULL) {
		size_t m = strnlen(span->from, n);
		if (memcmp(time, span->from, m) < 0)
			return false;
	}
	return span->to == NULL || memcmp(time, span->to, strnlen(span->to, n)) <= 0;
}

static bool holds(const struct direct_condition *c, uint32_t row)
{
	if (!direct_present(c->cells, row))
		return false;
	if (c->type == COLUMN_INTEGER || c->type == COLUMN_BOOLEAN)
		return c->cells->integers[row] == c->whole;
	if (c->type == COLUMN_REAL)
		return number_of(c->cells, row) == c->number;
	const char *text = text_of(c->cells, row);
	size_t n = c->type == COLUMN_DATETIME ? strnlen(text, MOMENT) : strlen(text);
	if (c->span != NULL)
		return in_span(c->span, text, n);
	return strlen(c->text) == n && memcmp(text, c->text, n) == 0;
}

static bool add_conditions(struct direct_rows *r, const void *ctx, const struct feature_query *q)
{
	r->conditions = mem_array(ctx, struct direct_condition, q->n_equals + 1);
	for (size_t i = 0; i < q->n_equals; i++)
		if (!add_equal(r, ctx, &q->equals[i]))
			return false;
	if (q->where != NULL)
		r->test = feature_test_bind(ctx, q->test, r, q);
	return (q->where == NULL || r->test != NULL) && (q->span == NULL || add_span(r, q->span));
}

/* --- order --- */

static uint32_t place_of(const struct direct_rows *r, uint32_t row)
{
	return r->by_key ? r->store->key_place[row] : row;
}

static int by_place(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

/* Each one once. Few places are sorted; many are marked as bits, and read in their order. */
static void put_in_order(struct direct_rows *r, const void *ctx, uint32_t *list, size_t n)
{
	size_t words = r->store->n / 64 + 1, kept = 0;

	for (size_t i = 0; i < n; i++)
		list[i] = place_of(r, list[i]);
	if (n < words / 16) {
		qsort(list, n, sizeof *list, by_place);
		for (size_t i = 0; i < n; i++)
			if (kept == 0 || list[kept - 1] != list[i])
				list[kept++] = list[i];
	} else {
		uint64_t *bits = mem_array(ctx, uint64_t, words);
		for (size_t i = 0; i < n; i++)
			bits[list[i] / 64] |= (uint64_t)1 << list[i] % 64;
		for (size_t i = 0; i < words; i++)
			for (uint64_t left = bits[i]; left != 0; left &= left - 1)
				list[kept++] = (uint32_t)(64 * i) + (uint32_t)__builtin_ctzll(left);
		talloc_free(bits);
	}
	for (size_t i = 0; r->by_key && i < kept; i++)
		list[i] = r->store->by_key[list[i]];
	r->list = list;
	r->n = kept;
}

static void list_ids(struct direct_rows *r, const void *ctx, const char *const *ids, size_t n)
{
	uint32_t *list = mem_array(ctx, uint32_t, n + 1);
	size_t found = 0;

	for (size_t i = 0; i < n; i++) {
		int64_t number;
		uint32_t row = r->by_key ? geometry_store_keyed(r->store, ids[i])
		             : text_int(ids[i], &number) ? geometry_store_feature(r->store, number) : UINT32_MAX;
		if (row != UINT32_MAX)
			list[found++] = row;
	}
	put_in_order(r, ctx, list, found);
}

/* Of the features near a ring, few need a look at their geometry. */
static void list_box(struct direct_rows *r, const void *ctx)
{
	uint32_t *list = mem_array(ctx, uint32_t, 1);
	size_t n = 0;

	for (size_t i = 0; i < r->n_rings; i++) {
		const struct box_ring *ring = &r->rings[i];
		size_t more, sure;
		uint32_t *found = geometry_store_find_sure(r->store, ctx, &ring->outer, &ring->inner, &more, &sure);
		for (size_t k = sure; k < more; k++)
			if (meets_any(ring, 1, r->store, found[k]))
				found[sure++] = found[k];
		list = mem_grow(ctx, list, uint32_t, n + sure + 1);
		if (sure > 0)
			memcpy(list + n, found, sure * sizeof *found);
		n += sure;
		talloc_free(found);
	}
	put_in_order(r, ctx, list, n);
	r->boxed = false;
}

/* The features that are named: by id, or by a value of the key. */
static bool named(const struct direct_rows *r, const struct feature_query *q, const char *const **ids, size_t *n)
{
	const char *key = r->layer->source.id_column;

	*ids = q->id != NULL ? &q->id : q->ids;
	*n = q->id != NULL ? 1 : q->n_ids;
	for (size_t i = 0; *ids == NULL && r->by_key && i < q->n_equals; i++)
		if (strcmp(q->equals[i].column, key) == 0) {
			*ids = &q->equals[i].value;
			*n = 1;
		}
	return *ids != NULL;
}

bool direct_rows_choose(struct direct_rows *r, const void *ctx, const struct feature_query *q, bool *covered,
                        struct err *err)
{
	const char *const *ids;
	size_t n;

	*r = (struct direct_rows){ .layer = q->layer };
	*covered = open_files(r, ctx, q) && add_conditions(r, ctx, q);
	if (!*covered)
		return false;
	r->boxed = q->bbox != NULL;
	if (r->boxed && !box_rings(&r->rings, &r->n_rings, ctx, q, err))
		return false;
	r->n = r->store->n;
	if (named(r, q, &ids, &n))
		list_ids(r, ctx, ids, n);
	else if (r->boxed)
		list_box(r, ctx);
	else if (r->by_key)
		r->list = r->store->by_key;
	return true;
}

void direct_rows_settle(struct direct_rows *r, const void *ctx)
{
	uint32_t *list = NULL, row;
	size_t n = 0;

	if (direct_rows_settled(r))
		return;
	list = mem_array(ctx, uint32_t, r->n + 1);
	while (direct_rows_next(r, &row))
		list[n++] = row;
	direct_rows_set(r, list, n);
}

void direct_rows_set(struct direct_rows *r, const uint32_t *list, size_t n)
{
	r->boxed = false;
	r->n_conditions = 0;
	r->test = NULL;
	r->list = list;
	r->n = n;
	r->at = 0;
}

bool direct_rows_settled(const struct direct_rows *r)
{
	return !r->boxed && r->n_conditions == 0 && r->test == NULL;
}

bool direct_rows_next(struct direct_rows *r, uint32_t *row)
{
	while (r->at < r->n) {
		size_t at = r->at++, i = 0;
		*row = r->list != NULL ? r->list[at] : (uint32_t)at;
		if (r->boxed && !meets_any(r->rings, r->n_rings, r->store, *row))
			continue;
		while (i < r->n_conditions && holds(&r->conditions[i], *row))
			i++;
		if (i == r->n_conditions && (r->test == NULL || feature_test_holds(r->test, *row)))
			return true;
	}
	return false;
}
