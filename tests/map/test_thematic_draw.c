#include <stdlib.h>

#include "tests/map/joined_picture.h"

#define LEGEND "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetLegendGraphic&FORMAT=image/png&LAYER=statistics"

/* Pixels of a colour within a square. */
static int within(const struct picture *p, int square, uint32_t color)
{
	int n = 0;

	for (int y = 0; y < SIDE; y++)
		for (int x = (square - 1) * SIDE; x < square * SIDE; x++)
			n += picture_at(p, x, y) == opaque(color);
	return n;
}

static uint32_t class_color(const struct thematic *t, double value)
{
	size_t i = t->n_classes - 1;

	while (i > 0 && !(value >= t->classes[i].from))
		i--;
	return t->classes[i].color;
}

/* Where a picture lies: its western edge, and the degrees of a pixel. */
struct place {
	const char *box;
	double west, step;
};

static const struct place all_squares = { "WIDTH=320&HEIGHT=40&BBOX=0,45,8,46", 0, 8.0 / 320 };

/* Squares 5 to 7 have a hatching, whose lines begin where each of the two renderers has them begin. */
static bool hatched(const struct place *at, int x)
{
	double degrees = at->west + (x + 0.5) * at->step;

	return degrees > 4 - 2 * at->step && degrees < 7 + 2 * at->step;
}

/* The same but for edges: libmapserver draws a border twice, and what is drawn later over half of it. */
static void assert_alike(const struct picture *a, const struct picture *b, const struct place *at)
{
	assert_int_equal(a->width, b->width);
	assert_int_equal(a->height, b->height);
	for (int i = 0; i < 4 * a->width * a->height; i++)
		if (!hatched(at, i / 4 % a->width) && abs((int)a->pixels[i] - (int)b->pixels[i]) > 64)
			fail_msg("pixel %d,%d: %d, %d", i / 4 % a->width, i / 4 / a->width, a->pixels[i],
			         b->pixels[i]);
}

static void an_area_has_the_colour_of_its_class(void **state)
{
	static const struct { int square; double rate; } known[] = { { 1, 5 }, { 2, 15 }, { 3, 25 }, { 4, 35 },
	                                                             { 8, 20 } };
	struct fixture *f = *state;
	const struct thematic *t = joined_style(f, "rate");
	struct picture p = map_of(f, ALL "&STYLES=rate");

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		assert_int_equal(middle_of(&p, known[i].square), opaque(class_color(t, known[i].rate)));
	struct picture again = map_of(f, ALL "&STYLES=");
	assert_same(&p, &again);
}

/* Which libmapserver draws, as it does whatever is not one choropleth alone. */
static void over_another_layer_the_colours_are_the_same(void **state)
{
	struct fixture *f = *state;
	struct picture alone = map_of(f, ALL "&STYLES=rate"), both = map_of(f,
		"SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&FORMAT=image/png&CRS=CRS:84&LAYERS=squares,statistics"
		"&STYLES=,rate&WIDTH=320&HEIGHT=40&BBOX=0,45,8,46");

	for (int square = 1; square <= 4; square++)
		assert_int_equal(middle_of(&alone, square), middle_of(&both, square));
}

static void what_has_no_value_is_hatched_by_its_reason(void **state)
{
	struct fixture *f = *state;
	const struct thematic *t = joined_style(f, "rate");
	struct picture p = map_of(f, ALL "&STYLES=rate");

	for (int i = 0; i < STATES; i++) {
		int square = 5 + i;
		assert_true(within(&p, square, t->hatches[i].ground) > SIDE * SIDE / 4);
		int others = 0;
		for (int k = 0; k < STATES; k++)
			others += k != i && t->hatches[k].ground != t->hatches[i].ground ?
				within(&p, square, t->hatches[k].ground) : 0;
		assert_int_equal(others, 0);
	}
}

static void a_name_has_the_colour_of_its_category(void **state)
{
	struct fixture *f = *state;
	const struct thematic *t = joined_style(f, "kind");
	struct picture p = map_of(f, ALL "&STYLES=kind");

	assert_int_equal(middle_of(&p, 1), middle_of(&p, 3));
	for (size_t i = 0; i < t->n_classes; i++) {
		int square = strcmp(t->classes[i].value, "wood") == 0 ? 1 :
			strcmp(t->classes[i].value, "field") == 0 ? 2 : 4;
		assert_int_equal(middle_of(&p, square), opaque(t->classes[i].color));
	}
}

