#include "tiles/mvt_shape.h"

#include <math.h>
#include <string.h>

#include "geometry/bbox.h"
#include "geometry/srs.h"
#include "tiles/matrix.h"

enum { MOVE_TO = 1, LINE_TO = 2, CLOSE_PATH = 7 };

#define METRES_OF_DEGREE 111319.49

/* Doubled areas, in steps, up to which a ring may have come to lie the other way round. */
enum { SMALL_AREA = 16 };

/* --- setting out --- */

static double ratio(double a, double b)
{
	return a > 0 && b > 0 && isfinite(a / b) ? a / b : HUGE_VAL;
}

static double by_kind_of_system(int from_srs, int to_srs)
{
	struct srs_facts from, to;

	if (!srs_facts(&from, from_srs) || !srs_facts(&to, to_srs) || from.geographic == to.geographic)
		return 1;
	return from.geographic ? METRES_OF_DEGREE : 1 / METRES_OF_DEGREE;
}

/* Units of the store in one of the tile's system: the same for all tiles of a layer, so that they fit together. */
static double units(const struct mvt_shape *s, int srs)
{
	const struct bbox *here = &s->store->bbox;
	struct bbox there = *here;

	if (s->store->srs == srs)
		return 1;
	if (s->moved != NULL)
		there = s->moved->bbox;
	else if (!move_box(s->move, &there, here))
		return by_kind_of_system(srs, s->store->srs);
	double least = fmin(ratio(here->maxx - here->minx, there.maxx - there.minx),
	                    ratio(here->maxy - here->miny, there.maxy - there.miny));
	return least < HUGE_VAL ? least : by_kind_of_system(srs, s->store->srs);
}

/* Whether most areas are narrower than a pixel of the matrix, by some of them. */
static bool is_fine(const struct mvt_shape *s)
{
	enum { SAMPLES = 64 };
	double pixel = 2 * s->tolerance / s->step * MVT_EXTENT / MATRIX_PIXELS;
	size_t narrow = 0, n = s->store->n < SAMPLES ? s->store->n : SAMPLES;

	for (size_t i = 0; i < n; i++) {
		const struct bbox *b = &s->store->boxes[i * s->store->n / n];
		narrow += bbox_somewhere(b) && b->maxx - b->minx < pixel && b->maxy - b->miny < pixel;
	}
	return 2 * narrow > n;
}

static void set_step(struct mvt_shape *s, int step, const struct bbox *tile, double in_store)
{
	s->step = step;
	s->scale_x = MVT_EXTENT / (tile->maxx - tile->minx) / step;
	s->scale_y = MVT_EXTENT / (tile->maxy - tile->miny) / step;
	s->tolerance = in_store / s->scale_x / 2;
	s->clip.low = -(double)MVT_MARGIN / step;
	s->clip.high = (double)(MVT_EXTENT + MVT_MARGIN) / step;
}

static struct bbox widened(const struct bbox *b)
{
	double wide = (b->maxx - b->minx) / MVT_EXTENT * MVT_MARGIN, high = (b->maxy - b->miny) / MVT_EXTENT * MVT_MARGIN;

	return (struct bbox){ b->minx - wide, b->miny - high, b->maxx + wide, b->maxy + high };
}

bool mvt_shape_open(struct mvt_shape *s, const void *ctx, const struct mvt *tile, struct err *err)
{
	const struct geometry_store *store = tile->store;
	const struct bbox *b = &tile->bbox;
	bool still = tile->points || store->kind == GEOMETRY_POINT;

	*s = (struct mvt_shape){ .ctx = ctx, .store = store, .points = tile->points, .clip = { .ctx = ctx },
	                         .commands = { .ctx = ctx } };
	s->moved = store->moved != NULL && store->moved->srs == tile->srs ? store->moved : NULL;
	s->move = s->moved == NULL ? move_new(ctx, store->srs, tile->srs, err) : NULL;
	if (s->moved == NULL && s->move == NULL)
		return false;
	s->around = widened(b);
	s->left = b->minx;
	s->top = b->maxy;
	double in_store = units(s, tile->srs);
	set_step(s, still || tile->step < 1 ? 1 : tile->step, b, in_store);
	if (s->step > 1 && store->kind == GEOMETRY_POLYGON && is_fine(s))
		set_step(s, 2 * s->step, b, in_store);
	return true;
}

