/* Pictures that are laid together of our areas, of what libmapserver draws, and of labels. */
#include <math.h>

#include "draw/scenes.h"
#include "geometry/mapped.h"
#include "map/choropleth.h"
#include "map/sld.h"
#include "tests/map/mosaic.h"
#include "tests/map/picture.h"

#define LABEL(text) "LABEL TEXT '" text "' SIZE 9 COLOR 20 20 20 OUTLINECOLOR 255 255 255 OUTLINEWIDTH 2 END "
#define STYLES_OF(name, first, second) { name, { "", "" }, STYLE_CLASSES, \
	"CLASS EXPRESSION ('[reg]' IN 'A,B') STYLE COLOR 230 220 190 OUTLINECOLOR 90 90 90 END " first "END\n" \
	"CLASS STYLE COLOR 130 160 200 OUTLINECOLOR 90 90 90 END " second "END" }

static const struct style plain = STYLES_OF("plain", "", "");
static const struct style labelled = STYLES_OF("labelled", LABEL("[code]"), LABEL("[reg]: [pop]"));

struct sight {
	struct engine_drawn drawn[3];
	struct engine_map map;
	struct engine_picture picture;
};

static struct sight view_of(struct fixture *f, const struct style *style, struct bbox box, int width)
{
	struct sight v = { .picture = { "png", false, 0xffffff } };

	v.drawn[0] = (struct engine_drawn){ .layer = &f->layers[0], .style = style };
	v.map = (struct engine_map){ .n_layers = 1, .srs = 4326, .bbox = box, .width = width,
	                             .height = (int)lround(width * (box.maxy - box.miny) / (box.maxx - box.minx)) };
	return v;
}

static struct picture drawn(struct fixture *f, struct sight v, bool by_ourselves)
{
	v.map.layers = v.drawn;
	fixture_request(f, "/ows", "");
	if (by_ourselves && !choropleth_suits(&f->x, &v.map, &v.picture))
		fail_msg("left to libmapserver: %s", v.drawn[0].style->name);
	bool good = by_ourselves ? choropleth_draw(&f->x, &v.map, &v.picture, f->out, &f->err)
	                         : engine_draw(f->x.engine, &f->x, &v.map, &v.picture, f->out, &f->err);
	if (!good)
		fail_msg("%s (%s)", f->err.message.en, f->err.detail);
	return picture_of(f);
}

static int brightness(const struct picture *p, size_t i)
{
	const uint8_t *at = p->pixels + 4 * i;
	return at[0] + at[1] + at[2];
}

/* What labels change of a picture: of each pixel, by how much. */
static int *changed_by(struct fixture *f, struct sight v, bool by_ourselves, size_t *n)
{
	struct picture with = drawn(f, v, by_ourselves);
	v.drawn[0].style = &plain;
	struct picture without = drawn(f, v, by_ourselves);
	int *changes;

	*n = (size_t)with.width * (size_t)with.height;
	changes = mem_array(f, int, *n);
	for (size_t i = 0; i < *n; i++)
		changes[i] = brightness(&with, i) - brightness(&without, i);
	return changes;
}

static void labels_stand_where_libmapserver_puts_them(void **state)
{
	struct fixture *f = *state;
	struct dice d = { 77 };
	size_t all = 0, off = 0;

	for (int i = 0; i < 60; i++) {
		double x = dice(&d, -3, 6), y = dice(&d, 43, 49), half = exp(dice(&d, log(0.2), log(6)));
		struct sight v = view_of(f, &labelled, (struct bbox){ x - half, y - half * 0.7, x + half, y + half * 0.7 }, 300);
		size_t n;
		const int *ours = changed_by(f, v, true, &n), *theirs = changed_by(f, v, false, &n);
		for (size_t k = 0; k < n; k++) {
			all += abs(theirs[k]) > 100;
			off += abs(ours[k] - theirs[k]) > 150;
		}
	}
	print_message("# %zu pixels of labels, %zu of them elsewhere\n", all, off);
	assert_true(all > 20000 && off < all / 50);
}

static double away(const struct picture *a, const struct picture *b)
{
	size_t n = (size_t)a->width * (size_t)a->height;
	double sum = 0;

	for (size_t i = 0; i < 4 * n; i++)
		sum += abs(a->pixels[i] - b->pixels[i]) / (4.0 * (double)n);
	return sum;
}

/* A style of the joined layer, with labels. */
static struct sight thematic_view(struct fixture *f, const char *column, enum thematic_labels labels, struct bbox box)
{
	struct sight v = view_of(f, &plain, box, 400);
	struct thematic *t = mem_new(f, struct thematic);

	*t = *mosaic_thematic(f, column, NULL);
	t->labels = labels;
	t->names = "code";
	v.drawn[0].layer = &f->layers[1];
	v.drawn[0].thematic = t;
	return v;
}

static void territories_are_named_on_thematic_maps(void **state)
{
	static const char *const columns[] = { "share", "people", "kind" };
	struct fixture *f = *state;

	for (size_t i = 0; i < 9; i++) {
		struct bbox box = { 0, 44, 4, 46.8 };
		struct sight v = thematic_view(f, columns[i / 3], (enum thematic_labels)(1 + i % 3), box);
		struct sight bare = thematic_view(f, columns[i / 3], LABELS_NONE, box);
		struct picture ours = drawn(f, v, true), theirs = drawn(f, v, false), without = drawn(f, bare, true);
		if (away(&ours, &theirs) > 4)
			fail_msg("%s, labels %zu: %.2f away", columns[i / 3], 1 + i % 3, away(&ours, &theirs));
		if (away(&ours, &without) < 2)
			fail_msg("%s, labels %zu: nothing is written", columns[i / 3], 1 + i % 3);
	}
}

