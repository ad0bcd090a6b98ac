#include "tests/map/picture.h"

#include "tests/map/wms_get.h"

#define MAP "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&STYLES=&WIDTH=60&HEIGHT=20&FORMAT=image/png" \
            "&CRS=CRS:84&BBOX=0,45,6,47"

static const char *get(struct fixture *f, const char *query)
{
	return wms_get(f, "/ows", query);
}

static void same(const struct picture *p, int x, int y, uint32_t color)
{
	assert_int_equal(picture_at(p, x, y), color);
}

static void a_map_shows_the_layer_in_its_default_style(void **state)
{
	struct fixture *f = *state;

	get(f, MAP "&LAYERS=zones");
	struct picture p = picture_of(f);
	assert_string_equal(out_header_get(f->out, "Content-Type"), "image/png");
	assert_int_equal(p.width, 60);
	assert_int_equal(p.height, 20);
	same(&p, 10, 10, 0x008000ff);
	same(&p, 50, 10, 0xffffffff);  /* the hole */
	same(&p, 42, 10, 0x008000ff);
}

static void each_class_of_a_style_has_its_colour(void **state)
{
	struct fixture *f = *state;

	get(f, "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&STYLES=population&WIDTH=60&HEIGHT=20"
	       "&FORMAT=image/png&CRS=CRS:84&BBOX=0,45,6,47&LAYERS=zones&TRANSPARENT=true");
	struct picture p = picture_of(f);
	same(&p, 10, 10, 0xff0000ff);
	same(&p, 30, 10, 0x0000ffff);
	assert_int_equal(picture_at(&p, 42, 10) & 255, 0);  /* no class, nothing drawn */
}

static void latitude_comes_first_where_epsg_says_so_in_1_3_0(void **state)
{
	struct fixture *f = *state;

	get(f, "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&STYLES=&WIDTH=60&HEIGHT=20&FORMAT=image/png"
	       "&CRS=EPSG:4326&BBOX=45,0,47,6&LAYERS=zones");
	struct picture p = picture_of(f);
	same(&p, 42, 10, 0x008000ff);
	get(f, "SERVICE=WMS&VERSION=1.1.1&REQUEST=GetMap&STYLES=&WIDTH=60&HEIGHT=20&FORMAT=image/png"
	       "&SRS=EPSG:4326&BBOX=0,45,6,47&LAYERS=zones");
	p = picture_of(f);
	same(&p, 42, 10, 0x008000ff);
	same(&p, 50, 10, 0xffffffff);
}

static void a_map_is_moved_to_the_system_asked_for(void **state)
{
	struct fixture *f = *state;

	get(f, "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&STYLES=&WIDTH=100&HEIGHT=100&FORMAT=image/png"
	       "&CRS=EPSG:2154&BBOX=540000,6500000,560000,6520000&LAYERS=zones");
	struct picture p = picture_of(f);
	assert_int_equal(picture_count(&p, 0x008000ff), 100 * 100);
}

static void all_picture_formats_are_drawn(void **state)
{
	struct fixture *f = *state;
	static const struct { const char *format, *type; int bands; } formats[] = {
		{ "image/png", "image/png", 3 }, { "image/png;%20mode=8bit", "image/png", 1 },
		{ "image/jpeg", "image/jpeg", 3 }, { "image/webp", "image/webp", 3 },
	};

	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		get(f, mem_printf(f, "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&STYLES=&WIDTH=60&HEIGHT=20"
		                     "&CRS=CRS:84&BBOX=0,45,6,47&LAYERS=zones&FORMAT=%s", formats[i].format));
		if (f->err.code == ERR_FORMAT && strstr(formats[i].format, "webp") != NULL)
			continue;  /* a library without it */
		struct picture p = picture_of(f);
		assert_string_equal(out_header_get(f->out, "Content-Type"), formats[i].type);
		assert_int_equal(p.bands, formats[i].bands);
		assert_int_equal(p.width, 60);
	}
	const char *svg = get(f, "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&STYLES=&WIDTH=60&HEIGHT=20"
	                         "&CRS=CRS:84&BBOX=0,45,6,47&LAYERS=zones&FORMAT=image/svg+xml");
	assert_non_null(strstr(svg, "<svg"));
	const char *pdf = get(f, "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&STYLES=&WIDTH=60&HEIGHT=20"
	                         "&CRS=CRS:84&BBOX=0,45,6,47&LAYERS=zones&FORMAT=application/pdf");
	assert_true(text_starts(pdf, "%PDF"));
}

