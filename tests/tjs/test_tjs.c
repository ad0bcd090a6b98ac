#include "tests/tjs/country.h"

#define HEAD "xmlns=\"http://www.opengis.net/tjs/1.0\" service=\"TJS\" language=\"fr\""
#define URIS(dataset) "<FrameworkURI>" DEPARTEMENTS "</FrameworkURI><DatasetURI>" BASE "/tjs/datasets/" dataset \
	"</DatasetURI>"

static const char *const places[] = { "/ows", "/ows/territories", "/ows/eau", "/tjs", "/tjs/geoclip" };
#define PLACES (sizeof places / sizeof *places)

static const char *get(struct country *c, const char *query)
{
	return country_get(c, "/tjs", mem_printf(c, "service=TJS&%s", query));
}

static void every_document_is_valid_at_every_address_in_both_languages(void **state)
{
	struct country *c = *state;
	const char *queries[] = {
		"request=GetCapabilities", "request=GetCapabilities&sections=Languages,WSDL", "request=DescribeFrameworks",
		"request=DescribeDatasets", "request=DescribeJoinAbilities",
		mem_printf(c, "request=DescribeKey&FrameworkURI=%s", DEPARTEMENTS),
	};

	for (size_t i = 0; i < PLACES; i++)
		for (size_t j = 0; j < sizeof queries / sizeof *queries; j++)
			for (int k = 0; k < 2; k++) {
				const char *lang = k == 0 ? "fr" : "en";
				const char *body = country_get(c, places[i], mem_printf(c, "service=TJS&language=%s&%s", lang,
				                                                        queries[j]));
				assert_int_equal(out_status_get(c->out), 200);
				assert_has(body, mem_printf(c, "xml:lang=\"%s\"", lang));
				assert_valid_tjs(c, body);
			}
}

static void data_are_valid_and_described_in_both_languages(void **state)
{
	struct country *c = *state;
	static const char *const requests[] = { "DescribeData", "GetData" };

	for (size_t i = 0; i < 2; i++)
		for (size_t j = 0; j < PLACES; j++) {
			const char *dataset = strcmp(places[j], "/ows/eau") == 0 ? "prix" : "menages";
			const char *fr = country_get(c, places[j], mem_printf(c, "service=TJS&request=%s&%s", requests[i],
			                                                      country_uris(c, dataset)));
			assert_valid_tjs(c, fr);
			const char *en = country_get(c, places[j], mem_printf(c, "service=TJS&request=%s&language=en&%s", requests[i],
			                                                      country_uris(c, dataset)));
			assert_valid_tjs(c, en);
			assert_has(fr, "Départements<");
			assert_has(en, "Departments<");
		}
}

static void the_four_encodings_have_one_answer(void **state)
{
	struct country *c = *state;
	const char *uris = country_uris(c, "menages");
	const struct { const char *query, *document; } pairs[] = {
		{ "request=GetCapabilities", "<GetCapabilities " HEAD "/>" },
		{ "request=DescribeFrameworks", "<DescribeFrameworks " HEAD "/>" },
		{ "request=DescribeDatasets", "<DescribeDatasets " HEAD "/>" },
		{ mem_printf(c, "request=DescribeData&Attributes=pop&%s", uris),
		  "<DescribeData " HEAD ">" URIS("menages") "<Attributes>pop</Attributes></DescribeData>" },
		{ mem_printf(c, "request=GetData&aid=true&%s", uris), "<GetData " HEAD " aid=\"true\">" URIS("menages") "</GetData>" },
		{ "request=DescribeJoinAbilities", "<DescribeJoinAbilities " HEAD "/>" },
		{ "request=DescribeKey&FrameworkURI=" DEPARTEMENTS,
		  "<DescribeKey " HEAD "><FrameworkURI>" DEPARTEMENTS "</FrameworkURI></DescribeKey>" },
	};

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		const char *query = mem_printf(c, "service=TJS&language=fr&%s", pairs[i].query);
		const char *by_get = country_get(c, "/tjs", query);
		assert_int_equal(out_status_get(c->out), 200);
		assert_string_equal(country_form(c, "/tjs", query), by_get);
		assert_string_equal(country_post(c, "/tjs", pairs[i].document), by_get);
		const char *soap = country_post(c, "/tjs", mem_printf(c,
			"<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>%s</s:Body></s:Envelope>",
			pairs[i].document));
		const char *inside = strstr(by_get, "<tjs:");
		const char *end = strrchr(by_get, '>');
		assert_non_null(inside);
		assert_has(soap, mem_strndup(c, inside, (size_t)(end - inside) + 1));
		assert_has(soap, "<soap:Body><tjs:");
	}
}

