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
	float *detail = mem_array(l, float, l->s.n_points + 1);
	l->s.detail = detail;
	uint32_t *same = store_same(&l->s, l);
	store_rank(detail, &l->s, same, l);
	store_arcs(&l->s, same, l);
	return l;
}

/* A stretch between two points, whichever comes first; whose it is. */
struct stretch {
	double ends[4];
	uint32_t features[2];
	size_t n, arcs;
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
				if (one->n < 2)
					one->features[one->n] = i;
				one->n++;
			}
	return all;
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

/* Each stretch of border is in one arc, that of the first feature which has it, beside the second one. */
static void is_right(const struct geometry_store *s, const void *ctx)
{
	struct stretch *all = stretches(s, ctx);

	assert_int_equal(s->first_arc[0], 0);
	assert_int_equal(s->first_arc[s->n], s->n_arcs);
	for (uint32_t i = 0; i < s->n; i++)
		for (uint32_t k = s->first_arc[i]; k < s->first_arc[i + 1]; k++) {
			const struct geometry_arc *a = &s->arcs[k];
			assert_true(a->n >= 2);
			for (uint32_t p = a->first; p + 1 < a->first + a->n; p++) {
				const double *xy = &s->xy[2 * (size_t)p];
				struct stretch *one = stretch(&all, ctx, xy);
				assert_int_equal(one->arcs++, 0);
				assert_int_equal(one->features[0], i);
				assert_int_equal(a->other, one->n > 1 ? one->features[1] : UINT32_MAX);
				in_box(s, k, i, xy);
				in_box(s, k, i, xy + 2);
			}
		}
	for (struct stretch *one = all; one != NULL; one = one->hh.next)
		assert_int_equal(one->arcs, 1);
	HASH_CLEAR(hh, all);
}

static void each_border_is_in_one_arc_whoever_shares_it(void **state JT_UNUSED)
{
	for (uint32_t seed = 1; seed <= 60; seed++) {
		void *ctx = talloc_new(NULL);
		struct land *l = land(ctx, seed);
		assert_true(l->s.n_arcs > CELLS);
		is_right(&l->s, ctx);
		talloc_free(ctx);
	}
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
	is_right(s, ctx);
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
		cmocka_unit_test(arcs_end_where_borders_meet_or_a_ring_begins),
		cmocka_unit_test(the_arcs_of_a_real_country_are_right_and_read_back),
		cmocka_unit_test(lines_and_points_have_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
