#include "tests/unit.h"

#include <math.h>
#include <string.h>

#include <cpl_vsi.h>
#include <gdal.h>

#include "draw/paint.h"
#include "draw/png.h"
#include "draw/stroke.h"

enum { SIZE = 64 };

static const struct paint_class classes[] = {
	{ .color = 0x2166ac, .opacity = 1 }, { .color = 0xb2182b, .opacity = 1 },
	{ .color = 0xeeeeee, .opacity = 1, .line = 0x444444, .spacing = 8, .angle = 45, .width = 1 },
};

static struct cover_builder *new_builder(void *ctx, uint32_t n_areas)
{
	struct cover_builder *b = cover_builder_new(ctx, SIZE, SIZE);

	cover_builder_areas(b, n_areas);
	return b;
}

/* Three areas side by side, cut at 20.5 and 40. */
static struct cover *three_with(void *ctx, const uint8_t *lines)
{
	const double cuts[] = { -1, 20.5, 40, 70 };
	struct cover_builder *b = new_builder(ctx, 3);

	for (uint32_t i = 0; i < 3; i++) {
		const double ring[] = { cuts[i], 10, cuts[i + 1], 10, cuts[i + 1], 70, cuts[i], 70 };
		cover_ring(b, ring, 4, false, i);
	}
	return cover_builder_end(b, lines);
}

static struct cover *three(void *ctx)
{
	return three_with(ctx, NULL);
}

static const uint8_t class_of[] = { 0, 1, 2 };

static uint32_t at(const uint32_t *pixels, int x, int y)
{
	return pixels[y * SIZE + x];
}

static void an_area_has_the_colour_of_its_class_and_borders_mix(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	uint32_t *pixels = mem_array(ctx, uint32_t, SIZE * SIZE);
	struct paint p = { .classes = classes, .n_classes = 3, .class_of = class_of, .background = 0xffffff };

	paint_pixels(pixels, three(ctx), &p);
	assert_int_equal(at(pixels, 5, 30), paint_pixel(0x2166ac));
	assert_int_equal(at(pixels, 30, 30), paint_pixel(0xb2182b));
	assert_int_equal(at(pixels, 5, 5), paint_pixel(0xffffff));
	assert_int_equal(at(pixels, 20, 30) & 0xff, (0x21 + 0xb2 + 1) / 2);  /* half of each, opaque: no seam */
	assert_int_equal(at(pixels, 20, 30) >> 24, 255);
	talloc_free(ctx);
}

static void what_is_transparent_stays_so(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	uint32_t *pixels = mem_array(ctx, uint32_t, SIZE * SIZE);
	const uint8_t hidden[] = { 0, PAINT_NOTHING, 2 };
	const struct paint_class half[] = { { .color = 0x2166ac, .opacity = 0.5 }, { .opacity = 0.5 }, { .opacity = 1 } };
	struct paint p = { .classes = half, .n_classes = 3, .class_of = hidden, .transparent = true };

	paint_pixels(pixels, three(ctx), &p);
	assert_int_equal(at(pixels, 5, 5), 0);
	assert_int_equal(at(pixels, 30, 30), 0);
	assert_int_equal(at(pixels, 5, 30) >> 24, 128);
	assert_int_equal(at(pixels, 5, 30) & 0xffffff, paint_pixel(0x2166ac) & 0xffffff);
	talloc_free(ctx);
}

static void a_hatching_has_lines_at_its_distance(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	uint32_t *pixels = mem_array(ctx, uint32_t, SIZE * SIZE);
	struct paint p = { .classes = classes, .n_classes = 3, .class_of = class_of };
	int dark = 0, ground = 0;

	paint_pixels(pixels, three(ctx), &p);
	for (int y = 20; y < 60; y++)
		for (int x = 44; x < 60; x++) {
			dark += (at(pixels, x, y) & 0xff) < 0x99;
			ground += at(pixels, x, y) == paint_pixel(0xeeeeee);
		}
	assert_in_range(dark, 40 * 16 / 12, 40 * 16 / 5);
	assert_in_range(ground, 40 * 16 / 2, 40 * 16);
	talloc_free(ctx);
}

static void a_line_is_drawn_over_the_areas_once(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	uint32_t *pixels = mem_array(ctx, uint32_t, SIZE * SIZE);
	uint8_t *mask = mem_array(ctx, uint8_t, SIZE * SIZE), *twice = mem_array(ctx, uint8_t, SIZE * SIZE);
	const double line[] = { 3, 30.5, 60, 30.5 }, back[] = { 60, 30.5, 3, 30.5 };
	struct paint p = { .classes = classes, .n_classes = 3, .class_of = class_of,
	                   .line_color = 0x101010 };

	stroke_line(mask, SIZE, SIZE, line, 2, 1);
	stroke_line(twice, SIZE, SIZE, line, 2, 1);
	stroke_line(twice, SIZE, SIZE, back, 2, 1);
	assert_memory_equal(mask, twice, SIZE * SIZE);
	paint_pixels(pixels, three_with(ctx, mask), &p);
	assert_int_equal(at(pixels, 10, 30), paint_pixel(0x101010));
	assert_int_equal(at(pixels, 10, 29), paint_pixel(0x2166ac));
	talloc_free(ctx);
}

