#include "geometry/direct.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "geometry/mapped.h"
#include "geometry/direct_rows.h"
#include "geometry/wkb.h"

struct direct {
	struct direct_rows rows;
	const bool *wanted;
	uint32_t row;
	int64_t left;                 /* of the page; < 0: no limit */
	char (*texts)[NUMBER_MOST];   /* of numbers, one for each column */
	char id[NUMBER_MOST];

	bool geometry;
	struct move *move;            /* NULL: `xy` is what is asked for */
	bool whole;                   /* it has no points without a place */
	const double *xy;
	double *points;               /* of one feature, moved */
	size_t n_points;
	unsigned char *wkb;
	size_t room;
};

/* Rows before the page. Where nothing has to be looked at they are not walked. */
static void skip(struct direct_rows *r, int64_t n)
{
	uint32_t row;

	if (direct_rows_settled(r)) {
		r->at = (uint64_t)n < r->n ? (size_t)n : r->n;
		return;
	}
	while (n-- > 0 && direct_rows_next(r, &row))
		continue;
}

static bool open_geometry(struct direct *s, const struct feature_query *q, struct err *err)
{
	const struct geometry_store *store = s->rows.store;
	bool moved = store->moved != NULL && store->moved->srs == q->srs;

	s->geometry = q->geometry;
	s->xy = moved ? store->moved->xy : store->xy;
	s->whole = !moved;
	if (!q->geometry || moved || q->srs == store->srs)
		return true;
	s->move = mapped_way(q->mapped, s, store->srs, q->srs, err);
	return s->move != NULL;
}

struct direct *direct_open(const void *ctx, const struct feature_query *q, bool *covered, struct err *err)
{
	struct direct *s = mem_new(ctx, struct direct);

	*covered = q->found != NULL;
	if (*covered)
		s->rows = *q->found;
	if ((!*covered && !direct_rows_choose(&s->rows, s, q, covered, err)) || !open_geometry(s, q, err)) {
		if (*covered)
			err_keep(err, ctx);
		talloc_free(s);
		return NULL;
	}
	if (q->n_sort > 0)
		direct_sort(&s->rows, s, q);
	s->wanted = q->wanted;
	s->left = q->limit;
	s->texts = mem_check(talloc_zero_size(s, (q->layer->n_columns + 1) * sizeof *s->texts));
	skip(&s->rows, q->offset);
	return s;
}

bool direct_count(const void *ctx, struct feature_query *q, int64_t *n, bool *covered, struct err *err)
{
	struct direct_rows *r = mem_new(ctx, struct direct_rows);
	bool good = direct_rows_choose(r, r, q, covered, err);

	if (good) {
		direct_rows_settle(r, r);
		*n = (int64_t)r->n;
		q->found = r;
		return true;
	}
	if (*covered)
		err_keep(err, ctx);
	talloc_free(r);
	return false;
}

static void read_value(struct direct *s, struct feature_value *v, size_t i)
{
	const struct table_column *c = s->rows.cells[i];
	enum column_type type = s->rows.layer->columns[i].type;

	*v = (struct feature_value){ .text = "" };
	v->null = (s->wanted != NULL && !s->wanted[i]) || !direct_present(c, s->row);
	if (v->null)
		return;
	if (c->type == CELL_TEXT) {
		v->text = c->text.pool + c->text.offsets[s->row];
		return;
	}
	v->number = c->type == CELL_INTEGER ? (double)c->integers[s->row] : c->reals[s->row];
	v->text = s->texts[i];
	if (type == COLUMN_BOOLEAN)
		v->text = v->number != 0 ? "true" : "false";
	else if (type == COLUMN_INTEGER)
		number_int(s->texts[i], c->integers[s->row]);
	else
		number_double(s->texts[i], v->number);
}

static void fetch_cells(const struct direct *s, uint32_t row)
{
	for (size_t i = 0; i < s->rows.layer->n_columns; i++) {
		const struct table_column *c = s->rows.cells[i];
		if (c->type == CELL_TEXT)
			__builtin_prefetch(&c->text.offsets[row]);
		else
			__builtin_prefetch(&c->integers[row]);
	}
	__builtin_prefetch(&s->rows.store->first_ring[row]);
}

static void fetch_points(const struct direct *s, const struct geometry_ring *ring)
{
	enum { LINE = 4, LINES = 16 };        /* points in a line of the cache; what is worth it */

	for (uint32_t i = 0; i < ring->n && i < LINE * LINES; i += LINE)
		__builtin_prefetch(&s->xy[2 * ((size_t)ring->first + i)]);
}

/* Listed rows lie about in the files: what the next ones need comes while this one is written, each thing once what leads
   to it is there. */
static void look_ahead(const struct direct *s)
{
	const struct geometry_store *store = s->rows.store;
	const uint32_t *next = s->rows.list + s->rows.at;
	size_t left = s->rows.n - s->rows.at;

	if (left > 2)
		fetch_cells(s, next[2]);
	if (s->geometry && left > 1)
		__builtin_prefetch(&store->rings[store->first_ring[next[1]]]);
	if (s->geometry && left > 0 && store->first_ring[next[0]] < store->n_rings)
		fetch_points(s, &store->rings[store->first_ring[next[0]]]);
}

