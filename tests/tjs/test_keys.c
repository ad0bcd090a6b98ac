/* A framework whose key is made of two columns. */
#include "tests/tjs/country.h"

#define ILOTS BASE "/tjs/frameworks/ilots/2026-01-01"
#define TYPE "http://www.w3.org/TR/xmlschema-2/#"
#define KEY(name, length) "<tjs:Column name=\"" name "\" type=\"" TYPE "string\" length=\"" length "\"/>"

static bool publish(struct country *c, const char *key, const char *rows)
{
	struct workspace *w = c->workspace;

	return workspace_publish(w, (struct publish_request){
		.name = "ilots", .is_framework = true, .version = "2026-01-01", .key = key, .theme = "territories",
		.source = source_geojson(w, w->folder, "ilots.geojson", rows), .metadata.title = { "Îlots", "Blocks" } });
}

static int set_up(void **state)
{
	struct country *c = country_new();

	*state = c;
	assert_true(publish(c, "dep, num", FEATURE("\"dep\":\"2A\",\"num\":3", SQUARE(8, 41)) ","
	                    FEATURE("\"dep\":\"01\",\"num\":12", SQUARE(5, 46)) "," FEATURE("\"dep\":\"01\",\"num\":2", SQUARE(6, 46))));
	c->catalogue = sample_load(c->workspace->sample);
	c->view = c->x.view = view_open(c, c->catalogue, c->joins, NULL);
	return 0;
}

static void each_key_is_told_in_its_columns(void **state)
{
	struct country *c = *state;
	const char *body = country_get(c, "/tjs", "service=TJS&request=DescribeKey&FrameworkURI=" ILOTS);

	assert_valid_tjs(c, body);
	assert_has(body, "<tjs:FrameworkKey>" KEY("dep", "2") KEY("num", "2") "</tjs:FrameworkKey>");
	assert_has(body, "<tjs:Row><tjs:K>01</tjs:K><tjs:K>12</tjs:K></tjs:Row><tjs:Row><tjs:K>01</tjs:K><tjs:K>2</tjs:K></tjs:Row>"
	                 "<tjs:Row><tjs:K>2A</tjs:K><tjs:K>3</tjs:K></tjs:Row>");
	body = country_get(c, "/tjs", "service=TJS&request=DescribeJoinAbilities");
	assert_valid_tjs(c, body);
	assert_has(body, KEY("dep", "2") KEY("num", "2"));
}

#define GDAS(keys, rows) "<GDAS xmlns=\"http://www.opengis.net/tjs/1.0\" xml:lang=\"fr\"><Framework><FrameworkURI>" ILOTS \
	"</FrameworkURI><Dataset><DatasetURI>d</DatasetURI><Title>Logements</Title><Columnset><FrameworkKey " \
	"relationship=\"one\" complete=\"false\">" keys "</FrameworkKey><Attributes><Column name=\"n\" type=\"" TYPE "integer\" " \
	"length=\"4\" purpose=\"Attribute\"><Title>Logements</Title><Abstract/><Values><Count><UOM><ShortForm>1</ShortForm>" \
	"<LongForm>nombre</LongForm></UOM></Count></Values></Column></Attributes></Columnset><Rowset>" rows \
	"</Rowset></Dataset></Framework></GDAS>"
#define COLUMN(name) "<Column name=\"" name "\" type=\"" TYPE "string\" length=\"2\"/>"

static const char *join(struct country *c, const char *gdas)
{
	return country_post(c, "/tjs", mem_printf(c, "<JoinData xmlns=\"http://www.opengis.net/tjs/1.0\" service=\"TJS\"><AttributeData>"
	                                             "%s</AttributeData></JoinData>", gdas));
}

