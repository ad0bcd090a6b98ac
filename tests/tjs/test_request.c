#include "tests/unit.h"

#include "tests/service/unit_exchange.h"
#include "tjs/request.h"

static struct tjs_request request;
static struct err error;
static enum lang lang;

struct room {
	void *ctx;
	struct fixture f;
};

static int set_up(void **state)
{
	struct room *r = mem_new(NULL, struct room);
	r->ctx = r;
	*state = r;
	return 0;
}

static int tear_down(void **state)
{
	return talloc_free(*state);
}

static bool by_query(struct room *r, const char *query)
{
	error = (struct err){ 0 };
	return tjs_request_read(&request, &lang, fixture_make(&r->f, r->ctx, query), &error);
}

static bool by_document(struct room *r, const char *document)
{
	struct exchange *x = fixture_make(&r->f, r->ctx, "");

	r->f.conf.max_body = 1 << 20;
	r->f.request.method = METHOD_POST;
	r->f.request.content_type = "text/xml";
	r->f.request.body = (struct span){ document, strlen(document) };
	error = (struct err){ 0 };
	return tjs_request_read(&request, &lang, x, &error);
}

static void assert_refused(bool done, enum err_code code, const char *locator)
{
	assert_false(done);
	assert_int_equal(error.code, code);
	if (locator == NULL)
		assert_null(error.locator);
	else
		assert_string_equal(error.locator, locator);
}

#define GET_DATA "service=TJS&request=GetData&FrameworkURI=f&DatasetURI=d"

static void names_are_read_in_any_letter_case(void **state)
{
	assert_true(by_query(*state, "SERVICE=TJS&Request=getdata&VERSION=1.0&frameworkuri=f&DATASETURI=d"
	                             "&attributes=a,b&LINKAGEkeys=01&FILTERCOLUMN=c&filtervalue=v&AID=true&xsl=s"));
	assert_int_equal(request.operation, TJS_GET_DATA);
	assert_string_equal(request.selection.framework, "f");
	assert_string_equal(request.selection.dataset, "d");
	assert_string_equal(request.selection.attributes, "a,b");
	assert_string_equal(request.selection.keys, "01");
	assert_string_equal(request.selection.filter_column, "c");
	assert_string_equal(request.selection.filter_value, "v");
	assert_string_equal(request.xsl, "s");
	assert_true(request.aid);
}

static void older_names_are_taken_for_the_present_ones(void **state)
{
	assert_true(by_query(*state, GET_DATA "&FilterField=c&FilterValue=v&GeolinkIds=01&AcceptLanguages=en"));
	assert_string_equal(request.selection.filter_column, "c");
	assert_string_equal(request.selection.keys, "01");
	assert_int_equal(lang, LANG_EN);
}

