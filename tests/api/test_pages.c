#include "tests/api/unit_api.h"

#include <libxml/HTMLparser.h>
#include <libxml/xpath.h>

struct page {
	htmlDocPtr doc;
};

static int page_gone(struct page *p)
{
	xmlFreeDoc(p->doc);
	return 0;
}

static void quiet(void *ctx, const char *fmt, ...)
{
	(void)ctx, (void)fmt;
}

/* A page, parsed; every page has a language, a title, one h1 and no script, style or event of its own. */
static htmlDocPtr page(struct api *a, const char *path, const char *query)
{
	const char *body;
	assert_int_equal(api_get(a, path, query, &body), 200);
	struct page *p = mem_new(a, struct page);
	xmlSetGenericErrorFunc(NULL, quiet);
	p->doc = htmlReadDoc((const xmlChar *)body, NULL, "UTF-8", HTML_PARSE_NONET | HTML_PARSE_NOERROR);
	xmlSetGenericErrorFunc(NULL, NULL);
	assert_non_null(p->doc);
	talloc_set_destructor(p, page_gone);
	return p->doc;
}

/* How many nodes an XPath finds; the text of the first in *text, when asked. */
static int found(struct api *a, htmlDocPtr doc, const char *xpath, const char **text)
{
	xmlXPathContextPtr ctx = xmlXPathNewContext(doc);
	xmlXPathObjectPtr result = xmlXPathEvalExpression((const xmlChar *)xpath, ctx);
	assert_non_null(result);
	int n = result->nodesetval != NULL ? result->nodesetval->nodeNr : 0;
	if (text != NULL && n > 0) {
		xmlChar *content = xmlNodeGetContent(result->nodesetval->nodeTab[0]);
		*text = mem_strdup(a, (const char *)content);
		xmlFree(content);
	}
	xmlXPathFreeObject(result);
	xmlXPathFreeContext(ctx);
	return n;
}

static void every_page_is_whole_and_asks_nothing_of_others(void **state)
{
	struct api *a = *state;
	const char *paths[] = { "/api", "/api/conformance", "/api/openapi", "/api/collections",
	                        "/api/collections/towns", "/api/collections/height",
	                        "/api/collections/towns/queryables", "/api/collections/towns/items",
	                        "/api/collections/towns/items/02" };
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		htmlDocPtr doc = page(a, paths[i], "f=html");
		assert_string_equal(out_header_get(a->out, "Content-Type"), "text/html; charset=utf-8");
		assert_int_equal(found(a, doc, "/html[@lang='fr']/head/title", NULL), 1);
		assert_int_equal(found(a, doc, "/html/body/main/h1", NULL), 1);
		assert_int_equal(found(a, doc, "//script | //style | //@style | //@onclick | //iframe | //img", NULL), 0);
		assert_int_equal(found(a, doc, "//link[@rel='stylesheet'][@href='http://test/geo/api/style.css']", NULL), 1);
		assert_int_equal(found(a, doc, "//a[@hreflang='en']", NULL), 1);
		assert_int_equal(found(a, doc, "//table[not(caption)] | //th[not(@scope)]", NULL), 0);
	}
}

static void what_data_hold_is_text_not_markup(void **state)
{
	struct api *a = *state;
	const char *text = NULL;
	htmlDocPtr doc = page(a, "/api/collections/towns/items", "f=html&offset=2");
	assert_int_equal(found(a, doc, "//td[text()='<Crème>']", &text), 1);
	doc = page(a, "/api/collections/towns/items/02", "f=html");
	assert_int_equal(found(a, doc, "//dd[text()='Brie & Cie']", &text), 1);
}

static void a_link_from_the_catalogue_is_no_script(void **state)
{
	struct api *a = *state;
	a->layers[3].metadata.licence_url = "javascript:alert(1)";
	htmlDocPtr doc = page(a, "/api/collections/towns", "f=html");
	assert_int_equal(found(a, doc, "//a[contains(@href,'javascript')]", NULL), 0);
}

static void items_are_a_table_with_pages(void **state)
{
	struct api *a = *state;
	const char *text = NULL;
	htmlDocPtr doc = page(a, "/api/collections/towns/items", "f=html&offset=1");
	assert_int_equal(found(a, doc, "//tbody/tr", NULL), 2);
	assert_int_equal(found(a, doc, "//caption", &text), 1);
	assert_non_null(strstr(text, "2 à 3 sur 5"));
	assert_int_equal(found(a, doc, "//a[@rel='next'][@href='http://test/geo/api/collections/towns/items?f=html&limit=2&offset=3']", NULL), 2);
	assert_int_equal(found(a, doc, "//a[@rel='prev']", NULL), 2);
	doc = page(a, "/api/collections/towns/items", "f=html&code=a/4");
	assert_int_equal(found(a, doc, "//th/a[@href='http://test/geo/api/collections/towns/items/a%2F4?f=html']", NULL), 1);
}

static void the_stylesheet_is_ours(void **state)
{
	struct api *a = *state;
	const char *body;
	assert_int_equal(api_get(a, "/api/style.css", "", &body), 200);
	assert_string_equal(out_header_get(a->out, "Content-Type"), "text/css; charset=utf-8");
	assert_null(strstr(body, "url("));
	a->f.request.if_none_match = mem_strdup(a, out_header_get(a->out, "ETag"));
	assert_int_equal(api_get(a, "/api/style.css", "", &body), 304);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		API_TEST(every_page_is_whole_and_asks_nothing_of_others),
		API_TEST(what_data_hold_is_text_not_markup),
		API_TEST(a_link_from_the_catalogue_is_no_script),
		API_TEST(items_are_a_table_with_pages),
		API_TEST(the_stylesheet_is_ours),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