/* Squares 1 and 2 are of one class; between them runs their outline. */
static void areas_of_a_few_pixels_have_no_outline_of_another_colour(void **state)
{
	static const char two[] = "&STYLES=rate_2016&classes=2&method=equal";
	struct fixture *f = *state;
	struct picture large = map_of(f, mem_printf(f, ALL "%s", two));
	struct picture small = map_of(f, mem_printf(f, MAP "&WIDTH=32&HEIGHT=4&BBOX=0,45,8,46%s", two));

	assert_int_equal(middle_of(&large, 1), middle_of(&large, 2));
	assert_int_not_equal(picture_at(&large, SIDE - 1, SIDE / 2), middle_of(&large, 1));
	for (int x = 0; x < 6; x++)
		for (int shift = 8; shift < 32; shift += 8)
			assert_true(abs((int)(picture_at(&small, x, 2) >> shift & 255) -
			                (int)(middle_of(&large, 1) >> shift & 255)) < 4);
}

static void small_areas_under_symbols_are_plain_land(void **state)
{
	struct fixture *f = *state;
	const struct layer *layer = fixture_layer(f, "statistics");
	struct thematic t = *joined_style(f, "people");
	struct engine_drawn drawn = { .layer = layer, .style = &layer->styles[0], .thematic = &t };
	struct engine_map map = { .layers = &drawn, .n_layers = 1, .srs = 4326, .bbox = { 0, 45, 8, 46 },
	                          .width = 32, .height = 4 };
	struct engine_picture picture = { .format = "png", .background = 0xffffff };

	t.largest_size = 2;
	fixture_request(f, "/ows", "");
	assert_true(engine_draw(f->x.engine, &f->x, &map, &picture, f->out, &f->err));
	struct picture p = picture_of(f);
	assert_int_equal(picture_at(&p, 29, 2), 0xecececff);  /* nobody lives there */
}

static void a_count_stands_as_a_circle_in_its_area(void **state)
{
	struct fixture *f = *state;
	const struct thematic *t = joined_style(f, "people");
	struct picture p = map_of(f, MAP "&WIDTH=1600&HEIGHT=200&BBOX=0,45,8,46&STYLES=people");

	for (int square = 1; square <= 4; square++) {
		double value = 100.0 * square * square, radius = thematic_size(t, value) / 2;
		int x = square * 200 - 100;
		uint32_t color = opaque(class_color(t, value));
		assert_int_equal(picture_at(&p, x, 100), color);
		assert_int_equal(picture_at(&p, x + (int)(radius * 0.5), 100), color);
		assert_int_not_equal(picture_at(&p, x + (int)(radius + 3), 100), color);
	}
	assert_int_equal(picture_at(&p, 1500, 100), 0xffffffff);  /* nobody lives there */
}

/* Colours of a picture with a palette are shared by those that are alike. */
static void assert_near(uint32_t a, uint32_t b)
{
	for (int shift = 0; shift < 32; shift += 8) {
		int away = (int)(a >> shift & 255) - (int)(b >> shift & 255);
		if (away < -4 || away > 4)
			fail_msg("%08x, %08x", a, b);
	}
}

static void circles_go_on_across_the_edges_of_pictures(void **state)
{
	struct fixture *f = *state;
	struct picture whole = map_of(f, MAP "&WIDTH=160&HEIGHT=40&BBOX=2,45,6,46&STYLES=people");
	struct picture half = map_of(f, MAP "&WIDTH=20&HEIGHT=40&BBOX=3.5,45,4,46&STYLES=people");

	for (int y = 1; y < 39; y++)
		for (int x = 1; x < 19; x++)  /* the edge itself has half of the outline in each */
			assert_near(picture_at(&half, x, y), picture_at(&whole, 60 + x, y));
}

static void the_picture_is_the_same_in_another_system(void **state)
{
	struct fixture *f = *state;
	const struct thematic *t = joined_style(f, "rate");

	get(f, "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&FORMAT=image/png&CRS=EPSG:3857&LAYERS=statistics&STYLES=rate"
	       "&WIDTH=320&HEIGHT=40&BBOX=0,5621521,890555,5780349");
	struct picture p = picture_of(f);
	assert_int_equal(middle_of(&p, 1), opaque(class_color(t, 5)));
	assert_int_equal(middle_of(&p, 4), opaque(class_color(t, 35)));
}

