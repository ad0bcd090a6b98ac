#include <math.h>
#include <string.h>

#include "geometry/mapped.h"
#include "geometry/move.h"
#include "tests/geometry/unit_store.h"
#include "tests/pack/spoil.h"

#define RING(a, b, c, d) "{\"type\":\"Polygon\",\"coordinates\":[[[" a "],[" b "],[" c "],[" d "],[" a "]]]}"
#define PLACES \
	FEATURE("\"code\":\"01\"", RING("2,48", "3,48", "3,49", "2,49")) "," FEATURE("\"code\":\"02\"", "null") "," \
	FEATURE("\"code\":\"03\"", RING("3,48", "4,48", "4,49.5", "3,49"))

struct site {
	char *workspace;
	struct mapped *mapped;
	struct err err;
};

static int set_up(void **state)
{
	struct site *s = mem_new(NULL, struct site);

	s->workspace = scratch_new(s);
	s->mapped = mapped_new(s, s->workspace, 4);
	mapped_move(s->mapped, 3857);
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	return talloc_free(*state);
}

static const struct geometry_store *store(struct site *s, const struct layer *layer)
{
	const struct geometry_store *store = mapped_geometry(s->mapped, s, layer, &s->err);

	if (store == NULL)
		fail_msg("%s (%s)", s->err.message.en, s->err.detail);
	return store;
}

static void every_point_is_where_it_would_be_moved_to(void **state)
{
	struct site *s = *state;
	const struct geometry_store *g = store(s, stored_features(s, s->workspace, "places", "code", PLACES));
	struct move *move = move_new(s, 4326, 3857, &s->err);
	double *xy = mem_array(s, double, 2 * g->n_points);

	assert_int_equal(g->moved->srs, 3857);
	memcpy(xy, g->xy, 2 * g->n_points * sizeof *xy);
	assert_true(move_points(move, xy, g->n_points));
	assert_memory_equal(xy, g->moved->xy, 2 * g->n_points * sizeof *xy);
	assert_true(fabs(g->moved->boxes[0].minx - 222638.98) < 0.01);
	assert_true(g->moved->boxes[1].minx > g->moved->boxes[1].maxx && isnan(g->moved->inner[2]));
	assert_true(g->moved->bbox.maxx == g->moved->boxes[2].maxx);
	assert_true(g->moved->inner[0] > g->moved->boxes[0].minx && g->moved->inner[0] < g->moved->boxes[0].maxx);
}

static void what_a_box_meets_there_is_found(void **state)
{
	struct site *s = *state;
	const struct geometry_store *g = store(s, stored_features(s, s->workspace, "places", "code", PLACES));
	struct bbox at = g->moved->boxes[2];
	size_t n;

	at.minx = at.maxx - 1;
	uint32_t *found = geometry_store_find_moved(g, s, &at, &n);
	assert_int_equal(n, 1);
	assert_int_equal(found[0], 2);
	found = geometry_store_find_moved(g, s, &g->moved->bbox, &n);
	assert_true(n == 2 && found[0] == 0 && found[1] == 2);
	geometry_store_find_moved(g, s, &(struct bbox){ 2, 48, 4, 50 }, &n);
	assert_int_equal(n, 0);
}

static void data_that_are_in_it_have_no_other(void **state)
{
	struct site *s = *state;
	struct layer *layer = stored_features(s, s->workspace, "places", "code", PLACES);

	mapped_move(s->mapped, 4326);
	assert_null(store(s, layer)->moved);
	assert_true(geometry_store_move(s, s->workspace, layer, 4326, &s->err));
	assert_true(geometry_store_move(s, s->workspace, layer, 0, &s->err));
}

static char *kept(struct site *s, const struct layer *layer)
{
	return mem_printf(s, "%s/cache/geometry/%s-3857.moved", s->workspace, layer->source.digest);
}

static void a_damaged_one_is_made_anew(void **state)
{
	struct site *s = *state;
	struct layer *layer = stored_features(s, s->workspace, "places", "code", PLACES);
	double *xy = mem_array(s, double, 20);
	memcpy(xy, store(s, layer)->moved->xy, 20 * sizeof *xy);
	struct bytes good = spoil_read(s, kept(s, layer));

	for (size_t at = 0; at < good.n; at += good.n / 9 + 1) {
		good.at[at] ^= 1;
		unlink(kept(s, layer));
		spoil_write(kept(s, layer), good.at, good.n);
		good.at[at] ^= 1;
		mapped_trim(s->mapped);
		assert_memory_equal(store(s, layer)->moved->xy, xy, 20 * sizeof *xy);
	}
	unlink(kept(s, layer));
	spoil_write(kept(s, layer), good.at, 3);
	mapped_trim(s->mapped);
	assert_memory_equal(store(s, layer)->moved->xy, xy, 20 * sizeof *xy);
}

/* In EPSG:3832 the 180th meridian is in the middle of the map. */
static void what_lies_over_the_end_of_that_world_is_not_kept_there(void **state)
{
	struct site *s = *state;
	struct layer *layer = stored_features(s, s->workspace, "places", "code",
		FEATURE("\"code\":\"01\"", RING("3300000,-1800000", "3400000,-1800000", "3400000,-1700000",
		                                "3300000,-1700000")));

	layer->srs = 3832;
	assert_null(store(s, layer)->moved);
	assert_int_equal(access(kept(s, layer), F_OK), 0);   /* so that it is not tried again */
	layer = stored_features(s, s->workspace, "places", "code",
		FEATURE("\"code\":\"02\"", RING("3400000,-1800000", "3500000,-1800000", "3500000,-1700000",
		                                "3400000,-1700000")));
	layer->srs = 3832;
	assert_non_null(store(s, layer)->moved);
	assert_true(store(s, layer)->moved->bbox.maxx < 0);
}

/* From pole to pole, and all around: Antarctica and its like. */
static void poles_and_the_whole_world_have_a_place(void **state)
{
	struct site *s = *state;
	const struct geometry_store *g = store(s, stored_features(s, s->workspace, "places", "code",
		FEATURE("\"code\":\"01\"", RING("-180,-90", "180,-90", "180,-60", "-180,-60")) ","
		FEATURE("\"code\":\"02\"", RING("-180,-90", "180,-90", "180,90", "-180,90"))));

	for (size_t i = 0; i < 2 * g->n_points; i++)
		assert_true(isfinite(g->moved->xy[i]));
	assert_true(g->moved->bbox.miny < -20037508 && g->moved->bbox.maxy > 20037508);
	assert_true(fabs(g->moved->bbox.maxx - 20037508.34) < 0.01);
}

static void publishing_may_make_it_before_anybody_asks(void **state)
{
	struct site *s = *state;
	struct layer *layer = stored_features(s, s->workspace, "places", "code", PLACES);

	assert_true(geometry_store_move(s, s->workspace, layer, 3857, &s->err));
	assert_int_equal(access(kept(s, layer), F_OK), 0);
}

int main(void)
{
#define OVER_SITE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		OVER_SITE(every_point_is_where_it_would_be_moved_to),
		OVER_SITE(what_a_box_meets_there_is_found),
		OVER_SITE(data_that_are_in_it_have_no_other),
		OVER_SITE(a_damaged_one_is_made_anew),
		OVER_SITE(what_lies_over_the_end_of_that_world_is_not_kept_there),
		OVER_SITE(poles_and_the_whole_world_have_a_place),
		OVER_SITE(publishing_may_make_it_before_anybody_asks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
