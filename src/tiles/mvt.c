#include "tiles/mvt.h"

#include <math.h>
#include <string.h>

#include <uthash.h>

#include "geometry/srs.h"
#include "tiles/clip.h"
#include "tiles/protobuf.h"

/* Field numbers of the specification, chapter 4 and its .proto. */
enum { TILE_LAYER = 3 };
enum { LAYER_NAME = 1, LAYER_FEATURE = 2, LAYER_KEY = 3, LAYER_VALUE = 4, LAYER_EXTENT = 5, LAYER_VERSION = 15 };
enum { FEATURE_ID = 1, FEATURE_TAGS = 2, FEATURE_TYPE = 3, FEATURE_GEOMETRY = 4 };
enum { VALUE_STRING = 1, VALUE_DOUBLE = 3, VALUE_SINT = 6 };
enum { TYPE_POINT = 1, TYPE_LINE = 2, TYPE_POLYGON = 3 };
enum { MOVE_TO = 1, LINE_TO = 2, CLOSE_PATH = 7 };

#define METRES_OF_DEGREE 111319.49

/* A value that was written already, and its number. */
struct value {
	UT_hash_handle hh;
	uint32_t number;
	size_t n;
	uint8_t bytes[];
};

struct writing {
	const struct mvt *tile;
	struct move *move;
	const struct geometry_moved *moved;   /* the store's geometry in the tile's system, or NULL */
	double tolerance;
	void *scratch;
	struct protobuf layer, feature, geometry, tags, value;
	struct value *values;
	uint32_t *state_keys, n_state_keys;   /* of column i, from 1 on; 0: none was needed */
	struct clip clip;
	double *xy;
	int32_t x, y;                 /* where the pen is */
	size_t n_features;
};

static uint32_t zigzag(int32_t v)
{
	return v < 0 ? ~((uint32_t)v << 1) : (uint32_t)v << 1;
}

static void command(struct writing *w, int id, size_t count)
{
	protobuf_varint(&w->geometry, (uint64_t)id | (uint64_t)count << 3);
}

static void pen_to(struct writing *w, int32_t x, int32_t y)
{
	protobuf_varint(&w->geometry, zigzag(x - w->x));
	protobuf_varint(&w->geometry, zigzag(y - w->y));
	w->x = x;
	w->y = y;
}

static int32_t rounded(double v)
{
	return (int32_t)lrint(v);
}

/* The points of a line on the grid, without those that fall together; how many there are. */
static size_t to_grid(const double *xy, size_t n, int32_t *grid)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		int32_t x = rounded(xy[2 * i]), y = rounded(xy[2 * i + 1]);
		if (kept > 0 && grid[2 * kept - 2] == x && grid[2 * kept - 1] == y)
			continue;
		grid[2 * kept] = x;
		grid[2 * kept++ + 1] = y;
	}
	return kept;
}

static int64_t doubled_area(const int32_t *g, size_t n)
{
	int64_t sum = 0;

	for (size_t i = 0, j = n - 1; i < n; j = i++)
		sum += (int64_t)g[2 * j] * g[2 * i + 1] - (int64_t)g[2 * i] * g[2 * j + 1];
	return sum;
}

/* An outer ring has a positive area with y down, a hole a negative one (4.3.4.4). */
static bool put_ring(struct writing *w, const double *xy, size_t n, bool hole)
{
	int32_t *grid = mem_array(w->scratch, int32_t, 2 * n + 2);

	n = to_grid(xy, n, grid);
	if (n > 1 && grid[0] == grid[2 * n - 2] && grid[1] == grid[2 * n - 1])
		n--;
	int64_t area = n >= 3 ? doubled_area(grid, n) : 0;
	if (area == 0)
		return false;
	bool back = (area < 0) != hole;
	command(w, MOVE_TO, 1);
	pen_to(w, grid[back ? 2 * n - 2 : 0], grid[back ? 2 * n - 1 : 1]);
	command(w, LINE_TO, n - 1);
	for (size_t i = 1; i < n; i++) {
		size_t at = back ? n - 1 - i : i;
		pen_to(w, grid[2 * at], grid[2 * at + 1]);
	}
	command(w, CLOSE_PATH, 1);
	return true;
}

