#include "tests/unit.h"
#include "tests/service/unit_exchange.h"

static void hrefs_start_with_the_public_url_and_carry_the_key(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct fixture f;
	struct exchange *x = fixture_make(&f, ctx, "");
	assert_string_equal(service_href(x, "/ows", NULL), "http://test/geo/ows");
	x->key = "a&b";
	assert_string_equal(service_href(x, "/ows", "SERVICE=WMS"), "http://test/geo/ows?SERVICE=WMS&key=a%26b");
	talloc_free(ctx);
}

static const char *etag(struct exchange *x, const void *ctx, bool *same)
{
	struct out *out = out_new_buffer(ctx);
	*same = service_not_modified(x, out, NULL);
	assert_int_equal(out_status_get(out), *same ? 304 : 200);
	return out_header_get(out, "ETag");
}

static void a_current_copy_is_not_sent_again(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct fixture f;
	struct exchange *x = fixture_make(&f, ctx, "a=1");
	bool same;
	const char *first = etag(x, ctx, &same);
	assert_false(same);
	f.request.if_none_match = mem_printf(ctx, "\"x\", %s", first);
	etag(x, ctx, &same);
	assert_true(same);
	f.view.hash[0] = 'f';
	etag(x, ctx, &same);
	assert_false(same);
	f.view.hash[0] = '0';
	f.catalogue.edition = 8;
	etag(x, ctx, &same);
	assert_false(same);
	f.catalogue.edition = 7;
	f.request.if_none_match = NULL;
	f.request.if_modified_since = "Sun, 22 Nov 2026 15:04:05 GMT";
	etag(x, ctx, &same);
	assert_true(same);
	talloc_free(ctx);
}

static void a_date_is_told_only_when_no_other_edition_can_have_it(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct fixture f;
	struct exchange *x = fixture_make(&f, ctx, "");
	struct out *out = out_new_buffer(ctx);
	char *now;

	do {
		now = text_now(ctx);
		f.catalogue.published = now;
		f.request.if_modified_since = text_http_date(ctx, now);
		out = out_new_buffer(ctx);
		assert_true(!service_not_modified(x, out, NULL) || strcmp(now, text_now(ctx)) != 0);
	} while (strcmp(now, text_now(ctx)) != 0);  /* again where the second ended meanwhile */
	assert_null(out_header_get(out, "Last-Modified"));
	assert_non_null(out_header_get(out, "ETag"));
	f.catalogue.published = "2026-11-22T15:04:05Z";
	service_not_modified(x, out, NULL);
	assert_string_equal(out_header_get(out, "Last-Modified"), "Sun, 22 Nov 2026 15:04:05 GMT");
	talloc_free(ctx);
}

static void a_kept_copy_is_asked_about_each_time(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct fixture f;
	struct exchange *x = fixture_make(&f, ctx, "a=1");
	struct out *out = out_new_buffer(ctx);
	service_not_modified(x, out, NULL);
	assert_string_equal(out_header_get(out, "Cache-Control"), "public, max-age=0, must-revalidate");
	talloc_free(ctx);
}

static const char *layers_etag(struct exchange *x, const struct layer *a, const struct layer *b)
{
	struct out *out = out_new_buffer(x->ctx);

	service_layers_unchanged(x, out, (const struct layer *const[]){ a, b }, 2, "map");
	return out_header_get(out, "ETag");
}

static void an_answer_about_layers_stays_current_until_one_of_them_changes(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct fixture f;
	struct exchange *x = fixture_make(&f, ctx, "a=1");
	struct layer one = { .id = 1, .name = "one", .changed = 3 }, two = { .id = 2, .name = "two", .changed = 4 };
	const char *first = layers_etag(x, &one, &two);

	f.catalogue.edition = 8;
	f.catalogue.published = "2026-11-23T00:00:00Z";
	assert_string_equal(layers_etag(x, &one, &two), first);
	assert_string_not_equal(layers_etag(x, &two, &one), first);
	two.changed = 8;
	assert_string_not_equal(layers_etag(x, &one, &two), first);
	two.changed = 4;
	two.name = "two_2026";
	assert_string_not_equal(layers_etag(x, &one, &two), first);
	two.name = "two";
	two.owner = &(struct organisation){ .name = "ign", .title = { "IGN", "IGN" } };
	assert_string_not_equal(layers_etag(x, &one, &two), first);
	two.owner = NULL;
	assert_string_equal(layers_etag(x, &one, &two), first);
	memcpy(f.conf.stamp, "settings", 8);
	assert_string_not_equal(layers_etag(x, &one, &two), first);
	talloc_free(ctx);
}

static void a_join_made_anew_is_another_answer(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct fixture f;
	struct exchange *x = fixture_make(&f, ctx, "a=1");
	struct layer base = { .id = 2, .name = "two", .changed = 4 };
	struct joined j = { .base = &base, .version = "v1" };
	struct layer one = { .id = 1, .name = "one", .joined = &j };
	const char *first = layers_etag(x, &one, &base);

	j.version = "v2";
	const char *second = layers_etag(x, &one, &one), *same = layers_etag(x, &one, &one);
	assert_string_not_equal(layers_etag(x, &one, &base), first);
	base.changed = 5;
	assert_string_equal(second, same);
	assert_string_not_equal(layers_etag(x, &one, &one), second);
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hrefs_start_with_the_public_url_and_carry_the_key),
		cmocka_unit_test(a_current_copy_is_not_sent_again),
		cmocka_unit_test(a_date_is_told_only_when_no_other_edition_can_have_it),
		cmocka_unit_test(a_kept_copy_is_asked_about_each_time),
		cmocka_unit_test(an_answer_about_layers_stays_current_until_one_of_them_changes),
		cmocka_unit_test(a_join_made_anew_is_another_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
