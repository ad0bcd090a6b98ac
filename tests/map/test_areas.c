/* What we draw of areas by ourselves, at its edges. */
#include <math.h>

#include "draw/scenes.h"
#include "geometry/mapped.h"
#include "map/choropleth.h"
#include "map/flat.h"
#include "tests/map/mosaic.h"
#include "tests/map/picture.h"

static const struct style plain = { "default", { "", "" }, STYLE_CLASSES,
	"CLASS EXPRESSION ('[reg]' = 'A') STYLE COLOR 200 60 40 OUTLINECOLOR 0 0 0 WIDTH 1 END END\n"
	"CLASS STYLE COLOR 120 170 90 OUTLINECOLOR 0 0 0 WIDTH 1 END END" };

static const struct geometry_store *store_of(struct fixture *f)
{
	const struct geometry_store *s = mapped_geometry(f->x.mapped, f, &f->layers[0], &f->err);
	assert_non_null(s);
	return s;
}

/* The shares of a pixel by the features that have them. */
static void shares_of(double *shares, const struct scene *s, uint32_t x, uint32_t y)
{
	const struct cover *c = s->cover;

	for (uint32_t i = c->row_spans[y]; i < c->row_spans[y + 1]; i++)
		if (x >= c->spans[i].x && x < c->spans[i].x + c->spans[i].n && c->spans[i].area < s->n_areas)
			shares[s->areas[c->spans[i].area]] += 1;
	for (uint32_t m = c->row_mixed[y]; m < c->row_mixed[y + 1]; m++)
		for (uint32_t i = c->first[m]; c->x[m] == x && i < c->first[m + 1]; i++)
			if (COVER_AREA(c->parts[i]) < s->n_areas)
				shares[s->areas[COVER_AREA(c->parts[i])]] += (double)COVER_SHARE(c->parts[i]) / COVER_SHARES;
}

static struct scene *scene_of(struct fixture *f, const struct geometry_store *store, struct moves *moves, int srs,
                              struct bbox box, int width, int height)
{
	struct scene_view view = { .srs = srs, .bbox = box, .width = width, .height = height };
	struct scene *s = scene_make(f, store, moves, &view, &f->err);

	assert_non_null(s);
	return s;
}

/* So that arcs, rings of what goes beyond the view, and what is left out beside it come to the same. */
static void a_view_is_as_that_part_of_a_larger_one(void **state)
{
	enum { SIDE = 30 };
	struct fixture *f = *state;
	const struct geometry_store *store = store_of(f);
	struct moves *moves = moves_new(f);
	struct dice d = { 5 };

	for (int view = 0; view < 60; view++) {
		double x = dice(&d, -4, 7), y = dice(&d, 42.5, 49.5), half = exp(dice(&d, log(0.02), log(2)));
		struct bbox part = { x - half, y - half, x + half, y + half };
		if (view % 2 == 1)
			assert_true(engine_transform(f->x.engine, &part, &part, 4326, 3857));
		double w = part.maxx - part.minx, h = part.maxy - part.miny;
		struct bbox all = { part.minx - 2 * w, part.miny - 2 * h, part.maxx + 2 * w, part.maxy + 2 * h };
		int srs = view % 2 == 1 ? 3857 : 4326;
		struct scene *small = scene_of(f, store, moves, srs, part, SIDE, SIDE);
		struct scene *large = scene_of(f, store, moves, srs, all, 5 * SIDE, 5 * SIDE);
		for (uint32_t i = 0; i < SIDE * SIDE; i += 7) {
			double *a = mem_array(small, double, store->n), *b = mem_array(small, double, store->n);
			shares_of(a, small, i % SIDE, i / SIDE);
			shares_of(b, large, 2 * SIDE + i % SIDE, 2 * SIDE + i / SIDE);
			for (size_t k = 0; k < store->n; k++)
				if (fabs(a[k] - b[k]) > 0.06)
					fail_msg("view %d, pixel %u, feature %zu: %.3f, %.3f", view, i, k, a[k], b[k]);
		}
		talloc_free(small);
		talloc_free(large);
	}
}

/* Neighbours' shares are one together wherever there is no gap between them. */
static void there_is_no_seam_between_neighbours(void **state)
{
	struct fixture *f = *state;
	const struct geometry_store *store = store_of(f);
	struct scene *s = scene_of(f, store, moves_new(f), 3857, (struct bbox){ -334000, 5312000, 668000, 6274000 }, 200, 200);
	const struct cover *c = s->cover;
	size_t seams = 0;

	for (size_t m = 0; m < c->n_mixed; m++) {
		uint32_t ground = 0, parts = 0;
		for (uint32_t i = c->first[m]; i < c->first[m + 1] && c->parts[i] != 0; i++) {
			ground += COVER_AREA(c->parts[i]) == c->ground ? COVER_SHARE(c->parts[i]) : 0;
			parts++;
		}
		seams += ground > 0 && ground <= 3 && parts > 2;
	}
	/* what is left are the corners of gaps */
	assert_in_range(seams, 0, c->n_mixed / 100);
}