static void put_line(struct writing *w, const double *xy, size_t n)
{
	int32_t *grid = mem_array(w->scratch, int32_t, 2 * n + 2);

	n = to_grid(xy, n, grid);
	if (n < 2)
		return;
	command(w, MOVE_TO, 1);
	pen_to(w, grid[0], grid[1]);
	command(w, LINE_TO, n - 1);
	for (size_t i = 1; i < n; i++)
		pen_to(w, grid[2 * i], grid[2 * i + 1]);
}

/* The store's coordinates, those in the tile's own system where it keeps them. */
static const double *points_of(const struct writing *w)
{
	return w->moved != NULL ? w->moved->xy : w->tile->store->xy;
}

static bool have_place(const double *xy, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!isfinite(xy[2 * i]))
			return false;
	return true;
}

/* Points on the tile's grid, not yet rounded; false where one has no place there. */
static bool move_to_grid(struct writing *w, size_t n)
{
	const struct bbox *b = &w->tile->bbox;
	double scale_x = MVT_EXTENT / (b->maxx - b->minx), scale_y = MVT_EXTENT / (b->maxy - b->miny);

	if (!(w->moved != NULL ? have_place(w->xy, n) : move_points(w->move, w->xy, n)))
		return false;
	for (size_t i = 0; i < n; i++) {
		w->xy[2 * i] = (w->xy[2 * i] - b->minx) * scale_x;
		w->xy[2 * i + 1] = (b->maxy - w->xy[2 * i + 1]) * scale_y;
	}
	return true;
}

/* The points of a ring that count, on the tile's grid but not yet rounded; 0 where one has no place there. */
static size_t take_points(struct writing *w, const struct geometry_ring *ring)
{
	const struct geometry_store *s = w->tile->store;
	const double *xy = points_of(w);
	size_t n = 0;

	w->xy = mem_grow(w->layer.ctx, w->xy, double, 2 * (size_t)ring->n);
	for (uint32_t i = ring->first; i < ring->first + ring->n; i++) {
		if (s->detail[i] < w->tolerance && i != ring->first && i != ring->first + ring->n - 1)
			continue;
		w->xy[2 * n] = xy[2 * (size_t)i];
		w->xy[2 * n++ + 1] = xy[2 * (size_t)i + 1];
	}
	return move_to_grid(w, n) ? n : 0;
}

static void put_lines(void *arg, const double *xy, size_t n)
{
	put_line(arg, xy, n);
}

static void put_points(struct writing *w, const double *xy, size_t n)
{
	size_t inside = 0;

	for (size_t i = 0; i < n; i++)
		inside += clip_inside(&w->clip, xy[2 * i], xy[2 * i + 1]);
	if (inside == 0)
		return;
	command(w, MOVE_TO, inside);
	for (size_t i = 0; i < n; i++)
		if (clip_inside(&w->clip, xy[2 * i], xy[2 * i + 1]))
			pen_to(w, rounded(xy[2 * i]), rounded(xy[2 * i + 1]));
}

/* Holes of a ring that is gone go with it. */
static void put_polygon(struct writing *w, uint32_t first, uint32_t end)
{
	bool outer = false;

	for (uint32_t r = first; r < end; r++) {
		const struct geometry_ring *ring = &w->tile->store->rings[r];
		size_t n = ring->hole != 0 && !outer ? 0 : take_points(w, ring);
		const double *cut = n > 0 ? clip_ring(&w->clip, w->xy, &n) : NULL;
		bool there = cut != NULL && n >= 3 && put_ring(w, cut, n, ring->hole != 0);
		if (ring->hole == 0)
			outer = there;
	}
}

static void put_inner(struct writing *w, uint32_t feature)
{
	const double *inner = (w->moved != NULL ? w->moved->inner : w->tile->store->inner) + 2 * (size_t)feature;

	w->xy = mem_grow(w->layer.ctx, w->xy, double, 2);
	memcpy(w->xy, inner, 2 * sizeof *inner);
	if (!isnan(inner[0]) && move_to_grid(w, 1))
		put_points(w, w->xy, 1);
}

