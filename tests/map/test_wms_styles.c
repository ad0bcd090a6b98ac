#include "tests/map/picture.h"
#include "tests/map/valid.h"
#include "tests/map/wms_get.h"

#define MAP "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&WIDTH=60&HEIGHT=20&FORMAT=image/png" \
            "&CRS=CRS:84&BBOX=0,45,6,47"
#define SLD(name, rules) "<StyledLayerDescriptor version='1.0.0' xmlns='http://www.opengis.net/sld' " \
	"xmlns:ogc='http://www.opengis.net/ogc'><NamedLayer><Name>" name "</Name><UserStyle>" \
	"<FeatureTypeStyle>" rules "</FeatureTypeStyle></UserStyle></NamedLayer></StyledLayerDescriptor>"
#define FILL(color) "<PolygonSymbolizer><Fill><CssParameter name='fill'>" color "</CssParameter></Fill>" \
	"</PolygonSymbolizer>"
#define WHEN(op, column, value) "<ogc:Filter><ogc:PropertyIs" op "><ogc:PropertyName>" column \
	"</ogc:PropertyName><ogc:Literal>" value "</ogc:Literal></ogc:PropertyIs" op "></ogc:Filter>"

static const char *get(struct fixture *f, const char *query)
{
	return wms_get(f, "/ows", query);
}

static const char *styled(struct fixture *f, const char *query, const char *sld)
{
	return get(f, mem_printf(f, "%s&SLD_BODY=%s", query, text_url_encode(f, sld)));
}

/* The colours of the three zones, west to east, as the answer draws them. */
static void zones_are(struct fixture *f, uint32_t west, uint32_t middle, uint32_t east)
{
	struct picture p = picture_of(f);

	assert_int_equal(picture_at(&p, 10, 10), west);
	assert_int_equal(picture_at(&p, 30, 10), middle);
	assert_int_equal(picture_at(&p, 42, 10), east);
}

static void a_client_brings_its_own_style(void **state)
{
	struct fixture *f = *state;
	const char *sld = SLD("zones", "<Rule>" WHEN("GreaterThan", "pop", "50") FILL("#ff0000") "</Rule>"
	                               "<Rule><ElseFilter/>" FILL("#0000ff") "</Rule>");

	styled(f, MAP, sld);
	zones_are(f, 0xff0000ff, 0xff0000ff, 0x0000ffff);
	styled(f, MAP "&LAYERS=zones&STYLES=", sld);
	zones_are(f, 0xff0000ff, 0xff0000ff, 0x0000ffff);
	get(f, MAP "&LAYERS=zones&STYLES=");
	zones_are(f, 0x008000ff, 0x008000ff, 0x008000ff);
}

static void texts_with_quotes_and_brackets_are_only_texts(void **state)
{
	struct fixture *f = *state;

	styled(f, MAP, SLD("zones", "<Rule>" WHEN("EqualTo", "class", "it's \"odd\"") FILL("#ff0000") "</Rule>"));
	zones_are(f, 0xffffffff, 0xffffffff, 0xff0000ff);
	styled(f, MAP, SLD("zones", "<Rule>" WHEN("EqualTo", "class", "[class]") FILL("#ff0000") "</Rule>"));
	zones_are(f, 0xffffffff, 0xffffffff, 0xffffffff);
	styled(f, MAP, SLD("zones", "<Rule>" WHEN("EqualTo", "class", "x\" OR \"1\" = \"1") FILL("#ff0000") "</Rule>"));
	zones_are(f, 0xffffffff, 0xffffffff, 0xffffffff);
}

