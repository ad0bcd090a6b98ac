#include "tests/unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "draw/cover.h"

#define SIZE 40

static struct cover_builder *new_builder(void *ctx, uint32_t n_areas)
{
	struct cover_builder *b = cover_builder_new(ctx, SIZE, SIZE);

	cover_builder_areas(b, n_areas);
	return b;
}

/* What an area has of a pixel; beyond the ground: what all areas have. Each pixel is there once, whole. */
static double share_of(const struct cover *c, int x, int y, uint32_t area)
{
	double sum = 0;
	uint32_t places = 0;

	for (uint32_t i = c->row_spans[y]; i < c->row_spans[y + 1]; i++) {
		const struct cover_span *s = &c->spans[i];
		if ((uint32_t)x < s->x || (uint32_t)x >= s->x + s->n)
			continue;
		sum += s->area == area || (area > c->ground && s->area < c->n_areas);
		places++;
	}
	for (uint32_t m = c->row_mixed[y]; m < c->row_mixed[y + 1]; m++) {
		if (c->x[m] != (uint32_t)x)
			continue;
		uint32_t all = 0;
		assert_in_range(c->first[m + 1] - c->first[m], COVER_PARTS, UINT32_MAX);
		for (uint32_t i = c->first[m]; i < c->first[m + 1]; i++) {
			all += COVER_SHARE(c->parts[i]);
			if (COVER_AREA(c->parts[i]) == area || (area > c->ground && COVER_AREA(c->parts[i]) < c->n_areas))
				sum += (double)COVER_SHARE(c->parts[i]) / COVER_SHARES;
		}
		assert_int_equal(all, COVER_SHARES);
		places++;
	}
	assert_int_equal(places, 1);
	return sum;
}

static double total(const struct cover *c, int x, int y)
{
	return share_of(c, x, y, c->ground + 1);
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
	struct cover_builder *b = new_builder(ctx, 6);
	cover_ring(b, xy, n, false, 5);
	return cover_builder_end(b, NULL);
}

static void a_pixel_has_the_share_that_the_area_has_of_it(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	const double square[] = { 2.25, 3.5, 10.5, 3.5, 10.5, 8, 2.25, 8 };
	struct cover *c = one(ctx, square, 4);

	assert_float_equal(share_of(c, 2, 3, 5), 0.75 * 0.5, 0);
	assert_float_equal(share_of(c, 5, 3, 5), 0.5, 0);
	assert_float_equal(share_of(c, 10, 7, 5), 0.5, 0);
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
		assert_float_equal(share_of(a, i % SIZE, i / SIZE, 5), share_of(b, i % SIZE, i / SIZE, 5), 1.0 / COVER_SHARES);
	talloc_free(ctx);
}

static void a_hole_is_left_out(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	const double outer[] = { 2, 2, 30, 2, 30, 30, 2, 30 }, inner[] = { 10, 10, 20, 10, 20, 20, 10, 20 };
	struct cover_builder *b = new_builder(ctx, 1);

	cover_ring(b, outer, 4, false, 0);
	cover_ring(b, inner, 4, true, 0);
	struct cover *c = cover_builder_end(b, NULL);
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
	struct cover_builder *b = new_builder(ctx, (uint32_t)(n * n));
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
			cover_ring(b, ring, 4, false, (uint32_t)(i * n + j));
		}
	return cover_builder_end(b, NULL);
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

/* What of a polygon of n corners (room for twice as many) lies on one side of a vertical (axis 0) or horizontal line. */
static int cut(double *xy, int n, int axis, double at, bool above)
{
	double kept[64];
	int count = 0;

	for (int i = 0; i < n; i++) {
		const double *p = &xy[2 * i], *q = &xy[2 * ((i + 1) % n)];
		bool in = (p[axis] > at) == above, next = (q[axis] > at) == above;
		if (in) {
			kept[2 * count] = p[0];
			kept[2 * count++ + 1] = p[1];
		}
		if (in == next)
			continue;
		double t = (at - p[axis]) / (q[axis] - p[axis]);
		kept[2 * count] = p[0] + t * (q[0] - p[0]);
		kept[2 * count++ + 1] = p[1] + t * (q[1] - p[1]);
	}
	memcpy(xy, kept, 2 * (size_t)count * sizeof *xy);
	return count;
}

/* The area of a quadrangle in a pixel, by cutting it at the pixel's sides. */
static double area_in_pixel(const double *quadrangle, int x, int y)
{
	double xy[64], area = 0;
	int n = 4;

	memcpy(xy, quadrangle, 8 * sizeof *xy);
	n = cut(xy, n, 0, x, true);
	n = cut(xy, n, 0, x + 1, false);
	n = cut(xy, n, 1, y, true);
	n = cut(xy, n, 1, y + 1, false);
	for (int i = 0; i < n; i++)
		area += xy[2 * i] * xy[2 * ((i + 1) % n) + 1] - xy[2 * ((i + 1) % n)] * xy[2 * i + 1];
	return fabs(area) / 2;
}

#define CELLS 20

