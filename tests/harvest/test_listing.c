#include "tests/unit.h"

#include <stdlib.h>
#include <unistd.h>

#include "harvest/listing.h"

struct room {
	struct listing l;
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

static bool read_text(struct room *r, const char *root, const char *text)
{
	const struct xml_source from = { .text = { text, strlen(text) } };

	r->err = (struct err){ 0 };
	return listing_read(&r->l, r, &from, 1 << 20, root, &r->err);
}

#define HEAD(kind, uri) "<" kind "URI>" uri "</" kind "URI><Organization>O</Organization><Title> A &amp; B\n</Title>" \
	"<Abstract>Some <b>bold</b> words</Abstract><ReferenceDate startDate=\"2019\">2021</ReferenceDate><Version>7</Version>" \
	"<Documentation>https://x.example/doc</Documentation>"
#define FRAMEWORK(uri, more) "<Framework>" HEAD("Framework", uri) "<FrameworkKey><Column name=\"code\" type=\"t\" length=\"2\"/>" \
	"<Column name=\"part\"/></FrameworkKey><BoundingCoordinates><North>1</North></BoundingCoordinates>" more "</Framework>"

static void capabilities_tell_who_in_which_languages_and_whether_there_are_data(void **state)
{
	struct room *r = *state;

	assert_true(read_text(r, "Capabilities",
		"<t:Capabilities xmlns:t=\"http://www.opengis.net/tjs/1.0\" xmlns:ows=\"http://www.opengis.net/ows/1.1\" "
		"xmlns:xlink=\"http://www.w3.org/1999/xlink\" xml:lang=\"fr\"><ows:ServiceIdentification><ows:Title>Stats</ows:Title>"
		"<ows:AccessConstraints>Licence</ows:AccessConstraints></ows:ServiceIdentification><ows:ServiceProvider>"
		"<ows:ProviderName>P</ows:ProviderName><ows:ProviderSite xlink:href=\"https://p.example/\"/></ows:ServiceProvider>"
		"<ows:OperationsMetadata><ows:Operation name=\"GetData\"/></ows:OperationsMetadata><t:Languages>"
		"<ows:Language>fr</ows:Language><ows:Language>en</ows:Language></t:Languages></t:Capabilities>"));
	assert_string_equal(r->l.lang, "fr");
	assert_string_equal(r->l.title, "Stats");
	assert_string_equal(r->l.constraints, "Licence");
	assert_string_equal(r->l.provider, "P");
	assert_string_equal(r->l.site, "https://p.example/");
	assert_true(r->l.says_operations && r->l.gives_data);
	assert_int_equal(r->l.n_languages, 2);
	assert_string_equal(r->l.languages[1], "en");
	assert_true(read_text(r, "Capabilities", "<Capabilities/>"));
	assert_false(r->l.says_operations);
	assert_string_equal(r->l.title, "");
}

static void frameworks_and_their_datasets_come_with_their_heads(void **state)
{
	struct room *r = *state;

	assert_true(read_text(r, "DatasetDescriptions", "<x:DatasetDescriptions xmlns:x=\"http://www.opengis.net/tjs\" "
		"xmlns=\"http://www.opengis.net/tjs\">" FRAMEWORK("urn:f", "<Dataset>" HEAD("Dataset", "urn:d") "</Dataset><Dataset>"
		"<DatasetURI>urn:e</DatasetURI></Dataset>") FRAMEWORK("urn:g", "") "</x:DatasetDescriptions>"));
	assert_int_equal(r->l.n_frameworks, 2);
	const struct listing_framework *f = &r->l.frameworks[0];
	assert_string_equal(f->head.uri, "urn:f");
	assert_string_equal(f->head.title, "A & B");
	assert_string_equal(f->head.abstract, "Some bold words");
	assert_string_equal(f->head.start_date, "2019");
	assert_int_equal(f->n_keys, 2);
	assert_string_equal(f->keys[1], "part");
	assert_int_equal(f->n_datasets, 2);
	assert_string_equal(f->datasets[0].uri, "urn:d");
	assert_string_equal(f->datasets[0].version, "7");
	assert_string_equal(f->datasets[0].documentation, "https://x.example/doc");
	assert_string_equal(f->datasets[1].title, "");
	assert_int_equal(r->l.frameworks[1].n_datasets, 0);
}

static void nothing_that_is_told_acts_on_a_terminal(void **state)
{
	struct room *r = *state;

	assert_true(read_text(r, "FrameworkDescriptions", "<FrameworkDescriptions><Framework><Title>\n a&#155;2J\tb&#127;&#133;"
	                                                  "</Title><FrameworkURI>\xc3\xa9&#10;u</FrameworkURI></Framework></FrameworkDescriptions>"));
	assert_string_equal(r->l.frameworks[0].head.title, "a  2J b");
	assert_string_equal(r->l.frameworks[0].head.uri, "\xc3\xa9 u");
}

static void what_is_no_such_document_is_refused_without_a_word_of_it(void **state)
{
	static const char *const wrong[] = {
		"<sesame/>", "<ExceptionReport>sesame</ExceptionReport>", "sesame", "", "<FrameworkDescriptions>",
		"<!DOCTYPE sesame><FrameworkDescriptions/>", "<FrameworkDescriptions>&sesame;</FrameworkDescriptions>",
	};
	struct room *r = *state;

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		assert_false(read_text(r, "FrameworkDescriptions", wrong[i]));
		assert_null(strstr(r->err.message.en, "sesame"));
		assert_null(strstr(r->err.message.fr, "sesame"));
		assert_int_not_equal(strlen(r->err.message.fr), 0);
	}
}