static void the_background_has_the_colour_asked_for_or_none(void **state)
{
	struct fixture *f = *state;

	get(f, MAP "&LAYERS=zones&BGCOLOR=0x10A0f0");
	struct picture p = picture_of(f);
	same(&p, 50, 10, 0x10a0f0ff);
	get(f, MAP "&LAYERS=zones&BGCOLOR=0x10A0f0&TRANSPARENT=TRUE");
	p = picture_of(f);
	assert_int_equal(picture_at(&p, 50, 10) & 255, 0);
}

static void a_dimension_chooses_the_features(void **state)
{
	struct fixture *f = *state;
	static const struct { const char *query; int features; } cases[] = {
		{ "", 2 },                            /* the default: 2018 */
		{ "&TIME=2016-01-01", 1 }, { "&TIME=2016", 1 }, { "&TIME=2016,2017", 2 },
		{ "&TIME=2016-01-01/2018-12-31", 4 }, { "&TIME=2016/2018&DIM_DEPTH=20", 2 },
		{ "&TIME=2016/2018&dim_depth=10/20", 3 }, { "&TIME=current", 2 },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		get(f, mem_printf(f, "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&STYLES=&WIDTH=400&HEIGHT=300"
		                     "&FORMAT=image/png&CRS=CRS:84&BBOX=-6,42,6,51&LAYERS=stations%s",
		                     cases[i].query));
		struct picture p = picture_of(f);
		static const int at[][2] = { { 50, 87 }, { 345, 239 }, { 121, 143 }, { 278, 71 } };
		int seen = 0;
		for (size_t k = 0; k < 4; k++)
			seen += picture_at(&p, at[k][0], at[k][1]) == 0xc83c28ff;
		assert_int_equal(seen, cases[i].features);
	}
}

static void an_any_geometry_layer_draws_areas_lines_and_points(void **state)
{
	struct fixture *f = *state;

	get(f, "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&STYLES=&WIDTH=400&HEIGHT=300"
	       "&FORMAT=image/png&CRS=CRS:84&BBOX=-6,42,6,51&LAYERS=mixed");
	struct picture p = picture_of(f);
	same(&p, 233, 166, 0xc83c28ff);                       /* the point at 1, 46 */
	assert_true(picture_at(&p, 283, 250) != 0xffffffff);  /* the area */
	same(&p, 316, 216, 0xffffffff);                       /* its hole, at 3.5, 44.5 */
	assert_int_not_equal(picture_at(&p, 366, 166), 0xc83c28ff);  /* its corner is no point */
	assert_true(picture_at(&p, 166, 191) != 0xffffffff);  /* the line, at -1, 45.25 */
}

static void a_group_draws_all_that_the_caller_may_see(void **state)
{
	struct fixture *f = *state;

	get(f, MAP "&LAYERS=land");
	struct picture p = picture_of(f);
	same(&p, 20, 2, 0x008000ff);
	get(f, MAP "&LAYERS=catalogue");
	p = picture_of(f);
	same(&p, 20, 2, 0x008000ff);
}

static void a_raster_is_drawn_as_it_is(void **state)
{
	struct fixture *f = *state;

	get(f, MAP "&LAYERS=relief");
	struct picture p = picture_of(f);
	same(&p, 5, 10, 0x000000ff);
	same(&p, 55, 10, 0x323232ff);
}