/* The corners of a grid of n by n quadrangles, moved at random by less than makes edges cross. */
static void random_corners(double corner[2 * (CELLS + 1) * (CELLS + 1)], unsigned seed, int n, double reach)
{
	double step = (SIZE + 2 * reach) / n;

	srand(seed);
	for (int i = 0; i <= n; i++)
		for (int j = 0; j <= n; j++)
			for (int k = 0; k < 2; k++)
				corner[2 * (i * (CELLS + 1) + j) + k] = (k == 0 ? j : i) * step - reach +
					((double)rand() / RAND_MAX - 0.5) * step * 0.6;
}

static uint32_t cell_at(int n, int i, int j)
{
	return i >= 0 && i < n && j >= 0 && j < n ? (uint32_t)(i * n + j) : COVER_NOBODY;
}

/* The same as borders, each given once with its two sides; half of them are walked the other way. */
static void give_borders(struct cover_builder *b, const double *corner, int n)
{
	for (int i = 0; i <= n; i++)
		for (int j = 0; j <= n; j++)
			for (int down = 0; down < 2; down++) {
				if ((down ? i : j) == n)
					continue;
				const double *p = &corner[2 * (i * (CELLS + 1) + j)], *q = p + 2 * (down ? CELLS + 1 : 1);
				uint32_t left = down ? cell_at(n, i, j) : cell_at(n, i - 1, j);
				uint32_t right = down ? cell_at(n, i, j - 1) : cell_at(n, i, j);
				const double along[] = { p[0], p[1], q[0], q[1] }, back[] = { q[0], q[1], p[0], p[1] };
				if ((i + j) % 2)
					cover_line(b, along, 2, left, right, 0);
				else
					cover_line(b, back, 2, right, left, 0);
			}
}

/* With rings as with borders: each area has what is cut out of it, and together they have each pixel between them. */
static void a_share_is_the_area_and_neighbours_have_all_of_it(void **state)
{
	(void)state;
	double corner[2 * (CELLS + 1) * (CELLS + 1)];
	for (unsigned seed = 0; seed < 60; seed++) {
		void *ctx = talloc_new(NULL);
		int n = 3 + (int)seed % 17;
		struct cover_builder *b = new_builder(ctx, (uint32_t)(n * n));
		/* some reach beyond the picture, some end within it */
		random_corners(corner, seed, n, seed % 2 ? 12 : -3);
		give_borders(b, corner, n);
		struct cover *c = cover_builder_end(b, NULL);
		for (int y = 0; y < SIZE; y++)
			for (int x = 0; x < SIZE; x++) {
				double all = 0;
				for (uint32_t cell = 0; cell < (uint32_t)(n * n); cell++) {
					int i = (int)cell / n, j = (int)cell % n;
					const double *at = &corner[2 * (i * (CELLS + 1) + j)], *under = at + 2 * (CELLS + 1);
					const double ring[] = { at[0], at[1], at[2], at[3], under[2], under[3], under[0], under[1] };
					double area = area_in_pixel(ring, x, y);
					all += area;
					if (area > 0)
						assert_float_equal(share_of(c, x, y, cell), area, 2.0 / 255);
				}
				/* where all of a pixel is somebody's, nothing of it is lost between them */
				if (all > 1 - 1e-9)
					assert_float_equal(total(c, x, y), 1, 1.0 / 255);
				assert_float_equal(total(c, x, y), all, 2.0 / 255);
			}
		talloc_free(ctx);
	}
}

static void overlaps_never_come_to_more_than_a_pixel(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct cover_builder *b = new_builder(ctx, 50);

	srand(4);
	for (uint32_t area = 0; area < 50; area++) {
		double ring[6];
		for (int k = 0; k < 6; k++)
			ring[k] = (double)rand() / RAND_MAX * SIZE;
		cover_ring(b, ring, 3, false, area);
	}
	struct cover *c = cover_builder_end(b, NULL);
	for (int y = 0; y < SIZE; y++)
		for (int x = 0; x < SIZE; x++)
			assert_true(total(c, x, y) <= 1 + 1e-9);
	talloc_free(ctx);
}

static void of_areas_that_overlap_the_last_lies_on_top(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	const double large[] = { 5, 5, 35, 5, 35, 35, 5, 35 }, small[] = { 10.5, 10, 20, 10, 20, 20, 10.5, 20 };
	struct cover_builder *b = new_builder(ctx, 3);

	cover_ring(b, large, 4, false, 1);
	cover_ring(b, small, 4, false, 2);
	cover_ring(b, small, 4, false, 0);
	struct cover *c = cover_builder_end(b, NULL);
	assert_float_equal(share_of(c, 15, 15, 2), 1, 0);
	assert_float_equal(share_of(c, 10, 15, 2), 0.5, 0);
	assert_float_equal(share_of(c, 10, 15, 1), 0.5, 0);
	assert_float_equal(share_of(c, 30, 15, 1), 1, 0);
	assert_float_equal(surface(c, 0), 0, 0);
	talloc_free(ctx);
}

