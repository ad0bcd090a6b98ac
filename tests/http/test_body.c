#include "tests/unit.h"

#include "http/body.h"

/* A stream of `n` bytes that begins with `head`; counts what is read of it. */
struct stream {
	const char *head;
	int64_t n, read;
	int most;                  /* bytes at once */
};

static int take(void *from, char *to, int n)
{
	struct stream *s = from;
	int i = 0;

	while (i < n && i < s->most && s->read < s->n) {
		to[i++] = (size_t)s->read < strlen(s->head) ? s->head[s->read] : 'x';
		s->read++;
	}
	return i;
}

struct result {
	bool good;
	struct span body;
	struct err err;
	int64_t read;
};

#define MOST  10000
#define TABLE 50000

static struct result run(const void *ctx, const char *path, const char *type, const char *length,
                         const char *head, int64_t n)
{
	struct result r = { 0 };
	struct stream s = { head, n, 0, 700 };
	const struct body_plan plan = { .method = "POST", .path = path, .content_type = type,
	                                .content_length = length, .most = MOST, .most_table = TABLE };

	r.good = body_read(&r.body, ctx, &plan, take, &s, &r.err);
	r.read = s.read;
	return r;
}

static const char multipart[] = "multipart/form-data; boundary=x";

static void a_body_is_read_whole_up_to_its_ceiling(void **state)
{
	static const int64_t sizes[] = { 0, 1, 4095, 4096, 4097, 9999, MOST };
	void *ctx = talloc_new(NULL);

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		for (int announced = 0; announced < 2; announced++) {
			const char *length = announced ? mem_printf(ctx, "%lld", (long long)sizes[i]) : NULL;
			struct result r = run(ctx, "/ows", "text/xml", length, "", sizes[i]);
			assert_true(r.good);
			assert_int_equal(r.body.n, sizes[i]);
			assert_true(sizes[i] == 0 || r.body.at[sizes[i] - 1] == 'x');
		}
	talloc_free(ctx);
}

static void one_byte_more_is_refused(void **state)
{
	void *ctx = talloc_new(NULL);
	struct result r = run(ctx, "/ows", "text/xml", NULL, "", 1 << 30);

	(void)state;
	assert_false(r.good);
	assert_int_equal(r.err.code, ERR_TOO_LARGE);
	assert_non_null(strstr(r.err.message.en, "10000 bytes"));
	assert_int_equal(r.read, MOST + 1);
	r = run(ctx, "/api/joins", multipart, NULL, "", 1 << 30);
	assert_int_equal(r.err.code, ERR_TOO_LARGE);
	assert_non_null(strstr(r.err.message.en, "50000 bytes"));
	assert_int_equal(r.read, MOST + TABLE + 1);
	talloc_free(ctx);
}

static void what_announces_more_than_any_may_have_is_not_read(void **state)
{
	void *ctx = talloc_new(NULL);
	struct result r = run(ctx, "/api/joins", multipart, "1073741824", "", 1 << 30);

	(void)state;
	assert_int_equal(r.err.code, ERR_TOO_LARGE);
	assert_int_equal(r.read, 0);
	talloc_free(ctx);
}

static void what_is_refused_by_its_own_ceiling_has_been_sent_first(void **state)
{
	void *ctx = talloc_new(NULL);
	struct result r = run(ctx, "/ows", "text/xml", "40000", "<GetFeature>", 40000);

	(void)state;
	assert_int_equal(r.err.code, ERR_TOO_LARGE);
	assert_int_equal(r.read, 40000);
	r = run(ctx, "/ows", "text/xml", "40000", "<GetFeature>", 20000);
	assert_int_equal(r.err.code, ERR_TOO_LARGE);
	talloc_free(ctx);
}

static void a_length_that_is_none_or_false_is_named(void **state)
{
	static const char *const lengths[] = { "x", "-1", "1e3", "9223372036854775808" };
	void *ctx = talloc_new(NULL);

	(void)state;
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		struct result r = run(ctx, "/ows", "", lengths[i], "", 10);
		assert_false(r.good);
		assert_string_equal(r.err.locator, "Content-Length");
	}
	assert_string_equal(run(ctx, "/ows", "", "100", "", 10).err.locator, "Content-Length");
	assert_string_equal(run(ctx, "/ows", "", "9000", "", 8000).err.locator, "Content-Length");
	talloc_free(ctx);
}

static void tables_may_be_longer_by_path_or_by_what_the_document_is(void **state)
{
	static const struct { const char *path, *type, *head; bool may; } cases[] = {
		{ "/api/joins", multipart, "", true },
		{ "/api/joins/", multipart, "", true },
		{ "/api/filejoin", multipart, "", true },
		{ "/api/joinsx", multipart, "", false },
		{ "/api/collections", multipart, "", false },
		{ "/api/joins", "application/x-www-form-urlencoded", "", false },
		{ "/ows", "text/xml", "<?xml version=\"1.0\"?>\n<JoinData service=\"TJS\">", true },
		{ "/tjs", NULL, "<tjs:JoinData>", true },
		{ "/tjs", "text/xml", "<s:Envelope xmlns:s=\"x\"><s:Body><t:JoinData\n", true },
		{ "/ows", "text/xml", "<GetFeature note=\"JoinData \">", false },
		{ "/ows", "text/xml", "<GetFeature note=\"a:JoinData \">", false },
		{ "/ows", "text/xml", "<JoinDataX>", false },
		{ "/ows", "text/xml", "<XJoinData>", false },
		{ "/ows", "application/x-www-form-urlencoded", "<JoinData>", false },
		{ "/ows", "text/xml", "JoinData>", false },
		{ "/ows", "text/xml", "<JoinData", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct body_plan plan = { .method = "POST", .path = cases[i].path, .content_type = cases[i].type };
		struct span head = { cases[i].head, strlen(cases[i].head) };
		if (body_may_bring_table(&plan, head) != cases[i].may)
			fail_msg("case %zu: %s", i, cases[i].head);
		plan.method = "GET";
		assert_false(body_may_bring_table(&plan, head));
	}
}

static void a_long_table_comes_whole(void **state)
{
	void *ctx = talloc_new(NULL);
	struct result r = run(ctx, "/tjs", "text/xml", NULL, "<JoinData>", MOST + TABLE);

	(void)state;
	assert_true(r.good);
	assert_int_equal(r.body.n, MOST + TABLE);
	assert_true(run(ctx, "/api/joins", multipart, "60000", "", 60000).good);
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_body_is_read_whole_up_to_its_ceiling),
		cmocka_unit_test(one_byte_more_is_refused),
		cmocka_unit_test(what_announces_more_than_any_may_have_is_not_read),
		cmocka_unit_test(what_is_refused_by_its_own_ceiling_has_been_sent_first),
		cmocka_unit_test(a_length_that_is_none_or_false_is_named),
		cmocka_unit_test(tables_may_be_longer_by_path_or_by_what_the_document_is),
		cmocka_unit_test(a_long_table_comes_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