static struct picture drawn(struct fixture *f, int srs, struct bbox box, int width, int height)
{
	struct engine_drawn d = { .layer = &f->layers[0], .style = &plain };
	struct engine_map map = { .layers = &d, .n_layers = 1, .srs = srs, .bbox = box, .width = width, .height = height };
	struct engine_picture picture = { "png", false, 0xffffff };

	fixture_request(f, "/ows", "");
	assert_true(choropleth_suits(&f->x, &map, &picture));
	if (!choropleth_draw(&f->x, &map, &picture, f->out, &f->err))
		fail_msg("EPSG:%d: %s (%s)", srs, f->err.message.en, f->err.detail);
	struct picture p = picture_of(f);
	assert_int_equal(p.width, width);
	assert_int_equal(p.height, height);
	return p;
}

static void a_view_of_nothing_is_empty(void **state)
{
	struct picture p = drawn(*state, 4326, (struct bbox){ 50, 10, 51, 11 }, 64, 64);

	assert_int_equal(picture_count(&p, 0xffffffff), 64 * 64);
}

static void tiny_and_huge_scales_are_drawn(void **state)
{
	struct picture p = drawn(*state, 4326, (struct bbox){ 1.1, 45.3, 1.1 + 1e-7, 45.3 + 1e-7 }, 64, 64);

	assert_int_equal(picture_count(&p, 0x78aa5aff) + picture_count(&p, 0xc83c28ff), 64 * 64);
	p = drawn(*state, 4326, (struct bbox){ -180, -90, 180, 90 }, 360, 180);
	assert_in_range(picture_count(&p, 0xffffffff), 360 * 180 - 120, 360 * 180 - 30);
	p = drawn(*state, 3857, (struct bbox){ -1e9, -1e9, 1e9, 1e9 }, 50, 50);
	p = drawn(*state, 3857, (struct bbox){ 0, 5.6e6, 1e-3, 5.6e6 + 1e-3 }, 50, 50);
}

