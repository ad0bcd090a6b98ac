#include "tests/map/valid.h"

#include "map/crs.h"
#include "tests/map/wms_get.h"

static int count(const char *text, const char *word)
{
	int n = 0;
	for (const char *p = strstr(text, word); p != NULL; p = strstr(p + 1, word))
		n++;
	return n;
}

static void version_1_3_0_is_valid(void **state)
{
	const char *body = wms_get(*state, "/ows", "SERVICE=WMS&REQUEST=GetCapabilities");

	assert_non_null(strstr(body, "<WMS_Capabilities"));
	assert_valid(*state, "sld/1.1.0/sld_capabilities.xsd", body);
	assert_valid(*state, "sld/1.1.0/sld_capabilities.xsd",
	             wms_get(*state, "/ows/coast", "SERVICE=WMS&REQUEST=GetCapabilities&VERSION=1.3.0"));
}

static void version_1_1_1_is_valid(void **state)
{
	const char *body = wms_get(*state, "/ows", "SERVICE=WMS&REQUEST=GetCapabilities&VERSION=1.1.1");

	assert_non_null(strstr(body, "<WMT_MS_Capabilities"));
	assert_valid_dtd(*state, "wms/1.1.1/capabilities_1_1_1.dtd", body);
}

static void the_version_is_negotiated(void **state)
{
	static const struct { const char *asked, *got; } cases[] = {
		{ "1.3.0", "1.3.0" }, { "1.4.0", "1.3.0" }, { "9.9.9", "1.3.0" }, { "1.2.0", "1.1.1" },
		{ "1.1.1", "1.1.1" }, { "1.1.0", "1.1.1" }, { "1.0.0", "1.1.1" }, { "0.1.0", "1.1.1" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *body = wms_get(*state, "/ows", mem_printf(*state,
			"SERVICE=WMS&REQUEST=GetCapabilities&VERSION=%s", cases[i].asked));
		assert_non_null(strstr(body, mem_printf(*state, " version=\"%s\"", cases[i].got)));
	}
}

static void hidden_layers_are_not_in_it(void **state)
{
	const char *body = wms_get(*state, "/ows", "SERVICE=WMS&REQUEST=GetCapabilities");

	assert_non_null(strstr(body, "<Name>stations</Name>"));
	assert_null(strstr(body, "idden"));
	assert_null(strstr(body, "Caché"));
}

static void themes_are_groups_and_have_services_of_their_own(void **state)
{
	const char *body = wms_get(*state, "/ows", "SERVICE=WMS&REQUEST=GetCapabilities");
	assert_non_null(strstr(body, "<Name>coast</Name>"));
	assert_non_null(strstr(body, "<Name>catalogue</Name>"));
	body = wms_get(*state, "/ows/coast", "SERVICE=WMS&REQUEST=GetCapabilities");
	assert_non_null(strstr(body, "<Title>Littoral</Title>"));
	assert_non_null(strstr(body, "http://maps.example.org/geo/ows/coast?"));
	assert_null(strstr(body, "<Name>zones</Name>"));
}

static void texts_are_in_the_language_of_the_caller(void **state)
{
	struct fixture *f = *state;

	f->x.lang = LANG_EN;
	const char *body = wms_get(f, "/ows", "SERVICE=WMS&REQUEST=GetCapabilities&LANGUAGE=en");
	assert_non_null(strstr(body, "<Keyword>sea</Keyword>"));
	assert_non_null(strstr(body, "language=en&amp;"));
	f->x.lang = LANG_FR;
	body = wms_get(f, "/ows", "SERVICE=WMS&REQUEST=GetCapabilities");
	assert_non_null(strstr(body, "<Keyword>mer</Keyword>"));
}

static void every_named_layer_says_where_it_lies(void **state)
{
	const char *body = wms_get(*state, "/ows", "SERVICE=WMS&REQUEST=GetCapabilities");

	assert_non_null(strstr(body, "<BoundingBox CRS=\"EPSG:4326\" minx=\"45\" miny=\"0\" maxx=\"47\" maxy=\"6\"/>"));
	assert_non_null(strstr(body, "<BoundingBox CRS=\"CRS:84\" minx=\"0\" miny=\"45\" maxx=\"6\" maxy=\"47\"/>"));
	assert_non_null(strstr(body, "<BoundingBox CRS=\"EPSG:3857\" minx=\"0\" miny=\"5621521.4"));
	assert_true(count(body, "<EX_GeographicBoundingBox>") == count(body, "</Layer>"));
}

static void a_dimension_tells_its_values(void **state)
{
	const char *body = wms_get(*state, "/ows", "SERVICE=WMS&REQUEST=GetCapabilities");
	assert_non_null(strstr(body, "<Dimension name=\"time\" units=\"ISO8601\" default=\"2018-01-01\" "
	                             "multipleValues=\"1\">2016-01-01,2017-01-01,2018-01-01</Dimension>"));
	body = wms_get(*state, "/ows", "SERVICE=WMS&REQUEST=GetCapabilities&VERSION=1.1.1");
	assert_non_null(strstr(body, "<Extent name=\"time\" default=\"2018-01-01\">2016-01-01"));
}

static void every_listed_system_is_known_to_the_engine(void **state)
{
	struct fixture *f = *state;
	struct bbox to;

	for (size_t i = 0; i < crs_n_common; i++) {
		struct bbox from = crs_common[i].domain;
		from.minx += 0.4 * (from.maxx - from.minx);
		from.maxx = from.minx + 0.1;
		from.miny += 0.5 * (from.maxy - from.miny);
		from.maxy = from.miny + 0.1;
		assert_true(engine_transform(f->x.engine, &to, &from, 4326, crs_common[i].code));
	}
}

static void systems_are_read_in_all_their_forms(void **state)
{
	(void)state;
	static const struct { const char *text; int code; bool longitude_first; } cases[] = {
		{ "EPSG:2154", 2154, false }, { "epsg:2154", 2154, false }, { "CRS:84", 4326, true },
		{ "urn:ogc:def:crs:EPSG::4326", 4326, false }, { "urn:ogc:def:crs:EPSG:9.1:4326", 4326, false },
		{ "http://www.opengis.net/def/crs/EPSG/0/3857", 3857, false },
		{ "http://www.opengis.net/def/crs/OGC/1.3/CRS84", 4326, true },
		{ "EPSG:", 0, false }, { "EPSG:2154x", 0, false }, { "2154", 0, false }, { "AUTO:42001", 0, false },
		{ "EPSG:-1", 0, false }, { "EPSG:99999999999", 0, false },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct crs_name name = { 0 };
		assert_true(crs_parse(&name, cases[i].text) == (cases[i].code != 0));
		assert_int_equal(name.code, cases[i].code);
		assert_int_equal(name.longitude_first, cases[i].longitude_first);
	}
}

static void exceptions_are_valid(void **state)
{
	assert_valid(*state, "wms/1.3.0/exceptions_1_3_0.xsd",
	             wms_get(*state, "/ows", "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&LAYERS=a%26b%3C"));
	assert_valid_dtd(*state, "wms/1.1.1/exception_1_1_1.dtd",
	                 wms_get(*state, "/ows", "SERVICE=WMS&VERSION=1.1.1&REQUEST=GetMap&LAYERS=a%26b%3C"));
}

static int open_fixture(void **state)
{
	*state = fixture_new();
	return 0;
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(version_1_3_0_is_valid),
		cmocka_unit_test(version_1_1_1_is_valid),
		cmocka_unit_test(the_version_is_negotiated),
		cmocka_unit_test(hidden_layers_are_not_in_it),
		cmocka_unit_test(themes_are_groups_and_have_services_of_their_own),
		cmocka_unit_test(texts_are_in_the_language_of_the_caller),
		cmocka_unit_test(every_named_layer_says_where_it_lies),
		cmocka_unit_test(a_dimension_tells_its_values),
		cmocka_unit_test(every_listed_system_is_known_to_the_engine),
		cmocka_unit_test(systems_are_read_in_all_their_forms),
		cmocka_unit_test(exceptions_are_valid),
	};
	return cmocka_run_group_tests(tests, open_fixture, fixture_close);
}
