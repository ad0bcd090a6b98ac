#include "tests/unit.h"
#include "base/xml_fast.h"

static bool parses(const char *text, struct err *err)
{
	void *ctx = talloc_new(NULL);
	struct span s = { text, strlen(text) };
	bool ok = xml_parse(ctx, s, 4096, 8, NULL, err) != NULL;
	assert_true(ok == (err->code == ERR_NONE));
	talloc_free(ctx);
	return ok;
}

static void a_doctype_is_refused_before_any_tree(void **state)
{
	(void)state;
	const char *bad[] = {
		"<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>",
		"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
		"<a>", "", "<a/><b/>", "<a>&unknown;</a>", "<p:a/>",
		"<a xmlns:p='u' xmlns:q='u' p:b='1' q:b='2'/>", "<a><b><c><d><e><f><g><h><i/></h></g></f></e></d></c></b></a>",
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct err err = { 0 };
		assert_false(parses(bad[i], &err));
		assert_int_equal(err.code, ERR_INVALID_PARAMETER);
	}
	struct err err = { 0 };
	assert_true(parses("<a><b>&amp;</b></a>", &err));
}

static void the_tree_is_read_by_local_names(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	const char *text = "<w:a xmlns:w='u' z='1'> <w:b> x </w:b><!-- c --><w:c w:k='v'><w:d/></w:c></w:a>";
	struct err err = { 0 };
	xmlDocPtr doc = xml_parse(ctx, (struct span){ text, strlen(text) }, 4096, 8, NULL, &err);
	assert_non_null(doc);
	const xmlNode *root = xmlDocGetRootElement(doc);
	assert_true(xml_is(root, "a"));
	assert_string_equal(xml_get(ctx, root, "z"), "1");
	assert_string_equal(xml_content(ctx, xml_child(root, "b")), "x");
	const xmlNode *c = xml_next(xml_first(root));
	assert_string_equal(xml_get(ctx, c, "k"), "v");
	assert_string_equal(xml_serialize(ctx, c), "<w:c xmlns:w=\"u\" w:k=\"v\"><w:d/></w:c>");
	talloc_free(ctx);
}

static void a_writer_that_goes_touches_its_out_no_more(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL), *writers = talloc_new(NULL);
	struct out *out = out_new_buffer(ctx);
	size_t n;
	xmlTextWriterPtr w = xml_writer(writers, out);
	xml_element(w, "a", "b");
	talloc_free(writers);
	out_held(out, &n);
	assert_int_equal(n, 0);
	talloc_free(ctx);
}

static void what_xml_cannot_carry_leaves_as_a_replacement(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct out *out = out_new_buffer(ctx);
	xmlTextWriterPtr w = xml_writer(ctx, out);
	struct err err = { 0 };
	size_t n;
	xml_start(w, "a");
	xml_attribute(w, "b", "x\x01\xe9" "y");
	xml_attribute(w, "c", NULL);
	xml_element(w, "d", "\xc3");
	xml_text(w, "\xed\xa0\x80 é");
	xmlTextWriterEndDocument(w);
	const char *text = out_held(out, &n);
	xmlDocPtr doc = xml_parse(ctx, (struct span){ text, n }, 4096, 8, NULL, &err);
	assert_non_null(doc);
	const xmlNode *root = xmlDocGetRootElement(doc);
	assert_string_equal(xml_get(ctx, root, "b"), "x\xef\xbf\xbd\xef\xbf\xbdy");
	assert_string_equal(xml_content(ctx, xml_child(root, "d")), "\xef\xbf\xbd");
	talloc_free(ctx);
}

static const char long_inside[] =
	"<p:a xmlns:p='u'><b>x</b><p:long xml:lang='fr' p:k='&lt;\"'><r>1 &amp; 2<!-- c --><e/></r><![CDATA[<]]></p:long><c>y</c></p:a>";

