#include "tests/unit.h"

#include <dirent.h>
#include <math.h>
#include <stdlib.h>

#include "table/gdas.h"

static const struct table_limits limits = { .rows = 1000, .columns = 20, .cell = 1000, .bytes = 1 << 20 };

struct room {
	struct gdas g;
	struct err err;
};

static int set_up(void **state)
{
	*state = mem_new(NULL, struct room);
	return 0;
}

static int tear_down(void **state)
{
	return talloc_free(*state);
}

static bool read_text(struct room *r, const char *text)
{
	const struct xml_source from = { .text = { text, strlen(text) } };

	r->err = (struct err){ 0 };
	return gdas_read(&r->g, r, &from, &limits, &r->err);
}

#define TYPE "http://www.w3.org/TR/xmlschema-2/#"
#define HEAD "<GDAS xmlns=\"http://www.opengis.net/tjs/1.0\" xml:lang=\"fr\"><Framework><FrameworkURI>f</FrameworkURI>" \
	"<Title>F</Title><Dataset><DatasetURI>d</DatasetURI><Title>D</Title><ReferenceDate startDate=\"2016\">2020" \
	"</ReferenceDate><Columnset><FrameworkKey relationship=\"one\" complete=\"true\"><Column name=\"code\" " \
	"type=\"" TYPE "string\" length=\"2\"/></FrameworkKey><Attributes>"
#define POP "<Column name=\"pop\" type=\"" TYPE "integer\" length=\"9\" purpose=\"Attribute\"><Title>Population</Title>" \
	"<Abstract>Les <b>gens</b></Abstract><Values><Count><UOM><ShortForm>hab</ShortForm><LongForm>habitants</LongForm>" \
	"</UOM><Uncertainty gaussian=\"unknown\">0.5</Uncertainty><Exceptions><Null><Identifier>x</Identifier>" \
	"<Title>Secret statistique</Title></Null></Exceptions></Count></Values></Column>"
#define KIND "<Column name=\"kind\" type=\"https://www.w3.org/TR/xmlschema-2/#string\" purpose=\"Attribute\"><Title>Kind" \
	"</Title><Values><Ordinal><Classes><Value><Identifier>1</Identifier><Title>Low</Title><rank>1</rank>" \
	"<color>#ff0000</color></Value><Value rank=\"2\" color=\"00FF00\"><Identifier>2</Identifier></Value></Classes>" \
	"</Ordinal></Values></Column>"
#define ROWS "</Attributes></Columnset><Rowset>"
#define END "</Rowset></Dataset></Framework></GDAS>"
#define GOOD "<Row><K>01</K><V>12</V><V>1</V></Row>"

static void rows_keep_codes_and_say_why_a_value_is_missing(void **state)
{
	struct room *r = *state;
	char room[40];

	assert_true(read_text(r, HEAD POP KIND ROWS GOOD
		"<Row><K> 2A </K><V null=\"true\">s</V><V>02</V></Row>"
		"<Row><K>75</K><V>x</V><V/></Row><Row><K>76</K><V/><V null=\"1\"/></Row>" END));
	const struct table *t = r->g.table;
	assert_int_equal(t->n_rows, 4);
	assert_int_equal(t->n_columns, 3);
	assert_string_equal(table_text(t, 0, 0, room), "01");
	assert_string_equal(table_text(t, 0, 1, room), "2A");
	assert_int_equal(t->columns[1].type, CELL_INTEGER);
	assert_int_equal(t->columns[1].integers[0], 12);
	assert_int_equal(t->columns[1].states[1], VALUE_SECRET);
	assert_int_equal(t->columns[1].states[2], VALUE_SECRET);
	assert_int_equal(t->columns[1].states[3], VALUE_MISSING);
	assert_int_equal(t->columns[2].type, CELL_TEXT);
	assert_string_equal(table_text(t, 2, 1, room), "02");
	assert_string_equal(table_text(t, 2, 2, room), "");
	assert_null(table_text(t, 2, 3, room));
}