static void far_corners_of_the_earth_are_drawn(void **state)
{
	static const struct {
		int srs;
		struct bbox box;
	} cases[] = {
		{ 3832, { -2e6, -2e6, 2e6, 2e6 } },              /* across the antimeridian */
		{ 4326, { 170, 40, 190, 50 } }, { 4326, { -540, -270, 540, 270 } },
		{ 3413, { -4e6, -4e6, 4e6, 4e6 } },              /* around the north pole */
		{ 3031, { -4e6, -4e6, 4e6, 4e6 } },              /* and the south pole */
		{ 2154, { -2e7, -2e7, 2e7, 2e7 } }, { 3857, { -2.1e7, -2.1e7, 2.1e7, 2.1e7 } },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		drawn(*state, cases[i].srs, cases[i].box, 120, 120);
}

static void a_country_seen_from_the_pole_is_where_it_is(void **state)
{
	struct fixture *f = *state;
	struct bbox there;

	assert_true(engine_transform(f->x.engine, &there, &(struct bbox){ 1, 45.4, 1.4, 45.6 }, 4326, 3413));
	struct picture p = drawn(f, 3413, (struct bbox){ -6e6, -6e6, 6e6, 6e6 }, 240, 240);
	int x = (int)(((there.minx + there.maxx) / 2 + 6e6) / 5e4), y = (int)((6e6 - (there.miny + there.maxy) / 2) / 5e4);
	assert_int_not_equal(picture_at(&p, x, y), 0xffffffff);
	assert_int_equal(picture_at(&p, 239 - x, y), 0xffffffff);
}

static void sixteen_megapixels_are_drawn(void **state)
{
	struct picture p = drawn(*state, 4326, (struct bbox){ -3.5, 42, 6.5, 52 }, 4096, 4096);

	assert_in_range(picture_count(&p, 0x78aa5aff), 3000000, 8000000);
}

static void only_plain_styles_are_ours(void **state)
{
	static const struct {
		const char *body;
		bool flat;
	} cases[] = {
		{ "", true },
		{ "CLASS STYLE COLOR 1 2 3 END END", true },
		{ "CLASS STYLE OUTLINECOLOR 1 2 3 WIDTH 3 END END", true },
		{ "CLASS STYLE COLOR 1 2 3 END STYLE SYMBOL \"hatch\" SIZE 7 ANGLE 45 COLOR 9 9 9 END END", true },
		{ "CLASS STYLE OUTLINECOLOR 1 2 3 END STYLE COLOR 1 2 3 END END", false },
		{ "CLASS STYLE OUTLINECOLOR 1 2 3 PATTERN 4 4 END END END", false },
		{ "CLASS EXPRESSION ([pop] > 3) STYLE COLOR 1 2 3 OUTLINECOLOR 1 1 1 END END CLASS STYLE COLOR 1 2 3 END END", false },
		{ "CLASS MAXSCALEDENOM 100000 STYLE COLOR 1 2 3 END END", true },
		{ "CLASS EXPRESSION ([reg] > 3) STYLE COLOR 1 2 3 END END", false },
		{ "CLASS EXPRESSION (\"[rate]\" = \"3\") STYLE COLOR 1 2 3 END END", false },
		{ "CLASS EXPRESSION (length(\"[reg]\") > 3) STYLE COLOR 1 2 3 END END", false },
		{ "CLASS STYLE COLOR 1 2 3 END LABEL TEXT \"[code]\" SIZE 8 COLOR 0 0 0 END END", true },
		{ "CLASS EXPRESSION ([pop] > 3) STYLE COLOR 1 2 3 END END CLASS LABEL TEXT \"[code]\" END END", true },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct style style = { mem_printf(f, "case_%zu", i), { "", "" }, STYLE_CLASSES, cases[i].body };
		struct engine_drawn d = { .layer = &f->layers[0], .style = &style };
		fixture_request(f, "/ows", "");
		if ((flat_layer_of(&f->x, &d, 0) != NULL) != cases[i].flat)
			fail_msg("%s", cases[i].body);
	}
}

#define SLD(filter) "<StyledLayerDescriptor version=\"1.0.0\" xmlns=\"http://www.opengis.net/sld\" xmlns:ogc=" \
	"\"http://www.opengis.net/ogc\"><NamedLayer><Name>m</Name><UserStyle><FeatureTypeStyle><Rule><ogc:Filter>" filter \
	"</ogc:Filter><PolygonSymbolizer><Fill><CssParameter name=\"fill\">#112233</CssParameter></Fill></PolygonSymbolizer>" \
	"</Rule></FeatureTypeStyle></UserStyle></NamedLayer></StyledLayerDescriptor>"
#define IS(op, column, value) "<ogc:" op "><ogc:PropertyName>" column "</ogc:PropertyName><ogc:Literal>" value \
	"</ogc:Literal></ogc:" op ">"
#define LIKE(value) "<ogc:PropertyIsLike wildCard=\"*\" singleChar=\"?\" escapeChar=\"!\"><ogc:PropertyName>code" \
	"</ogc:PropertyName><ogc:Literal>" value "</ogc:Literal></ogc:PropertyIsLike>"
#define NONE(column) "<ogc:PropertyIsNull><ogc:PropertyName>" column "</ogc:PropertyName></ogc:PropertyIsNull>"

/* How many features a filter takes. */
static size_t taken(struct fixture *f, const char *sld)
{
	struct style style = { mem_printf(f, "%p", (const void *)sld), { "", "" }, STYLE_SLD, sld };
	struct engine_drawn d = { .layer = &f->layers[0], .style = &style };
	size_t n = 0;

	fixture_request(f, "/ows", "");
	const struct flat_layer *l = flat_layer_of(&f->x, &d, 0);
	assert_non_null(l);
	for (size_t i = 0; i < store_of(f)->n; i++)
		n += l->places[i] == 0;
	return n;
}

static void filters_take_what_they_say(void **state)
{
	struct fixture *f = *state;
	size_t all = store_of(f)->n, none = taken(f, SLD(NONE("pop"))), a = taken(f, SLD(IS("PropertyIsEqualTo", "reg", "A")));

	assert_in_range(none, 1, all / 5);
	assert_in_range(a, 1, all / 2);
	assert_int_equal(taken(f, SLD("<ogc:Not>" NONE("pop") "</ogc:Not>")), all - none);
	assert_int_equal(taken(f, SLD(IS("PropertyIsGreaterThan", "pop", "-1"))), all - none);
	assert_int_equal(taken(f, SLD("<ogc:Not>" IS("PropertyIsEqualTo", "reg", "A") "</ogc:Not>")), all - a);
	assert_int_equal(taken(f, SLD(IS("PropertyIsNotEqualTo", "reg", "A"))), all - a - taken(f, SLD(NONE("reg"))));
	assert_int_equal(taken(f, SLD("<ogc:Or>" IS("PropertyIsLessThan", "rate", "40") IS("PropertyIsGreaterThanOrEqualTo",
	                 "rate", "40") "</ogc:Or>")), all);
	assert_int_equal(taken(f, SLD("<ogc:And>" IS("PropertyIsLessThan", "rate", "40") IS("PropertyIsGreaterThan",
	                 "rate", "40") "</ogc:And>")), 0);
	assert_int_equal(taken(f, SLD(LIKE("C00?"))), 10);
	assert_int_equal(taken(f, SLD(LIKE("*07*"))), taken(f, SLD(LIKE("?07*"))) + taken(f, SLD(LIKE("C?07"))));
	assert_int_equal(taken(f, SLD(LIKE("c00*"))), 0);
	assert_int_equal(taken(f, SLD(LIKE("*"))), all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_view_is_as_that_part_of_a_larger_one),
		cmocka_unit_test(there_is_no_seam_between_neighbours),
		cmocka_unit_test(a_view_of_nothing_is_empty),
		cmocka_unit_test(tiny_and_huge_scales_are_drawn),
		cmocka_unit_test(far_corners_of_the_earth_are_drawn),
		cmocka_unit_test(a_country_seen_from_the_pole_is_where_it_is),
		cmocka_unit_test(sixteen_megapixels_are_drawn),
		cmocka_unit_test(only_plain_styles_are_ours),
		cmocka_unit_test(filters_take_what_they_say),
	};
	return cmocka_run_group_tests(tests, mosaic_open, fixture_close);
}
