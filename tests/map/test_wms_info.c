#include "tests/map/wms_get.h"

#define ASK "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetFeatureInfo&STYLES=&WIDTH=60&HEIGHT=20" \
            "&CRS=CRS:84&BBOX=0,45,6,47"
#define ZONES ASK "&LAYERS=zones&QUERY_LAYERS=zones"
#define SEA "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetFeatureInfo&STYLES=&WIDTH=400&HEIGHT=300" \
            "&CRS=CRS:84&BBOX=-6,42,6,51&LAYERS=stations&QUERY_LAYERS=stations&TIME=2016/2018"

static const char *get(struct fixture *f, const char *query)
{
	return wms_get(f, "/ows", query);
}

static void has(const char *body, const char *word)
{
	if (strstr(body, word) == NULL)
		fail_msg("no \"%s\" in: %s", word, body);
}

static void the_feature_under_the_pixel_is_told(void **state)
{
	has(get(*state, ZONES "&INFO_FORMAT=text/plain&I=10&J=10"), "Code: 01\n  Classe: low\n  Population (hab): 100");
	has(get(*state, ZONES "&INFO_FORMAT=text/plain&I=30&J=10"), "Code: 02");
}

static void a_hole_is_not_the_feature(void **state)
{
	struct fixture *f = *state;

	f->x.lang = LANG_EN;
	has(get(f, ZONES "&INFO_FORMAT=text/plain&I=50&J=10"), "Nothing at this place.");
	f->x.lang = LANG_FR;
	has(get(f, ZONES "&INFO_FORMAT=text/html&I=50&J=10"), "<p>Aucun objet à cet endroit.</p>");
	has(get(f, ZONES "&INFO_FORMAT=application/json&I=50&J=10"), "\"numberReturned\":0");
}

static void html_is_escaped_and_may_run_nothing(void **state)
{
	struct fixture *f = *state;
	const char *body = get(f, SEA "&INFO_FORMAT=text/html&I=50&J=87");

	has(body, "<td>Brest &lt;port&gt;</td>");
	has(out_header_get(f->out, "Content-Security-Policy"), "default-src 'none'");
	assert_string_equal(out_header_get(f->out, "X-Content-Type-Options"), "nosniff");
}

static void geojson_has_degrees_types_and_nulls(void **state)
{
	struct fixture *f = *state;

	const char *body = get(f, SEA "&INFO_FORMAT=application/geo%2Bjson&I=121&J=143");
	has(body, "\"geometry\":{\"type\":\"Point\",\"coordinates\":[-2.35,46.71]}");
	has(body, "\"depth\":20,\"value\":null");
	assert_string_equal(out_header_get(f->out, "Content-Type"), "application/geo+json");
	body = get(f, "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetFeatureInfo&STYLES=&WIDTH=100&HEIGHT=100"
	              "&CRS=EPSG:2154&BBOX=540000,6500000,560000,6520000&LAYERS=zones&QUERY_LAYERS=zones"
	              "&INFO_FORMAT=application/json&I=5&J=5");
	has(body, "[[[[0,45],[2,45],[2,47],[0,47],[0,45]]]]");
}

static void gml_has_the_layers_the_features_and_the_system(void **state)
{
	const char *body = get(*state, "SERVICE=WMS&VERSION=1.1.1&REQUEST=GetFeatureInfo&STYLES=&WIDTH=60"
	                               "&HEIGHT=20&SRS=EPSG:4326&BBOX=0,45,6,47&LAYERS=zones&QUERY_LAYERS=zones"
	                               "&INFO_FORMAT=application/vnd.ogc.gml&X=42&Y=10");
	has(body, "<zones_layer><gml:name>Zones</gml:name><zones_feature>");
	has(body, "<gml:MultiPolygon srsName=\"EPSG:4326\"><gml:polygonMember><gml:Polygon><gml:outerBoundaryIs>");
	has(body, "<gml:innerBoundaryIs><gml:LinearRing><gml:coordinates>4.5,45.5 5.5,45.5 ");
	has(body, "<class>it's &quot;odd&quot;</class>");
}

static void a_point_is_found_from_near(void **state)
{
	has(get(*state, SEA "&INFO_FORMAT=text/plain&I=53&J=87"), "Brest");
	has(get(*state, SEA "&INFO_FORMAT=text/plain&I=58&J=87"), "Aucun objet");
	has(get(*state, SEA "&INFO_FORMAT=text/plain&I=53&J=90"), "Aucun objet");  /* within 4 pixels each way only */
}

