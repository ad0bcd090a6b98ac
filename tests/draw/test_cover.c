#include "tests/unit.h"

#include <math.h>
#include <stdlib.h>

#include "draw/cover.h"

#define SIZE 40

static double share_of(const struct cover *c, int x, int y, uint32_t area)
{
	uint32_t owner = c->owner[y * c->width + x];

	if (owner == COVER_NONE)
		return 0;
	if ((owner & COVER_MIXED) == 0)
		return owner == area;
	uint32_t m = owner & ~COVER_MIXED;
	for (uint32_t i = c->first[m]; i < c->first[m + 1]; i++)
		if (c->area[i] == area)
			return (double)c->share[i] / COVER_WHOLE;
	return 0;
}

static double total(const struct cover *c, int x, int y)
{
	uint32_t owner = c->owner[y * c->width + x];
	double sum = 0;

	if (owner == COVER_NONE || (owner & COVER_MIXED) == 0)
		return owner != COVER_NONE;
	uint32_t m = owner & ~COVER_MIXED;
	for (uint32_t i = c->first[m]; i < c->first[m + 1]; i++)
		sum += (double)c->share[i] / COVER_WHOLE;
	return sum;
}

static double surface(const struct cover *c, uint32_t area)
{
	double sum = 0;

	for (int y = 0; y < c->height; y++)
		for (int x = 0; x < c->width; x++)
			sum += share_of(c, x, y, area);
	return sum;
}

static struct cover *one(void *ctx, const double *xy, size_t n)
{
	struct cover_builder *b = cover_builder_new(ctx, SIZE, SIZE);
	cover_ring(b, xy, n, false);
	cover_area(b, 5);
	return cover_builder_end(b);
}

static void a_pixel_has_the_share_that_the_area_has_of_it(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	const double square[] = { 2.25, 3.5, 10.5, 3.5, 10.5, 8, 2.25, 8 };
	struct cover *c = one(ctx, square, 4);

	assert_float_equal(share_of(c, 2, 3, 5), 0.75 * 0.5, 1e-4);
	assert_float_equal(share_of(c, 5, 3, 5), 0.5, 1e-4);
	assert_float_equal(share_of(c, 10, 7, 5), 0.5, 1e-4);
	assert_float_equal(share_of(c, 5, 5, 5), 1, 0);
	assert_float_equal(share_of(c, 11, 5, 5), 0, 0);
	assert_float_equal(surface(c, 5), 8.25 * 4.5, 1e-2);
	talloc_free(ctx);
}

static void direction_and_closing_do_not_matter(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	const double there[] = { 1.3, 1.7, 30.2, 5.1, 12.8, 33.3, 1.3, 1.7 };
	const double back[] = { 12.8, 33.3, 30.2, 5.1, 1.3, 1.7 };
	struct cover *a = one(ctx, there, 4), *b = one(ctx, back, 3);

	for (int i = 0; i < SIZE * SIZE; i++)
		assert_float_equal(share_of(a, i % SIZE, i / SIZE, 5), share_of(b, i % SIZE, i / SIZE, 5), 1e-4);
	talloc_free(ctx);
}

static void a_hole_is_left_out(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	const double outer[] = { 2, 2, 30, 2, 30, 30, 2, 30 }, inner[] = { 10, 10, 20, 10, 20, 20, 10, 20 };
	struct cover_builder *b = cover_builder_new(ctx, SIZE, SIZE);

	cover_ring(b, outer, 4, false);
	cover_ring(b, inner, 4, true);
	cover_area(b, 0);
	struct cover *c = cover_builder_end(b);
	assert_float_equal(share_of(c, 15, 15, 0), 0, 0);
	assert_float_equal(surface(c, 0), 28 * 28 - 100, 1e-2);
	talloc_free(ctx);
}