static void what_columns_mean_comes_with_them(void **state)
{
	struct room *r = *state;

	assert_true(read_text(r, HEAD POP KIND ROWS GOOD END));
	const struct gdas *g = &r->g;
	assert_string_equal(g->lang, "fr");
	assert_string_equal(g->framework.uri, "f");
	assert_string_equal(g->dataset.title, "D");
	assert_string_equal(g->dataset.start_date, "2016");
	assert_string_equal(g->dataset.date, "2020");
	assert_true(g->complete && !g->many);
	assert_string_equal(g->keys[0], "code");
	assert_int_equal(g->columns[0].values, GDAS_COUNT);
	assert_string_equal(g->columns[0].abstract, "Les gens");
	assert_string_equal(g->columns[0].unit, "hab");
	assert_string_equal(g->columns[0].uncertainty, "0.5");
	assert_int_equal(g->columns[1].values, GDAS_ORDINAL);
	assert_int_equal(g->columns[1].n_classes, 2);
	assert_int_equal(g->columns[1].classes[0].rank, 1);
	assert_int_equal(g->columns[1].classes[0].color, 0xff0000);
	assert_int_equal(g->columns[1].classes[1].color, 0x00ff00);
	assert_string_equal(g->table->columns[1].title.fr, "Population");
}

static void any_namespace_or_none_will_do(void **state)
{
	assert_true(read_text(*state, "<a:GDAS xmlns:a=\"http://www.opengis.net/tjs\"><a:Framework><FrameworkURI>f"
		"</FrameworkURI><a:Dataset><Columnset><FrameworkKey relationship=\"many\" complete=\"false\">"
		"<Column name=\"c\"/></FrameworkKey><Attributes><Column name=\"v\" type=\"" TYPE "double\" "
		"purpose=\"Attribute\"/></Attributes></Columnset><Rowset><Row><K>1</K><V>1.5E2</V></Row></Rowset>"
		"<DatasetURI>d</DatasetURI></a:Dataset></a:Framework></a:GDAS>"));
	assert_true(((struct room *)*state)->g.many);
}

