#include "tests/tjs/country.h"

static const char *data(struct country *c, const char *dataset, const char *more)
{
	const char *body = country_get(c, "/tjs", mem_printf(c, "service=TJS&request=GetData&%s%s", country_uris(c, dataset),
	                                                     more));
	if (c->err.code == ERR_NONE)
		assert_valid_tjs(c, body);
	return body;
}

static void rows_come_by_ascending_key_whatever_their_order_in_the_file(void **state)
{
	const char *body = data(*state, "prix", "");
	const char *at = body;
	static const char *const keys[] = { "01", "02", "2A", "2B", "75", "FR-93" };

	for (size_t i = 0; i < 6; i++) {
		at = strstr(at, "<tjs:K>");
		assert_non_null(at);
		assert_memory_equal(at + 7, keys[i], strlen(keys[i]));
		at++;
	}
	assert_has(body, "complete=\"true\"");
}

static void values_follow_the_order_that_was_asked(void **state)
{
	assert_has(data(*state, "menages", "&Attributes=type,pop"), "<tjs:K>01</tjs:K><tjs:V>R</tjs:V><tjs:V>671937</tjs:V>");
	assert_has(data(*state, "menages", "&Attributes=%20pop%20,%20type"),
	           "<tjs:K>01</tjs:K><tjs:V>671937</tjs:V><tjs:V>R</tjs:V>");
}

static void what_is_missing_says_why_and_a_territory_without_a_row_has_none(void **state)
{
	const char *body = data(*state, "menages", "");

	assert_has(body, "<tjs:K>2A</tjs:K><tjs:V null=\"true\">s</tjs:V><tjs:V null=\"true\"/><tjs:V>R</tjs:V>");
	assert_has(body, "<tjs:K>2B</tjs:K><tjs:V>185153</tjs:V><tjs:V>12.5</tjs:V><tjs:V null=\"true\">so</tjs:V>");
	assert_has(body, "<tjs:Null><tjs:Identifier>s</tjs:Identifier><tjs:Title>Secret statistique</tjs:Title>");
	assert_has(body, "complete=\"false\"");
	assert_has_not(body, "FR-93");
}

static void columns_are_told_with_unit_classes_and_uncertainty(void **state)
{
	const char *body = data(*state, "menages", "&language=en");

	assert_has(body, "name=\"pop\" type=\"http://www.w3.org/TR/xmlschema-2/#integer\" length=\"7\" decimals=\"0\" "
	                 "purpose=\"Attribute\"");
	assert_has(body, "<tjs:Count><tjs:UOM><tjs:ShortForm>hab</tjs:ShortForm><tjs:LongForm>inhabitants</tjs:LongForm>");
	assert_has(body, "<tjs:Uncertainty gaussian=\"unknown\">0.2</tjs:Uncertainty>");
	assert_has(body, "<tjs:Value color=\"B2182B\"><tjs:Identifier>U</tjs:Identifier><tjs:Title>Urban</tjs:Title>");
	assert_has(body, "<tjs:Value rank=\"1\" color=\"FEE5D9\"><tjs:Identifier>1</tjs:Identifier>");
	assert_has(body, "<tjs:ReferenceDate startDate=\"2019\">2023</tjs:ReferenceDate>");
	assert_has(body, "<tjs:Documentation>https://example.org/doc</tjs:Documentation>");
	assert_has(body, "Source: Insee.");
}

static void keys_are_chosen_one_by_one_and_by_range(void **state)
{
	const char *body = data(*state, "prix", "&LinkageKeys=FR-93,01-02,2A");

	assert_has(body, ">FR-93<");
	assert_has(body, ">01<");
	assert_has(body, ">02<");
	assert_has(body, ">2A<");
	assert_has_not(body, ">75<");
	assert_has(data(*state, "prix", "&LinkageKeys=2A-80"), ">75<");
	assert_has_not(data(*state, "prix", "&GeolinkIds=75"), "<tjs:K>01");
}

static void a_filter_and_keys_hold_both(void **state)
{
	const char *body = data(*state, "menages", "&FilterColumn=type&FilterValue=R&LinkageKeys=01,75&Attributes=pop");

	assert_has(body, "<tjs:K>01<");
	assert_has_not(body, "<tjs:K>75<");
	assert_has_not(body, "<tjs:K>02<");
	assert_has_not(body, "name=\"type\"");
	assert_has(data(*state, "menages", "&FilterField=densite&FilterValue=3"), "<tjs:K>75<");
}

static void a_table_with_several_rows_a_key_has_them_all(void **state)
{
	const char *body = data(*state, "annees", "");

	assert_has(body, "relationship=\"many\" complete=\"false\"");
	assert_has(body, "name=\"an\" type=\"http://www.w3.org/TR/xmlschema-2/#integer\" length=\"4\" decimals=\"0\" "
	                 "purpose=\"TemporalIdentifier\"");
	assert_has(body, "<tjs:K>75</tjs:K><tjs:V>2021</tjs:V><tjs:V>11</tjs:V>");
	assert_has(body, "<tjs:K>75</tjs:K><tjs:V>2020</tjs:V><tjs:V>9</tjs:V>");
	assert_has(body, "<tjs:K>01</tjs:K><tjs:V>2021</tjs:V><tjs:V null=\"true\">s</tjs:V>");
}

