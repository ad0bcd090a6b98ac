/* Joined layers through WFS: their columns are as those of any layer. */
#include "tests/map/joined.h"
#include "tests/map/wfs_get.h"

#include "catalogue/joins.h"

static int set_up(void **state)
{
	*state = joined_new();
	return 0;
}

#define OF(version, type) "VERSION=" version "&REQUEST=GetFeature&" type "=statistics"

/* "S4 S3 ..." : the codes of the answer's features, in their order. */
static const char *codes(struct fixture *f, const char *body)
{
	char *list = mem_strdup(f, "");

	for (const char *p = body; (p = strstr(p, "jt:code>S")) != NULL; p += 9)
		if (p[-1] == '<')
			list = mem_check(talloc_asprintf_append(list, "%sS%c", *list != '\0' ? " " : "", p[9]));
	return list;
}

static void assert_codes(struct fixture *f, const char *query, const char *expected)
{
	const char *body = wfs_get(f, query);
	const char *found = codes(f, body);

	if (strcmp(found, expected) != 0)
		fail_msg("%s: \"%s\", expected \"%s\": %.2000s", query, found, expected, body);
}

static void every_feature_of_the_base_is_there_with_what_is_known_of_it(void **state)
{
	struct fixture *f = *state;
	const char *body = wfs_get(f, OF("2.0.0", "TYPENAMES"));

	assert_string_equal(codes(f, body), "S1 S2 S3 S4 S5 S6 S7 S8");
	assert_has(body, "<jt:rate>15</jt:rate><jt:people>400</jt:people><jt:kind>field</jt:kind>");
	assert_has(body, "<jt:nom>Carré 2</jt:nom>");
	assert_has(body, "gml:Polygon");
	assert_has(body, "numberMatched=\"8\"");
}

#define FILTER_20 "&FILTER=<Filter xmlns=\"http://www.opengis.net/fes/2.0\">"
#define FILTER_11 "&FILTER=<Filter xmlns=\"http://www.opengis.net/ogc\">"
#define COMPARE(op, reference, column, value) \
	"<PropertyIs" op "><" reference ">" column "</" reference "><Literal>" value "</Literal></PropertyIs" op ">"

static void filters_and_sorting_know_no_difference_between_columns(void **state)
{
	struct fixture *f = *state;
	static const struct { const char *query, *codes; } cases[] = {
		{ OF("2.0.0", "TYPENAMES") FILTER_20 COMPARE("GreaterThan", "ValueReference", "rate", "15") "</Filter>",
		  "S3 S4 S8" },
		{ OF("1.1.0", "TYPENAME") FILTER_11 COMPARE("LessThanOrEqualTo", "PropertyName", "people", "400")
		  "</Filter>", "S1 S2 S8" },
		{ OF("1.0.0", "TYPENAME") FILTER_11 COMPARE("EqualTo", "PropertyName", "kind", "wood") "</Filter>",
		  "S1 S3" },
		{ OF("2.0.0", "TYPENAMES") FILTER_20 "<And>" COMPARE("EqualTo", "ValueReference", "kind", "wood")
		  COMPARE("EqualTo", "ValueReference", "code", "S3") "</And></Filter>", "S3" },
		{ OF("2.0.0", "TYPENAMES") FILTER_20 "<Or>" COMPARE("EqualTo", "ValueReference", "rate", "35")
		  COMPARE("EqualTo", "ValueReference", "nom", "Carré 1") "</Or></Filter>", "S1 S4" },
		{ OF("2.0.0", "TYPENAMES") FILTER_20 "<PropertyIsNull><ValueReference>rate</ValueReference>"
		  "</PropertyIsNull></Filter>", "S5 S6 S7" },
		{ OF("2.0.0", "TYPENAMES") FILTER_20 "<PropertyIsLike wildCard=\"*\" singleChar=\".\" escapeChar=\"!\">"
		  "<ValueReference>kind</ValueReference><Literal>*o*</Literal></PropertyIsLike></Filter>", "S1 S3 S4" },
		{ OF("2.0.0", "TYPENAMES") FILTER_20 "<PropertyIsBetween><ValueReference>rate_2017</ValueReference>"
		  "<LowerBoundary><Literal>12</Literal></LowerBoundary><UpperBoundary><Literal>14</Literal>"
		  "</UpperBoundary></PropertyIsBetween></Filter>", "S2 S3 S4" },
		{ OF("2.0.0", "TYPENAMES") "&SORTBY=rate+DESC&COUNT=3", "S4 S3 S8" },
		{ OF("1.1.0", "TYPENAME") "&SORTBY=kind+A,people+D&MAXFEATURES=8", NULL },
		{ OF("2.0.0", "TYPENAMES") "&SORTBY=people+DESC&COUNT=2&STARTINDEX=1", "S4 S3" },
		{ OF("2.0.0", "TYPENAMES") "&BBOX=45.2,0.2,45.4,2.5&SORTBY=rate+DESC", "S3 S2 S1" },
		{ OF("2.0.0", "TYPENAMES") "&RESOURCEID=statistics.S4,statistics.S2", NULL },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *body = wfs_get(f, cases[i].query);
		const char *found = codes(f, body);
		if (cases[i].codes == NULL ? *found == '\0' : strcmp(found, cases[i].codes) != 0)
			fail_msg("%s: \"%s\" and not \"%s\": %.1500s", cases[i].query, found, cases[i].codes, body);
	}
}

