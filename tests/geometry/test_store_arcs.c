#include <math.h>
#include <string.h>

#include <uthash.h>

#include "geometry/store_parts.h"
#include "tests/geometry/unit_store.h"

enum { SIDE = 7, STEPS = 4, CELLS = SIDE * SIDE, RING_MOST = 4 * STEPS + 1 };

/* A country in the making. */
struct land {
	struct geometry_store s;
	uint32_t first_ring[2 * CELLS + 1];
	struct geometry_ring rings[4 * CELLS];
	double xy[2 * RING_MOST * 4 * CELLS];
	uint32_t seed;
};

static uint32_t dice(struct land *l, uint32_t sides)
{
	l->seed = l->seed * 1664525U + 1013904223U;
	return (uint32_t)((uint64_t)l->seed * sides >> 32);
}

/* A place of the grid, shaken, the same for all who have it. */
static void place(double *xy, int x, int y)
{
	uint32_t h = (uint32_t)(x * 7919 + y * 104729) * 2654435761U;

	xy[0] = x + (h >> 8 & 0xff) / 1024.0;
	xy[1] = y + (h >> 16 & 0xff) / 1024.0;
}

/* A ring from any of its points on, in either direction. */
static void put_ring(struct land *l, const double *xy, uint32_t n, bool hole)
{
	struct geometry_store *s = &l->s;
	uint32_t start = dice(l, n);
	bool back = dice(l, 2) != 0;

	l->rings[s->n_rings++] = (struct geometry_ring){ (uint32_t)s->n_points, n + 1, hole };
	for (uint32_t i = 0; i <= n; i++) {
		uint32_t at = (start + (back ? n - i % n : i)) % n;
		memcpy(&l->xy[2 * s->n_points++], &xy[2 * at], 2 * sizeof *xy);
	}
}

static uint32_t square(double *xy, int x, int y, int size)
{
	uint32_t n = 0;

	for (int i = 0; i < size; i++)
		place(&xy[2 * n++], x + i, y);
	for (int i = 0; i < size; i++)
		place(&xy[2 * n++], x + size, y + i);
	for (int i = size; i > 0; i--)
		place(&xy[2 * n++], x + i, y + size);
	for (int i = size; i > 0; i--)
		place(&xy[2 * n++], x, y + i);
	return n;
}

static void end_feature(struct land *l)
{
	l->first_ring[++l->s.n] = (uint32_t)l->s.n_rings;
}

static void cut(struct land *l)
{
	float *detail = mem_array(l, float, l->s.n_points + 1);
	l->s.detail = detail;
	uint32_t *same = store_same(&l->s, l);
	store_rank(detail, &l->s, same, l);
	store_arcs(&l->s, same, l);
}

/* Cells that share borders of several points; some have a hole, in which another feature may lie. */
static struct land *land(const void *ctx, uint32_t seed)
{
	struct land *l = mem_new(ctx, struct land);
	double xy[2 * RING_MOST];
	bool island[CELLS];

	l->seed = seed;
	l->s = (struct geometry_store){ .kind = GEOMETRY_POLYGON, .first_ring = l->first_ring, .rings = l->rings,
	                                .xy = l->xy };
	for (int i = 0; i < CELLS; i++) {
		int x = i % SIDE * STEPS, y = i / SIDE * STEPS;
		if (dice(l, 9) == 0) {
			island[i] = false;
			end_feature(l);
			continue;
		}
		put_ring(l, xy, square(xy, x, y, STEPS), false);
		bool hole = dice(l, 3) == 0;
		island[i] = hole && dice(l, 2) == 0;
		if (hole)
			put_ring(l, xy, square(xy, x + 1, y + 1, 2), true);
		end_feature(l);
	}
	for (int i = 0; i < CELLS; i++)
		if (island[i]) {
			put_ring(l, xy, square(xy, i % SIDE * STEPS + 1, i / SIDE * STEPS + 1, 2), false);
			end_feature(l);
		}
	cut(l);
	return l;
}

enum { HAVE_IT = 8 };

/* A stretch between two points, whichever comes first: who has it by the rings, and by the arcs. */
struct stretch {
	double ends[4];
	uint32_t rings[HAVE_IT], told[HAVE_IT];
	size_t n, n_told, n_arcs;
	UT_hash_handle hh;
};

static struct stretch *stretch(struct stretch **all, const void *ctx, const double *xy)
{
	bool turn = xy[0] > xy[2] || (xy[0] == xy[2] && xy[1] > xy[3]);
	double ends[4];
	struct stretch *found;

	memcpy(ends, turn ? xy + 2 : xy, 2 * sizeof *xy);
	memcpy(ends + 2, turn ? xy : xy + 2, 2 * sizeof *xy);
	HASH_FIND(hh, *all, ends, sizeof ends, found);
	if (found == NULL) {
		found = mem_new(ctx, struct stretch);
		memcpy(found->ends, ends, sizeof ends);
		HASH_ADD(hh, *all, ends, sizeof ends, found);
	}
	return found;
}