static const char *file(struct country *c, const char *name, const char *query)
{
	const char *body = country_get(c, mem_printf(c, "/data/%s", name), query);

	assert_int_equal(c->err.code, ERR_NONE);
	return body;
}

static void several_rows_a_key_are_a_cube_with_one_dimension_more(void **state)
{
	const char *body = file(*state, "annees.json", "");

	assert_has(body, "\"id\":[\"territory\",\"an\",\"indicator\"],\"size\":[2,2,1]");
	assert_has(body, "\"an\":{\"label\":\"an\",\"category\":{\"index\":[\"2020\",\"2021\"]}}");
	assert_has(body, "\"value\":{\"0\":20,\"1\":null,\"2\":9,\"3\":11},\"status\":{\"1\":\"s\"}");
	assert_has(file(*state, "prix.json", ""), "\"value\":[2,");
}

static void several_rows_a_key_are_observations_of_their_times(void **state)
{
	const char *body = file(*state, "annees.sdmx.csv", "language=fr");

	assert_has(body, ",75,value,2021,11,A,hab,");
	assert_has(body, ",01,value,2021,,Q,hab,");
	assert_has_not(body, ",an,");
	assert_has_not(file(*state, "annees.csv-metadata.json", ""), "primaryKey");
}

static void several_rows_a_key_are_features_with_one_geometry(void **state)
{
	const char *body = file(*state, "annees.geojson", "");

	assert_has(body, "\"an\":2020,\"value\":20}");
	assert_has(body, "\"an\":2021,\"value\":null}");
	assert_has(body, "\"an\":2021,\"value\":11}");
	assert_has_not(body, "FR-93");
	body = file(*state, "annees.geojson", "FilterColumn=an&FilterValue=2020&LinkageKeys=75");
	assert_has(body, "\"an\":2020,\"value\":9}");
	assert_has_not(body, "\"value\":11");
	assert_has_not(body, "\"value\":20");
}

static void each_value_names_its_column_where_that_is_asked(void **state)
{
	assert_has(data(*state, "menages", "&aid=true&Attributes=pop"), "<tjs:V aid=\"pop\">671937</tjs:V>");
	assert_has(data(*state, "menages", "&aid=true&Attributes=pop"), "<tjs:V aid=\"pop\" null=\"true\">s</tjs:V>");
}

static void numbers_read_back_the_same(void **state)
{
	const char *body = data(*state, "prix", "");

	assert_has(body, "<tjs:K>2A</tjs:K><tjs:V>0.0000001</tjs:V>");
	assert_has(body, "<tjs:K>02</tjs:K><tjs:V>123456789.125</tjs:V>");
	assert_has(body, "<tjs:K>01</tjs:K><tjs:V>2</tjs:V>");
	assert_has(body, "<tjs:K>2B</tjs:K><tjs:V>0</tjs:V>");
}

static void a_style_sheet_of_this_site_is_named_in_the_document(void **state)
{
	const char *body = data(*state, "prix", "&XSL=" BASE "/portal/a.xsl?b=%22%3E%3C");

	assert_has(body, "<?xml-stylesheet type=\"text/xsl\" href=\"" BASE "/portal/a.xsl?b=&quot;&gt;&lt;\"?>");
}

static void the_type_is_that_of_gdas(void **state)
{
	struct country *c = *state;

	data(c, "prix", "");
	assert_string_equal(out_header_get(c->out, "Content-Type"), "text/xml; subtype=gdas/1.0");
}

static void keys_of_a_framework_come_with_their_names(void **state)
{
	struct country *c = *state;
	const char *body = country_get(c, "/tjs", "service=TJS&request=DescribeKey&FrameworkURI=" DEPARTEMENTS);

	assert_has(body, "<tjs:Row><tjs:K>01</tjs:K><tjs:Title>Ain</tjs:Title></tjs:Row><tjs:Row><tjs:K>02</tjs:K>"
	                 "<tjs:Title>Aisne &amp; &lt;Oise&gt;</tjs:Title></tjs:Row>");
	assert_has(body, "<tjs:Row><tjs:K>2B</tjs:K></tjs:Row>");
	assert_has(country_get(c, "/tjs", "service=TJS&request=DescribeKey&FrameworkURI=" BASE "/tjs/frameworks/regions"),
	           "Île-de-France");
}

#define TEST(name) cmocka_unit_test(name)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(rows_come_by_ascending_key_whatever_their_order_in_the_file), TEST(values_follow_the_order_that_was_asked),
		TEST(what_is_missing_says_why_and_a_territory_without_a_row_has_none),
		TEST(columns_are_told_with_unit_classes_and_uncertainty), TEST(keys_are_chosen_one_by_one_and_by_range),
		TEST(a_filter_and_keys_hold_both), TEST(a_table_with_several_rows_a_key_has_them_all),
		TEST(several_rows_a_key_are_a_cube_with_one_dimension_more), TEST(several_rows_a_key_are_observations_of_their_times),
		TEST(several_rows_a_key_are_features_with_one_geometry), TEST(each_value_names_its_column_where_that_is_asked),
		TEST(numbers_read_back_the_same), TEST(a_style_sheet_of_this_site_is_named_in_the_document),
		TEST(the_type_is_that_of_gdas), TEST(keys_of_a_framework_come_with_their_names),
	};
	return cmocka_run_group_tests(tests, country_set_up, country_tear_down);
}
