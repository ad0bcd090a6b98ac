#include "tests/map/wfs_get.h"

#include "map/wfs_request.h"

#define FEATURE "VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=stations"

static void an_exception_is_in_the_form_of_its_version(void **state)
{
	static const struct { const char *query, *form, *code; } cases[] = {
		{ "VERSION=1.0.0&REQUEST=GetFeature&TYPENAME=nonesuch", "<ServiceExceptionReport",
		  "code=\"InvalidParameterValue\" locator=\"TYPENAME\"" },
		{ "VERSION=1.1.0&REQUEST=GetFeature&TYPENAME=nonesuch", "http://www.opengis.net/ows\"",
		  "exceptionCode=\"InvalidParameterValue\" locator=\"TYPENAME\"" },
		{ "VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=nonesuch", "http://www.opengis.net/ows/1.1\"",
		  "exceptionCode=\"InvalidParameterValue\" locator=\"TYPENAMES\"" },
		{ "VERSION=2.0.0&REQUEST=Transaction", "ows/1.1\"", "\"OperationNotSupported\"" },
		{ "VERSION=2.0.0&REQUEST=GetFeatureWithLock", "ows/1.1\"", "\"OperationNotSupported\"" },
		{ "VERSION=1.1.0&REQUEST=GetPropertyValue", "ows\"", "\"OperationNotSupported\"" },
		{ "VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=(stations,zones)", "ows/1.1\"",
		  "\"OptionNotSupported\" locator=\"TYPENAMES\"" },
		{ "VERSION=2.0.0&REQUEST=GetFeature", "ows/1.1\"",
		  "\"MissingParameterValue\" locator=\"TYPENAMES\"" },
		{ "VERSION=2.0.0", "ows/1.1\"", "\"MissingParameterValue\" locator=\"REQUEST\"" },
		{ "VERSION=3.0.0&REQUEST=GetFeature&TYPENAMES=zones", "ows/1.1\"",
		  "\"InvalidParameterValue\" locator=\"VERSION\"" },
		{ "ACCEPTVERSIONS=9.0.0&REQUEST=GetCapabilities", "ows/1.1\"",
		  "\"VersionNegotiationFailed\" locator=\"AcceptVersions\"" },
		{ FEATURE "&COUNT=many", "ows/1.1\"", "locator=\"COUNT\"" },
		{ FEATURE "&STARTINDEX=-1", "ows/1.1\"", "locator=\"STARTINDEX\"" },
		{ FEATURE "&SORTBY=nom%20UP", "ows/1.1\"", "locator=\"SORTBY\"" },
		{ FEATURE "&SORTBY=geom", "ows/1.1\"", "locator=\"SORTBY\"" },
		{ FEATURE "&PROPERTYNAME=nonesuch", "ows/1.1\"", "locator=\"PROPERTYNAME\"" },
		{ FEATURE "&SRSNAME=EPSG:999999", "ows/1.1\"", "locator=\"SRSNAME\"" },
		{ FEATURE "&BBOX=1,2,3", "ows/1.1\"", "locator=\"BBOX\"" },
		{ FEATURE "&BBOX=9,2,3,4", "ows/1.1\"", "locator=\"BBOX\"" },
		{ FEATURE "&BBOX=1,2,3,4&RESOURCEID=stations.A1", "ows/1.1\"", "locator=\"RESOURCEID\"" },
		{ FEATURE "&OUTPUTFORMAT=nonesuch", "ows/1.1\"", "locator=\"OUTPUTFORMAT\"" },
		{ FEATURE "&FILTER=<a/>", "ows/1.1\"", "locator=\"FILTER\"" },
		{ FEATURE "&RESULTTYPE=some", "ows/1.1\"", "locator=\"RESULTTYPE\"" },
		{ FEATURE "&RESOLVE=remote", "ows/1.1\"", "locator=\"RESOLVE\"" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *body = wfs_get(*state, cases[i].query);
		assert_has(body, cases[i].form);
		assert_has(body, cases[i].code);
	}
}

static void a_hidden_type_is_like_one_that_is_not_there(void **state)
{
	static const char *const queries[] = {
		"VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=%s",
		"VERSION=2.0.0&REQUEST=GetFeature&RESOURCEID=%s.A1",
		"VERSION=1.1.0&REQUEST=GetFeature&FEATUREID=%s.A1",
		"VERSION=2.0.0&REQUEST=DescribeFeatureType&TYPENAMES=zones,%s",
		"VERSION=2.0.0&REQUEST=GetPropertyValue&VALUEREFERENCE=code&TYPENAMES=%s",
		"VERSION=2.0.0&REQUEST=GetFeature&STOREDQUERY_ID=" WFS_FEATURE_BY_ID "&ID=%s.A1",
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
		const char *at = strstr(queries[i], "%s");
		const char *answers[2];
		for (int j = 0; j < 2; j++) {
			/* names of one length, so that the documents can be compared */
			char *query = mem_printf(f, "%.*s%s%s", (int)(at - queries[i]), queries[i],
			                         j == 0 ? "hidden" : "absent", at + 2);
			char *body = mem_strdup(f, wfs_get(f, query));
			for (char *p; (p = strstr(body, j == 0 ? "hidden" : "absent")) != NULL;)
				memcpy(p, "......", 6);
			answers[j] = body;
		}
		assert_string_equal(answers[0], answers[1]);
		assert_has(answers[0], "Exception");
	}
}

static void a_theme_has_its_own_types_only(void **state)
{
	const char *body = wfs_get_at(*state, "/ows/coast", "REQUEST=GetCapabilities");

	assert_has(body, "jt:stations<");
	assert_has_not(body, "jt:zones<");
	assert_has(body, "http://maps.example.org/geo/ows/coast?");
	assert_has(wfs_get_at(*state, "/ows/coast", "REQUEST=GetFeature&VERSION=2.0.0&TYPENAMES=zones"),
	           "locator=\"TYPENAMES\"");
}

static char *without_moments(struct fixture *f, const char *body)
{
	char *copy = mem_strdup(f, body);

	for (char *p = copy; (p = strstr(p, "timeStamp=\"")) != NULL;)
		for (p += strlen("timeStamp=\""); *p != '"'; p++)
			*p = '0';
	return copy;
}

static void xml_asks_what_pairs_ask(void **state)
{
	static const struct { const char *document, *query; } cases[] = {
		{ "<GetFeature " WFS_20 " count=\"2\" startIndex=\"1\"><Query typeNames=\"jt:stations\" "
		  "srsName=\"EPSG:3857\"><PropertyName>nom</PropertyName><PropertyName>jt:depth</PropertyName>"
		  "<fes:Filter><fes:PropertyIsGreaterThan><fes:ValueReference>depth</fes:ValueReference>"
		  "<fes:Literal>5</fes:Literal></fes:PropertyIsGreaterThan></fes:Filter>"
		  "<fes:SortBy><fes:SortProperty><fes:ValueReference>value</fes:ValueReference>"
		  "<fes:SortOrder>DESC</fes:SortOrder></fes:SortProperty></fes:SortBy></Query></GetFeature>",
		  "VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=jt:stations&SRSNAME=EPSG:3857&COUNT=2&STARTINDEX=1"
		  "&PROPERTYNAME=nom,jt:depth&SORTBY=value%20DESC&FILTER=<fes:Filter xmlns:fes=\"http://www.opengis.net/"
		  "fes/2.0\"><fes:PropertyIsGreaterThan><fes:ValueReference>depth</fes:ValueReference>"
		  "<fes:Literal>5</fes:Literal></fes:PropertyIsGreaterThan></fes:Filter>" },
		{ "<GetFeature " WFS_11 " maxFeatures=\"1\"><Query typeName=\"zones\"><ogc:Filter>"
		  "<ogc:FeatureId fid=\"zones.02\"/></ogc:Filter></Query></GetFeature>",
		  "VERSION=1.1.0&REQUEST=GetFeature&TYPENAME=zones&MAXFEATURES=1&FILTER=<Filter "
		  "xmlns=\"http://www.opengis.net/ogc\"><FeatureId fid=\"zones.02\"/></Filter>" },
		{ "<GetFeature " WFS_20 "><Query typeNames=\"zones\"/><Query typeNames=\"stations\"/></GetFeature>",
		  "VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=(zones)(stations)" },
		{ "<GetFeature " WFS_20 "><StoredQuery id=\"" WFS_FEATURE_BY_ID "\"><Parameter name=\"ID\">zones.03"
		  "</Parameter></StoredQuery></GetFeature>",
		  "VERSION=2.0.0&REQUEST=GetFeature&STOREDQUERY_ID=" WFS_FEATURE_BY_ID "&ID=zones.03" },
		{ "<GetPropertyValue " WFS_20 " valueReference=\"nom\"><Query typeNames=\"stations\"/>"
		  "</GetPropertyValue>",
		  "VERSION=2.0.0&REQUEST=GetPropertyValue&VALUEREFERENCE=nom&TYPENAMES=stations" },
		{ "<DescribeFeatureType " WFS_20 "><TypeName>jt:zones</TypeName></DescribeFeatureType>",
		  "VERSION=2.0.0&REQUEST=DescribeFeatureType&TYPENAMES=zones" },
		{ "<GetCapabilities service=\"WFS\" xmlns=\"http://www.opengis.net/wfs/2.0\" "
		  "xmlns:ows=\"http://www.opengis.net/ows/1.1\"><ows:AcceptVersions><ows:Version>1.1.0</ows:Version>"
		  "</ows:AcceptVersions><ows:Sections><ows:Section>ServiceProvider</ows:Section></ows:Sections>"
		  "</GetCapabilities>", "REQUEST=GetCapabilities&ACCEPTVERSIONS=1.1.0&SECTIONS=ServiceProvider" },
		{ "<ListStoredQueries " WFS_20 "/>", "VERSION=2.0.0&REQUEST=ListStoredQueries" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *posted = without_moments(f, wfs_post(f, cases[i].document));
		assert_has_not(posted, "Exception");
		const char *got = without_moments(f, wfs_get(f, cases[i].query));
		/* from the first feature on: links are written from what came */
		const char *a = strstr(posted, "<jt:"), *b = strstr(got, "<jt:");
		assert_true((a == NULL) == (b == NULL));
		assert_string_equal(a != NULL ? a : posted, b != NULL ? b : got);
	}
}

static void prefixes_are_those_of_the_document(void **state)
{
	assert_has(wfs_get(*state, "VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=p:zones&NAMESPACES=xmlns(p,"
	                           "http://www.jointure.org/ns)"), "<jt:zones ");
	assert_has(wfs_get(*state, "VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=p:zones"), "Exception");
	assert_has(wfs_post(*state, "<GetFeature service=\"WFS\" version=\"2.0.0\" xmlns=\"http://www.opengis.net/"
	           "wfs/2.0\" xmlns:p=\"http://www.jointure.org/ns\"><Query typeNames=\"p:zones\"/></GetFeature>"),
	           "<jt:zones ");
	assert_has(wfs_post(*state, "<GetFeature service=\"WFS\" version=\"2.0.0\" xmlns=\"http://www.opengis.net/"
	           "wfs/2.0\" xmlns:p=\"http://other\"><Query typeNames=\"p:zones\"/></GetFeature>"), "Exception");
}

static void several_filters_stand_in_parentheses(void **state)
{
	const char *body = wfs_get(*state,
		"VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=zones,stations&FILTER="
		"(<Filter><PropertyIsEqualTo><ValueReference>code</ValueReference><Literal>)(</Literal>"
		"</PropertyIsEqualTo></Filter>)"
		"(<Filter><PropertyIsEqualTo><ValueReference>code</ValueReference><Literal>A2</Literal>"
		"</PropertyIsEqualTo></Filter>)");

	assert_has(body, "numberMatched=\"1\"");
	assert_has(body, "stations.A2");
	body = wfs_get(*state, "VERSION=1.1.0&REQUEST=GetFeature&TYPENAME=zones,stations&FILTER=()"
	               "(<Filter><FeatureId fid=\"stations.A2\"/></Filter>)&PROPERTYNAME=(code)(*)");
	assert_has(body, "numberOfFeatures=\"4\"");
	assert_has(wfs_get(*state, "VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=zones,stations&SORTBY=code"),
	           "locator=\"SORTBY\"");
}

static void documents_that_are_not_requests_are_refused(void **state)
{
	static const char *const documents[] = {
		"<GetFeature " WFS_20 "/>",
		"<GetFeature " WFS_20 "><Query/></GetFeature>",
		"<GetFeature " WFS_20 "><Query typeNames=\"zones stations\"/></GetFeature>",
		"<GetFeature " WFS_20 " count=\"-3\"><Query typeNames=\"zones\"/></GetFeature>",
		"<GetFeature " WFS_20 "><Query typeNames=\"zones\"><Nonsense/></Query></GetFeature>",
		"<GetFeature " WFS_20 "><StoredQuery id=\"other\"/></GetFeature>",
		"<GetPropertyValue " WFS_20 "><Query typeNames=\"zones\"/></GetPropertyValue>",
		"<Transaction " WFS_20 "/>",
		"<GetFeature service=\"WFS\" version=\"5.0.0\" xmlns=\"http://www.opengis.net/wfs/2.0\"/>",
		"<GetFeature service=\"WFS\" version=\"2.0.0\" xmlns=\"http://other\"/>",
		"<!DOCTYPE a [<!ENTITY b \"c\">]><GetFeature " WFS_20 "/>",
		"<GetFeature " WFS_20 "><Query typeNames=\"zones\">",
	};

	for (size_t i = 0; i < sizeof documents / sizeof *documents; i++)
		assert_has(wfs_post(*state, documents[i]), "<ExceptionReport");
}

static void the_log_gets_the_operation_by_its_name(void **state)
{
	struct fixture *f = *state;

	fixture_request(f, "/ows", "SERVICE=WFS&REQUEST=getfeature");
	assert_string_equal(wfs_service.operation(&f->x), "GetFeature");
	fixture_request(f, "/ows", "SERVICE=WFS&REQUEST=x%0Ay");
	assert_string_equal(wfs_service.operation(&f->x), "");
	wfs_post(f, "<wfs:GetFeature service=\"WFS\" xmlns:wfs=\"http://www.opengis.net/wfs\"><Query "
	            "typeName=\"GetCapabilities\"/></wfs:GetFeature>");
	assert_string_equal(wfs_service.operation(&f->x), "GetFeature");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_exception_is_in_the_form_of_its_version),
		cmocka_unit_test(a_hidden_type_is_like_one_that_is_not_there),
		cmocka_unit_test(a_theme_has_its_own_types_only),
		cmocka_unit_test(xml_asks_what_pairs_ask),
		cmocka_unit_test(prefixes_are_those_of_the_document),
		cmocka_unit_test(several_filters_stand_in_parentheses),
		cmocka_unit_test(documents_that_are_not_requests_are_refused),
		cmocka_unit_test(the_log_gets_the_operation_by_its_name),
	};
	return cmocka_run_group_tests(tests, wfs_setup, fixture_close);
}