static void a_fault_holds_the_report(void **state)
{
	struct country *c = *state;
	const char *body = country_post(c, "/ows",
		"<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><DescribeKey " HEAD ">"
		"<FrameworkURI>nowhere</FrameworkURI></DescribeKey></s:Body></s:Envelope>");

	assert_int_equal(out_status_get(c->out), 500);
	assert_has(body, "<soap:Fault><faultcode>soap:Client</faultcode><faultstring>InvalidParameterValue</faultstring>");
	assert_has(body, "<detail><ExceptionReport version=\"1.0.0\"");
	assert_has(body, "locator=\"FrameworkURI\"");
}

static void geoclip_reads_documents_without_prefixes_and_finds_its_limit(void **state)
{
	struct country *c = *state;
	const char *body = country_get(c, "/tjs/geoclip", "service=TJS&request=GetCapabilities");

	assert_has(body, "<Capabilities xmlns=\"http://www.opengis.net/tjs/1.0\"");
	assert_has(body, "<ows:Constraint name=\"GeolinkIdsLimit\">");
	assert_has(body, "<ows:MaximumValue>40000<");
	assert_has(body, BASE "/tjs/geoclip?service=TJS");
	body = country_get(c, "/tjs/geoclip", mem_printf(c, "service=TJS&request=GetData&%s", country_uris(c, "menages")));
	assert_has_not(body, "<tjs:");
	assert_has(body, "<Row><K>01</K><V>671937</V>");
}