static void hits_and_pages_count_what_a_filter_on_a_joined_column_leaves(void **state)
{
	struct fixture *f = *state;
	const char *query = OF("2.0.0", "TYPENAMES") FILTER_20
		COMPARE("GreaterThan", "ValueReference", "rate", "10") "</Filter>";
	const char *body = wfs_get(f, mem_printf(f, "%s&RESULTTYPE=hits", query));

	assert_has(body, "numberMatched=\"4\"");
	body = wfs_get(f, mem_printf(f, "%s&COUNT=2", query));
	assert_string_equal(codes(f, body), "S2 S3");
	assert_has(body, " next=\"");
	assert_codes(f, mem_printf(f, "%s&COUNT=2&STARTINDEX=2", query), "S4 S8");
}

static void only_the_properties_named_come(void **state)
{
	const char *body = wfs_get(*state, OF("2.0.0", "TYPENAMES") "&PROPERTYNAME=kind&COUNT=1");

	assert_has(body, "<jt:kind>wood</jt:kind>");
	assert_has_not(body, "jt:rate");
	assert_has_not(body, "jt:code");
	body = wfs_get(*state, "VERSION=2.0.0&REQUEST=GetPropertyValue&TYPENAMES=statistics&VALUEREFERENCE=kind");
	assert_has(body, "numberMatched=\"5\"");
	assert_has(body, "<wfs:member><jt:kind>town</jt:kind></wfs:member>");
}

static void the_schema_has_the_joined_columns_with_title_and_unit(void **state)
{
	const char *body = wfs_get(*state, "VERSION=2.0.0&REQUEST=DescribeFeatureType&TYPENAMES=statistics");

	assert_has(body, "name=\"rate\" type=\"xs:double\" minOccurs=\"0\" nillable=\"true\"");
	assert_has(body, "name=\"people\" type=\"xs:long\"");
	assert_has(body, "Taux 2016");
	assert_has(body, ">%<");
	assert_has(body, "name=\"nom\"");
}

static void every_format_has_them(void **state)
{
	struct fixture *f = *state;
	static const char *const formats[] = { "application/geo+json", "text/csv", "shapezip", "geopackage", "xlsx",
	                                       "kml" };
	const char *body = wfs_get(f, OF("2.0.0", "TYPENAMES") "&OUTPUTFORMAT=application/geo%2Bjson");

	assert_has(body, "\"code\":\"S4\",\"nom\":\"Carré 4\",\"rate\":35,\"people\":1600,\"kind\":\"town\"");
	assert_has(body, "\"code\":\"S5\",\"nom\":\"Carré 5\",\"rate\":null,\"people\":null,\"kind\":null");
	body = wfs_get(f, OF("2.0.0", "TYPENAMES") "&OUTPUTFORMAT=csv&SORTBY=rate+DESC&COUNT=1");
	assert_has(body, "code,nom,rate,people,kind,rate_2016,rate_2017\r\nS4,Carré 4,35,1600,town,4,14\r\n");
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		wfs_get(f, mem_printf(f, OF("2.0.0", "TYPENAMES") "&OUTPUTFORMAT=%s",
		                      text_url_encode(f, formats[i])));
		if (out_status_get(f->out) != 200)
			fail_msg("%s: %s", formats[i], f->err.message.en);
	}
}

static void a_stored_join_is_validated_by_its_version_and_has_no_date(void **state)
{
	struct fixture *f = *state;
	struct joined *j = mem_new(f, struct joined);
	const char *etag;

	wfs_get(f, OF("2.0.0", "TYPENAMES"));
	etag = mem_strdup(f, out_header_get(f->out, "ETag"));
	*j = *joined_layer_of(f)->joined;
	static const struct stored_join join = { .id = "aa", .sequence = 4, .expires = "" };
	j->join = &join;
	joined_layer_of(f)->joined = j;
	wfs_get(f, OF("2.0.0", "TYPENAMES"));
	assert_string_not_equal(out_header_get(f->out, "ETag"), etag);
	assert_null(out_header_get(f->out, "Last-Modified"));
	etag = mem_strdup(f, out_header_get(f->out, "ETag"));
	j->version = "v2";
	wfs_get(f, OF("2.0.0", "TYPENAMES"));
	assert_string_not_equal(out_header_get(f->out, "ETag"), etag);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, fixture_close)
	const struct CMUnitTest tests[] = {
		T(every_feature_of_the_base_is_there_with_what_is_known_of_it),
		T(filters_and_sorting_know_no_difference_between_columns),
		T(hits_and_pages_count_what_a_filter_on_a_joined_column_leaves),
		T(only_the_properties_named_come),
		T(the_schema_has_the_joined_columns_with_title_and_unit),
		T(every_format_has_them),
		T(a_stored_join_is_validated_by_its_version_and_has_no_date),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
