#include "tests/unit.h"

#include "service/ows.h"
#include "tests/service/unit_exchange.h"

static const char *const wfs_requests[] = { "GetFeature", "DescribeFeatureType", NULL };

static void a_request_is_claimed_by_its_service_or_its_operation(void **state)
{
	(void)state;
	static const struct { const char *path, *query; bool wms, wfs; } cases[] = {
		{ "/ows", "SERVICE=WMS", true, false }, { "/ows", "service=wfs&REQUEST=x", false, true },
		{ "/ows/", "SERVICE=WMS", true, false }, { "/ows/theme", "SERVICE=WMS", true, false },
		{ "/ows", "REQUEST=getfeature", false, true }, { "/ows", "REQUEST=GetMap", false, false },
		{ "/ows", "SERVICE=&REQUEST=GetFeature", false, true }, { "/ows", "", false, false },
		{ "/ows", "SERVICE=WCS&REQUEST=GetFeature", false, false }, { "/owsx", "SERVICE=WMS", false, false },
		{ "/", "SERVICE=WMS", false, false }, { "/map/ows", "SERVICE=WMS", false, false },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		void *ctx = talloc_new(NULL);
		struct fixture f;
		struct exchange *x = fixture_make(&f, ctx, cases[i].query);
		f.request.path = cases[i].path;
		assert_int_equal(ows_claims(x, "WMS", NULL), cases[i].wms);
		assert_int_equal(ows_claims(x, "WFS", wfs_requests), cases[i].wfs);
		talloc_free(ctx);
	}
}

static bool claims(struct fixture *f, const char *service, const char *body, const void *ctx)
{
	/* on the heap, so that a tool sees a step past its end */
	size_t n = strlen(body);
	char *copy = mem_array(ctx, char, n);
	memcpy(copy, body, n);
	f->request.body = (struct span){ copy, n };
	return ows_claims(&f->x, service, wfs_requests);
}

static void a_posted_document_is_claimed_by_its_root(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct fixture f;
	static const char *const ours[] = {
		"<a service=\"WFS\"/>", "<?xml version='1.0'?>\n<!-- <x service='WMS'> -->\n<w:a\n\tb='>'\tservice = 'wfs' >",
		"<a b=\" service='WMS' \" service='WFS'/>", "<a p:service='WMS' service='WFS'/>", "<GetFeature/>",
		"<w:GetFeature xmlns:w='u'><a service='WMS'/></w:GetFeature>", "<GetFeature", "<!DOCTYPE a><GetFeature>",
		"\xef\xbb\xbf<DescribeFeatureType version='1.1.0'/>", "<GetFeature service=''/>", "<GetFeature x y='1'/>",
	};
	static const char *const others[] = {
		"<a service=\"WMS\"/>", "<a/>", "", "<", "<<", "<?xml", "<!--", "<!-- <GetFeature/>", "GetFeature", "<a service='WFS",
		"<a service=WFS>", "<a service", "<a service=", "<aGetFeature/>", "<GetFeature.x/>", "<a b='1' service",
		"<GetFeature service='WMS'/>", "< GetFeature/>",
	};

	fixture_make(&f, ctx, "SERVICE=WMS");
	f.request.method = METHOD_POST;
	f.request.content_type = "application/xml";
	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
		if (!claims(&f, "WFS", ours[i], ctx))
			fail_msg("%s", ours[i]);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (claims(&f, "WFS", others[i], ctx))
			fail_msg("%s", others[i]);
	/* the query tells where there is no document */
	assert_true(claims(&f, "WMS", "", ctx));
	f.request.content_type = "application/x-www-form-urlencoded";
	assert_true(claims(&f, "WMS", "<a service='WFS'/>", ctx));
	talloc_free(ctx);
}

static void parameters_are_read_with_their_bounds(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct fixture f;
	struct exchange *x = fixture_make(&f, ctx, "COUNT=5&start=&BIG=99999999999999999999&WORD=x&half=1.5");
	struct err err[6] = { 0 };
	int64_t n;

	assert_true(ows_get_int(x, "count", 1, 5, 9, &n, &err[0]) && n == 5);
	assert_true(ows_get_int(x, "START", 1, 5, 9, &n, &err[0]) && n == 9);
	assert_true(ows_get_int(x, "NONE", 1, 5, 9, &n, &err[0]) && n == 9);
	assert_false(ows_get_int(x, "COUNT", 1, 4, 9, &n, &err[0]));
	assert_non_null(strstr(err[0].message.en, "from 1 to 4"));
	assert_false(ows_get_int(x, "COUNT", 6, 9, 9, &n, &err[1]));
	assert_false(ows_get_int(x, "BIG", 0, INT64_MAX, 9, &n, &err[2]));
	assert_false(ows_get_int(x, "WORD", 0, 9, 9, &n, &err[3]));
	assert_false(ows_get_int(x, "HALF", 0, 9, 9, &n, &err[4]));
	assert_string_equal(err[4].locator, "HALF");
	assert_null(ows_need(x, "START", &err[5]));
	assert_int_equal(err[5].code, ERR_MISSING_PARAMETER);
	assert_string_equal(err[5].locator, "START");
	talloc_free(ctx);
}

static void the_path_of_a_service_names_its_theme(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct fixture f;
	const struct theme theme = { .name = "eau" };
	struct exchange *x = fixture_make(&f, ctx, "");
	assert_string_equal(ows_path(x), "/ows");
	x->theme = &theme;
	assert_string_equal(ows_path(x), "/ows/eau");
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_is_claimed_by_its_service_or_its_operation),
		cmocka_unit_test(a_posted_document_is_claimed_by_its_root),
		cmocka_unit_test(parameters_are_read_with_their_bounds),
		cmocka_unit_test(the_path_of_a_service_names_its_theme),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