/* What a reader of PNG sees: R, G, B, A of each pixel. */
static uint32_t *seen(void *ctx, struct out *out)
{
	size_t n;
	const void *held = out_held(out, &n);
	uint8_t *bytes = mem_array(ctx, uint8_t, n);
	uint32_t *pixels = mem_array(ctx, uint32_t, SIZE * SIZE);
	uint8_t *index = mem_array(ctx, uint8_t, SIZE * SIZE);

	memcpy(bytes, held, n);
	GDALAllRegister();
	VSIFCloseL(VSIFileFromMemBuffer("/vsimem/paint.png", bytes, n, FALSE));
	GDALDatasetH d = GDALOpen("/vsimem/paint.png", GA_ReadOnly);
	assert_non_null(d);
	GDALRasterBandH band = GDALGetRasterBand(d, 1);
	assert_int_equal(GDALRasterIO(band, GF_Read, 0, 0, SIZE, SIZE, index, SIZE, SIZE, GDT_Byte, 0, 0), CE_None);
	for (int i = 0; i < SIZE * SIZE; i++) {
		const GDALColorEntry *c = GDALGetColorEntry(GDALGetRasterColorTable(band), index[i]);
		pixels[i] = (uint32_t)c->c1 | (uint32_t)c->c2 << 8 | (uint32_t)c->c3 << 16 | (uint32_t)c->c4 << 24;
	}
	GDALClose(d);
	VSIUnlink("/vsimem/paint.png");
	return pixels;
}

static void a_png_of_few_colours_is_the_same_pixel_by_pixel(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	uint32_t *pixels = mem_array(ctx, uint32_t, SIZE * SIZE);
	const struct paint_class pale[] = { { .color = 0x2166ac, .opacity = 0.8 }, { .color = 0xb2182b, .opacity = 0.8 } };
	struct paint p = { .classes = pale, .n_classes = 2, .class_of = (const uint8_t[]){ 0, 1, 0 },
	                   .transparent = true };
	struct out *out = out_new_buffer(ctx);

	paint_pixels(pixels, three(ctx), &p);
	assert_true(png_write(out, ctx, pixels, SIZE, SIZE, NULL, 0));
	assert_memory_equal(seen(ctx, out), pixels, SIZE * SIZE * 4);
	talloc_free(ctx);
}

static void what_is_painted_with_a_palette_is_what_is_painted_in_pixels(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	uint32_t *pixels = mem_array(ctx, uint32_t, SIZE * SIZE);
	uint8_t *mask = mem_array(ctx, uint8_t, SIZE * SIZE);
	const double line[] = { 3, 30.5, 60, 37.5 };

	stroke_line(mask, SIZE, SIZE, line, 2, 1);
	struct cover *cover = three_with(ctx, mask);
	for (int transparent = 0; transparent < 2; transparent++) {
		struct paint p = { .classes = classes, .n_classes = 3, .class_of = class_of, .transparent = transparent != 0,
		                   .background = 0xffffff };
		struct out *out = out_new_buffer(ctx);
		paint_pixels(pixels, cover, &p);
		assert_true(png_write_painted(out, ctx, paint(ctx, cover, &p)));
		uint32_t *back = seen(ctx, out);
		for (int i = 0; i < SIZE * SIZE; i++)
			for (int shift = 0; shift < 32; shift += 8) {
				int away = (int)(back[i] >> shift & 255) - (int)(pixels[i] >> shift & 255);
				assert_in_range(away + 12, 0, 24);
			}
		assert_int_equal(back[50 * SIZE + 5], pixels[50 * SIZE + 5]);
	}
	talloc_free(ctx);
}

/* Wedges around a point, so that a pixel has up to nine of them, and lines. */
static struct cover *wedges(void *ctx, uint32_t n, double x, double y, const uint8_t *lines)
{
	struct cover_builder *b = new_builder(ctx, n);

	for (uint32_t i = 0; i < n; i++) {
		double from = 2 * acos(-1) * i / n, to = 2 * acos(-1) * (i + 1) / n;
		const double ring[] = { x, y, x + 25 * cos(from), y + 25 * sin(from), x + 25 * cos(to), y + 25 * sin(to) };
		cover_ring(b, ring, 3, false, i);
	}
	return cover_builder_end(b, lines);
}

