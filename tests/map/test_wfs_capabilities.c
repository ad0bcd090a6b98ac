#include "tests/map/valid.h"
#include "tests/map/wfs_get.h"

static void capabilities_are_valid(void **state)
{
	assert_valid(*state, "wfs/2.0/wfs.xsd", wfs_get(*state, "REQUEST=GetCapabilities"));
	assert_valid(*state, "wfs/1.0.0/WFS-capabilities.xsd",
	             wfs_get(*state, "REQUEST=GetCapabilities&VERSION=1.0.0"));
}

static void the_version_is_negotiated(void **state)
{
	static const struct { const char *asked, *got; } cases[] = {
		{ "", "2.0.0" }, { "VERSION=1.1.0", "1.1.0" }, { "VERSION=1.0.0", "1.0.0" },
		{ "VERSION=2.0.2", "2.0.0" }, { "VERSION=3.0.0", "2.0.0" }, { "VERSION=0.0.14", "1.0.0" },
		{ "VERSION=1.2.0", "1.1.0" }, { "ACCEPTVERSIONS=1.1.0,2.0.0", "1.1.0" },
		{ "ACCEPTVERSIONS=9.9.9,1.0.0", "1.0.0" }, { "VERSION=1.0.0&ACCEPTVERSIONS=2.0.0", "2.0.0" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *body = wfs_get(*state, mem_printf(*state, "REQUEST=GetCapabilities&%s",
		                                              cases[i].asked));
		assert_has(body, mem_printf(*state, "version=\"%s\"", cases[i].got));
	}
}

static void they_list_what_the_caller_may_see(void **state)
{
	static const char *const versions[] = { "1.0.0", "1.1.0", "2.0.0" };

	for (int i = 0; i < 3; i++) {
		const char *body = wfs_get(*state, mem_printf(*state, "REQUEST=GetCapabilities&VERSION=%s",
		                                              versions[i]));
		assert_has(body, "jt:zones<");
		assert_has(body, "updateSequence=\"7\"");
		assert_has_not(body, "hidden");
		assert_has_not(body, "Caché");
	}
}

static void texts_are_in_the_language_asked_for(void **state)
{
	struct fixture *f = *state;

	assert_has(wfs_get(f, "REQUEST=GetCapabilities"), "<ows:Title xml:lang=\"fr\">Catalogue d'essai<");
	f->x.lang = LANG_EN;
	assert_has(wfs_get(f, "REQUEST=GetCapabilities"), "<ows:Title xml:lang=\"en\">Test catalogue<");
	f->x.lang = LANG_FR;
}

static void systems_are_the_type_s_own_first(void **state)
{
	const char *body = wfs_get(*state, "REQUEST=GetCapabilities");

	assert_has(body, "<wfs:DefaultCRS>urn:ogc:def:crs:EPSG::4326</wfs:DefaultCRS>"
	                 "<wfs:OtherCRS>urn:ogc:def:crs:EPSG::3857</wfs:OtherCRS>");
	assert_has(body, "EPSG::2154<");
	assert_has(body, "EPSG::4258<");
	assert_has(body, "EPSG::3946<");
	assert_has(wfs_get(*state, "REQUEST=GetCapabilities&VERSION=1.0.0"), "<SRS>EPSG:4326</SRS>");
}

static void sections_can_be_chosen(void **state)
{
	const char *body = wfs_get(*state, "REQUEST=GetCapabilities&SECTIONS=ServiceProvider,FeatureTypeList");

	assert_has(body, "ows:ServiceProvider");
	assert_has(body, "wfs:FeatureTypeList");
	assert_has_not(body, "ows:OperationsMetadata");
	assert_has_not(body, "fes:Filter_Capabilities");
	assert_valid(*state, "wfs/2.0/wfs.xsd", body);
}

static void who_has_this_edition_gets_no_second_copy(void **state)
{
	const char *body = wfs_get(*state, "REQUEST=GetCapabilities&UPDATESEQUENCE=7");

	assert_has_not(body, "FeatureTypeList");
	assert_valid(*state, "wfs/2.0/wfs.xsd", body);
	assert_has(wfs_get(*state, "REQUEST=GetCapabilities&UPDATESEQUENCE=6"), "FeatureTypeList");
	assert_has(wfs_get(*state, "REQUEST=GetCapabilities&UPDATESEQUENCE=8"), "\"InvalidUpdateSequence\"");
	assert_has(wfs_get(*state, "REQUEST=GetCapabilities&UPDATESEQUENCE=x"), "\"InvalidUpdateSequence\"");
}

static void hrefs_carry_the_key_where_it_came_in_one(void **state)
{
	struct fixture *f = *state;

	f->x.key = "a b";
	assert_has(wfs_get(f, "REQUEST=GetCapabilities"), "\"http://maps.example.org/geo/ows?key=a%20b&amp;\"");
	assert_has(wfs_get(f, "REQUEST=GetCapabilities"), "\"http://maps.example.org/geo/ows?key=a%20b\"");
	f->x.key = NULL;
	assert_has_not(wfs_get(f, "REQUEST=GetCapabilities"), "key=");
}

static void schemas_name_each_column_with_its_type(void **state)
{
	const char *body = wfs_get(*state, "VERSION=2.0.0&REQUEST=DescribeFeatureType&TYPENAMES=stations");

	assert_has(body, "<xs:element name=\"code\" type=\"xs:string\" minOccurs=\"0\">");
	assert_has(body, "<xs:element name=\"depth\" type=\"xs:long\" minOccurs=\"0\" nillable=\"true\">");
	assert_has(body, "name=\"value\" type=\"xs:double\"");
	assert_has(body, "name=\"year\" type=\"xs:date\"");
	assert_has(body, "name=\"geom\" type=\"gml:PointPropertyType\"");
	assert_has(body, "<xs:documentation xml:lang=\"fr\">Profondeur</xs:documentation>");
	assert_has(body, "substitutionGroup=\"gml:AbstractFeature\"");
	assert_has_not(body, "zones");
	body = wfs_get(*state, "VERSION=2.0.0&REQUEST=DescribeFeatureType&TYPENAMES=zones&OUTPUTFORMAT=text/xml; "
	               "subtype=gml/3.1.1");
	assert_has(body, "gml:MultiSurfacePropertyType");
	assert_has(body, "http://schemas.opengis.net/gml/3.1.1/base/gml.xsd");
	body = wfs_get(*state, "VERSION=1.0.0&REQUEST=DescribeFeatureType");
	assert_has(body, "gml:MultiPolygonPropertyType");
	assert_has(body, "name=\"mixed\"");
	assert_has_not(body, "hidden");
	assert_has(wfs_get(*state, "VERSION=2.0.0&REQUEST=DescribeFeatureType&OUTPUTFORMAT=application/json"),
	           "locator=\"OUTPUTFORMAT\"");
}

static void stored_queries_are_listed_and_described(void **state)
{
	const char *body = wfs_get(*state, "VERSION=2.0.0&REQUEST=ListStoredQueries");

	assert_has(body, "urn:ogc:def:query:OGC-WFS::GetFeatureById");
	assert_has_not(body, "hidden");
	assert_valid(*state, "wfs/2.0/wfs.xsd", body);
	body = wfs_get(*state, "VERSION=2.0.0&REQUEST=DescribeStoredQueries&STOREDQUERY_ID="
	               "urn:ogc:def:query:OGC-WFS::GetFeatureById");
	assert_has(body, "name=\"ID\"");
	assert_valid(*state, "wfs/2.0/wfs.xsd", body);
	assert_has(wfs_get(*state, "VERSION=2.0.0&REQUEST=DescribeStoredQueries&STOREDQUERY_ID=x"),
	           "locator=\"STOREDQUERY_ID\"");
}

static void documents_have_validators(void **state)
{
	struct fixture *f = *state;

	wfs_get(f, "REQUEST=GetCapabilities");
	const char *etag = mem_strdup(f, out_header_get(f->out, "ETag"));
	fixture_request(f, "/ows", "SERVICE=WFS&REQUEST=GetCapabilities");
	f->request.if_none_match = etag;
	wfs_answer(f);
	assert_int_equal(out_status_get(f->out), 304);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(capabilities_are_valid),
		cmocka_unit_test(the_version_is_negotiated),
		cmocka_unit_test(they_list_what_the_caller_may_see),
		cmocka_unit_test(texts_are_in_the_language_asked_for),
		cmocka_unit_test(systems_are_the_type_s_own_first),
		cmocka_unit_test(sections_can_be_chosen),
		cmocka_unit_test(who_has_this_edition_gets_no_second_copy),
		cmocka_unit_test(hrefs_carry_the_key_where_it_came_in_one),
		cmocka_unit_test(schemas_name_each_column_with_its_type),
		cmocka_unit_test(stored_queries_are_listed_and_described),
		cmocka_unit_test(documents_have_validators),
	};
	return cmocka_run_group_tests(tests, wfs_setup, fixture_close);
}
