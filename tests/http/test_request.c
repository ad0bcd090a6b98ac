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

static void the_parameters_of_a_media_type_are_kept_as_they_came(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct request r;
	struct err err = { 0 };
	struct variable vars[] = {
		{ "REQUEST_METHOD", "PUT" }, { "PATH_INFO", "/api/joins/1" },
		{ "CONTENT_TYPE", "Multipart/Form-Data; boundary=\"a B\"" }, { NULL, NULL } };
	assert_true(build(&r, ctx, vars, "--a B--", &err));
	assert_int_equal(r.method, METHOD_PUT);
	assert_string_equal(r.content_type, "multipart/form-data");
	assert_string_equal(r.content_parameters, "boundary=\"a B\"");
	vars[2].value = "text/plain";
	assert_true(build(&r, ctx, vars, "", &err));
	assert_string_equal(r.content_parameters, "");
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
	r.accept = "text/html; q=0.1, application/json;version=1 ;\tq=0.2";
	assert_int_equal(request_prefers(&r, types), 0);
	r.accept = "application/json; q=0, */*";
	assert_int_equal(request_prefers(&r, types), 1);
	r.accept = "image/png";
	assert_int_equal(request_prefers(&r, types), -1);
	r.accept = NULL;
	assert_int_equal(request_prefers(&r, types), 0);
}

static void a_path_begins_with_a_slash(void **state)
{
	(void)state;
	static const struct { const char *info, *path; } cases[] = {
		{ "/geo", "/" }, { "/geo/", "/" }, { "/geo/ows", "/ows" }, { "/geography", "/geography" }, { "ows", "/ows" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		void *ctx = talloc_new(NULL);
		struct request r;
		struct err err = { 0 };
		struct variable vars[] = { { "PATH_INFO", cases[i].info }, { NULL, NULL } };
		assert_true(build(&r, ctx, vars, "", &err));
		assert_string_equal(r.path, cases[i].path);
		talloc_free(ctx);
	}
}

static void gzip_is_taken_where_it_is_accepted(void **state)
{
	(void)state;
	static const char *const taken[] = { "gzip", "deflate, gzip;q=1.0, *;q=0.5", "GZIP", "*", "br , gzip ; q=0.1" };
	static const char *const not_taken[] = { "", "br", "gzip;q=0", "gzip; q=0, *", "x-gzip", "*;q=0", "identity" };
	struct request r = { 0 };
	assert_false(request_takes_gzip(&r));
	for (size_t i = 0; i < sizeof taken / sizeof *taken; i++) {
		r.accept_encoding = taken[i];
		assert_true(request_takes_gzip(&r));
	}
	for (size_t i = 0; i < sizeof not_taken / sizeof *not_taken; i++) {
		r.accept_encoding = not_taken[i];
		assert_false(request_takes_gzip(&r));
	}
}

static char *name_of(const void *ctx, const char *path, const char *query, const char *more, const char *value)
{
	struct variable vars[] = { { "REQUEST_METHOD", "GET" }, { "PATH_INFO", path }, { "QUERY_STRING", query },
	                           { more, value }, { NULL, NULL } };

	return request_name(ctx, look_up, vars);
}

static void requests_that_differ_have_other_names(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	const char *names[] = {
		name_of(ctx, "/a", "b", "X", ""), name_of(ctx, "/a", "b&c", "X", ""), name_of(ctx, "/ab", "", "X", ""),
		name_of(ctx, "/a", "", "X", ""), name_of(ctx, "", "", "SCRIPT_NAME", "/a"),
		name_of(ctx, "/a", "b", "HTTP_ACCEPT", ""), name_of(ctx, "/a", "b", "HTTP_ACCEPT", "fr"),
		name_of(ctx, "/a", "b", "HTTP_ACCEPT_LANGUAGE", "fr"), name_of(ctx, "/a", "b", "HTTP_ACCEPT_ENCODING", "fr"),
		name_of(ctx, "/a", "b", "HTTP_IF_NONE_MATCH", "fr"), name_of(ctx, "/a", "b", "HTTP_IF_MODIFIED_SINCE", "fr"),
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		assert_non_null(names[i]);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(names[i], names[j]);
	}
	assert_string_equal(names[0], name_of(ctx, "/a", "b", "CONTENT_LENGTH", "0"));
	talloc_free(ctx);
}

static void what_is_no_simple_question_of_anybody_has_no_name(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	char *long_query = mem_array(ctx, char, 10001);
	static const struct variable others[] = {
		{ "CONTENT_LENGTH", "1" }, { "HTTP_AUTHORIZATION", "" }, { "HTTP_AUTHORIZATION", "Bearer x" },
		{ "REMOTE_USER", "u" }, { "HTTP_ACCEPT", "a\nb" },
	};

	memset(long_query, 'x', 10000);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_null(name_of(ctx, "/a", "b", others[i].name, others[i].value));
	assert_null(name_of(ctx, "/a", long_query, "X", ""));
	assert_null(name_of(ctx, "/a\n=b", "c", "X", ""));
	for (size_t n = 4070; n < 4110; n++) {
		const char *name = name_of(ctx, "/a", mem_strndup(ctx, long_query, n), "X", "");
		assert_true(name == NULL || strlen(name) > n + 8);
	}
	for (int i = 0; i < 3; i++) {
		static const char *const methods[] = { "POST", "HEAD", "get" };
		struct variable vars[] = { { "REQUEST_METHOD", methods[i] }, { "PATH_INFO", "/a" }, { NULL, NULL } };
		assert_null(request_name(ctx, look_up, vars));
	}
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_form_joins_the_query_and_the_prefix_goes),
		cmocka_unit_test(the_parameters_of_a_media_type_are_kept_as_they_came),
		cmocka_unit_test(a_parameter_with_two_values_is_refused),
		cmocka_unit_test(a_value_that_is_not_utf8_is_refused),
		cmocka_unit_test(a_key_is_found_in_each_of_its_places),
		cmocka_unit_test(accept_is_honoured_by_weight_and_by_how_exact_it_is),
		cmocka_unit_test(a_path_begins_with_a_slash),
		cmocka_unit_test(gzip_is_taken_where_it_is_accepted),
		cmocka_unit_test(requests_that_differ_have_other_names),
		cmocka_unit_test(what_is_no_simple_question_of_anybody_has_no_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
