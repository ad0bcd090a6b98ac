#include "tests/unit.h"

#include <math.h>

#include "base/mem.h"
#include "draw/disc.h"

enum { SIZE = 40 };

static double covered(const uint32_t *pixels)
{
	double sum = 0;

	for (int i = 0; i < SIZE * SIZE; i++)
		sum += (pixels[i] >> 24) / 255.0;
	return sum;
}

static void a_circle_covers_its_area(void **state JT_UNUSED)
{
	static const double diameters[] = { 0.7, 2, 5.5, 21 };

	for (size_t i = 0; i < sizeof diameters / sizeof *diameters; i++) {
		uint32_t pixels[SIZE * SIZE] = { 0 };
		double area = acos(-1) * diameters[i] * diameters[i] / 4;
		disc_draw(pixels, SIZE, SIZE, &(struct disc){ .x = 20.3, .y = 19.8, .diameter = diameters[i], .color = 0x336699,
		                                              .opacity = 1 });
		assert_float_equal(covered(pixels), area, 0.3 + 0.02 * area);
	}
}

static void it_is_laid_over_what_is_there(void **state JT_UNUSED)
{
	uint32_t pixels[SIZE * SIZE];

	for (int i = 0; i < SIZE * SIZE; i++)
		pixels[i] = 0xffffffff;
	disc_draw(pixels, SIZE, SIZE, &(struct disc){ .x = 20, .y = 20, .diameter = 20, .color = 0xff0000, .edge = 0x0000ff,
	                                              .opacity = 0.5, .edge_width = 2 });
	assert_int_equal(pixels[20 * SIZE + 20], 0xff8080ff);
	assert_int_equal(pixels[5 * SIZE + 20], 0xffffffff);
	assert_true((pixels[20 * SIZE + 29] >> 16 & 255) > (pixels[20 * SIZE + 20] >> 16 & 255));  /* bluer */
}

static void what_is_outside_of_the_picture_is_left_out(void **state JT_UNUSED)
{
	uint32_t pixels[SIZE * SIZE] = { 0 };
	const double far[] = { -1e9, -100, 1e9, 1e300 };

	for (size_t i = 0; i < 4; i++)
		disc_draw(pixels, SIZE, SIZE, &(struct disc){ .x = far[i], .y = 5, .diameter = 9, .opacity = 1 });
	assert_float_equal(covered(pixels), 0, 0);
	disc_draw(pixels, SIZE, SIZE, &(struct disc){ .x = 0, .y = 0, .diameter = 10, .opacity = 1 });
	assert_float_equal(covered(pixels), acos(-1) * 25 / 4, 0.6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_circle_covers_its_area),
		cmocka_unit_test(it_is_laid_over_what_is_there),
		cmocka_unit_test(what_is_outside_of_the_picture_is_left_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