static void a_table_with_both_columns_is_joined_and_comes_back_so(void **state)
{
	struct country *c = *state;
	const char *body = join(c, GDAS(COLUMN("departement") COLUMN("ilot"),
		"<Row><K>01</K><K>12</K><V>120</V></Row><Row><K>2A</K><K>3</K><V>30</V></Row><Row><K>2A</K><K>4</K><V>40</V></Row>"));

	assert_valid_tjs(c, body);
	assert_has(body, "<tjs:Completed>2 territoires sur 3 ont reçu une valeur, de 3 lignes.");
	const char *at = strstr(body, "<tjs:Parameter name=\"layers\">") + strlen("<tjs:Parameter name=\"layers\">");
	body = country_get(c, "/tjs", mem_printf(c, "service=TJS&request=GetData&FrameworkURI=%s&DatasetURI=" BASE "/tjs/datasets/%s",
	                                         ILOTS, mem_strndup(c, at, strcspn(at, "<"))));
	assert_valid_tjs(c, body);
	assert_has(body, "complete=\"false\">" KEY("dep", "2") KEY("num", "2") "</tjs:FrameworkKey>");
	assert_has(body, "<tjs:Row><tjs:K>01</tjs:K><tjs:K>12</tjs:K><tjs:V>120</tjs:V></tjs:Row>"
	                 "<tjs:Row><tjs:K>2A</tjs:K><tjs:K>3</tjs:K><tjs:V>30</tjs:V></tjs:Row></tjs:Rowset>");
}

static void a_table_with_the_key_in_one_column_is_joined_too(void **state)
{
	assert_has(join(*state, GDAS(COLUMN("ilot"), "<Row><K>012</K><V>1</V></Row><Row><K>0112</K><V>2</V></Row>")),
	           "<tjs:Completed>2 territoires sur 3");
}

static void a_row_has_a_k_for_each_column(void **state)
{
	struct country *c = *state;
	const char *body = join(c, GDAS(COLUMN("departement") COLUMN("ilot"), "<Row><K>01</K><V>120</V></Row>"));

	assert_exception(c, body, "InvalidParameterValue", "GetDataURL", 400);
	assert_has(body, "la ligne 1 a 1 K, et il y a 2 colonnes");
}

static void a_new_version_of_the_data_keeps_the_columns_of_the_key(void **state)
{
	struct country *c = *state;

	assert_true(publish(c, NULL, FEATURE("\"num\":\"9\",\"dep\":\"02\"", SQUARE(8, 41))));
	c->catalogue = sample_load(c->workspace->sample);
	c->view = c->x.view = view_open(c, c->catalogue, c->joins, NULL);
	assert_has(country_get(c, "/tjs", "service=TJS&request=DescribeKey&FrameworkURI=" ILOTS),
	           "<tjs:Row><tjs:K>02</tjs:K><tjs:K>9</tjs:K></tjs:Row>");
}

static void keys_that_are_alike_once_they_are_put_together_are_refused(void **state)
{
	struct country *c = *state;
	struct workspace *w = c->workspace;

	assert_false(publish(c, "dep,num", FEATURE("\"dep\":\"1\",\"num\":\"12\"", SQUARE(8, 41)) ","
	                     FEATURE("\"dep\":\"11\",\"num\":\"2\"", SQUARE(5, 46))));
	assert_string_equal(w->err.locator, "--key");
	assert_has(w->err.message.en, "112");
	w->err = (struct err){ 0 };
	assert_false(publish(c, "dep,nowhere", FEATURE("\"dep\":\"1\",\"num\":\"12\"", SQUARE(8, 41))));
	assert_has(w->err.message.en, "nowhere");
	w->err = (struct err){ 0 };
	assert_false(publish(c, "dep,num", FEATURE("\"dep\":\"1\",\"num\":null", SQUARE(8, 41))));
	assert_string_equal(w->err.locator, "--key");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, country_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_key_is_told_in_its_columns), TEST(a_table_with_both_columns_is_joined_and_comes_back_so),
		TEST(a_table_with_the_key_in_one_column_is_joined_too), TEST(a_row_has_a_k_for_each_column),
		TEST(a_new_version_of_the_data_keeps_the_columns_of_the_key),
		TEST(keys_that_are_alike_once_they_are_put_together_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
