#include "tests/unit.h"

#include <math.h>
#include <stdlib.h>

#include "draw/warp.h"

static double any(double from, double to)
{
	return from + (to - from) * rand() / RAND_MAX;
}

/* Points of a box around `at` in degrees, seen in `srs`, by the warp and one by one. */
static void compare(int srs, double half)
{
	void *ctx = talloc_new(NULL);
	struct err err = { 0 };
	struct moves *moves = moves_new(ctx);
	struct move *there = moves_get(moves, ctx, 4326, srs, &err), *back = moves_get(moves, ctx, srs, 4326, &err);
	double x = any(-2, 7), y = any(43, 50);
	struct bbox around = { x - half, y - half, x + half, y + half }, view, data;

	assert_true(there != NULL && back != NULL && move_box(there, &view, &around) && move_box(back, &data, &view));
	struct warp *w = warp_new(ctx, there, &data, &view, 800, 600);
	for (int i = 0; i < 400; i++) {
		double at[2] = { any(data.minx - half, data.maxx + half), any(data.miny - half, data.maxy + half) };
		double exact[2] = { at[0], at[1] };
		assert_true(warp_points(w, at, 1) && move_points(there, exact, 1));
		assert_float_equal(at[0], (exact[0] - view.minx) * 800 / (view.maxx - view.minx), 0.03);
		assert_float_equal(at[1], (view.maxy - exact[1]) * 600 / (view.maxy - view.miny), 0.03);
	}
	talloc_free(ctx);
}

static void a_grid_comes_within_a_fraction_of_a_pixel(void **state JT_UNUSED)
{
	static const int systems[] = { 4326, 3857, 2154, 3035, 32630, 3395 };

	srand(7);
	for (size_t i = 0; i < sizeof systems / sizeof *systems; i++) {
		compare(systems[i], 0.01);
		compare(systems[i], 1);
		compare(systems[i], 6);
	}
}

static void what_has_no_place_is_told(void **state JT_UNUSED)
{
	void *ctx = talloc_new(NULL);
	struct err err = { 0 };
	struct move *there = move_new(ctx, 4326, 3857, &err);
	struct bbox world = { -180, -90, 180, 90 }, view = { -2e7, -2e7, 2e7, 2e7 };
	struct warp *w = warp_new(ctx, there, &world, &view, 256, 256);
	double nowhere[] = { HUGE_VAL, HUGE_VAL }, paris[] = { 2.35, 48.85 };

	assert_false(warp_points(w, nowhere, 1));
	assert_true(warp_points(w, paris, 1));
	assert_float_equal(paris[0], (2.35 * 111319.49079 + 2e7) * 256 / 4e7, 0.01);
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_grid_comes_within_a_fraction_of_a_pixel),
		cmocka_unit_test(what_has_no_place_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