static void put_geometry(struct writing *w, uint32_t feature)
{
	const struct geometry_store *s = w->tile->store;
	uint32_t first = s->first_ring[feature], end = s->first_ring[feature + 1];

	w->x = w->y = 0;
	protobuf_clear(&w->geometry);
	if (w->tile->points) {
		put_inner(w, feature);
		return;
	}
	if (s->kind == GEOMETRY_POLYGON) {
		put_polygon(w, first, end);
		return;
	}
	for (uint32_t r = first; r < end; r++) {
		size_t n = take_points(w, &s->rings[r]);
		if (s->kind == GEOMETRY_LINE)
			clip_line(&w->clip, w->xy, n, put_lines, w);
		else
			put_points(w, w->xy, n);
	}
}

static uint32_t value_number(struct writing *w)
{
	struct value *v;

	HASH_FIND(hh, w->values, w->value.bytes, w->value.n, v);
	if (v == NULL) {
		v = mem_check(talloc_zero_size(w->layer.ctx, sizeof *v + w->value.n));
		v->n = w->value.n;
		v->number = HASH_COUNT(w->values);
		memcpy(v->bytes, w->value.bytes, v->n);
		HASH_ADD_KEYPTR(hh, w->values, v->bytes, v->n, v);
	}
	return v->number;
}

/* The value of a column as the message Value; false when there is none. */
static bool make_value(struct writing *w, const struct mvt_column *c, size_t row)
{
	const struct table_column *column = &c->table->columns[c->column];
	char scratch[40];

	if (column->states != NULL && column->states[row] != VALUE_PRESENT)
		return false;
	protobuf_clear(&w->value);
	switch (column->type) {
	case CELL_TEXT:
		protobuf_text(&w->value, VALUE_STRING, table_text(c->table, c->column, row, scratch));
		break;
	case CELL_INTEGER:
		protobuf_sint(&w->value, VALUE_SINT, column->integers[row]);
		break;
	case CELL_REAL:
		protobuf_double(&w->value, VALUE_DOUBLE, column->reals[row]);
		break;
	}
	return true;
}

/* Why a value is not there, where there is a reason to tell. */
static const char *reason(const struct mvt_column *c, size_t row)
{
	const uint8_t *states = c->table->columns[c->column].states;

	if (states == NULL)
		return NULL;
	return states[row] == VALUE_SECRET ? "secret" : states[row] == VALUE_NOT_APPLICABLE ? "not-applicable" : NULL;
}

/* The number of the key "<column>.state": after those of the columns, in the order in which they were needed. */
static uint32_t state_key(struct writing *w, size_t column)
{
	if (w->state_keys[column] == 0)
		w->state_keys[column] = ++w->n_state_keys;
	return (uint32_t)w->tile->n_columns + w->state_keys[column] - 1;
}

static void put_tags(struct writing *w, uint32_t feature)
{
	protobuf_clear(&w->tags);
	for (size_t i = 0; i < w->tile->n_columns; i++) {
		const struct mvt_column *c = &w->tile->columns[i];
		const char *why = reason(c, feature);
		if (why != NULL) {
			protobuf_clear(&w->value);
			protobuf_text(&w->value, VALUE_STRING, why);
			protobuf_varint(&w->tags, state_key(w, i));
			protobuf_varint(&w->tags, value_number(w));
		} else if (make_value(w, c, feature)) {
			protobuf_varint(&w->tags, i);
			protobuf_varint(&w->tags, value_number(w));
		}
	}
}

static void put_keys(struct writing *w)
{
	const struct mvt *tile = w->tile;

	for (size_t i = 0; i < tile->n_columns; i++)
		protobuf_text(&w->layer, LAYER_KEY, tile->columns[i].name);
	for (uint32_t k = 1; k <= w->n_state_keys; k++)
		for (size_t i = 0; i < tile->n_columns; i++)
			if (w->state_keys[i] == k)
				protobuf_text(&w->layer, LAYER_KEY, mem_printf(w->scratch, "%s.state",
				                                               tile->columns[i].name));
}

