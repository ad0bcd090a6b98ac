#include "tests/unit.h"

#include "base/mem.h"
#include "thematic/color.h"
#include "thematic/ramps.h"
#include "tests/thematic/sight.h"

static void an_order_is_told_by_lightness_alone(void **state)
{
	(void)state;
	for (size_t i = 0; ramps_at(i) != NULL; i++) {
		const struct ramp *ramp = ramps_at(i);
		for (size_t n = 2; ramp->kind == RAMP_SEQUENTIAL && n <= RAMP_COLORS; n++) {
			uint32_t c[RAMP_COLORS];
			assert_true(ramp_colors(c, ramp, n, false));
			double way = see(c[n - 1], SIGHT_FULL).l - see(c[0], SIGHT_FULL).l;
			assert_true(fabs(way) > 40);
			for (size_t k = 1; k < n; k++)
				assert_true((see(c[k], SIGHT_FULL).l - see(c[k - 1], SIGHT_FULL).l) * way > 0);
		}
	}
}

/* What neighbours on the legend have to keep between them. */
static double least_apart(const struct ramp *ramp, size_t n)
{
	if (ramp->kind == RAMP_QUALITATIVE)
		return 20;
	return n <= 7 ? 8 : n <= 9 ? 6 : 2.3;
}

static void expect_neighbours_apart(const struct ramp *ramp, size_t n, enum sight sight)
{
	uint32_t c[RAMP_COLORS];

	assert_true(ramp_colors(c, ramp, n, false));
	for (size_t k = 1; k < n; k++) {
		double d = apart(c[k], c[k - 1], sight);
		if (d < least_apart(ramp, n))
			print_message("%s of %zu: %06x and %06x are %g apart\n", ramp->name, n, c[k - 1], c[k], d);
		assert_true(d >= least_apart(ramp, n));
	}
}

static void neighbours_can_be_told_apart_by_all_for_whom_a_ramp_is_marked(void **state)
{
	(void)state;
	for (size_t i = 0; ramps_at(i) != NULL; i++)
		for (size_t n = 2; n <= ramp_most(ramps_at(i)); n++)
			for (int s = 0; s < (ramps_at(i)->colour_blind_safe ? SIGHTS : SIGHT_FULL + 1); s++)
				expect_neighbours_apart(ramps_at(i), n, (enum sight)s);
}

static void no_two_categories_look_alike(void **state)
{
	(void)state;
	for (size_t i = 0; ramps_at(i) != NULL; i++) {
		const struct ramp *ramp = ramps_at(i);
		uint32_t c[RAMP_COLORS];
		if (ramp->kind != RAMP_QUALITATIVE)
			continue;
		assert_true(ramp_colors(c, ramp, ramp_most(ramp), false));
		for (int s = 0; s < (ramp->colour_blind_safe ? SIGHTS : SIGHT_FULL + 1); s++)
			for (size_t k = 0; k < ramp_most(ramp); k++)
				for (size_t j = 0; j < k; j++) {
					assert_true(apart(c[k], c[j], (enum sight)s) >= 20);
				}
		assert_false(ramp_colors(c, ramp, ramp_most(ramp) + 1, false));
	}
}

static void two_ways_are_symmetric_around_a_light_neutral_middle(void **state)
{
	(void)state;
	for (size_t i = 0; ramps_at(i) != NULL; i++) {
		const struct ramp *ramp = ramps_at(i);
		if (ramp->kind != RAMP_DIVERGING)
			continue;
		struct seen middle = see(ramp_color(ramp, 0.5), SIGHT_FULL);
		assert_true(middle.l > 93 && hypot(middle.a, middle.b) < 3);
		double before = 101;
		for (int k = 0; k <= 10; k++) {
			uint32_t left = ramp_color(ramp, 0.5 - k / 20.0), right = ramp_color(ramp, 0.5 + k / 20.0);
			double l = lab_of_color(left).l;
			assert_true(fabs(l - lab_of_color(right).l) < 0.02);
			assert_true(l * 100 < before);
			before = l * 100;
			for (int s = 0; k > 3 && s < SIGHTS; s++)
				assert_true(apart(left, right, (enum sight)s) > 12);
		}
	}
}

static void reversed_is_the_same_the_other_way_round(void **state)
{
	(void)state;
	uint32_t there[7], back[7];
	assert_true(ramp_colors(there, ramp_find("ylgnbu"), 7, false));
	assert_true(ramp_colors(back, ramp_find("YlGnBu"), 7, true));
	for (int i = 0; i < 7; i++)
		assert_int_equal(there[i], back[6 - i]);
	assert_null(ramp_find("YlGnB"));
}

static void every_colour_of_a_screen_survives_the_way_to_oklab(void **state)
{
	(void)state;
	for (uint32_t c = 0; c <= 0xffffff; c += 4099)
		assert_int_equal(color_of_lab(lab_of_color(c)), c);
	assert_int_equal(color_of_lab(lab_of_lch((struct lch){ 1, 0, 0 })), 0xffffff);
	char text[8];
	color_text(0x00a1ff, text);
	assert_string_equal(text, "#00a1ff");
}

static void what_is_too_vivid_pales_and_keeps_its_lightness(void **state)
{
	(void)state;
	for (int hue = 0; hue < 360; hue += 15) {
		struct lab lab = lab_of_color(color_of_lab(lab_of_lch((struct lch){ 0.6, 0.4, hue })));
		assert_true(fabs(lab.l - 0.6) < 0.01);
		assert_true(hypot(lab.a, lab.b) > 0.08 && hypot(lab.a, lab.b) < 0.3);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_order_is_told_by_lightness_alone),
		cmocka_unit_test(neighbours_can_be_told_apart_by_all_for_whom_a_ramp_is_marked),
		cmocka_unit_test(no_two_categories_look_alike),
		cmocka_unit_test(two_ways_are_symmetric_around_a_light_neutral_middle),
		cmocka_unit_test(reversed_is_the_same_the_other_way_round),
		cmocka_unit_test(every_colour_of_a_screen_survives_the_way_to_oklab),
		cmocka_unit_test(what_is_too_vivid_pales_and_keeps_its_lightness),
	};
	return cmocka_run_group_tests_name("ramps", tests, NULL, NULL);
}