static void what_lies_outside_of_the_picture_counts_only_within(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	const double around[] = { -100, -50, 900, -70, 800, 1000, -200, 700 };
	const double half[] = { -100.0, -10.0, 20.5, -10.0, 20.5, 90.0, -100.0, 90.0 };
	const double slanted[] = { -40, 20, 20, -40, 80, 20, 20, 80 };
	struct cover *all = one(ctx, around, 4), *left = one(ctx, half, 4), *cut = one(ctx, slanted, 4);

	assert_float_equal(surface(all, 5), SIZE * SIZE, 0);
	assert_float_equal(surface(left, 5), 20.5 * SIZE, 1e-2);
	assert_float_equal(surface(cut, 5), SIZE * SIZE, 0.5);
	talloc_free(ctx);
}

/* A grid of quadrangles whose corners are moved at random: every edge is shared by two of them. */
static struct cover *mosaic(void *ctx, unsigned seed, int n, double reach)
{
	double corner[2 * 20 * 20];
	struct cover_builder *b = cover_builder_new(ctx, SIZE, SIZE);
	double step = (SIZE + 2 * reach) / n;

	srand(seed);
	for (int i = 0; i <= n; i++)
		for (int j = 0; j <= n; j++)
			for (int k = 0; k < 2; k++)
				corner[2 * (i * 20 + j) + k] = (k == 0 ? j : i) * step - reach +
					((double)rand() / RAND_MAX - 0.5) * step * 0.9;
	for (int i = 0; i < n; i++)
		for (int j = 0; j < n; j++) {
			const int at[] = { i * 20 + j, i * 20 + j + 1, (i + 1) * 20 + j + 1, (i + 1) * 20 + j };
			double ring[8];
			for (int k = 0; k < 4; k++) {
				ring[2 * k] = corner[2 * at[k]];
				ring[2 * k + 1] = corner[2 * at[k] + 1];
			}
			cover_ring(b, ring, 4, false);
			cover_area(b, (uint32_t)(i * n + j));
		}
	return cover_builder_end(b);
}

static void shares_of_neighbours_add_up_to_one(void **state)
{
	(void)state;
	for (unsigned seed = 0; seed < 200; seed++) {
		void *ctx = talloc_new(NULL);
		struct cover *c = mosaic(ctx, seed, 3 + (int)seed % 15, 12);
		for (int y = 0; y < SIZE; y++)
			for (int x = 0; x < SIZE; x++)
				assert_float_equal(total(c, x, y), 1, 1.0 / 255);
		talloc_free(ctx);
	}
}

static void overlaps_never_come_to_more_than_a_pixel(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct cover_builder *b = cover_builder_new(ctx, SIZE, SIZE);

	srand(4);
	for (uint32_t area = 0; area < 50; area++) {
		double ring[6];
		for (int k = 0; k < 6; k++)
			ring[k] = (double)rand() / RAND_MAX * SIZE;
		cover_ring(b, ring, 3, false);
		cover_area(b, area);
	}
	struct cover *c = cover_builder_end(b);
	for (int y = 0; y < SIZE; y++)
		for (int x = 0; x < SIZE; x++)
			assert_true(total(c, x, y) <= 1 + 1e-9);
	talloc_free(ctx);
}

static void areas_without_surface_leave_nothing(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	const double point[] = { 5, 5 }, line[] = { 2, 2, 30, 17, 2, 2 };

	assert_int_equal(one(ctx, point, 1)->owner[5 * SIZE + 5], COVER_NONE);
	assert_float_equal(surface(one(ctx, line, 3), 5), 0, 1e-6);
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pixel_has_the_share_that_the_area_has_of_it),
		cmocka_unit_test(direction_and_closing_do_not_matter),
		cmocka_unit_test(a_hole_is_left_out),
		cmocka_unit_test(what_lies_outside_of_the_picture_counts_only_within),
		cmocka_unit_test(shares_of_neighbours_add_up_to_one),
		cmocka_unit_test(overlaps_never_come_to_more_than_a_pixel),
		cmocka_unit_test(areas_without_surface_leave_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