static void put_feature(struct writing *w, uint32_t feature)
{
	static const uint64_t types[] = {
		[GEOMETRY_POINT] = TYPE_POINT, [GEOMETRY_LINE] = TYPE_LINE, [GEOMETRY_POLYGON] = TYPE_POLYGON,
	};
	const struct geometry_store *s = w->tile->store;

	put_geometry(w, feature);
	talloc_free_children(w->scratch);
	if (w->geometry.n == 0)
		return;
	put_tags(w, feature);
	protobuf_clear(&w->feature);
	if (s->ids[feature] >= 0)
		protobuf_uint(&w->feature, FEATURE_ID, (uint64_t)s->ids[feature]);
	protobuf_bytes(&w->feature, FEATURE_TAGS, w->tags.bytes, w->tags.n);
	protobuf_uint(&w->feature, FEATURE_TYPE, w->tile->points ? TYPE_POINT : types[s->kind]);
	protobuf_bytes(&w->feature, FEATURE_GEOMETRY, w->geometry.bytes, w->geometry.n);
	protobuf_bytes(&w->layer, LAYER_FEATURE, w->feature.bytes, w->feature.n);
	w->n_features++;
}

/* The tile's box in the store's system, its margin added there (at the edge of the world it would wrap), and half a step of
   its grid. A tile of half the world has no box there: then all that there is may be in it. */
static struct bbox find_box(const struct mvt *tile, double *tolerance)
{
	struct bbox box = tile->bbox;
	struct srs_facts from, to;
	double step = (box.maxx - box.minx) / MVT_EXTENT;

	if (tile->srs != tile->store->srs && !bbox_transform(&box, &tile->bbox, tile->srs, tile->store->srs)) {
		if (srs_facts(&from, tile->srs) && srs_facts(&to, tile->store->srs) && from.geographic != to.geographic)
			step = from.geographic ? step * METRES_OF_DEGREE : step / METRES_OF_DEGREE;
		*tolerance = step / 2;
		return tile->store->bbox;
	}
	double wide = (box.maxx - box.minx) / MVT_EXTENT, high = (box.maxy - box.miny) / MVT_EXTENT;
	*tolerance = wide / 2;
	return (struct bbox){ box.minx - wide * MVT_MARGIN, box.miny - high * MVT_MARGIN,
	                      box.maxx + wide * MVT_MARGIN, box.maxy + high * MVT_MARGIN };
}

static void put_layer(struct writing *w, const struct bbox *box)
{
	const struct mvt *tile = w->tile;
	size_t n;
	uint32_t *found = geometry_store_find(tile->store, w->layer.ctx, box, &n);

	protobuf_text(&w->layer, LAYER_NAME, tile->name);
	for (size_t i = 0; i < n; i++)
		put_feature(w, found[i]);
	put_keys(w);
	for (struct value *v = w->values; v != NULL; v = v->hh.next)  /* in the order of their numbers */
		protobuf_bytes(&w->layer, LAYER_VALUE, v->bytes, v->n);
	protobuf_uint(&w->layer, LAYER_EXTENT, MVT_EXTENT);
	protobuf_uint(&w->layer, LAYER_VERSION, 2);
}

bool mvt_write(struct out *out, const void *ctx, const struct mvt *tile, struct err *err)
{
	void *own = talloc_new(ctx);
	struct writing w = { .tile = tile, .scratch = talloc_new(own) };
	struct protobuf *const buffers[] = { &w.layer, &w.feature, &w.geometry, &w.tags, &w.value };

	for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
		*buffers[i] = (struct protobuf){ .ctx = own };
	w.state_keys = mem_array(own, uint32_t, tile->n_columns);
	w.clip = (struct clip){ .ctx = own, .low = -MVT_MARGIN, .high = MVT_EXTENT + MVT_MARGIN };
	w.moved = tile->store->moved != NULL && tile->store->moved->srs == tile->srs ? tile->store->moved : NULL;
	w.move = w.moved == NULL ? move_new(own, tile->store->srs, tile->srs, err) : NULL;
	bool ok = w.moved != NULL || w.move != NULL;
	if (ok) {
		const struct bbox box = find_box(tile, &w.tolerance);
		put_layer(&w, &box);
		if (w.n_features > 0) {
			struct protobuf whole = { .ctx = own };
			protobuf_bytes(&whole, TILE_LAYER, w.layer.bytes, w.layer.n);
			out_write(out, whole.bytes, whole.n);
		}
	}
	HASH_CLEAR(hh, w.values);
	talloc_free(own);
	return ok;
}
