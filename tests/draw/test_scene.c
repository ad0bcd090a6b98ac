#include <math.h>

#include "draw/scene.h"
#include "tests/geometry/unit_store.h"

#define RING(a, b, c, d) "[[" a "],[" b "],[" c "],[" d "],[" a "]]"
#define POLYGON(code, rings) FEATURE("\"code\":\"" code "\"", "{\"type\":\"Polygon\",\"coordinates\":[" rings "]}")
/* Two squares side by side, and one with a hole. */
#define TERRITORIES \
	POLYGON("01", RING("0,0", "1,0", "1,1", "0,1")) "," POLYGON("02", RING("1,0", "2,0", "2,1", "1,1")) "," \
	POLYGON("03", RING("0,1", "2,1", "2,2", "0,2") "," RING("0.5,1.25", "0.5,1.75", "1.5,1.75", "1.5,1.25"))

struct site {
	void *ctx;
	const struct geometry_store *store;
};

static struct site site_of(const char *features)
{
	struct site t = { .ctx = talloc_new(NULL) };
	char *workspace = scratch_new(t.ctx);
	struct layer *layer = stored_features(t.ctx, workspace, "territoires", "code", features);

	t.store = stored_open(t.ctx, workspace, layer);
	return t;
}

static struct site site(void)
{
	return site_of(TERRITORIES);
}

static struct scene *make(const struct site *t, const struct scene_view *view)
{
	struct err err = { 0 };
	struct scene *scene = scene_make(t->ctx, t->store, moves_new(t->ctx), view, &err);

	if (scene == NULL)
		fail_msg("%s", err.message.en);
	return scene;
}

/* Whose a pixel is, whole; COVER_NOBODY where it is mixed. */
static uint32_t owner(const struct scene *s, int x, int y)
{
	const struct cover *c = s->cover;

	for (uint32_t i = c->row_spans[y]; i < c->row_spans[y + 1]; i++)
		if ((uint32_t)x >= c->spans[i].x && (uint32_t)x < c->spans[i].x + c->spans[i].n)
			return c->spans[i].area < s->n_areas ? s->areas[c->spans[i].area] : c->spans[i].area;
	return COVER_NOBODY;
}

static void each_territory_covers_its_pixels(void **state JT_UNUSED)
{
	struct site t = site();
	struct scene *s = make(&t, &(struct scene_view){ 4326, { 0, 0, 2, 2 }, 40, 40, 0, NULL });

	assert_int_equal(owner(s, 5, 35), 0);
	assert_int_equal(owner(s, 30, 35), 1);
	assert_int_equal(owner(s, 3, 3), 2);
	assert_int_equal(owner(s, 20, 10), s->cover->ground);  /* the hole */
	assert_int_equal(s->cover->n_mixed, 0);           /* borders lie on those of pixels */
	assert_int_equal(s->n_areas, 3);
	talloc_free(t.ctx);
}

static void another_reference_system_moves_the_territories(void **state JT_UNUSED)
{
	struct site t = site();
	double side = 111319.49079327357;
	struct scene *s = make(&t, &(struct scene_view){ 3857, { 0, 0, 2 * side, 2 * side }, 40, 40, 0, NULL });
	struct scene *lambert = make(&t, &(struct scene_view){ 2154, { 300000, 600000, 600000, 900000 }, 40, 40, 0, NULL });

	assert_int_equal(owner(s, 5, 35), 0);
	assert_int_equal(owner(s, 30, 35), 1);
	assert_int_equal(owner(s, 20, 9), s->cover->ground);
	assert_non_null(lambert);
	talloc_free(t.ctx);
}

static void borders_are_lines_over_the_territories(void **state JT_UNUSED)
{
	struct site t = site();
	struct scene *s = make(&t, &(struct scene_view){ 4326, { 0, 0, 2, 2 }, 41, 41, 1, NULL });

	assert_int_equal(owner(s, 20, 30), s->cover->lines);  /* between the two squares */
	assert_int_equal(owner(s, 25, 30), 1);
	talloc_free(t.ctx);
}

/* Also where borders are those of neighbours that it does not meet. */
static void a_view_within_shows_what_the_whole_shows(void **state JT_UNUSED)
{
	static const struct { struct bbox box; int x, y; } views[] = {
		{ { 0.5, 0.5, 1.5, 1.5 }, 10, 10 }, { { 1, 0, 2, 1 }, 20, 20 }, { { 1, 1, 2, 2 }, 20, 0 },
		{ { -0.5, 0, 0.5, 1 }, -10, 20 }, { { 0.25, 1.25, 1.25, 2.25 }, 5, -5 },
	};
	struct site t = site();
	struct scene *whole = make(&t, &(struct scene_view){ 4326, { -1, -1, 3, 3 }, 80, 80, 0, NULL });
	struct scene *inner = make(&t, &(struct scene_view){ 4326, { 1.2, 0.2, 1.8, 0.8 }, 12, 12, 0.3, NULL });

	for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
		struct scene *s = make(&t, &(struct scene_view){ 4326, views[i].box, 20, 20, 0, NULL });
		for (int at = 0; at < 400; at++) {
			uint32_t here = owner(s, at % 20, at / 20);
			uint32_t there = owner(whole, 20 + views[i].x + at % 20, 20 + views[i].y + at / 20);
			assert_true(here == there || (here == s->cover->ground && there == whole->cover->ground));
		}
	}
	for (int at = 0; at < 144; at++)
		assert_int_equal(owner(inner, at % 12, at / 12), 1);
	talloc_free(t.ctx);
}

/* It has a point beyond the pole, and another part that has none; its neighbour is whole. */
static void of_what_has_no_place_the_rest_is_shown(void **state JT_UNUSED)
{
	struct site t = site_of(POLYGON("01", RING("0,0", "1,0", "1,1", "0,1")) ","
		FEATURE("\"code\":\"02\"", "{\"type\":\"MultiPolygon\",\"coordinates\":[[" "[[1,0],[3,95],[1,1],[1,0]]"
		        "],[" RING("1.2,1.5", "2,1.5", "2,2", "1.2,2") "]]}"));
	double side = 111319.49079327357;
	struct scene *s = make(&t, &(struct scene_view){ 3857, { 0, 0, 2 * side, 2 * side }, 40, 40, 0.3, NULL });

	assert_int_equal(owner(s, 5, 35), 0);
	assert_int_equal(owner(s, 5, 15), s->cover->ground);
	assert_int_equal(owner(s, 25, 30), s->cover->ground);
	assert_int_equal(owner(s, 30, 5), 1);
	talloc_free(t.ctx);
}

static void a_view_of_nothing_is_empty(void **state JT_UNUSED)
{
	struct site t = site();
	struct scene *s = make(&t, &(struct scene_view){ 4326, { 50, 50, 51, 51 }, 8, 8, 1, NULL });

	assert_int_equal(s->n_areas, 0);
	for (int i = 0; i < 64; i++)
		assert_int_equal(owner(s, i % 8, i / 8), s->cover->ground);
	talloc_free(t.ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_territory_covers_its_pixels),
		cmocka_unit_test(another_reference_system_moves_the_territories),
		cmocka_unit_test(borders_are_lines_over_the_territories),
		cmocka_unit_test(a_view_within_shows_what_the_whole_shows),
		cmocka_unit_test(of_what_has_no_place_the_rest_is_shown),
		cmocka_unit_test(a_view_of_nothing_is_empty),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