static void a_layer_is_left_out_beyond_its_scales(void **state)
{
	struct fixture *f = *state;

	get(f, "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&STYLES=&WIDTH=15&HEIGHT=5&FORMAT=image/png"
	       "&CRS=CRS:84&BBOX=0,45,6,47&LAYERS=zones");
	struct picture p = picture_of(f);
	assert_int_equal(picture_count(&p, 0xffffffff), 15 * 5);
}

/* A query, and the code and the word that its exception must have. */
static const struct refusal {
	const char *query, *code, *word;
} refusals[] = {
	{ "SERVICE=WMS&VERSION=1.3.0", "MissingParameterValue", "REQUEST" },
	{ "SERVICE=WMS&VERSION=1.3.0&REQUEST=PutStyles", "OperationNotSupported", "REQUEST" },
	{ "SERVICE=WMS&REQUEST=GetMap", "MissingParameterValue", "LAYERS" },
	{ MAP "&LAYERS=nosuch", "LayerNotDefined", "nosuch" },
	{ MAP "&LAYERS=hidden", "LayerNotDefined", "hidden" },
	{ MAP "&LAYERS=zones,hidden", "LayerNotDefined", "hidden" },
	{ MAP "&LAYERS=zones,", "LayerNotDefined", "LAYERS" },
	{ "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&STYLES=x&LAYERS=zones", "StyleNotDefined", "STYLES" },
	{ "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&STYLES=,,&LAYERS=zones", "StyleNotDefined", "STYLES" },
	{ "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=zones", "MissingParameterValue", "CRS" },
	{ "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=zones&CRS=EPSG:9999", "InvalidCRS", "EPSG:9999" },
	{ "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=zones&CRS=AUTO2:42001,1,0,0", "InvalidCRS", "CRS" },
	{ "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=zones&CRS=EPSG:4326", "MissingParameterValue", "BBOX" },
	{ "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=zones&CRS=CRS:84&BBOX=1,2,3", "InvalidParameterValue", "BBOX" },
	{ "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=zones&CRS=CRS:84&BBOX=1,2,nan,4", "InvalidParameterValue", "BBOX" },
	{ "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=zones&CRS=CRS:84&BBOX=1,2,1,4", "InvalidParameterValue", "BBOX" },
	{ "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=zones&CRS=CRS:84&BBOX=1,2,3,4", "MissingParameterValue", "WIDTH" },
	{ "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=zones&CRS=CRS:84&BBOX=1,2,3,4&WIDTH=10", "MissingParameterValue", "HEIGHT" },
	{ "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=zones&CRS=CRS:84&BBOX=1,2,3,4&WIDTH=0&HEIGHT=9", "InvalidParameterValue", "WIDTH" },
	{ "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=zones&CRS=CRS:84&BBOX=1,2,3,4&WIDTH=9&HEIGHT=9.5", "InvalidParameterValue", "HEIGHT" },
	{ "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=zones&CRS=CRS:84&BBOX=1,2,3,4&WIDTH=9000&HEIGHT=9000", NULL, "WIDTH" },
	{ "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=zones&CRS=CRS:84&BBOX=1,2,3,4&WIDTH=9&HEIGHT=9", "MissingParameterValue", "FORMAT" },
	{ "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=zones&CRS=CRS:84&BBOX=1,2,3,4&WIDTH=9&HEIGHT=9&FORMAT=image/gif", "InvalidFormat", "FORMAT" },
	{ MAP "&LAYERS=zones&BGCOLOR=red", "InvalidParameterValue", "BGCOLOR" },
	{ MAP "&LAYERS=zones&TRANSPARENT=maybe", "InvalidParameterValue", "TRANSPARENT" },
	{ MAP "&LAYERS=zones&EXCEPTIONS=html", "InvalidParameterValue", "EXCEPTIONS" },
	{ MAP "&LAYERS=zones&SLD=http://127.0.0.1/a.sld", "OperationNotSupported", "SLD" },
	{ MAP "&LAYERS=stations&TIME=2031", "InvalidDimensionValue", "TIME" },
	{ MAP "&LAYERS=stations&TIME=soon", "InvalidDimensionValue", "TIME" },
	{ MAP "&LAYERS=stations&TIME=2016-02-31", "InvalidDimensionValue", "TIME" },
	{ MAP "&LAYERS=stations&DIM_DEPTH=10'%20OR%201=1", "InvalidDimensionValue", "DIM_depth" },
	{ "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetCapabilities&UPDATESEQUENCE=7", "CurrentUpdateSequence", "7" },
	{ "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetCapabilities&UPDATESEQUENCE=8", "InvalidUpdateSequence", "7" },
};

