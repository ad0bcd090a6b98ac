#include "tests/map/wfs_get.h"

#define FEATURE "VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=stations"

static int count(const char *text, const char *word)
{
	int n = 0;
	for (const char *p = strstr(text, word); p != NULL; p = strstr(p + 1, word))
		n++;
	return n;
}

static void numbers_are_those_of_the_page(void **state)
{
	static const struct { const char *more; int returned, matched; bool next, previous; } cases[] = {
		{ "", 4, 4, false, false }, { "&COUNT=2", 2, 4, true, false },
		{ "&COUNT=2&STARTINDEX=2", 2, 4, false, true }, { "&COUNT=1&STARTINDEX=1", 1, 4, true, true },
		{ "&STARTINDEX=4", 0, 4, false, true }, { "&STARTINDEX=9", 0, 4, false, true },
		{ "&COUNT=0", 0, 4, false, false }, { "&RESULTTYPE=hits", 0, 4, true, false },
		{ "&RESOURCEID=stations.A2,stations.A4", 2, 2, false, false },
		{ "&RESOURCEID=stations.A2,stations.none,zones.01", 2, 2, false, false },
		{ "&RESOURCEID=none", 0, 0, false, false },
		{ "&BBOX=48,-5,49,3", 2, 2, false, false }, { "&BBOX=-5,48,3,49,EPSG:4326", 2, 2, false, false },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *query = strstr(cases[i].more, "zones") != NULL
			? mem_printf(*state, "VERSION=2.0.0&REQUEST=GetFeature%s", cases[i].more)
			: mem_printf(*state, FEATURE "%s", cases[i].more);
		const char *body = wfs_get(*state, query);
		assert_int_equal(count(body, "<jt:code>"), cases[i].returned);
		assert_has(body, mem_printf(*state, "numberMatched=\"%d\"", cases[i].matched));
		assert_has(body, mem_printf(*state, "numberReturned=\"%d\"", cases[i].returned));
		assert_int_equal(strstr(body, " next=\"") != NULL, cases[i].next);
		assert_int_equal(strstr(body, " previous=\"") != NULL, cases[i].previous);
	}
}

/* The text of an attribute with its entities read. */
static char *attribute(struct fixture *f, const char *body, const char *name)
{
	const char *at = strstr(body, mem_printf(f, " %s=\"", name)) + strlen(name) + 3;
	char *value = mem_strndup(f, at, strcspn(at, "\""));
	for (char *p; (p = strstr(value, "&amp;")) != NULL;)
		memmove(p + 1, p + 5, strlen(p + 5) + 1);
	return value;
}

static void links_lead_through_all_pages(void **state)
{
	struct fixture *f = *state;
	const char *body = wfs_get(f, FEATURE "&COUNT=1&SORTBY=nom%20DESC&PROPERTYNAME=nom&SRSNAME=EPSG:3857");
	const char *order[] = { "Île-d'Yeu", "Paris", "Nîmes &amp; Arles", "Brest &lt;port" };

	for (int i = 0; i < 4; i++) {
		assert_has(body, order[i]);
		assert_has_not(body, "<jt:code>");
		if (i == 3)
			break;
		const char *next = attribute(f, body, "next");
		const char *base = "http://maps.example.org/geo/ows?SERVICE=WFS&";
		assert_memory_equal(next, base, strlen(base));
		body = wfs_get(f, next + strlen(base));
	}
	assert_null(strstr(body, " next="));
}

static void links_of_a_posted_request_say_its_filter(void **state)
{
	struct fixture *f = *state;
	const char *body = wfs_post(f, "<GetFeature " WFS_20 " count=\"1\"><Query typeNames=\"stations\"><fes:Filter>"
		"<fes:PropertyIsEqualTo><fes:ValueReference>depth</fes:ValueReference><fes:Literal>20</fes:Literal>"
		"</fes:PropertyIsEqualTo></fes:Filter></Query></GetFeature>");

	assert_has(body, "stations.A2");
	const char *next = strchr(attribute(f, body, "next"), '?') + strlen("?SERVICE=WFS&");
	body = wfs_get(f, next);
	assert_has(body, "stations.A3");
	assert_has(body, "numberMatched=\"2\"");
}

static void what_is_null_is_left_out(void **state)
{
	const char *body = wfs_get(*state, FEATURE "&RESOURCEID=stations.A3");

	assert_has(body, "<jt:nom>Île-d'Yeu</jt:nom><jt:year>2018-01-01</jt:year><jt:depth>20</jt:depth><jt:geom>");
	assert_has(wfs_get(*state, FEATURE "&RESOURCEID=stations.A3&OUTPUTFORMAT=geojson"), "\"value\":null");
	assert_has(wfs_get(*state, FEATURE "&RESOURCEID=stations.A3&OUTPUTFORMAT=csv"),
	           "A3,Île-d'Yeu,2018-01-01,20,\r\n");
}