static void add(uint32_t *list, size_t *n, uint32_t feature)
{
	size_t i = (*n)++;

	assert_true(*n <= HAVE_IT);
	for (; i > 0 && list[i - 1] > feature; i--)
		list[i] = list[i - 1];
	list[i] = feature;
}

static struct stretch *stretches(const struct geometry_store *s, const void *ctx)
{
	struct stretch *all = NULL;

	for (uint32_t i = 0; i < s->n; i++)
		for (uint32_t r = s->first_ring[i]; r < s->first_ring[i + 1]; r++)
			for (uint32_t p = s->rings[r].first; p + 1 < s->rings[r].first + s->rings[r].n; p++) {
				const double *xy = &s->xy[2 * (size_t)p];
				if (xy[0] == xy[2] && xy[1] == xy[3])
					continue;
				struct stretch *one = stretch(&all, ctx, xy);
				add(one->rings, &one->n, i);
			}
	return all;
}

/* How often a line to the right crosses the feature's rings is odd. */
static bool holds(const struct geometry_store *s, uint32_t feature, double x, double y)
{
	bool in = false;

	for (uint32_t r = s->first_ring[feature]; r < s->first_ring[feature + 1]; r++)
		for (uint32_t p = s->rings[r].first; p + 1 < s->rings[r].first + s->rings[r].n; p++) {
			const double *a = &s->xy[2 * (size_t)p], *b = a + 2;
			if ((a[1] <= y) != (b[1] <= y) && x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]))
				in = !in;
		}
	return in;
}

/* Just beside the middle of a stretch, its owner is on the side that is told, and the other one on the other. */
static void on_its_side(const struct geometry_store *s, const struct geometry_arc *a, uint32_t owner, const double *xy)
{
	double dx = 1e-3 * (xy[2] - xy[0]), dy = 1e-3 * (xy[3] - xy[1]);
	double x = (xy[0] + xy[2]) / 2, y = (xy[1] + xy[3]) / 2, sign = a->right ? 1 : -1;

	assert_true(holds(s, owner, x + sign * dy, y - sign * dx));
	if (a->other != UINT32_MAX)
		assert_true(holds(s, a->other, x - sign * dy, y + sign * dx));
}

static void in_box(const struct geometry_store *s, size_t arc, uint32_t owner, const double *xy)
{
	const float *box = &s->arc_boxes[4 * arc];

	assert_true((double)box[0] <= xy[0] && (double)box[1] <= xy[1] && (double)box[2] >= xy[0] &&
	            (double)box[3] >= xy[1]);
	const struct bbox *whole = s->boxes != NULL ? &s->boxes[owner] : NULL;
	if (whole != NULL)
		assert_true(whole->minx <= xy[0] && whole->maxx >= xy[0] && whole->miny <= xy[1] &&
		            whole->maxy >= xy[1]);
}

/* What a feature shares is told to it, too. */
static void shared_is_listed(const struct geometry_store *s)
{
	uint32_t n = 0;

	assert_int_equal(s->first_shared[0], 0);
	assert_int_equal(s->first_shared[s->n], s->n_shared);
	for (uint32_t i = 0; i < s->n; i++)
		for (uint32_t k = s->first_shared[i]; k < s->first_shared[i + 1]; k++) {
			uint32_t arc = s->shared[k].arc, owner = s->shared[k].owner;
			assert_true(s->arcs[arc].other == i && owner < i);
			assert_in_range(arc, s->first_arc[owner], s->first_arc[owner + 1] - 1);
			assert_true(k == s->first_shared[i] || arc > s->shared[k - 1].arc);
		}
	for (uint32_t i = 0; i < s->n; i++)
		for (uint32_t k = s->first_arc[i]; k < s->first_arc[i + 1]; k++)
			n += s->arcs[k].other != UINT32_MAX && s->arcs[k].other != i;
	assert_int_equal(n, s->n_shared);
}

/* The arcs tell what the rings tell: who has which border, on which side. */
static struct stretch *is_right(const struct geometry_store *s, const void *ctx, bool sides)
{
	struct stretch *all = stretches(s, ctx);

	assert_int_equal(s->first_arc[0], 0);
	assert_int_equal(s->first_arc[s->n], s->n_arcs);
	shared_is_listed(s);
	for (uint32_t i = 0; i < s->n; i++)
		for (uint32_t k = s->first_arc[i]; k < s->first_arc[i + 1]; k++) {
			const struct geometry_arc *a = &s->arcs[k];
			assert_true(a->n >= 2);
			for (uint32_t p = a->first; p + 1 < a->first + a->n; p++) {
				const double *xy = &s->xy[2 * (size_t)p];
				struct stretch *one = stretch(&all, ctx, xy);
				one->n_arcs++;
				add(one->told, &one->n_told, i);
				if (a->other != UINT32_MAX)
					add(one->told, &one->n_told, a->other);
				in_box(s, k, i, xy);
				in_box(s, k, i, xy + 2);
				if (sides)
					on_its_side(s, a, i, xy);
			}
		}
	for (struct stretch *one = all; one != NULL; one = one->hh.next) {
		assert_int_equal(one->n_told, one->n);
		assert_memory_equal(one->told, one->rings, one->n * sizeof *one->rings);
	}
	return all;
}