enum features_step direct_next(struct direct *s, struct feature_value *values)
{
	if (s->left == 0 || !direct_rows_next(&s->rows, &s->row))
		return FEATURES_END;
	if (s->left > 0)
		s->left--;
	if (s->rows.list != NULL)
		look_ahead(s);
	for (size_t i = 0; i < s->rows.layer->n_columns; i++)
		read_value(s, &values[i], i);
	if (!s->rows.by_key)
		number_int(s->id, s->rows.store->ids[s->row]);
	return FEATURES_ROW;
}

const char *direct_id(const struct direct *s)
{
	const struct geometry_store *store = s->rows.store;

	return s->rows.by_key ? store->keys + store->key_offsets[s->row] : s->id;
}

/* Whether all points of a row's rings have a place in the system asked for. */
static bool all_there(const struct direct *s, const struct geometry_ring *rings, size_t n_rings)
{
	for (size_t i = 0; i < n_rings; i++)
		for (uint32_t j = 0; j < rings[i].n; j++)
			if (s->xy[2 * ((size_t)rings[i].first + j)] == HUGE_VAL)
				return false;
	return true;
}

/* The points of the row, one ring after the other, where they are asked for. */
static bool move_rings(struct direct *s, const struct geometry_ring *rings, size_t n_rings)
{
	size_t n = 0;

	for (size_t i = 0; i < n_rings; i++)
		n += rings[i].n;
	if (n > s->n_points) {
		s->n_points = 2 * n;
		s->points = mem_grow(s, s->points, double, 2 * s->n_points);
	}
	double *to = s->points;
	for (size_t i = 0; i < n_rings; i++, to += 2 * (size_t)rings[i - 1].n)
		memcpy(to, &s->xy[2 * (size_t)rings[i].first], 2 * sizeof *to * rings[i].n);
	return move_points(s->move, s->points, n);
}

/* Where the points of the rings come from, one after the other. */
struct points {
	const double *xy;             /* of all rings of the store, or */
	const double *moved;          /* of the next ring; NULL: they are as they are wanted */
};

/* A ring with or without the number of its points. */
static unsigned char *put_ring(unsigned char *to, struct points *from, const struct geometry_ring *ring, bool counted)
{
	const double *points = from->moved != NULL ? from->moved : &from->xy[2 * (size_t)ring->first];
	size_t bytes = 2 * sizeof *points * ring->n;

	if (counted)
		to = wkb_put_count(to, ring->n);
	memcpy(to, points, bytes);
	if (from->moved != NULL)
		from->moved += 2 * (size_t)ring->n;
	return to + bytes;
}

/* A polygon: the ring `at` and the holes in it, which end at *next. */
static unsigned char *put_polygon(unsigned char *to, struct points *from, const struct geometry_ring *rings, size_t n,
                                  size_t at, size_t *next)
{
	size_t end = at + 1;

	while (end < n && rings[end].hole)
		end++;
	to = wkb_put_count(wkb_put_head(to, WKB_POLYGON), (uint32_t)(end - at));
	for (size_t i = at; i < end; i++)
		to = put_ring(to, from, &rings[i], true);
	*next = end;
	return to;
}

static uint32_t count_parts(const struct geometry_store *store, const struct geometry_ring *rings, size_t n)
{
	uint32_t parts = 0;

	for (size_t i = 0; i < n; i++)
		parts += store->kind != GEOMETRY_POLYGON || i == 0 || !rings[i].hole;
	return parts;
}

static unsigned char *put_shape(unsigned char *to, const struct direct *s, const struct geometry_ring *rings, size_t n)
{
	static const enum wkb_kind multi[] = { [GEOMETRY_POINT] = WKB_MULTI_POINT, [GEOMETRY_LINE] = WKB_MULTI_LINE,
	                                       [GEOMETRY_POLYGON] = WKB_MULTI_POLYGON };
	enum geometry_kind kind = s->rows.store->kind;
	struct points from = { .xy = s->xy, .moved = s->move != NULL ? s->points : NULL };

	if (kind == GEOMETRY_POINT && n == 1)
		return put_ring(wkb_put_head(to, WKB_POINT), &from, rings, false);
	to = wkb_put_count(wkb_put_head(to, multi[kind]), count_parts(s->rows.store, rings, n));
	for (size_t i = 0; i < n;) {
		if (kind == GEOMETRY_POLYGON) {
			to = put_polygon(to, &from, rings, n, i, &i);
			continue;
		}
		to = wkb_put_head(to, kind == GEOMETRY_POINT ? WKB_POINT : WKB_LINE);
		to = put_ring(to, &from, &rings[i++], kind == GEOMETRY_LINE);
	}
	return to;
}

enum { HEADS = 18 };              /* most bytes that a ring takes beside its points */

const unsigned char *direct_wkb(struct direct *s, size_t *n)
{
	const struct geometry_store *store = s->rows.store;
	size_t first = store->first_ring[s->row], n_rings = store->first_ring[s->row + 1] - first, bytes = HEADS;
	const struct geometry_ring *rings = &store->rings[first];

	*n = 0;
	if (!s->geometry || n_rings == 0 || !(s->move != NULL ? move_rings(s, rings, n_rings) : s->whole || all_there(s, rings, n_rings)))
		return NULL;
	for (size_t i = 0; i < n_rings; i++)
		bytes += HEADS + 2 * sizeof(double) * rings[i].n;
	if (bytes > s->room) {
		s->room = 2 * bytes;
		s->wkb = mem_grow(s, s->wkb, unsigned char, s->room);
	}
	*n = (size_t)(put_shape(s->wkb, s, rings, n_rings) - s->wkb);
	return s->wkb;
}
