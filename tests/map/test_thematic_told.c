#include "tests/map/joined.h"
#include "tests/map/valid.h"
#include "tests/map/wms_get.h"

#include "catalogue/joins.h"

#define INFO "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetFeatureInfo&STYLES=&WIDTH=320&HEIGHT=40&CRS=CRS:84" \
             "&BBOX=0,45,8,46&LAYERS=statistics&QUERY_LAYERS=statistics&J=20"
#define LEGEND "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetLegendGraphic&LAYER=statistics"
#define STYLES "SERVICE=WMS&REQUEST=GetStyles&LAYERS=statistics"
#define CAPABILITIES "SERVICE=WMS&REQUEST=GetCapabilities"

static const char *get(struct fixture *f, const char *query)
{
	const char *answer = wms_get(f, "/ows", query);
	if (f->err.code != ERR_NONE)
		fail_msg("%s: %s (%s)", query, f->err.message.en, f->err.detail);
	return answer;
}

static void has(const char *body, const char *word)
{
	if (strstr(body, word) == NULL)
		fail_msg("no \"%s\" in: %s", word, body);
}

static void lacks(const char *body, const char *word)
{
	if (strstr(body, word) != NULL)
		fail_msg("\"%s\" in: %s", word, body);
}

static void a_feature_has_the_columns_of_the_framework_and_those_joined(void **state)
{
	const char *body = get(*state, INFO "&I=20&INFO_FORMAT=application/json");

	has(body, "\"id\":\"statistics.S1\"");
	has(body, "\"code\":\"S1\",\"nom\":\"Carré 1\",\"rate\":5,\"people\":100,\"kind\":\"wood\"");
	has(body, "\"type\":\"MultiPolygon\"");
	lacks(body, "\"states\"");
	body = get(*state, INFO "&I=20&INFO_FORMAT=text/plain");
	has(body, "Taux (%): 5\n");
	has(body, "nom: Carré 1\n");
}

static void what_is_not_there_says_why(void **state)
{
	struct fixture *f = *state;
	const char *body = get(f, INFO "&I=220&INFO_FORMAT=application/json");

	has(body, "\"code\":\"S6\"");
	has(body, "\"rate\":null");
	has(body, "\"states\":{\"rate\":\"secret\",\"people\":\"secret\",\"kind\":\"secret\"}");
	has(get(f, INFO "&I=180&INFO_FORMAT=application/json"), "\"rate\":\"no-data\"");
	has(get(f, INFO "&I=260&INFO_FORMAT=application/json"), "\"states\":{\"rate\":\"not-applicable\",");
	has(get(f, INFO "&I=220&INFO_FORMAT=text/plain"), "Taux (%): (secret statistique)");
	has(get(f, INFO "&I=220&INFO_FORMAT=text/html"), "<td>(secret statistique)</td>");
	has(get(f, INFO "&I=260&INFO_FORMAT=text/xml"), "<rate xsi:nil=\"true\" nilReason=\"not-applicable\"/>");
	has(get(f, INFO "&I=260&INFO_FORMAT=text/xml"), "<people>2500</people>");
}

static void a_legend_can_be_read_by_programs(void **state)
{
	struct fixture *f = *state;
	const struct thematic *t = joined_style(f, "rate");
	const char *body = get(f, LEGEND "&STYLE=rate&FORMAT=application/json");

	assert_string_equal(out_header_get(f->out, "Content-Type"), "application/json");
	has(body, "{\"legends\":[{\"layer\":\"statistics\",\"layerTitle\":\"Statistiques\",\"legend\":{");
	for (size_t i = 0; i < t->n_classes; i++)
		has(body, mem_printf(f, "\"color\":\"#%06x\"", t->classes[i].color));
	has(body, "\"state\":\"secret\"");
	f->x.lang = LANG_EN;
	has(get(f, LEGEND "&STYLE=rate&FORMAT=application/json"), "\"Statistical confidentiality\"");
	f->x.lang = LANG_FR;
	body = get(f, LEGEND "&STYLE=rate&classes=2&method=equal&FORMAT=application/json");
	has(body, "\"method\":\"equal\"");
}

static void a_legend_can_stand_in_a_page(void **state)
{
	struct fixture *f = *state;
	const char *body = get(f, LEGEND "&STYLE=kind&FORMAT=text/html");

	assert_string_equal(out_header_get(f->out, "Content-Type"), "text/html; charset=UTF-8");
	has(out_header_get(f->out, "Content-Security-Policy"), "default-src 'none'");
	has(body, "<figure");
	has(body, "wood");
}