static void each_once(struct stretch *all)
{
	for (struct stretch *one = all; one != NULL; one = one->hh.next)
		assert_int_equal(one->n_arcs, 1);
	HASH_CLEAR(hh, all);
}

static void each_border_is_in_one_arc_whoever_shares_it(void **state JT_UNUSED)
{
	for (uint32_t seed = 1; seed <= 60; seed++) {
		void *ctx = talloc_new(NULL);
		struct land *l = land(ctx, seed);
		assert_true(l->s.n_arcs > CELLS);
		each_once(is_right(&l->s, ctx, true));
		talloc_free(ctx);
	}
}

/* Squares over one another, and over a neighbour: what is on the same side, or comes third, is told beside. */
static void features_that_overlap_keep_all_their_borders(void **state JT_UNUSED)
{
	void *ctx = talloc_new(NULL);

	for (uint32_t seed = 1; seed <= 60; seed++) {
		struct land *l = mem_new(ctx, struct land);
		double xy[2 * RING_MOST];
		l->seed = seed;
		l->s = (struct geometry_store){ .kind = GEOMETRY_POLYGON, .first_ring = l->first_ring,
		                                .rings = l->rings, .xy = l->xy };
		for (int i = 0; i < 6; i++) {
			int x = (int)dice(l, 2) * STEPS;
			put_ring(l, xy, square(xy, x, 0, STEPS), false);
			if (dice(l, 3) == 0)
				put_ring(l, xy, square(xy, x + 1, 1, 2), true);
			end_feature(l);
		}
		cut(l);
		struct stretch *all = is_right(&l->s, ctx, true);
		HASH_CLEAR(hh, all);
	}
	talloc_free(ctx);
}

/* Two squares: the border between them, and what is left of each; cut where a ring begins, too. */
static void arcs_end_where_borders_meet_or_a_ring_begins(void **state JT_UNUSED)
{
	static const double xy[] = { 0, 0, 1, 0, 1, 1, 0, 1, 0, 0,   2, 0, 2, 1, 1, 1, 1, 0, 2, 0 };
	static const struct geometry_ring rings[] = { { 0, 5, 0 }, { 5, 5, 0 } };
	static const uint32_t first_ring[] = { 0, 1, 2 };
	struct geometry_store s = { .kind = GEOMETRY_POLYGON, .n = 2, .n_rings = 2, .n_points = 10, .rings = rings,
	                            .first_ring = first_ring, .xy = xy };
	void *ctx = talloc_new(NULL);
	float *detail = mem_array(ctx, float, 10);
	uint32_t *same = store_same(&s, ctx);

	s.detail = detail;
	store_rank(detail, &s, same, ctx);
	store_arcs(&s, same, ctx);
	assert_int_equal(s.n_arcs, 5);
	assert_int_equal(s.first_arc[1], 3);
	assert_int_equal(s.arcs[0].other, UINT32_MAX);
	assert_true(s.arcs[1].first == 1 && s.arcs[1].n == 2 && s.arcs[1].other == 1);
	assert_true(s.arcs[2].first == 2 && s.arcs[2].n == 3 && s.arcs[2].other == UINT32_MAX);
	assert_true(s.arcs[3].first == 5 && s.arcs[3].n == 3);
	assert_true(s.arc_boxes[4] == 1 && s.arc_boxes[5] == 0 && s.arc_boxes[6] == 1 && s.arc_boxes[7] == 1);
	talloc_free(ctx);
}

static void the_arcs_of_a_real_country_are_right_and_read_back(void **state JT_UNUSED)
{
	void *ctx = talloc_new(NULL);
	const char *source = source_shared(ctx, "departements_metro_l93.gpkg");

	if (source == NULL) {
		talloc_free(ctx);
		skip();
	}
	char *workspace = scratch_new(ctx);
	const struct geometry_store *s = stored_open(ctx, workspace,
		stored_layer(ctx, workspace, source, "departements", NULL));
	assert_true(s->n > 90 && s->n_arcs > s->n);
	each_once(is_right(s, ctx, false));
	talloc_free(ctx);
}

static void lines_and_points_have_none(void **state JT_UNUSED)
{
	void *ctx = talloc_new(NULL);
	char *workspace = scratch_new(ctx);
	const struct geometry_store *s = stored_open(ctx, workspace,
		stored_features(ctx, workspace, "points", NULL, FEATURE("\"a\":1", POINT(3, 4))));

	assert_int_equal(s->n_arcs, 0);
	assert_int_equal(s->first_arc[1], 0);
	assert_false(s->multi);
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_border_is_in_one_arc_whoever_shares_it),
		cmocka_unit_test(features_that_overlap_keep_all_their_borders),
		cmocka_unit_test(arcs_end_where_borders_meet_or_a_ring_begins),
		cmocka_unit_test(the_arcs_of_a_real_country_are_right_and_read_back),
		cmocka_unit_test(lines_and_points_have_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