/* A tile of half the world may have no box in the store's system: then all that there is may be in it. */
uint32_t *mvt_shape_find(const struct mvt_shape *s, const struct mvt *tile, size_t *n)
{
	const struct geometry_store *store = s->store;
	struct bbox box = s->around;

	if (s->moved != NULL)
		return geometry_store_find_moved(store, s->ctx, &box, n);
	if (!move_is_none(s->move))
		box = bbox_transform(&box, &tile->bbox, tile->srs, store->srs) ? widened(&box) : store->bbox;
	return geometry_store_find(store, s->ctx, &box, n);
}

/* --- points --- */

static void reserve(struct mvt_shape *s, size_t n)
{
	if (n <= s->room)
		return;
	s->room = 2 * n;
	s->xy = mem_grow(s->ctx, s->xy, double, 2 * s->room);
}

/* From the tile's system to steps; false where a point has no place there. */
static bool to_steps(struct mvt_shape *s, size_t n)
{
	double lost = 0;

	if (s->move != NULL && !move_points(s->move, s->xy, n))
		return false;
	for (size_t i = 0; i < n; i++) {
		s->xy[2 * i] = (s->xy[2 * i] - s->left) * s->scale_x;
		s->xy[2 * i + 1] = (s->top - s->xy[2 * i + 1]) * s->scale_y;
		lost += s->xy[2 * i] * 0;
	}
	return lost == 0;
}

static size_t distinct(const struct mvt_shape *s, const struct geometry_ring *ring)
{
	return s->store->kind == GEOMETRY_POLYGON && ring->n > 1 ? ring->n - 1 : ring->n;
}

/* The points of a ring that count, each once, in steps; 0 where one has no place there. */
static size_t take(struct mvt_shape *s, const struct geometry_ring *ring)
{
	const double *from = (s->moved != NULL ? s->moved->xy : s->store->xy) + 2 * (size_t)ring->first;
	const float *detail = s->store->detail + ring->first;
	float tolerance = (float)s->tolerance;
	size_t n = distinct(s, ring), kept = 0;

	reserve(s, n);
	s->ends = 0;
	for (size_t i = 0; i < n; i++) {
		if (!(detail[i] >= tolerance))
			continue;
		s->ends += detail[i] == HUGE_VALF;
		s->xy[2 * kept] = from[2 * i];
		s->xy[2 * kept++ + 1] = from[2 * i + 1];
	}
	return to_steps(s, kept) ? kept : 0;
}

static int32_t rounded(double v)
{
	enum { AWAY = 1 << 24 };      /* of all that is cut to the tile: casts round towards zero */

	return (int32_t)(v + AWAY + 0.5) - AWAY;
}

static int32_t *grid_of(struct mvt_shape *s, size_t n)
{
	if (n > s->room_grid) {
		s->room_grid = 2 * n;
		s->grid = mem_grow(s->ctx, s->grid, int32_t, 2 * s->room_grid);
	}
	return s->grid;
}

static bool same(const int32_t *a, const int32_t *b)
{
	return a[0] == b[0] && a[1] == b[1];
}

