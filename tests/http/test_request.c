#include "tests/unit.h"
#include "http/request.h"

struct variable {
	const char *name, *value;
};

static const char *look_up(void *from, const char *name)
{
	for (const struct variable *v = from; v->name != NULL; v++)
		if (strcmp(v->name, name) == 0)
			return v->value;
	return NULL;
}

static bool build(struct request *r, const void *ctx, struct variable *vars, const char *body, struct err *err)
{
	return request_build(r, ctx, look_up, vars, (struct span){ body, strlen(body) }, "/geo", err);
}

static void a_form_joins_the_query_and_the_prefix_goes(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct request r;
	struct err err = { 0 };
	struct variable vars[] = {
		{ "REQUEST_METHOD", "POST" }, { "PATH_INFO", "/geo/ows" }, { "QUERY_STRING", "SERVICE=WMS" },
		{ "CONTENT_TYPE", "Application/X-WWW-form-urlencoded; charset=UTF-8" }, { NULL, NULL } };
	assert_true(build(&r, ctx, vars, "request=GetMap&service=WMS", &err));
	assert_string_equal(r.path, "/ows");
	assert_int_equal(r.method, METHOD_POST);
	assert_int_equal(r.query.n, 2);
	assert_string_equal(kvp_get(&r.query, "REQUEST"), "GetMap");
	talloc_free(ctx);
}

static void a_parameter_with_two_values_is_refused(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct request r;
	struct err err = { 0 };
	struct variable vars[] = {
		{ "REQUEST_METHOD", "GET" }, { "PATH_INFO", "/ows" }, { "QUERY_STRING", "LAYERS=a&layers=b" }, { NULL, NULL } };
	assert_false(build(&r, ctx, vars, "", &err));
	assert_int_equal(err.code, ERR_INVALID_PARAMETER);
	assert_string_equal(err.locator, "layers");
	talloc_free(ctx);
}

static void a_value_that_is_not_utf8_is_refused(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct request r;
	struct err err = { 0 };
	struct variable vars[] = {
		{ "REQUEST_METHOD", "GET" }, { "PATH_INFO", "/ows" }, { "QUERY_STRING", "LAYERS=%E9" }, { NULL, NULL } };
	assert_false(build(&r, ctx, vars, "", &err));
	assert_string_equal(err.locator, "LAYERS");
	talloc_free(ctx);
}

static void a_key_is_found_in_each_of_its_places(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	bool in_query;
	struct request r = { .authorization = "Bearer abc" };
	assert_string_equal(request_key(ctx, &r, &in_query), "abc");
	assert_false(in_query);
	r.authorization = "Basic dXNlcjphYmM="; /* user:abc */
	assert_string_equal(request_key(ctx, &r, &in_query), "abc");
	r.authorization = "Basic YWJjOg=="; /* abc: */
	assert_string_equal(request_key(ctx, &r, &in_query), "abc");
	r.authorization = NULL;
	assert_null(request_key(ctx, &r, &in_query));
	r.query.n = 1;
	r.query.pair[0].name = "KEY";
	r.query.pair[0].value = "abc";
	assert_string_equal(request_key(ctx, &r, &in_query), "abc");
	assert_true(in_query);
	talloc_free(ctx);
}

static void accept_is_honoured_by_weight_and_by_how_exact_it_is(void **state)
{
	(void)state;
	const char *types[] = { "application/json", "text/html", NULL };
	struct request r = { .accept = "text/html,application/xhtml+xml,*/*;q=0.8" };
	assert_int_equal(request_prefers(&r, types), 1);
	r.accept = "*/*";
	assert_int_equal(request_prefers(&r, types), 0);
	r.accept = "application/*;q=0.5, text/html;q=0.4";
	assert_int_equal(request_prefers(&r, types), 0);
	r.accept = "image/png";
	assert_int_equal(request_prefers(&r, types), -1);
	r.accept = NULL;
	assert_int_equal(request_prefers(&r, types), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_form_joins_the_query_and_the_prefix_goes),
		cmocka_unit_test(a_parameter_with_two_values_is_refused),
		cmocka_unit_test(a_value_that_is_not_utf8_is_refused),
		cmocka_unit_test(a_key_is_found_in_each_of_its_places),
		cmocka_unit_test(accept_is_honoured_by_weight_and_by_how_exact_it_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