static void all_operators_mean_what_they_say(void **state)
{
	static const struct { const char *filter; bool west, middle, east; } cases[] = {
		{ WHEN("NotEqualTo", "class", "low"), false, true, true },
		{ WHEN("LessThan", "pop", "100"), false, false, true },
		{ WHEN("LessThanOrEqualTo", "pop", "100"), true, false, true },
		{ WHEN("GreaterThanOrEqualTo", "code", "02"), false, true, true },
		{ "<ogc:Filter><ogc:PropertyIsBetween><ogc:PropertyName>pop</ogc:PropertyName><ogc:LowerBoundary>"
		  "<ogc:Literal>1</ogc:Literal></ogc:LowerBoundary><ogc:UpperBoundary><ogc:Literal>200</ogc:Literal>"
		  "</ogc:UpperBoundary></ogc:PropertyIsBetween></ogc:Filter>", true, false, false },
		{ "<ogc:Filter><ogc:PropertyIsLike wildCard='*' singleChar='.' escape='!'><ogc:PropertyName>class"
		  "</ogc:PropertyName><ogc:Literal>*o.</ogc:Literal></ogc:PropertyIsLike></ogc:Filter>", true, false, false },
		{ "<ogc:Filter><ogc:Not><ogc:PropertyIsNull><ogc:PropertyName>class</ogc:PropertyName>"
		  "</ogc:PropertyIsNull></ogc:Not></ogc:Filter>", true, true, true },
		{ "<ogc:Filter><ogc:PropertyIsEqualTo matchCase='false'><ogc:PropertyName>class</ogc:PropertyName>"
		  "<ogc:Literal>HIGH</ogc:Literal></ogc:PropertyIsEqualTo></ogc:Filter>", false, true, false },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		styled(f, MAP, mem_printf(f, SLD("zones", "<Rule>%s" FILL("#ff0000") "</Rule>"), cases[i].filter));
		zones_are(f, cases[i].west ? 0xff0000ff : 0xffffffff, cases[i].middle ? 0xff0000ff : 0xffffffff,
		          cases[i].east ? 0xff0000ff : 0xffffffff);
	}
}

static void what_is_null_meets_no_comparison(void **state)
{
	static const int at[][2] = { { 50, 87 }, { 345, 239 }, { 121, 143 }, { 278, 71 } };
	struct fixture *f = *state;
	int drawn = 0;

	styled(f, "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&WIDTH=400&HEIGHT=300&FORMAT=image/png&CRS=CRS:84"
	          "&BBOX=-6,42,6,51&TIME=2016/2018",
	       SLD("stations", "<Rule>" WHEN("LessThan", "value", "5") "<PointSymbolizer><Graphic><Mark><Fill>"
	           "<CssParameter name='fill'>#ff0000</CssParameter></Fill></Mark></Graphic></PointSymbolizer></Rule>"));
	struct picture p = picture_of(f);
	for (size_t i = 0; i < 4; i++)
		drawn += picture_at(&p, at[i][0], at[i][1]) == 0xff0000ff;
	assert_int_equal(drawn, 3);
}

static void later_styles_lie_above_earlier_ones(void **state)
{
	styled(*state, MAP, SLD("zones", "<Rule>" FILL("#ff0000") "</Rule></FeatureTypeStyle><FeatureTypeStyle>"
	                                 "<Rule>" WHEN("EqualTo", "code", "02") FILL("#0000ff") "</Rule>"));
	zones_are(*state, 0xff0000ff, 0x0000ffff, 0xff0000ff);
}

static void a_raster_takes_colours_by_value(void **state)
{
	struct fixture *f = *state;

#define ENTRY(value, color) "<ColorMapEntry quantity='" value "' color='" color "'/>"
	styled(f, MAP, SLD("relief", "<Rule><RasterSymbolizer><ColorMap type='values'>" ENTRY("10", "#ff0000")
	                             ENTRY("30", "#00ff00") "</ColorMap></RasterSymbolizer></Rule>"));
	struct picture p = picture_of(f);
	assert_int_equal(picture_at(&p, 15, 10), 0xff0000ff);
	assert_int_equal(picture_at(&p, 25, 10), 0xffffffff);
	assert_int_equal(picture_at(&p, 35, 10), 0x00ff00ff);
	styled(f, MAP, SLD("relief", "<Rule><RasterSymbolizer><ColorMap type='intervals'>" ENTRY("15", "#ff0000")
	                             ENTRY("45", "#00ff00") "</ColorMap></RasterSymbolizer></Rule>"));
	p = picture_of(f);
	assert_int_equal(picture_at(&p, 15, 10), 0xff0000ff);
	assert_int_equal(picture_at(&p, 45, 10), 0x00ff00ff);
	assert_int_equal(picture_at(&p, 55, 10), 0xffffffff);
	styled(f, MAP, SLD("relief", "<Rule><RasterSymbolizer><ColorMap>" ENTRY("0", "#000000")
	                             ENTRY("50", "#ff0000") "</ColorMap></RasterSymbolizer></Rule>"));
	p = picture_of(f);
	assert_int_equal(picture_at(&p, 55, 10), 0xff0000ff);
	uint32_t middle = picture_at(&p, 35, 10) >> 24;
	assert_true(middle > 0x80 && middle < 0xb0);
}