static void a_hatching_elsewhere_changes_no_pixel(void **state)
{
	(void)state;
	enum { AREAS = 9 };
	uint8_t mask[SIZE * SIZE] = { 0 };
	const double line[] = { 3, 30.5, 60, 37.5 };
	stroke_line(mask, SIZE, SIZE, line, 2, 0.5);
	for (int turn = 0; turn < 200; turn++) {
		void *ctx = talloc_new(NULL);
		uint8_t plain[AREAS + 1], hatched[AREAS + 1];
		struct cover *c = wedges(ctx, AREAS, 20 + turn % 19 * 1.3, 25 + turn % 7 * 1.9, turn % 2 > 0 ? mask : NULL);
		struct paint p = { .classes = classes, .n_classes = 3, .class_of = plain, .background = 0xffffff,
		                   .transparent = turn % 3 == 0 };
		for (uint32_t i = 0; i < AREAS; i++)
			plain[i] = hatched[i] = (uint8_t)(i * (uint32_t)(turn + 1) / 3 % 2);
		struct painted *first = paint(ctx, c, &p);
		/* an area more, which no pixel has */
		c->n_areas++;
		c->lines++;
		c->ground++;
		for (size_t i = 0; i < c->n_mixed; i++)
			for (uint32_t k = c->first[i]; k < c->first[i + 1]; k++)
				c->parts[k] += COVER_AREA(c->parts[k]) >= AREAS ? COVER_PART(1, 0) : 0;
		for (size_t i = 0; i < c->row_spans[SIZE]; i++)
			c->spans[i].area += c->spans[i].area >= AREAS;
		hatched[AREAS] = 2;
		p.class_of = hatched;
		struct painted *second = paint(ctx, c, &p);
		assert_int_equal(second->n_colors, first->n_colors);
		assert_memory_equal(second->colors, first->colors, first->n_colors * sizeof *first->colors);
		assert_memory_equal(second->rows, first->rows, (SIZE + 1) * SIZE);
		talloc_free(ctx);
	}
}

static void a_png_of_many_colours_keeps_the_exact_ones_and_comes_near_the_others(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	uint32_t *pixels = mem_array(ctx, uint32_t, SIZE * SIZE), exact = paint_pixel(0x123457);
	struct out *out = out_new_buffer(ctx);

	for (uint32_t i = 0; i < SIZE * SIZE; i++)
		pixels[i] = paint_pixel((i % 64) << 18 | (i / 64) << 10 | 0x20);
	pixels[77] = exact;
	assert_true(png_write(out, ctx, pixels, SIZE, SIZE, &exact, 1));
	uint32_t *back = seen(ctx, out);
	assert_int_equal(back[77], exact);
	for (int i = 0; i < SIZE * SIZE; i++)
		for (int shift = 0; shift < 24; shift += 8) {
			int away = (int)(back[i] >> shift & 255) - (int)(pixels[i] >> shift & 255);
			assert_in_range(away + 32, 0, 64);
		}
	talloc_free(ctx);
}

/* Pixels of the coast that are nearly covered are not taken for those of the border within, which have all their colour. */
static void nothing_shows_through_a_border_within(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	const double west[] = { 5.06, -1, 30, -1, 36, 65, 5.06, 65 }, east[] = { 30, -1, 60, -1, 60, 65, 36, 65 };
	const struct paint_class shades[] = { { .color = 0x040404, .opacity = 1 }, { .color = 0x050505, .opacity = 1 } };
	struct cover_builder *b = new_builder(ctx, 2);
	struct paint p = { .classes = shades, .n_classes = 2, .class_of = class_of, .transparent = true };

	cover_ring(b, west, 4, false, 0);
	cover_ring(b, east, 4, false, 1);
	const struct painted *painted = paint(ctx, cover_builder_end(b, NULL), &p);
	bool thin = false;
	for (int y = 0; y < SIZE; y++)
		for (int x = 0; x < 60; x++) {
			uint32_t opacity = painted->colors[painted->rows[y * (SIZE + 1) + x + 1]] >> 24;
			thin |= opacity > 223 && opacity < 255;
			if (x > 5)
				assert_int_equal(opacity, 255);
		}
	assert_true(thin);
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_area_has_the_colour_of_its_class_and_borders_mix),
		cmocka_unit_test(what_is_transparent_stays_so),
		cmocka_unit_test(a_hatching_has_lines_at_its_distance),
		cmocka_unit_test(a_line_is_drawn_over_the_areas_once),
		cmocka_unit_test(a_png_of_few_colours_is_the_same_pixel_by_pixel),
		cmocka_unit_test(what_is_painted_with_a_palette_is_what_is_painted_in_pixels),
		cmocka_unit_test(a_hatching_elsewhere_changes_no_pixel),
		cmocka_unit_test(a_png_of_many_colours_keeps_the_exact_ones_and_comes_near_the_others),
		cmocka_unit_test(nothing_shows_through_a_border_within),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