static void other_layers_have_pictures_only(void **state)
{
	struct fixture *f = *state;

	wms_get(f, "/ows", "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetLegendGraphic&LAYER=zones&FORMAT=application/json");
	assert_int_equal(f->err.code, ERR_FORMAT);
	assert_string_equal(f->err.locator, "FORMAT");
}

static void styles_are_valid_sld_in_both_versions(void **state)
{
	struct fixture *f = *state;
	const char *old = get(f, STYLES "&VERSION=1.1.1"), *new = get(f, STYLES "&VERSION=1.3.0");

	has(old, "<Name>people</Name>");
	has(old, "shape://slash");
	has(old, "<ogc:Function name=\"pow\"><ogc:Function name=\"abs\"><ogc:PropertyName>people</ogc:PropertyName>");
	assert_valid(f, "sld/1.0.0/StyledLayerDescriptor.xsd", old);
	assert_valid(f, "sld/1.1.0/StyledLayerDescriptor.xsd", new);
}

static void styles_are_told_to_qgis_and_maplibre(void **state)
{
	struct fixture *f = *state;
	const struct thematic *t = joined_style(f, "rate");
	const char *qml = get(f, STYLES "&STYLES=rate&FORMAT=application/x-qgis-layer-settings");

	assert_string_equal(out_header_get(f->out, "Content-Type"), "application/x-qgis-layer-settings");
	has(qml, "<qgis");
	const char *maplibre = get(f, STYLES "&STYLES=rate&FORMAT=application/vnd.maplibre.layers%2Bjson");
	for (size_t i = 0; i < t->n_classes; i++)
		has(maplibre, mem_printf(f, "#%06x", t->classes[i].color));
	wms_get(f, "/ows", "SERVICE=WMS&REQUEST=GetStyles&LAYERS=zones&FORMAT=application/x-qgis-layer-settings");
	assert_int_equal(f->err.code, ERR_FORMAT);
}

static void capabilities_list_the_styles_and_tell_the_parameters(void **state)
{
	struct fixture *f = *state;
	const char *body = get(f, CAPABILITIES);

	has(body, "<Name>statistics</Name>");
	has(body, "<Name>rate_2016</Name>");
	has(body, "STYLE=rate_2016&amp;FORMAT=image/png");
	has(body, "attribute (rate, people, kind, rate_2016, rate_2017)");
	assert_valid(f, "sld/1.1.0/sld_capabilities.xsd", body);
	assert_valid_dtd(f, "wms/1.1.1/capabilities_1_1_1.dtd", get(f, CAPABILITIES "&VERSION=1.1.1"));
}

static void stored_joins_are_a_group(void **state)
{
	static const struct stored_join stored = { .id = "x" };
	struct fixture *f = *state;
	struct layer *l = joined_layer_of(f);
	const struct joined *before = l->joined;
	const struct theme *theme = l->theme;
	struct joined *j = mem_new(f, struct joined);

	*j = *before;
	j->join = &stored;
	l->joined = j;
	l->theme = NULL;
	f->x.lang = LANG_EN;
	const char *body = get(f, CAPABILITIES "&VERSION=1.3.0");
	has(body, "<Name>joins</Name><Title>Joins</Title>");
	f->x.lang = LANG_FR;
	get(f, "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&FORMAT=image/png&CRS=CRS:84&LAYERS=joins&STYLES=&WIDTH=80"
	       "&HEIGHT=10&BBOX=0,45,8,46");
	l->joined = before;
	l->theme = theme;
	wms_get(f, "/ows", "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&FORMAT=image/png&CRS=CRS:84&LAYERS=joins&STYLES="
	       "&WIDTH=80&HEIGHT=10&BBOX=0,45,8,46");
	assert_int_equal(f->err.code, ERR_LAYER);
}

static int open_fixture(void **state)
{
	*state = joined_new();
	return 0;
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_feature_has_the_columns_of_the_framework_and_those_joined),
		cmocka_unit_test(what_is_not_there_says_why),
		cmocka_unit_test(a_legend_can_be_read_by_programs),
		cmocka_unit_test(a_legend_can_stand_in_a_page),
		cmocka_unit_test(other_layers_have_pictures_only),
		cmocka_unit_test(styles_are_valid_sld_in_both_versions),
		cmocka_unit_test(styles_are_told_to_qgis_and_maplibre),
		cmocka_unit_test(capabilities_list_the_styles_and_tell_the_parameters),
		cmocka_unit_test(stored_joins_are_a_group),
	};
	return cmocka_run_group_tests(tests, open_fixture, fixture_close);
}