/* Without those that fall together and, in a ring, without the way to a point and back; *n of them are left. */
static int32_t *to_grid(struct mvt_shape *s, const double *xy, size_t *n, bool ring)
{
	int32_t *g = grid_of(s, *n);
	size_t kept = 0;

	for (size_t i = 0; i < *n; i++) {
		int32_t *at = &g[2 * kept];
		at[0] = rounded(xy[2 * i]);
		at[1] = rounded(xy[2 * i + 1]);
		if (kept > 0 && same(at - 2, at))
			continue;
		if (ring && kept > 1 && same(at - 4, at))
			kept--;
		else
			kept++;
	}
	while (ring && kept > 1) {
		const int32_t *last = &g[2 * kept - 2];
		if (same(g, last) || (kept > 2 && same(g, last - 2))) {
			kept--;
		} else if (kept > 2 && same(g + 2, last)) {
			g += 2;
			kept--;
		} else {
			break;
		}
	}
	*n = kept;
	return g;
}

/* --- commands --- */

static uint8_t *command(uint8_t *at, int id, size_t count)
{
	return protobuf_put(at, (uint64_t)id | (uint64_t)count << 3);
}

static uint8_t *pen_to(struct mvt_shape *s, uint8_t *at, const int32_t *p)
{
	at = protobuf_put(at, protobuf_zigzag((int64_t)(p[0] - s->x) * s->step));
	at = protobuf_put(at, protobuf_zigzag((int64_t)(p[1] - s->y) * s->step));
	s->x = p[0];
	s->y = p[1];
	return at;
}

/* A path through points of the grid, one every `stride` places. */
static uint8_t *path(struct mvt_shape *s, const int32_t *from, ptrdiff_t stride, size_t n)
{
	uint8_t *at = protobuf_begin(&s->commands, 2 * n + 3);

	at = command(at, MOVE_TO, 1);
	at = pen_to(s, at, from);
	at = command(at, LINE_TO, n - 1);
	for (size_t i = 1; i < n; i++)
		at = pen_to(s, at, from += stride);
	return at;
}

/* An outer ring has a positive area with y down, a hole a negative one (4.3.4.4). */
static void put_path(struct mvt_shape *s, const int32_t *g, size_t n, bool back)
{
	uint8_t *at = path(s, back ? g + 2 * n - 2 : g, back ? -2 : 2, n);

	protobuf_end(&s->commands, command(at, CLOSE_PATH, 1));
}

static void put_lines(void *arg, const double *xy, size_t n)
{
	struct mvt_shape *s = arg;
	const int32_t *g = to_grid(s, xy, &n, false);

	if (n >= 2)
		protobuf_end(&s->commands, path(s, g, 2, n));
}

static void put_points(struct mvt_shape *s, size_t n)
{
	size_t inside = 0;

	for (size_t i = 0; i < n; i++)
		inside += clip_inside(&s->clip, s->xy[2 * i], s->xy[2 * i + 1]);
	if (inside == 0)
		return;
	uint8_t *at = command(protobuf_begin(&s->commands, 2 * inside + 1), MOVE_TO, inside);
	for (size_t i = 0; i < n; i++)
		if (clip_inside(&s->clip, s->xy[2 * i], s->xy[2 * i + 1]))
			at = pen_to(s, at, (const int32_t[]){ rounded(s->xy[2 * i]), rounded(s->xy[2 * i + 1]) });
	protobuf_end(&s->commands, at);
}

/* --- areas --- */

static int64_t doubled_area(const int32_t *g, size_t n)
{
	int64_t sum = 0;

	for (size_t i = 0, j = n - 1; i < n; j = i++)
		sum += (int64_t)g[2 * j] * g[2 * i + 1] - (int64_t)g[2 * i] * g[2 * j + 1];
	return sum;
}

/* Of all of a ring, in the store, y upwards. */
static double area_of(const struct mvt_shape *s, const struct geometry_ring *ring)
{
	const double *p = s->store->xy + 2 * (size_t)ring->first;
	double sum = 0;

	for (uint32_t i = 0; i + 1 < ring->n; i++)
		sum += (p[2 * i] - p[0]) * (p[2 * i + 3] - p[1]) - (p[2 * i + 2] - p[0]) * (p[2 * i + 1] - p[1]);
	return sum / 2;
}