static void each_parameter_that_is_missing_is_named(void **state)
{
	static const struct { const char *query, *locator; } cases[] = {
		{ "request=GetData", "service" }, { "service=TJS", "request" },
		{ "service=TJS&request=GetData&DatasetURI=d", "FrameworkURI" },
		{ "service=TJS&request=GetData&FrameworkURI=f", "DatasetURI" },
		{ "service=TJS&request=DescribeData&FrameworkURI=f", "DatasetURI" },
		{ "service=TJS&request=DescribeData&DatasetURI=f", "FrameworkURI" },
		{ "service=TJS&request=DescribeKey", "FrameworkURI" },
		{ "service=TJS&request=JoinData&GetDataURL=u", "FrameworkURI" },
		{ "service=TJS&request=JoinData&FrameworkURI=f", "GetDataURL" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_refused(by_query(*state, cases[i].query), ERR_MISSING_PARAMETER, cases[i].locator);
}

static void the_version_is_1_0_in_any_of_its_writings(void **state)
{
	static const char *const good[] = { "", "&version=1", "&version=1.0", "&version=1.0.0" };

	for (size_t i = 0; i < 4; i++)
		assert_true(by_query(*state, mem_printf(*state, GET_DATA "%s", good[i])));
	assert_refused(by_query(*state, GET_DATA "&version=2.0"), ERR_INVALID_PARAMETER, "version");
	assert_true(by_query(*state, "service=TJS&request=GetCapabilities&version=9"));
}

static void the_language_is_one_of_ours_or_begins_like_one(void **state)
{
	assert_true(by_query(*state, GET_DATA "&language=fr"));
	assert_int_equal(lang, LANG_FR);
	assert_true(by_query(*state, GET_DATA "&language=en-CA"));
	assert_int_equal(lang, LANG_EN);
	assert_true(by_query(*state, GET_DATA "&AcceptLanguages=de,en"));
	assert_int_equal(lang, LANG_EN);
	assert_refused(by_query(*state, GET_DATA "&language=de"), ERR_INVALID_PARAMETER, "language");
	assert_true(by_query(*state, GET_DATA));
	assert_int_equal(lang, LANG_FR);
}

static void values_that_are_none_are_refused_by_name(void **state)
{
	assert_refused(by_query(*state, GET_DATA "&aid=yes"), ERR_INVALID_PARAMETER, "aid");
	assert_refused(by_query(*state, "service=WMS&request=GetData"), ERR_INVALID_PARAMETER, "service");
	assert_refused(by_query(*state, "service=TJS&request=GetMap"), ERR_NOT_SUPPORTED, "GetMap");
	assert_true(by_query(*state, GET_DATA "&nonsense=1"));
}

#define HEAD "xmlns=\"http://www.opengis.net/tjs/1.0\" service=\"TJS\""

static void a_document_says_the_same_as_pairs(void **state)
{
	assert_true(by_document(*state, "<GetData " HEAD " version=\"1.0\" language=\"en\" aid=\"true\">"
		"<FrameworkURI>f</FrameworkURI><DatasetURI> d </DatasetURI><Attributes>a,b</Attributes>"
		"<LinkageKeys>01</LinkageKeys><FilterColumn>c</FilterColumn><FilterValue>v</FilterValue>"
		"<XSL>s</XSL></GetData>"));
	assert_int_equal(request.operation, TJS_GET_DATA);
	assert_string_equal(request.selection.dataset, "d");
	assert_string_equal(request.selection.filter_value, "v");
	assert_true(request.aid);
	assert_int_equal(lang, LANG_EN);
	assert_false(request.soap);
}

static void an_envelope_holds_the_document(void **state)
{
	assert_true(by_document(*state, "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>"
		"<DescribeKey " HEAD "><FrameworkURI>f</FrameworkURI></DescribeKey></s:Body></s:Envelope>"));
	assert_int_equal(request.operation, TJS_DESCRIBE_KEY);
	assert_true(request.soap);
	assert_refused(by_document(*state, "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body/>"
	               "</s:Envelope>"), ERR_MISSING_PARAMETER, "request");
	assert_refused(by_document(*state, "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body/>"
	               "</s:Envelope>"), ERR_NOT_SUPPORTED, "Envelope");
}

static void capabilities_are_asked_for_with_lists(void **state)
{
	assert_true(by_document(*state, "<GetCapabilities " HEAD " updateSequence=\"41\"><AcceptVersions>"
		"<Version>2.0</Version><Version>1.0</Version></AcceptVersions><Sections><Section>WSDL</Section>"
		"<Section>Languages</Section></Sections></GetCapabilities>"));
	assert_string_equal(request.accept_versions, "2.0,1.0");
	assert_string_equal(request.sections, "WSDL,Languages");
	assert_string_equal(request.update_sequence, "41");
	assert_null(request.accept_formats);
}

static void a_join_names_its_table_in_one_of_three_ways(void **state)
{
	assert_true(by_document(*state, "<JoinData " HEAD " update=\"true\"><AttributeData><GetDataURL>u</GetDataURL>"
		"</AttributeData><MapStyling><StylingIdentifier>SLD</StylingIdentifier><StylingURL>s</StylingURL>"
		"</MapStyling><ClassificationURL>c</ClassificationURL></JoinData>"));
	assert_string_equal(request.data_url, "u");
	assert_string_equal(request.styling_url, "s");
	assert_string_equal(request.classification_url, "c");
	assert_true(request.update);
	assert_true(by_document(*state, "<JoinData " HEAD "><AttributeData><GetDataXML getDataHost=\"h\" language=\"fr\">"
		"<FrameworkURI>f</FrameworkURI><DatasetURI>d</DatasetURI><Attributes>a</Attributes></GetDataXML>"
		"</AttributeData></JoinData>"));
	assert_string_equal(request.data_host, "h");
	assert_string_equal(request.data->attributes, "a");
	assert_true(by_document(*state, "<JoinData " HEAD "><AttributeData><GDAS><Framework/></GDAS></AttributeData>"
		"</JoinData>"));
	assert_non_null(memmem(request.data_text.at, request.data_text.n, "<Framework/>", 12));
}

static void what_the_schema_does_not_have_is_refused(void **state)
{
	static const struct { const char *document, *locator; enum err_code code; } cases[] = {
		{ "<JoinData " HEAD "><FrameworkURI>f</FrameworkURI><AttributeData><GetDataURL>u</GetDataURL>"
		  "</AttributeData></JoinData>", "FrameworkURI", ERR_INVALID_PARAMETER },
		{ "<JoinData " HEAD "><AttributeData><GetDataURL>u</GetDataURL></AttributeData><MapStyling>"
		  "<StylingIdentifier>SLD</StylingIdentifier></MapStyling></JoinData>", "StylingURL",
		  ERR_MISSING_PARAMETER },
		{ "<JoinData " HEAD "/>", "AttributeData", ERR_MISSING_PARAMETER },
		{ "<JoinData " HEAD "><AttributeData/></JoinData>", "GetDataURL", ERR_MISSING_PARAMETER },
		{ "<JoinData " HEAD "><AttributeData><GetDataURL>u</GetDataURL><GetDataURL>v</GetDataURL>"
		  "</AttributeData></JoinData>", "GetDataURL", ERR_INVALID_PARAMETER },
		{ "<GetData " HEAD "><FrameworkURI>f</FrameworkURI><FrameworkURI>g</FrameworkURI></GetData>",
		  "FrameworkURI", ERR_INVALID_PARAMETER },
		{ "<GetData " HEAD "><FrameworkURI>f</FrameworkURI></GetData>", "DatasetURI", ERR_MISSING_PARAMETER },
		{ "<DescribeKey " HEAD "><DatasetURI>f</DatasetURI></DescribeKey>", "DatasetURI", ERR_INVALID_PARAMETER },
		{ "<GetCapabilities " HEAD "><Nonsense/></GetCapabilities>", "Nonsense", ERR_INVALID_PARAMETER },
		{ "<GetData xmlns=\"http://www.opengis.net/tjs/1.0\"/>", "service", ERR_MISSING_PARAMETER },
		{ "<GetData service=\"WFS\"/>", "service", ERR_INVALID_PARAMETER },
		{ "<getdata " HEAD "/>", "getdata", ERR_NOT_SUPPORTED },
		{ "<GetData " HEAD " version=\"2.0\"/>", "version", ERR_INVALID_PARAMETER },
		{ "<GetData " HEAD " language=\"de\"/>", "language", ERR_INVALID_PARAMETER },
		{ "<GetData " HEAD, NULL, ERR_INVALID_PARAMETER },
		{ "<!DOCTYPE a><GetData " HEAD "/>", NULL, ERR_INVALID_PARAMETER },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_refused(by_document(*state, cases[i].document), cases[i].code, cases[i].locator);
}

static void how_it_came_is_told_without_reading_it_all(void **state)
{
	struct room *r = *state;
	by_document(r, "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>"
	               "<GetData " HEAD " language=\"en\"/></s:Body></s:Envelope>");
	struct tjs_manner m = tjs_manner_of(&r->f.x);
	assert_true(m.soap);
	assert_int_equal(m.lang, LANG_EN);
	assert_string_equal(m.operation, "GetData");
	by_query(r, "service=TJS&request=describekey");
	m = tjs_manner_of(&r->f.x);
	assert_false(m.soap || m.posted);
	assert_string_equal(m.operation, "DescribeKey");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(names_are_read_in_any_letter_case), TEST(older_names_are_taken_for_the_present_ones),
		TEST(each_parameter_that_is_missing_is_named), TEST(the_version_is_1_0_in_any_of_its_writings),
		TEST(the_language_is_one_of_ours_or_begins_like_one), TEST(values_that_are_none_are_refused_by_name),
		TEST(a_document_says_the_same_as_pairs), TEST(an_envelope_holds_the_document),
		TEST(capabilities_are_asked_for_with_lists), TEST(a_join_names_its_table_in_one_of_three_ways),
		TEST(what_the_schema_does_not_have_is_refused), TEST(how_it_came_is_told_without_reading_it_all),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