/* What GetStyles tells of a style, sent back as a client's own. */
static void draws_the_same_from_sld(struct fixture *f, const char *version, const char *style,
                                    const struct place *at)
{
	struct picture p = map_of(f, mem_printf(f, MAP "&%s&STYLES=%s", at->box, style));
	const char *sld = get(f, mem_printf(f, "SERVICE=WMS&VERSION=%s&REQUEST=GetStyles&LAYERS=statistics"
	                                       "&attribute=%s", version, style));
	struct picture own = map_of(f, mem_printf(f, MAP "&%s&STYLES=&SLD_BODY=%s", at->box,
	                                          text_url_encode(f, sld)));
	assert_alike(&p, &own, at);
}

/* Points and lines have colours, too, and what has no value is hollow or dashed. */
static void points_are_dots_in_the_colour_of_their_class(void **state)
{
	struct fixture *f = joined_over(GEOMETRY_POINT);
	const struct thematic *t = joined_style(f, "rate");
	struct picture p = map_of(f, ALL "&STYLES=rate");

	(void)state;
	assert_int_equal(middle_of(&p, 1), opaque(class_color(t, 5)));
	assert_int_equal(middle_of(&p, 4), opaque(class_color(t, 35)));
	assert_int_equal(middle_of(&p, 6), 0xffffffff);
	assert_int_not_equal(picture_at(&p, 5 * SIDE + SIDE / 2 - 5, SIDE / 2), 0xffffffff);
	const struct thematic *circles = joined_style(f, "people");
	p = map_of(f, ALL "&STYLES=people");
	assert_int_equal(middle_of(&p, 7), opaque(class_color(circles, 2500)));
	draws_the_same_from_sld(f, "1.3.0", "rate", &all_squares);
	draws_the_same_from_sld(f, "1.3.0", "people", &all_squares);
	fixture_free(f);
}

static void lines_have_the_colour_of_their_class(void **state)
{
	struct fixture *f = joined_over(GEOMETRY_LINE);
	const struct thematic *t = joined_style(f, "rate");
	struct picture p = map_of(f, ALL "&STYLES=rate");

	(void)state;
	assert_int_equal(picture_at(&p, 20, 19), opaque(class_color(t, 5)));
	assert_int_equal(picture_at(&p, 140, 19), opaque(class_color(t, 35)));
	assert_int_not_equal(picture_count(&p, opaque(t->hatches[STATE_SECRET].line)), 0);
	draws_the_same_from_sld(f, "1.3.0", "rate", &all_squares);
	fixture_free(f);
}

static void every_picture_format_has_joined_layers(void **state)
{
	static const char *const formats[] = { "image/png;%20mode=8bit", "image/jpeg", "image/svg%2Bxml",
	                                       "application/pdf" };
	struct fixture *f = *state;
	const struct thematic *t = joined_style(f, "rate");
	uint32_t color = class_color(t, 35);

	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		for (int symbols = 0; symbols < 2; symbols++)
			get(f, mem_printf(f, "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&CRS=CRS:84&LAYERS=statistics"
			                     "&WIDTH=320&HEIGHT=40&BBOX=0,45,8,46&FORMAT=%s&STYLES=%s", formats[i],
			                  symbols ? "people" : "rate"));
	const char *svg = get(f, "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&CRS=CRS:84&LAYERS=statistics&WIDTH=320"
	                         "&HEIGHT=40&BBOX=0,45,8,46&FORMAT=image/svg%2Bxml&STYLES=rate");
	assert_non_null(strstr(svg, mem_printf(f, "rgb(%.6g", (color >> 16) / 2.55)));
}

static int has_color(const struct picture *p, uint32_t color)
{
	return picture_count(p, opaque(color)) > 20;
}

static void a_legend_has_each_class_and_the_states_that_occur(void **state)
{
	static const char *const styles[] = { "rate", "people", "kind" };
	struct fixture *f = *state;

	for (size_t s = 0; s < sizeof styles / sizeof *styles; s++) {
		const struct thematic *t = joined_style(f, styles[s]);
		struct picture p = map_of(f, mem_printf(f, LEGEND "&STYLE=%s", styles[s]));
		for (size_t i = 0; i < t->n_classes; i++)
			assert_true(has_color(&p, t->classes[i].color));
	}
	struct picture three = map_of(f, LEGEND "&STYLE=rate"), none = map_of(f, LEGEND "&STYLE=rate_2017");
	const struct thematic *with = joined_style(f, "rate"), *without = joined_style(f, "rate_2017");
	int lines = (int)(with->n_classes + STATES), fewer = (int)without->n_classes;
	assert_int_equal(three.height - none.height, 19 * (lines - fewer));
}