/* What is left may lie the other way round: its neighbours have all of its place then. */
static bool is_turned(const struct mvt_shape *s, const struct geometry_ring *ring, int64_t area)
{
	return area >= -SMALL_AREA && area <= SMALL_AREA && (area < 0) == (area_of(s, ring) < 0);
}

static bool put_ring(struct mvt_shape *s, const struct geometry_ring *ring, const double *xy, size_t n)
{
	const int32_t *g = to_grid(s, xy, &n, true);
	int64_t area = n >= 3 ? doubled_area(g, n) : 0;

	if (area == 0 || is_turned(s, ring, area))
		return false;
	put_path(s, g, n, (area < 0) != (ring->hole != 0));
	return true;
}

/* What has no neighbours and is too small; its first point is the first of s->xy. */
static void put_square(struct mvt_shape *s, const struct geometry_ring *ring)
{
	double side = 2 * s->tolerance, last = (double)MVT_EXTENT / s->step - 1, x = floor(s->xy[0]), y = floor(s->xy[1]);

	if (!(x >= 0 && y >= 0 && x <= last && y <= last))
		return;
	s->loose += fmin(fabs(area_of(s, ring)) / (side * side), 1);
	if (s->loose < 1)
		return;
	s->loose -= 1;
	int32_t left = (int32_t)x, top = (int32_t)y;
	put_path(s, (const int32_t[]){ left, top, left + 1, top, left + 1, top + 1, left, top + 1 }, 4, false);
}

/* Whether all of a feature is in the tile, so that nothing is to be cut. */
static bool is_inside(const struct mvt_shape *s, uint32_t feature)
{
	const struct bbox *b = s->moved != NULL ? &s->moved->boxes[feature] : NULL;

	return b != NULL && b->minx >= s->around.minx && b->miny >= s->around.miny && b->maxx <= s->around.maxx &&
	       b->maxy <= s->around.maxy;
}

/* Holes of a ring that is gone go with it. */
static void put_polygon(struct mvt_shape *s, uint32_t feature)
{
	bool outer = false, inside = is_inside(s, feature);

	for (uint32_t r = s->store->first_ring[feature]; r < s->store->first_ring[feature + 1]; r++) {
		const struct geometry_ring *ring = &s->store->rings[r];
		size_t n = ring->hole != 0 && !outer ? 0 : take(s, ring), taken = n;
		const double *cut = n > 0 && !inside ? clip_ring(&s->clip, s->xy, &n) : s->xy;
		bool there = n >= 3 && put_ring(s, ring, cut, n);
		if (ring->hole != 0)
			continue;
		outer = there;
		if (!there && taken > 0 && s->ends <= 1)
			put_square(s, ring);
	}
}

static void put_inner(struct mvt_shape *s, uint32_t feature)
{
	const double *inner = (s->moved != NULL ? s->moved->inner : s->store->inner) + 2 * (size_t)feature;

	reserve(s, 1);
	memcpy(s->xy, inner, 2 * sizeof *inner);
	if (!isnan(inner[0]) && to_steps(s, 1))
		put_points(s, 1);
}

void mvt_shape_put(struct mvt_shape *s, uint32_t feature)
{
	const struct geometry_store *store = s->store;

	s->x = s->y = 0;
	protobuf_clear(&s->commands);
	if (s->points) {
		put_inner(s, feature);
		return;
	}
	if (store->kind == GEOMETRY_POLYGON) {
		put_polygon(s, feature);
		return;
	}
	for (uint32_t r = store->first_ring[feature]; r < store->first_ring[feature + 1]; r++) {
		size_t n = take(s, &store->rings[r]);
		if (store->kind == GEOMETRY_LINE)
			clip_line(&s->clip, s->xy, n, put_lines, s);
		else
			put_points(s, n);
	}
}