static void each_layer_tells_as_many_as_asked(void **state)
{
	const char *all = ASK "&LAYERS=land&QUERY_LAYERS=mixed,zones&INFO_FORMAT=application/json&I=25&J=10";
	has(get(*state, mem_printf(*state, "%s&FEATURE_COUNT=5", all)), "\"numberReturned\":2");
	const char *body = get(*state, all);
	assert_true(strstr(body, "\"mixed.S\"") < strstr(body, "\"zones.02\""));
}

static void a_dimension_limits_what_is_told(void **state)
{
	has(get(*state, SEA "&INFO_FORMAT=text/plain&I=50&J=87"), "Brest");
	has(get(*state, "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetFeatureInfo&STYLES=&WIDTH=400&HEIGHT=300"
	                "&CRS=CRS:84&BBOX=-6,42,6,51&LAYERS=stations&QUERY_LAYERS=stations&TIME=2017"
	                "&INFO_FORMAT=text/plain&I=50&J=87"), "Aucun objet");
}

static void a_raster_tells_its_bands(void **state)
{
	const char *at = ASK "&LAYERS=relief&QUERY_LAYERS=relief&I=35&J=10";

	has(get(*state, mem_printf(*state, "%s&INFO_FORMAT=text/plain", at)), "Bande 1: 30");
	has(get(*state, mem_printf(*state, "%s&INFO_FORMAT=application/json", at)), "{\"band_1\":30}");
}

static void dates_are_told_as_iso_8601(void **state)
{
	has(get(*state, SEA "&INFO_FORMAT=text/plain&I=50&J=87"), "Année: 2016-01-01");
}

static void what_is_wrong_is_named(void **state)
{
	static const struct { const char *query, *code, *word; } cases[] = {
		{ ASK "&LAYERS=zones&I=1&J=1", "MissingParameterValue", "QUERY_LAYERS" },
		{ ASK "&LAYERS=zones&QUERY_LAYERS=nosuch&I=1&J=1", "LayerNotDefined", "nosuch" },
		{ ASK "&LAYERS=zones&QUERY_LAYERS=hidden&I=1&J=1", "LayerNotDefined", "hidden" },
		{ ASK "&LAYERS=zones&QUERY_LAYERS=stations&I=1&J=1", "LayerNotDefined", "QUERY_LAYERS" },
		{ ZONES "&J=1", "MissingParameterValue", "\"I\"" },
		{ ZONES "&I=1", "MissingParameterValue", "\"J\"" },
		{ ZONES "&I=60&J=1", "InvalidPoint", "\"I\"" },
		{ ZONES "&I=1&J=-1", "InvalidPoint", "\"J\"" },
		{ ZONES "&I=1.5&J=1", "InvalidPoint", "\"I\"" },
		{ ZONES "&I=1&J=1&FEATURE_COUNT=0", "InvalidParameterValue", "FEATURE_COUNT" },
		{ ZONES "&I=1&J=1&INFO_FORMAT=text/csv", "InvalidFormat", "INFO_FORMAT" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *body = get(*state, cases[i].query);
		has(body, mem_printf(*state, "code=\"%s\"", cases[i].code));
		has(body, cases[i].word);
	}
}

static void a_commune_answers_from_the_shared_data(void **state)
{
	if (!fixture_shared())
		skip();
	has(get(*state, "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetFeatureInfo&STYLES=&WIDTH=100&HEIGHT=100"
	                "&CRS=EPSG:2154&BBOX=840000,6510000,850000,6520000&LAYERS=departements"
	                "&QUERY_LAYERS=departements&INFO_FORMAT=text/plain&I=50&J=50"), "Nom: Rhône");
}

static int open_fixture(void **state)
{
	*state = fixture_new();
	return 0;
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_feature_under_the_pixel_is_told),
		cmocka_unit_test(a_hole_is_not_the_feature),
		cmocka_unit_test(html_is_escaped_and_may_run_nothing),
		cmocka_unit_test(geojson_has_degrees_types_and_nulls),
		cmocka_unit_test(gml_has_the_layers_the_features_and_the_system),
		cmocka_unit_test(a_point_is_found_from_near),
		cmocka_unit_test(each_layer_tells_as_many_as_asked),
		cmocka_unit_test(a_dimension_limits_what_is_told),
		cmocka_unit_test(a_raster_tells_its_bands),
		cmocka_unit_test(dates_are_told_as_iso_8601),
		cmocka_unit_test(what_is_wrong_is_named),
		cmocka_unit_test(a_commune_answers_from_the_shared_data),
	};
	return cmocka_run_group_tests(tests, open_fixture, fixture_close);
}