/* No more than what has room in its area. */
static void a_country_from_afar_is_not_covered_with_names(void **state)
{
	struct fixture *f = *state;
	struct bbox far = { -8, 38, 12, 52 };
	struct sight v = thematic_view(f, "share", LABELS_NAME, far), bare = thematic_view(f, "share", LABELS_NONE, far);
	struct picture with = drawn(f, v, true), without = drawn(f, bare, true);

	assert_true(away(&with, &without) < 0.5);
}

static const struct bbox country = { -3.5, 42.5, 6.5, 49.5 };

static void pictures_of_any_format_show_the_same(void **state)
{
	static const char *const formats[] = { "png8", "jpeg", "webp" };
	struct sight v = view_of(*state, &plain, country, 300);
	struct picture png = drawn(*state, v, true);

	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		v.picture.format = formats[i];
		if (!engine_has_format(((struct fixture *)*state)->x.engine, formats[i]))
			continue;
		struct picture other = drawn(*state, v, true);
		if (away(&png, &other) > 4)
			fail_msg("%s is %.1f away", formats[i], away(&png, &other));
	}
}

static void a_layer_out_of_its_scales_is_left_out(void **state)
{
	struct fixture *f = *state;
	struct sight v = view_of(f, &plain, country, 300);
	struct layer limited = f->layers[0];

	limited.max_scale = 2e6;
	v.drawn[0].layer = &limited;
	struct picture far = drawn(f, v, true);
	assert_int_equal(picture_count(&far, 0xffffffff), far.width * far.height);
	v.map.bbox = (struct bbox){ 1, 45, 2, 45.7 };
	struct picture near = drawn(f, v, true);
	assert_in_range(picture_count(&near, 0xffffffff), 0, near.width * near.height / 4);
}

/* The style in the middle is libmapserver's to draw: its lines lie over the one and below the other. */
static void layers_lie_over_one_another_in_their_order(void **state)
{
	static const struct style middle = { "dashes", { "", "" }, STYLE_CLASSES,
		"CLASS STYLE SYMBOL \"circle\" SIZE 9 COLOR 255 0 0 GEOMTRANSFORM \"centroid\" END END" };
	static const struct style top = { "top", { "", "" }, STYLE_CLASSES,
		"CLASS EXPRESSION ('[reg]' = 'C') STYLE COLOR 0 120 0 END END" };
	struct fixture *f = *state;
	struct sight v = view_of(f, &plain, country, 400);

	v.drawn[1] = (struct engine_drawn){ .layer = &f->layers[0], .style = &middle };
	v.drawn[2] = (struct engine_drawn){ .layer = &f->layers[0], .style = &top };
	v.map.n_layers = 3;
	struct picture ours = drawn(f, v, true), theirs = drawn(f, v, false);
	assert_in_range(picture_count(&ours, 0xff0000ff), 1000, 50000);
	assert_in_range(picture_count(&ours, 0x007800ff), 1000, 50000);
	assert_true(away(&ours, &theirs) < 2);
	v.map.n_layers = 2;
	struct picture without = drawn(f, v, true);
	assert_true(picture_count(&without, 0xff0000ff) > picture_count(&ours, 0xff0000ff) + 100);
}

static void pieces_are_the_picture_cut(void **state)
{
	enum { SIDE = 64, MARGIN = 8 };
	struct fixture *f = *state;
	struct sight v = view_of(f, &labelled, country, 2 * SIDE + 2 * MARGIN);
	struct out *pieces[4];

	v.map.height = v.map.width;
	v.map.layers = v.drawn;
	struct picture whole = drawn(f, v, true);
	assert_true(choropleth_labelled(&f->x, &v.map, &v.picture));
	for (size_t i = 0; i < 4; i++)
		pieces[i] = out_new_buffer(f);
	assert_true(choropleth_pieces(&f->x, &v.map, &v.picture, SIDE, MARGIN, pieces, &f->err));
	for (int i = 0; i < 4; i++) {
		f->out = pieces[i];
		struct picture piece = picture_of(f);
		assert_int_equal(piece.width, SIDE);
		assert_int_equal(piece.height, SIDE);
		int off = 0;
		for (int y = 0; y < SIDE; y++)
			for (int x = 0; x < SIDE; x++) {
				uint32_t a = picture_at(&piece, x, y);
				uint32_t b = picture_at(&whole, MARGIN + i % 2 * SIDE + x, MARGIN + i / 2 * SIDE + y);
				off += abs((int)(a >> 24) - (int)(b >> 24)) > 24;
			}
		assert_in_range(off, 0, SIDE * SIDE / 100);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(labels_stand_where_libmapserver_puts_them),
		cmocka_unit_test(territories_are_named_on_thematic_maps),
		cmocka_unit_test(a_country_from_afar_is_not_covered_with_names),
		cmocka_unit_test(pictures_of_any_format_show_the_same),
		cmocka_unit_test(a_layer_out_of_its_scales_is_left_out),
		cmocka_unit_test(layers_lie_over_one_another_in_their_order),
		cmocka_unit_test(pieces_are_the_picture_cut),
	};
	return cmocka_run_group_tests(tests, mosaic_open, fixture_close);
}