static void each_wrong_request_has_its_code_and_locator(void **state)
{
	struct country *c = *state;
	const char *menages = country_uris(c, "menages");
	const struct { const char *query, *code, *locator; int status; } cases[] = {
		{ "request=GetMap", "OperationNotSupported", "GetMap", 501 },
		{ "request=DescribeKey", "MissingParameterValue", "FrameworkURI", 400 },
		{ "request=DescribeKey&FrameworkURI=x", "InvalidParameterValue", "FrameworkURI", 400 },
		{ "request=DescribeDatasets&DatasetURI=x", "InvalidParameterValue", "DatasetURI", 400 },
		{ "request=DescribeFrameworks&FrameworkURI=" BASE "/tjs/frameworks/regions/2026-01-01",
		  "InvalidParameterValue", "FrameworkURI", 400 },
		{ "request=DescribeFrameworks&version=2.0", "InvalidParameterValue", "version", 400 },
		{ "request=DescribeFrameworks&language=xx", "InvalidParameterValue", "language", 400 },
		{ "request=GetCapabilities&AcceptVersions=9.9", "VersionNegotiationFailed", NULL, 400 },
		{ "request=GetCapabilities&updateSequence=999999", "InvalidUpdateSequence", NULL, 400 },
		{ "request=GetCapabilities&Sections=Nonsense", "InvalidParameterValue", "Sections", 400 },
		{ mem_printf(c, "request=GetData&%s&Attributes=pop,nowhere", menages), "InvalidAttributeName", "nowhere", 400 },
		{ mem_printf(c, "request=DescribeData&%s&Attributes=nowhere", menages), "InvalidAttributeName", "nowhere", 400 },
		{ mem_printf(c, "request=GetData&%s&Attributes=pop,pop", menages), "InvalidParameterValue", "Attributes", 400 },
		{ mem_printf(c, "request=GetData&%s&LinkageKeys=01,99", menages), "InvalidKey", "99", 400 },
		{ mem_printf(c, "request=GetData&%s&LinkageKeys=01,01", menages), "InvalidParameterValue", "LinkageKeys", 400 },
		{ mem_printf(c, "request=GetData&%s&LinkageKeys=FR-93", menages), "InvalidParameterValue", "LinkageKeys", 400 },
		{ mem_printf(c, "request=GetData&%s&FilterColumn=type", menages), "MissingParameterValue", "FilterValue", 400 },
		{ mem_printf(c, "request=GetData&%s&FilterColumn=pop&FilterValue=1", menages), "InvalidParameterValue",
		  "FilterColumn", 400 },
		{ mem_printf(c, "request=GetData&%s&FilterColumn=type&FilterValue=Z", menages), "InvalidParameterValue",
		  "FilterValue", 400 },
		{ mem_printf(c, "request=GetData&%s&aid=perhaps", menages), "InvalidParameterValue", "aid", 400 },
		{ mem_printf(c, "request=GetData&%s&XSL=http://elsewhere/x.xsl", menages), "OptionNotSupported", "XSL", 501 },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_exception(c, get(c, cases[i].query), cases[i].code, cases[i].locator, cases[i].status);
	assert_exception(c, country_get(c, "/tjs", "request=GetData"), "MissingParameterValue", "service", 400);
	assert_exception(c, country_get(c, "/ows/eau", mem_printf(c, "service=TJS&request=GetData&%s", menages)),
	                 "InvalidParameterValue", "DatasetURI", 400);
}

static void what_one_may_not_see_is_not_there(void **state)
{
	struct country *c = *state;

	assert_has_not(get(c, "request=DescribeDatasets"), "Zorglub");
	assert_exception(c, get(c, mem_printf(c, "request=GetData&%s", country_uris(c, "secret"))),
	                 "InvalidParameterValue", "DatasetURI", 400);
}

static void an_update_sequence_that_is_current_gets_the_root_alone(void **state)
{
	struct country *c = *state;
	const char *body = get(c, mem_printf(c, "request=GetCapabilities&updateSequence=%llu",
	                                     (unsigned long long)c->catalogue->edition));

	assert_has_not(body, "<ows:");
	assert_valid_tjs(c, body);
	assert_has(get(c, "request=GetCapabilities&updateSequence=1"), "<ows:ServiceIdentification>");
}

static void the_wsdl_has_all_operations_and_our_address(void **state)
{
	struct country *c = *state;
	const char *body = country_get(c, "/ows/eau", "service=TJS&wsdl");

	assert_has(body, "<soap:address location=\"" BASE "/ows/eau\"/>");
	assert_has(body, "element=\"tjs:JoinDataResponse\"");
	assert_has(body, "name=\"FilterColumn\"");
	assert_has(get(c, "request=GetCapabilities"), "xlink:href=\"" BASE "/tjs?service=TJS&amp;wsdl\"");
}

static void it_claims_its_own_and_leaves_the_rest(void **state)
{
	struct country *c = *state;
	static const struct { const char *path, *query; bool ours; } cases[] = {
		{ "/ows", "service=TJS&request=GetCapabilities", true }, { "/ows", "service=WFS&request=GetCapabilities", false },
		{ "/ows", "request=DescribeKey", true }, { "/tjs", "", true }, { "/tjs/geoclip", "", true }, { "/tjsx", "", false },
		{ "/ows", "", false },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		c->request = (struct request){ .method = METHOD_GET, .content_type = "", .path = cases[i].path };
		assert_true(kvp_parse(&c->request.query, c, cases[i].query, &c->err));
		assert_int_equal(tjs_service.claims(&c->x), cases[i].ours);
	}
}

#define TEST(name) cmocka_unit_test(name)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_document_is_valid_at_every_address_in_both_languages),
		TEST(data_are_valid_and_described_in_both_languages), TEST(the_four_encodings_have_one_answer),
		TEST(a_fault_holds_the_report), TEST(geoclip_reads_documents_without_prefixes_and_finds_its_limit),
		TEST(each_wrong_request_has_its_code_and_locator), TEST(what_one_may_not_see_is_not_there),
		TEST(an_update_sequence_that_is_current_gets_the_root_alone),
		TEST(the_wsdl_has_all_operations_and_our_address), TEST(it_claims_its_own_and_leaves_the_rest),
	};
	return cmocka_run_group_tests(tests, country_set_up, country_tear_down);
}