static void what_is_wrong_is_named_with_row_and_column(void **state)
{
	struct room *r = *state;
	static const struct { const char *text, *locator, *words; } cases[] = {
		{ HEAD POP KIND ROWS GOOD "<Row><K>02</K><V>1</V></Row>" END, "table", "row 2 has 1 V" },
		{ HEAD POP KIND ROWS "<Row><K>02</K><V>1</V><V>a</V><V>b</V></Row>" END, "table", "row 1 has 3 V" },
		{ HEAD POP KIND ROWS "<Row><V>1</V><V>a</V></Row>" END, "table", "row 1 has 0 K" },
		{ HEAD POP KIND ROWS "<Row><K>1</K><K>1</K><V>1</V><V>a</V></Row>" END, "table", "row 1 has 2 K" },
		{ HEAD POP KIND ROWS GOOD "<Row><K>02</K><V>many</V><V>a</V></Row>" END, "pop", "row 2, column \"pop\"" },
		{ HEAD POP KIND ROWS "<Row><K>1</K><V aid=\"kind\">1</V><V>a</V></Row>" END, "pop", "aid" },
		{ HEAD POP KIND ROWS "<Row><K aid=\"code\">1</K><V>1</V><V>a</V></Row>" END, "table", "row 1: K" },
		{ HEAD POP POP ROWS GOOD END, "pop", "two columns" },
		{ HEAD POP ROWS END, "table", "no Row" },
		{ HEAD ROWS GOOD END, "table", "no column" },
		{ HEAD "<Column name=\"a\" type=\"" TYPE "date\" purpose=\"Attribute\"/>" ROWS END, "a", "type" },
		{ HEAD "<Column name=\"a\" type=\"" TYPE "string\" purpose=\"Data\"/>" ROWS END, "a", "purpose" },
		{ HEAD "<Column name=\"a\" type=\"" TYPE "string\" purpose=\"Attribute\"><Values><Count><UOM reference=\"u\"/>"
		  "</Count></Values></Column>" ROWS END, "a", "ows:reference" },
		{ HEAD POP "</Attributes></Columnset></Dataset></Framework></GDAS>", "table", "no Rowset" },
		{ "<GDAS><Framework><Dataset/><Dataset/></Framework></GDAS>", "table", "two" },
		{ "<ExceptionReport/>", "table", "it is an exception" },
		{ HEAD POP KIND ROWS GOOD, "table", "well-formed" },
		{ "<!DOCTYPE GDAS>" HEAD POP KIND ROWS GOOD END, "table", "DOCTYPE" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_false(read_text(r, cases[i].text));
		assert_string_equal(r->err.locator, cases[i].locator);
		if (strstr(r->err.message.en, cases[i].words) == NULL)
			fail_msg("\"%s\" is not in \"%s\"", cases[i].words, r->err.message.en);
	}
}

static void limits_end_the_reading(void **state)
{
	struct room *r = *state;
	char *text = mem_strdup(r, HEAD POP KIND ROWS);

	for (int i = 0; i < 1001; i++)
		text = mem_check(talloc_asprintf_append_buffer(text, GOOD));
	text = mem_check(talloc_asprintf_append_buffer(text, END));
	assert_false(read_text(r, text));
	assert_int_equal(r->err.code, ERR_TOO_LARGE);
	assert_string_equal(r->err.locator, "rows");
	char *cell = mem_array(r, char, 1002);
	memset(cell, 'a', 1001);
	assert_false(read_text(r, mem_printf(r, HEAD POP KIND ROWS "<Row><K>%s</K><V/><V/></Row>" END, cell)));
	assert_int_equal(r->err.code, ERR_TOO_LARGE);
	char *long_text = mem_array(r, char, (2 << 20) + 1);
	memset(long_text, ' ', 2 << 20);
	assert_false(read_text(r, long_text));
	assert_int_equal(r->err.code, ERR_TOO_LARGE);
}

/* The official examples, where they are; and those that each break one rule: what is broken in a way that is common in
   the field is read, the rest is not. */
static void examples_are_read_and_wrong_ones_refused(void **state)
{
	static const char *const lenient[] = { "gdas-https-type.xml", "gdas-no-length.xml" };
	struct room *r = *state;
	const char *shared = getenv("JOINTURE_SHARED");
	const char *folder = mem_printf(r, "%s/ogc/examples/invalid", shared != NULL ? shared : "../shared");
	DIR *list = opendir(folder);
	int seen = 0;

	if (list == NULL)
		skip();
	for (struct dirent *e; (e = readdir(list)) != NULL;) {
		const struct xml_source from = { .path = mem_printf(r, "%s/%s", folder, e->d_name) };
		bool fine = false;
		if (strncmp(e->d_name, "gdas-", 5) != 0)
			continue;
		for (size_t i = 0; i < 2; i++)
			fine = fine || strcmp(e->d_name, lenient[i]) == 0;
		r->err = (struct err){ 0 };
		if (gdas_read(&r->g, r, &from, &limits, &r->err) != fine)
			fail_msg("%s: %s", e->d_name, r->err.message.en != NULL ? r->err.message.en : "was read");
		seen++;
	}
	closedir(list);
	assert_int_equal(seen, 8);
	static const char *const good[] = { "GDAS.xml", "GDAS-aid.xml", "GDAS-many.xml" };
	for (size_t i = 0; i < 3; i++) {
		const struct xml_source from = { .path = mem_printf(r, "%s/../responses/%s", folder, good[i]) };
		r->err = (struct err){ 0 };
		if (!gdas_read(&r->g, r, &from, &limits, &r->err))
			fail_msg("%s: %s", good[i], r->err.message.en);
	}
}

static bool describe(struct room *r, const char *text)
{
	const struct xml_source from = { .text = { text, strlen(text) } };

	r->err = (struct err){ 0 };
	return gdas_describe(&r->g, r, &from, &limits, &r->err);
}

static void a_description_is_a_gdas_without_rows(void **state)
{
	struct room *r = *state;
	const char *const whole = "<DataDescriptions xml:lang=\"en\">" /* as HEAD, under its own root */
		"<Framework><FrameworkURI>f</FrameworkURI><Dataset><DatasetURI>d</DatasetURI><Version>7</Version><Columnset>"
		"<FrameworkKey relationship=\"many\" complete=\"false\"><Column name=\"code\"/></FrameworkKey><Attributes>"
		POP KIND "</Attributes></Columnset></Dataset></Framework></DataDescriptions>";

	assert_true(describe(r, whole));
	assert_null(r->g.table);
	assert_string_equal(r->g.lang, "en");
	assert_string_equal(r->g.dataset.version, "7");
	assert_int_equal(r->g.n_columns, 2);
	assert_true(r->g.many);
	assert_string_equal(r->g.columns[1].classes[1].value, "2");
	assert_false(describe(r, HEAD POP ROWS GOOD END));
	assert_non_null(strstr(r->err.message.en, "DataDescriptions"));
	assert_false(read_text(r, whole));
	assert_false(describe(r, "<DataDescriptions><Framework><FrameworkURI>f</FrameworkURI></Framework></DataDescriptions>"));
	assert_non_null(strstr(r->err.message.en, "no key"));
	assert_false(describe(r, "<DataDescriptions><Framework><FrameworkURI>f</FrameworkURI><Dataset/><Dataset/></Framework>"
	                         "</DataDescriptions>"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(rows_keep_codes_and_say_why_a_value_is_missing), TEST(what_columns_mean_comes_with_them),
		TEST(any_namespace_or_none_will_do), TEST(what_is_wrong_is_named_with_row_and_column),
		TEST(a_description_is_a_gdas_without_rows),
		TEST(limits_end_the_reading), TEST(examples_are_read_and_wrong_ones_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