static void there_is_an_end_to_what_is_read(void **state)
{
	struct room *r = *state;
	char *words = mem_array(r, char, 70001), *many = mem_strdup(r, "<FrameworkDescriptions>");

	memset(words, 'x', 70000);
	assert_false(read_text(r, "FrameworkDescriptions",
	                       mem_printf(r, "<FrameworkDescriptions><Framework><Title>%s</Title></Framework>", words)));
	assert_int_equal(r->err.code, ERR_TOO_LARGE);
	for (int i = 0; i <= 10000; i++)
		many = mem_check(talloc_asprintf_append_buffer(many, "<Framework/>"));
	assert_false(read_text(r, "FrameworkDescriptions", many));
	assert_int_equal(r->err.code, ERR_TOO_LARGE);
}

static void the_examples_of_the_standard_are_read(void **state)
{
	const char *shared = getenv("JOINTURE_SHARED");
	struct room *r = *state;
	static const char *const names[] = { "Capabilities", "FrameworkDescriptions", "DatasetDescriptions" };

	for (size_t i = 0; i < 3; i++) {
		const struct xml_source from = {
			.path = mem_printf(r, "%s/ogc/examples/responses/%s.xml", shared != NULL ? shared : "", names[i]),
		};
		if (shared == NULL || access(from.path, R_OK) != 0)
			skip();
		r->err = (struct err){ 0 };
		if (!listing_read(&r->l, r, &from, 1 << 20, names[i], &r->err))
			fail_msg("%s: %s", names[i], r->err.message.en);
		assert_true(i == 0 ? r->l.n_languages > 0 : r->l.n_frameworks > 0);
		assert_true(i != 2 || r->l.frameworks[0].n_datasets > 0);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(capabilities_tell_who_in_which_languages_and_whether_there_are_data),
		TEST(frameworks_and_their_datasets_come_with_their_heads),
		TEST(nothing_that_is_told_acts_on_a_terminal),
		TEST(what_is_no_such_document_is_refused_without_a_word_of_it), TEST(there_is_an_end_to_what_is_read),
		TEST(the_examples_of_the_standard_are_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