static void hidden_layers_and_columns_cannot_be_styled(void **state)
{
	struct fixture *f = *state;

	const char *body = styled(f, MAP, SLD("hidden", "<Rule>" FILL("#ff0000") "</Rule>"));
	assert_non_null(strstr(body, "LayerNotDefined"));
	body = styled(f, MAP, SLD("zones", "<Rule>" WHEN("EqualTo", "secret", "1") FILL("#ff0000") "</Rule>"));
	assert_non_null(strstr(body, "StyleNotDefined"));
	body = styled(f, MAP, SLD("zones", "<Rule><ElseFilter/></Rule>"));
	assert_non_null(strstr(body, "StyleNotDefined"));
	body = get(f, "SERVICE=WMS&REQUEST=GetLegendGraphic&LAYER=zones&FORMAT=image/png&SLD=http://127.0.0.1/");
	assert_non_null(strstr(body, "OperationNotSupported"));
}

static void a_published_sld_is_a_style(void **state)
{
	struct fixture *f = *state;
	const struct style own[] = { { "mine", { .fr = "Le mien" }, STYLE_SLD,
		SLD("any", "<Rule><Name>r</Name>" WHEN("EqualTo", "code", "01") FILL("#00ffff") "</Rule>") } };
	struct layer *l = fixture_change(f, "zones");
	const struct style *before = l->styles;
	size_t n = l->n_styles;

	assert_true(engine_check_style(f->x.engine, f, l, own, &f->err));
	l->styles = own;
	l->n_styles = 1;
	get(f, MAP "&LAYERS=zones&STYLES=mine");
	zones_are(f, 0x00ffffff, 0xffffffff, 0xffffffff);
	const char *body = get(f, "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetStyles&LAYERS=zones");
	assert_non_null(strstr(body, "#00ffff"));
	l->styles = before;
	l->n_styles = n;
}

static void styles_are_told_as_valid_sld(void **state)
{
	struct fixture *f = *state;
	const char *body = get(f, "SERVICE=WMS&VERSION=1.1.1&REQUEST=GetStyles&LAYERS=zones,stations");

	assert_non_null(strstr(body, "<UserStyle><Name>population</Name>"));
	assert_non_null(strstr(body, "<ogc:PropertyName>class</ogc:PropertyName><ogc:Literal>low</ogc:Literal>"));
	assert_non_null(strstr(body, "<WellKnownName>circle</WellKnownName>"));
	assert_valid(f, "sld/1.0.0/StyledLayerDescriptor.xsd", body);
	body = get(f, "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetStyles&LAYERS=zones,stations");
	assert_valid(f, "sld/1.1.0/StyledLayerDescriptor.xsd", body);
}

static void what_is_told_draws_the_same_again(void **state)
{
	struct fixture *f = *state;

	get(f, MAP "&LAYERS=zones&STYLES=population");
	zones_are(f, 0xff0000ff, 0x0000ffff, 0xffffffff);
	char *body = mem_strdup(f, get(f, "SERVICE=WMS&VERSION=1.1.1&REQUEST=GetStyles&LAYERS=zones"));
	char *first = strstr(body, "<UserStyle>"), *second = strstr(first, "</UserStyle>") + strlen("</UserStyle>");
	memmove(first, second, strlen(second) + 1);
	styled(f, MAP, body);
	zones_are(f, 0xff0000ff, 0x0000ffff, 0xffffffff);
}