static void a_rule_of_a_legend_is_found_by_its_name(void **state)
{
	struct fixture *f = *state;
	const struct thematic *t = joined_style(f, "rate");
	struct picture p = map_of(f, LEGEND "&STYLE=rate&RULE=class_2");

	assert_true(has_color(&p, t->classes[1].color));
	assert_false(has_color(&p, t->classes[0].color));
	p = map_of(f, LEGEND "&STYLE=rate&RULE=secret");
	assert_false(has_color(&p, t->classes[1].color));
}

static void sld_draws_the_same(void **state)
{
	static const char *const styles[] = { "rate", "people", "kind", "rate_2016" };
	static const struct place some = { "WIDTH=90&HEIGHT=31&BBOX=2.2,45.1,5.7,46.3", 2.2, 3.5 / 90 };
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof styles / sizeof *styles; i++) {
		draws_the_same_from_sld(f, "1.3.0", styles[i], &all_squares);
		draws_the_same_from_sld(f, "1.1.1", styles[i], &some);
	}
}

static void a_clients_style_sees_joined_and_own_columns(void **state)
{
	struct fixture *f = *state;
	const char *sld =
		"<StyledLayerDescriptor version='1.0.0' xmlns='http://www.opengis.net/sld' xmlns:ogc='http://www.opengis.net/ogc'>"
		"<NamedLayer><Name>statistics</Name><UserStyle><FeatureTypeStyle>"
		"<Rule><ogc:Filter><ogc:And><ogc:PropertyIsGreaterThan><ogc:PropertyName>rate</ogc:PropertyName>"
		"<ogc:Literal>10</ogc:Literal></ogc:PropertyIsGreaterThan><ogc:PropertyIsNotEqualTo>"
		"<ogc:PropertyName>nom</ogc:PropertyName><ogc:Literal>Carré 3</ogc:Literal></ogc:PropertyIsNotEqualTo>"
		"</ogc:And></ogc:Filter><PolygonSymbolizer><Fill><CssParameter name='fill'>#ff0000</CssParameter>"
		"</Fill></PolygonSymbolizer></Rule>"
		"<Rule><ogc:Filter><ogc:PropertyIsEqualTo><ogc:PropertyName>code</ogc:PropertyName>"
		"<ogc:Literal>S1</ogc:Literal></ogc:PropertyIsEqualTo></ogc:Filter><PolygonSymbolizer><Fill>"
		"<CssParameter name='fill'>#0000ff</CssParameter></Fill></PolygonSymbolizer></Rule>"
		"</FeatureTypeStyle></UserStyle></NamedLayer></StyledLayerDescriptor>";
	struct picture p = map_of(f, mem_printf(f, ALL "&STYLES=&SLD_BODY=%s", text_url_encode(f, sld)));

	assert_int_equal(middle_of(&p, 1), 0x0000ffff);
	assert_int_equal(middle_of(&p, 2), 0xff0000ff);
	assert_int_equal(middle_of(&p, 3), 0xffffffff);
	assert_int_equal(middle_of(&p, 5), 0xffffffff);  /* no rate */
}

static int open_fixture(void **state)
{
	*state = joined_new();
	return 0;
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_area_has_the_colour_of_its_class),
		cmocka_unit_test(over_another_layer_the_colours_are_the_same),
		cmocka_unit_test(what_has_no_value_is_hatched_by_its_reason),
		cmocka_unit_test(a_name_has_the_colour_of_its_category),
		cmocka_unit_test(areas_of_a_few_pixels_have_no_outline_of_another_colour),
		cmocka_unit_test(small_areas_under_symbols_are_plain_land),
		cmocka_unit_test(a_count_stands_as_a_circle_in_its_area),
		cmocka_unit_test(circles_go_on_across_the_edges_of_pictures),
		cmocka_unit_test(the_picture_is_the_same_in_another_system),
		cmocka_unit_test(points_are_dots_in_the_colour_of_their_class),
		cmocka_unit_test(lines_have_the_colour_of_their_class),
		cmocka_unit_test(every_picture_format_has_joined_layers),
		cmocka_unit_test(a_legend_has_each_class_and_the_states_that_occur),
		cmocka_unit_test(a_rule_of_a_legend_is_found_by_its_name),
		cmocka_unit_test(sld_draws_the_same),
		cmocka_unit_test(a_clients_style_sees_joined_and_own_columns),
	};
	return cmocka_run_group_tests(tests, open_fixture, fixture_close);
}