static void what_a_hollow_element_holds_is_left_out_of_the_tree(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	const struct span text = { long_inside, sizeof long_inside - 1 };
	struct err err = { 0 };
	xmlDocPtr doc = xml_parse_hollow(ctx, text, 40, 8, "long", NULL, &err);
	assert_non_null(doc);
	const xmlNode *root = xmlDocGetRootElement(doc), *hollow = xml_child(root, "long");
	assert_null(hollow->children);
	assert_string_equal(xml_get(ctx, hollow, "lang"), "fr");
	assert_string_equal(xml_content(ctx, xml_child(root, "c")), "y");
	assert_null(xml_parse_hollow(ctx, text, 10, 8, "long", NULL, &err));
	assert_int_equal(err.code, ERR_TOO_LARGE);
	err = (struct err){ 0 };
	assert_null(xml_parse_hollow(ctx, text, 4096, 3, "r", NULL, &err));
	assert_int_equal(err.code, ERR_INVALID_PARAMETER);
	talloc_free(ctx);
}

static char *held(const void *ctx, const struct out *out)
{
	size_t n;
	const char *bytes = out_held(out, &n);

	return mem_strndup(ctx, bytes, n);
}

static void an_element_is_copied_so_that_it_stands_alone(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	const struct xml_source from = { .text = { long_inside, sizeof long_inside - 1 } };
	struct out *out = out_new_buffer(ctx);
	struct err err = { 0 };
	assert_true(xml_copy(out, ctx, &from, 4096, 8, "long", NULL, &err));
	const char *copy = held(ctx, out);
	assert_string_equal(copy, "<long xml:lang=\"fr\" aab:k=\"&lt;&quot;\" xmlns:aab=\"u\"><r>1 &amp; 2<e/></r>&lt;</long>");
	assert_true(parses(copy, &err));
	talloc_free(ctx);
}

/* A document with one element for each text, by libxml2's writer or past it. */
static const char *document(const void *ctx, bool fast)
{
	static const char *const texts[] = { "", "plain", "a < b & \"c\" > 'd'", "\xc3\xa9t\xc3\xa9", "line\r\nend\ttab", "bad \x01\xff.",
	                                     "]]>" };
	struct out *out = out_new_buffer(ctx);
	xmlTextWriterPtr w = xml_writer(ctx, out);
	struct xml_fast *f = mem_new(ctx, struct xml_fast);

	xmlTextWriterStartDocument(w, NULL, "UTF-8", NULL);
	xml_start(w, "a");
	xml_attribute(w, "b", "c");
	if (fast)
		xml_fast_open(f, w, out);
	for (size_t i = 0; i < 7000; i++) {
		const char *text = texts[i % (sizeof texts / sizeof *texts)];
		if (fast) {
			xml_fast_start(f, "p:k");
			xml_fast_attribute(f, "v", text);
			if (*text == '\0')
				xml_fast_empty(f);
			else {
				xml_fast_inside(f);
				xml_fast_text(f, text);
				xml_fast_end(f, "p:k");
			}
			continue;
		}
		xml_start(w, "p:k");
		xml_attribute(w, "v", text);
		if (*text != '\0')
			xml_text(w, text);
		xml_end(w);
	}
	if (fast)
		xml_fast_close(f);
	xmlTextWriterEndDocument(w);
	xmlTextWriterFlush(w);
	return held(ctx, out);
}

static void past_the_writer_go_the_same_bytes(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	assert_string_equal(document(ctx, true), document(ctx, false));
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_doctype_is_refused_before_any_tree),
		cmocka_unit_test(the_tree_is_read_by_local_names),
		cmocka_unit_test(a_writer_that_goes_touches_its_out_no_more),
		cmocka_unit_test(what_xml_cannot_carry_leaves_as_a_replacement),
		cmocka_unit_test(what_a_hollow_element_holds_is_left_out_of_the_tree),
		cmocka_unit_test(an_element_is_copied_so_that_it_stands_alone),
		cmocka_unit_test(past_the_writer_go_the_same_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