static void layers_are_described(void **state)
{
	struct fixture *f = *state;
	const char *body = get(f, "SERVICE=WMS&VERSION=1.1.1&REQUEST=DescribeLayer&LAYERS=zones,stations");

	assert_non_null(strstr(body, "owsType=\"WFS\""));
	assert_non_null(strstr(body, "<Query typeName=\"jt:zones\"/>"));
	assert_valid_dtd(f, "wms/1.1.1/WMS_DescribeLayerResponse.dtd", body);
	body = get(f, "SERVICE=WMS&VERSION=1.3.0&REQUEST=DescribeLayer&LAYERS=zones");
	assert_valid(f, "sld/1.1.0/DescribeLayer.xsd", body);
	assert_non_null(strstr(get(f, "SERVICE=WMS&REQUEST=DescribeLayer&LAYERS=hidden"), "LayerNotDefined"));
}

#define LEGEND "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetLegendGraphic&FORMAT=image/png"

static void a_legend_shows_the_classes(void **state)
{
	struct fixture *f = *state;

	get(f, LEGEND "&LAYER=zones&STYLE=population");
	struct picture p = picture_of(f);
	int height = p.height;
	assert_true(picture_count(&p, 0xff0000ff) > 100);
	assert_true(picture_count(&p, 0x0000ffff) > 100);
	get(f, LEGEND "&LAYER=zones&STYLE=population&RULE=haut");
	p = picture_of(f);
	assert_int_equal(picture_count(&p, 0xff0000ff), 0);
	assert_true(p.height < height);
	get(f, LEGEND "&LAYER=zones&STYLE=population&WIDTH=60&HEIGHT=40");
	p = picture_of(f);
	assert_true(picture_count(&p, 0xff0000ff) > 2000);
}

static void a_legend_knows_scales(void **state)
{
	struct fixture *f = *state;

	get(f, LEGEND "&LAYER=zones&SCALE=1000000");
	struct picture p = picture_of(f);
	assert_true(picture_count(&p, 0x008000ff) > 100);
	get(f, LEGEND "&LAYER=zones&SCALE=200000000");
	p = picture_of(f);
	assert_int_equal(picture_count(&p, 0x008000ff), 0);
}

static void wrong_legends_are_refused(void **state)
{
	static const struct { const char *query, *word; } cases[] = {
		{ LEGEND, "LAYER" }, { LEGEND "&LAYER=hidden", "LayerNotDefined" },
		{ LEGEND "&LAYER=zones&STYLE=nosuch", "StyleNotDefined" },
		{ LEGEND "&LAYER=zones&SCALE=-1", "SCALE" }, { LEGEND "&LAYER=zones&WIDTH=5000", "WIDTH" },
		{ LEGEND "&LAYER=zones&RULE=nosuch", "RULE" },
		{ "SERVICE=WMS&REQUEST=GetLegendGraphic&LAYER=zones&FORMAT=application/pdf", "InvalidFormat" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_non_null(strstr(get(*state, cases[i].query), cases[i].word));
}

static int open_fixture(void **state)
{
	*state = fixture_new();
	return 0;
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_client_brings_its_own_style),
		cmocka_unit_test(texts_with_quotes_and_brackets_are_only_texts),
		cmocka_unit_test(all_operators_mean_what_they_say),
		cmocka_unit_test(what_is_null_meets_no_comparison),
		cmocka_unit_test(later_styles_lie_above_earlier_ones),
		cmocka_unit_test(a_raster_takes_colours_by_value),
		cmocka_unit_test(hidden_layers_and_columns_cannot_be_styled),
		cmocka_unit_test(a_published_sld_is_a_style),
		cmocka_unit_test(styles_are_told_as_valid_sld),
		cmocka_unit_test(what_is_told_draws_the_same_again),
		cmocka_unit_test(layers_are_described),
		cmocka_unit_test(a_legend_shows_the_classes),
		cmocka_unit_test(a_legend_knows_scales),
		cmocka_unit_test(wrong_legends_are_refused),
	};
	return cmocka_run_group_tests(tests, open_fixture, fixture_close);
}