static void a_border_that_two_areas_share_is_given_once(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	const double border[] = { 17.3, -5, 20.7, 12, 12.2, 31, 16.4, 60 };
	const double west[] = { 16.4, 60, -9, 60, -9, -5, 17.3, -5 }, east[] = { 17.3, -5, 70, -5, 70, 60, 16.4, 60 };
	struct cover_builder *b = new_builder(ctx, 2);

	/* who walks down the picture has the east on the left */
	cover_line(b, border, 4, 1, 0, 0);
	cover_line(b, west, 4, COVER_NOBODY, 0, 0);
	cover_line(b, east, 4, COVER_NOBODY, 1, 0);
	struct cover *c = cover_builder_end(b, NULL);
	for (int y = 0; y < SIZE; y++)
		for (int x = 0; x < SIZE; x++)
			assert_float_equal(total(c, x, y), 1, 0);
	assert_float_equal(share_of(c, 3, 20, 0), 1, 0);
	assert_float_equal(share_of(c, 30, 20, 1), 1, 0);
	talloc_free(ctx);
}

static void lines_take_their_share_first(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	const double half[] = { -1, -1, 20.5, -1, 20.5, 50, -1, 50 };
	uint8_t *lines = mem_array(ctx, uint8_t, SIZE * SIZE);
	struct cover_builder *b = new_builder(ctx, 1);

	for (int x = 0; x < SIZE; x++)
		lines[7 * SIZE + x] = 127;
	lines[9 * SIZE + 9] = 255;
	cover_ring(b, half, 4, false, 0);
	struct cover *c = cover_builder_end(b, lines);
	assert_float_equal(share_of(c, 5, 7, c->lines), 127.0 / COVER_SHARES, 0);
	assert_float_equal(share_of(c, 5, 7, 0), 129.0 / COVER_SHARES, 0);
	assert_float_equal(share_of(c, 20, 7, 0), 64.5 / COVER_SHARES, 0.5 / COVER_SHARES);
	assert_float_equal(share_of(c, 30, 7, c->ground), 129.0 / COVER_SHARES, 0);
	assert_float_equal(share_of(c, 9, 9, c->lines), 1, 0);
	assert_float_equal(share_of(c, 5, 8, 0), 1, 0);
	talloc_free(ctx);
}

/* What lines take of all pixels. */
static double lined(const struct cover *c)
{
	return surface(c, c->lines);
}

static struct cover *stroked(void *ctx, const double *xy, size_t n, double width)
{
	struct cover_builder *b = new_builder(ctx, 2);

	cover_line(b, xy, n, 0, 1, width);
	cover_line(b, xy, n, 1, 0, 0);
	return cover_builder_end(b, NULL);
}

static void a_thin_line_takes_its_length_times_its_width(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	const double bent[] = { 3.5, 4.5, 20.5, 4.5, 20.5, 30.5, 8.5, 14.5 }, flat[] = { -10, 7.5, 90, 7.5 };
	const double across[] = { -40, -40, 80, 80 }, outside[] = { -5, -5, -5, 60, 50, 60, 50, -5 };
	struct cover *c = stroked(ctx, bent, 4, 0.25);

	assert_float_equal(share_of(c, 10, 4, c->lines), 0.25, 0);
	assert_float_equal(share_of(c, 20, 20, c->lines), 0.25, 0);
	assert_float_equal(share_of(c, 3, 4, c->lines), 0.125, 0);
	assert_float_equal(lined(c), (17 + 26 + 20) * 0.25, 0.2);
	assert_float_equal(lined(stroked(ctx, flat, 2, 0.5)), SIZE * 0.5, 0);
	assert_float_equal(lined(stroked(ctx, across, 2, 0.5)), SIZE * 0.5 * sqrt(2), 0.2);
	assert_float_equal(lined(stroked(ctx, outside, 4, 0.5)), 0, 0);
	talloc_free(ctx);
}

static void many_lines_in_a_pixel_take_no_more_than_it(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	double xy[40];

	for (int i = 0; i < 20; i++) {
		xy[2 * i] = i % 2 != 0 ? 5.1 : 5.9;
		xy[2 * i + 1] = 5.02 + i * 0.04;
	}
	assert_float_equal(share_of(stroked(ctx, xy, 20, 0.5), 5, 5, 2), 1, 0);
	talloc_free(ctx);
}

static void areas_without_surface_leave_nothing(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	const double point[] = { 5, 5 }, line[] = { 2, 2, 30, 17, 2, 2 };

	assert_float_equal(surface(one(ctx, point, 1), 5), 0, 0);
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
		cmocka_unit_test(a_share_is_the_area_and_neighbours_have_all_of_it),
		cmocka_unit_test(overlaps_never_come_to_more_than_a_pixel),
		cmocka_unit_test(of_areas_that_overlap_the_last_lies_on_top),
		cmocka_unit_test(a_border_that_two_areas_share_is_given_once),
		cmocka_unit_test(lines_take_their_share_first),
		cmocka_unit_test(a_thin_line_takes_its_length_times_its_width),
		cmocka_unit_test(many_lines_in_a_pixel_take_no_more_than_it),
		cmocka_unit_test(areas_without_surface_leave_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