static void what_is_wrong_is_named(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
		const char *body = get(f, refusals[i].query);
		assert_non_null(strstr(body, "<ServiceExceptionReport"));
		if (refusals[i].code != NULL)
			assert_non_null(strstr(body, mem_printf(f, "code=\"%s\"", refusals[i].code)));
		assert_non_null(strstr(body, refusals[i].word));
	}
}

static void a_hidden_layer_is_refused_as_a_missing_one(void **state)
{
	struct fixture *f = *state;

	const char *hidden = get(f, MAP "&LAYERS=hidden");
	const char *missing = get(f, MAP "&LAYERS=nosuch");
	const char *at = strstr(hidden, "hidden");
	assert_non_null(at);
	char *renamed = mem_printf(f, "%.*snosuch%s", (int)(at - hidden), hidden, at + strlen("hidden"));
	assert_string_equal(renamed, missing);
}

static void version_1_1_1_has_its_own_exceptions(void **state)
{
	struct fixture *f = *state;
	const char *body = get(f, "SERVICE=WMS&VERSION=1.1.1&REQUEST=GetMap&LAYERS=zones&SRS=EPSG:9999");

	assert_string_equal(out_header_get(f->out, "Content-Type"), "application/vnd.ogc.se_xml");
	assert_non_null(strstr(body, "code=\"InvalidSRS\""));
}

static void an_error_can_be_a_picture(void **state)
{
	struct fixture *f = *state;

	get(f, "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=nosuch&WIDTH=200&HEIGHT=100"
	       "&FORMAT=image/png&EXCEPTIONS=INIMAGE");
	struct picture p = picture_of(f);
	assert_int_equal(p.width, 200);
	assert_true(picture_count(&p, 0xffffffff) < 200 * 100);
	get(f, "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=nosuch&WIDTH=200&HEIGHT=100"
	       "&FORMAT=image/png&EXCEPTIONS=BLANK");
	p = picture_of(f);
	assert_int_equal(picture_count(&p, 0xffffffff), 200 * 100);
}

static int open_fixture(void **state)
{
	*state = fixture_new();
	return 0;
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_map_shows_the_layer_in_its_default_style),
		cmocka_unit_test(each_class_of_a_style_has_its_colour),
		cmocka_unit_test(latitude_comes_first_where_epsg_says_so_in_1_3_0),
		cmocka_unit_test(a_map_is_moved_to_the_system_asked_for),
		cmocka_unit_test(all_picture_formats_are_drawn),
		cmocka_unit_test(the_background_has_the_colour_asked_for_or_none),
		cmocka_unit_test(a_dimension_chooses_the_features),
		cmocka_unit_test(an_any_geometry_layer_draws_areas_lines_and_points),
		cmocka_unit_test(a_group_draws_all_that_the_caller_may_see),
		cmocka_unit_test(a_raster_is_drawn_as_it_is),
		cmocka_unit_test(a_layer_is_left_out_beyond_its_scales),
		cmocka_unit_test(what_is_wrong_is_named),
		cmocka_unit_test(a_hidden_layer_is_refused_as_a_missing_one),
		cmocka_unit_test(version_1_1_1_has_its_own_exceptions),
		cmocka_unit_test(an_error_can_be_a_picture),
	};
	return cmocka_run_group_tests(tests, open_fixture, fixture_close);
}