static void axes_are_as_the_system_s_name_says(void **state)
{
	static const struct { const char *query, *point; } cases[] = {
		{ "VERSION=2.0.0&TYPENAMES=stations", "<gml:pos>48.85 2.35</gml:pos>" },
		{ "VERSION=2.0.0&TYPENAMES=stations&SRSNAME=EPSG:4326", "<gml:pos>2.35 48.85</gml:pos>" },
		{ "VERSION=1.1.0&TYPENAME=stations", "<gml:pos>48.85 2.35</gml:pos>" },
		{ "VERSION=1.0.0&TYPENAME=stations", "<gml:coordinates>2.35,48.85</gml:coordinates>" },
		{ "VERSION=2.0.0&TYPENAMES=stations&SRSNAME=urn:ogc:def:crs:EPSG::3857",
		  "<gml:pos>261600.803 6249447.753</gml:pos>" },
		{ "VERSION=2.0.0&TYPENAMES=stations&OUTPUTFORMAT=geojson", "\"coordinates\":[2.35,48.85]" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_has(wfs_get(*state, mem_printf(*state, "REQUEST=GetFeature&%s", cases[i].query)),
		           cases[i].point);
}

static void every_format_is_answered_as_what_it_is(void **state)
{
	static const struct { const char *format, *type, *magic; } cases[] = {
		{ "GML2", "text/xml; subtype=gml/2.1.2", "<?xml" }, { "GML3", "text/xml; subtype=gml/3.1.1", "<?xml" },
		{ "GML32", "application/gml+xml; version=3.2", "<?xml" },
		{ "geojson", "application/geo+json", "{\"type\":\"FeatureCollection\"" },
		{ "csv", "text/csv", "code,nom,year,depth,value\r\nA1," },
		{ "xlsx", "application/vnd.openxmlformats", "PK" }, { "shp", "application/zip", "PK" },
		{ "gpkg", "application/geopackage+sqlite3", "SQLite format 3" },
		{ "kml", "application/vnd.google-earth.kml+xml", "<?xml" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *body = wfs_get(f, mem_printf(f, FEATURE "&OUTPUTFORMAT=%s", cases[i].format));
		assert_memory_equal(body, cases[i].magic, strlen(cases[i].magic));
		const char *type = out_header_get(f->out, "Content-Type");
		assert_memory_equal(type, cases[i].type, strlen(cases[i].type));
	}
	assert_has(wfs_get(f, "VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=mixed&OUTPUTFORMAT=shp"),
	           "\"OptionNotSupported\"");
	assert_has(wfs_get(f, "VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=mixed,zones&OUTPUTFORMAT=csv"),
	           "\"OptionNotSupported\"");
	assert_has(wfs_get(f, FEATURE "&OUTPUTFORMAT=csv&PROPERTYNAME=code,geom&RESOURCEID=stations.A4"),
	           "code,geom\r\nA4,POINT (2.35 48.85)\r\n");
}

static void shapes_of_all_kinds_come_through(void **state)
{
	const char *body = wfs_get(*state, "VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=mixed&SRSNAME=EPSG:4326");

	assert_has(body, "<gml:Point gml:id=\"mixed.P.0\" srsName=\"EPSG:4326\" srsDimension=\"2\"><gml:pos>1 46</gml:pos>");
	assert_has(body, "<gml:LineString gml:id=\"mixed.L.0\"");
	assert_has(body, "<gml:posList>-3 44 5 49</gml:posList>");
	assert_has(body, "</gml:exterior><gml:interior>");
	assert_has(wfs_get(*state, "VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=zones"),
	           "<gml:MultiSurface gml:id=\"zones.01.0\"");
}

static void a_feature_by_its_id_comes_alone(void **state)
{
#define BY_ID "REQUEST=GetFeature&VERSION=2.0.0&STOREDQUERY_ID=urn:ogc:def:query:OGC-WFS::GetFeatureById&ID="
	struct fixture *f = *state;
	const char *body = wfs_get(f, BY_ID "stations.A1");

	assert_has(body, "?>\n<jt:stations xmlns:wfs=");
	assert_has(body, "gml:id=\"stations.A1\"");
	assert_has_not(body, "FeatureCollection");
	assert_has(wfs_get(f, BY_ID "stations.A1&OUTPUTFORMAT=geojson"), "{\"type\":\"Feature\",\"id\":\"stations.A1\"");
	static const char *const none[] = { "stations.nonesuch", "nonesuch.A1", "hidden.A1", "nonsense", "." };
	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		assert_has(wfs_get(f, mem_printf(f, BY_ID "%s", none[i])), "\"NotFound\" locator=\"ID\"");
		assert_int_equal(out_status_get(f->out), 404);
	}
	assert_has(wfs_get(f, "REQUEST=GetFeature&VERSION=2.0.0&STOREDQUERY_ID=x&ID=stations.A1"),
	           "locator=\"STOREDQUERY_ID\"");
}

static void several_types_have_a_collection_each(void **state)
{
	const char *body = wfs_get(*state, "VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=stations,zones&COUNT=5");

	assert_int_equal(count(body, "<wfs:FeatureCollection "), 3);
	assert_has(body, "numberMatched=\"7\" numberReturned=\"5\"");
	assert_int_equal(count(body, "<jt:zones "), 1);
	body = wfs_get(*state, "VERSION=1.1.0&REQUEST=GetFeature&TYPENAME=stations,zones");
	assert_int_equal(count(body, "<gml:featureMember>"), 7);
	assert_int_equal(count(body, "<wfs:FeatureCollection "), 1);
}

static void a_feature_that_two_queries_select_is_written_once(void **state)
{
	const char *body = wfs_get(*state, "VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=(stations)(stations)&FILTER="
		"(<Filter><ResourceId rid=\"stations.A1\"/></Filter>)()");

	assert_int_equal(count(body, "gml:id=\"stations.A1\""), 1);
	assert_has(body, "<wfs:member xlink:href=\"#stations.A1\"/>");
	assert_has(body, "numberMatched=\"5\" numberReturned=\"5\"");
}

static void values_are_those_that_there_are(void **state)
{
#define VALUE "REQUEST=GetPropertyValue&VERSION=2.0.0&TYPENAMES=stations&VALUEREFERENCE="
	const char *body = wfs_get(*state, VALUE "value");

	assert_has(body, "<wfs:ValueCollection ");
	assert_has(body, "numberMatched=\"3\" numberReturned=\"3\"");
	assert_has(body, "<wfs:member><jt:value>2.25</jt:value></wfs:member>");
	assert_has(wfs_get(*state, VALUE "@gml:id&COUNT=1"), "<wfs:member>stations.A1</wfs:member></wfs:");
	assert_has(wfs_get(*state, VALUE "geom&COUNT=1"), "<wfs:member><jt:geom><gml:Point gml:id=\"stations.A1.0\"");
	assert_has(wfs_get(*state, VALUE "nonesuch"), "locator=\"VALUEREFERENCE\"");
	assert_has(wfs_get(*state, "REQUEST=GetPropertyValue&VERSION=2.0.0&TYPENAMES=stations"),
	           "\"MissingParameterValue\" locator=\"VALUEREFERENCE\"");
}

static void a_page_is_no_longer_than_the_service_allows(void **state)
{
	struct fixture *f = *state;

	f->conf.max_features = 3;
	assert_has(wfs_get(f, FEATURE), "numberMatched=\"4\" numberReturned=\"3\" next=");
	assert_has(wfs_get(f, FEATURE "&COUNT=1000000"), "numberReturned=\"3\"");
	assert_int_equal(count(wfs_get(f, "VERSION=1.0.0&REQUEST=GetFeature&TYPENAME=stations"), "<jt:code>"), 3);
	assert_int_equal(count(wfs_get(f, FEATURE "&OUTPUTFORMAT=csv"), "\r\n"), 4);
	f->conf.max_features = 10000;
}

static void a_number_is_no_formula_in_a_column_of_text_either(void **state)
{
	struct fixture *f = *state;
	const struct layer *held = f->catalogue.layers;
	struct layer *layers = mem_array(f, struct layer, f->catalogue.n_layers);
	struct column columns[5];

	/* what is one gets an apostrophe: tests/base/test_csv.c */
	assert_has(wfs_get(f, FEATURE "&OUTPUTFORMAT=csv&RESOURCEID=stations.A4"), ",30,-4\r\n");
	memcpy(columns, fixture_layer(f, "stations")->columns, sizeof columns);
	columns[4].type = COLUMN_STRING;
	memcpy(layers, held, f->catalogue.n_layers * sizeof *layers);
	for (size_t i = 0; i < f->catalogue.n_layers; i++)
		if (strcmp(layers[i].name, "stations") == 0)
			layers[i].columns = columns;
	f->catalogue.layers = layers;
	assert_has(wfs_get(f, FEATURE "&OUTPUTFORMAT=csv&RESOURCEID=stations.A4"), ",30,-4\r\n");
	f->catalogue.layers = held;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_those_of_the_page),
		cmocka_unit_test(links_lead_through_all_pages),
		cmocka_unit_test(links_of_a_posted_request_say_its_filter),
		cmocka_unit_test(what_is_null_is_left_out),
		cmocka_unit_test(axes_are_as_the_system_s_name_says),
		cmocka_unit_test(every_format_is_answered_as_what_it_is),
		cmocka_unit_test(shapes_of_all_kinds_come_through),
		cmocka_unit_test(a_feature_by_its_id_comes_alone),
		cmocka_unit_test(several_types_have_a_collection_each),
		cmocka_unit_test(a_feature_that_two_queries_select_is_written_once),
		cmocka_unit_test(values_are_those_that_there_are),
		cmocka_unit_test(a_page_is_no_longer_than_the_service_allows),
		cmocka_unit_test(a_number_is_no_formula_in_a_column_of_text_either),
	};
	return cmocka_run_group_tests(tests, wfs_setup, fixture_close);
}
