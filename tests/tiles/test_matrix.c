#include "tests/unit.h"

#include "tiles/matrix.h"

#define HALF 20037508.342789244

static void the_web_s_quad_tree_halves_from_the_world(void **state)
{
	(void)state;
	const struct matrix_set *s = matrix_set_find("WebMercatorQuad");
	struct bbox box;
	int64_t w, h;

	assert_float_equal(matrix_scale(s, 0), 559082264.028717, 1e-3);
	matrix_size(s, 0, &w, &h);
	assert_true(w == 1 && h == 1);
	matrix_size(s, 8, &w, &h);
	assert_true(w == 256 && h == 256);
	assert_true(matrix_tile(&box, s, 8, 129, 88));
	assert_float_equal(box.minx, 156543.03392804097, 1e-6);
	assert_float_equal(box.maxy, HALF - 88 * 156543.03392804097, 1e-6);
	assert_float_equal((box.maxy - box.miny), 156543.03392804097, 1e-6);
}

static void a_matrix_has_no_tile_beyond_its_borders(void **state)
{
	(void)state;
	const struct matrix_set *s = matrix_set_find("WebMercatorQuad");
	struct bbox box;

	assert_false(matrix_tile(&box, s, 2, 4, 0));
	assert_false(matrix_tile(&box, s, 2, 0, -1));
	assert_false(matrix_tile(&box, s, 25, 0, 0));
	assert_false(matrix_tile(&box, s, -1, 0, 0));
	assert_true(matrix_tile(&box, s, 2, 3, 3));
	assert_null(matrix_set_find("Nowhere"));
}

static void the_tiles_of_a_box_are_those_that_it_meets(void **state)
{
	(void)state;
	const struct matrix_set *s = matrix_set_find("WebMercatorQuad");
	struct tile_range r;
	struct bbox tile, world = { -HALF, -HALF, HALF, HALF }, far = { 3 * HALF, 0, 4 * HALF, 1 };

	assert_true(matrix_range(&r, s, 3, &world));
	assert_true(r.left == 0 && r.top == 0 && r.right == 7 && r.bottom == 7);
	assert_true(matrix_tile(&tile, s, 9, 260, 170));
	assert_true(matrix_range(&r, s, 9, &tile));   /* its own borders do not reach into its neighbours */
	assert_true(r.left == 260 && r.right == 260 && r.top == 170 && r.bottom == 170);
	assert_false(matrix_range(&r, s, 3, &far));
	struct bbox point = { 5, 5, 5, 5 };
	assert_true(matrix_range(&r, s, 20, &point));
	assert_true(r.left == r.right && r.top == r.bottom);
}

static void lambert_93_has_ten_centimetres_in_its_last_matrix(void **state)
{
	(void)state;
	const struct matrix_set *s = matrix_set_find("LAMB93_10cm");
	struct tile_range r;
	struct bbox paris = { 643000, 6857000, 661000, 6867000 }, tile;

	assert_float_equal(matrix_resolution(s, 21), 0.1, 1e-12);
	assert_true(matrix_range(&r, s, 12, &paris));
	assert_true(matrix_tile(&tile, s, 12, r.left, r.top));
	assert_true(tile.minx <= paris.minx && tile.maxx > paris.minx);
	assert_true(tile.maxy >= paris.maxy && tile.miny < paris.maxy);
}

static void degrees_have_the_scale_of_their_metres_at_the_equator(void **state)
{
	(void)state;
	const struct matrix_set *s = matrix_set_find("WorldCRS84Quad");
	struct bbox box;
	int64_t w, h;

	assert_float_equal(matrix_scale(s, 0), 279541132.0143589, 1e-2);
	matrix_size(s, 0, &w, &h);
	assert_true(w == 2 && h == 1);
	assert_true(matrix_tile(&box, s, 1, 2, 0));
	assert_true(box.minx == 0 && box.maxx == 90 && box.miny == 0 && box.maxy == 90);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(degrees_have_the_scale_of_their_metres_at_the_equator),
		cmocka_unit_test(the_web_s_quad_tree_halves_from_the_world),
		cmocka_unit_test(a_matrix_has_no_tile_beyond_its_borders),
		cmocka_unit_test(the_tiles_of_a_box_are_those_that_it_meets),
		cmocka_unit_test(lambert_93_has_ten_centimetres_in_its_last_matrix),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
