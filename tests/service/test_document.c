#include "tests/unit.h"
#include "tests/service/unit_exchange.h"

static bool make(const struct exchange *x, struct out *out, void *arg, struct err *err)
{
	int *made = arg;
	(void)x, (void)err;
	++*made;
	for (int i = 0; i < 500; i++)
		out_text(out, "<layer/>");
	return true;
}

static bool refuse(const struct exchange *x, struct out *out, void *arg, struct err *err)
{
	(void)out, (void)arg;
	return err_set(err, x->ctx, ERR_INTERNAL, NULL, "no", "non");
}

static void a_document_is_made_once_for_each_view_and_language(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct fixture f;
	struct exchange *x = fixture_make(&f, ctx, "");
	struct err err = { 0 };
	int made = 0;
	for (int i = 0; i < 3; i++)
		assert_true(document_answer(x, out_new_buffer(ctx), "doc", "text/xml", make, &made, &err));
	assert_int_equal(made, 1);
	f.view.hash[0] = 'f';
	assert_true(document_answer(x, out_new_buffer(ctx), "doc", "text/xml", make, &made, &err));
	x->lang = LANG_EN;
	assert_true(document_answer(x, out_new_buffer(ctx), "doc", "text/xml", make, &made, &err));
	assert_int_equal(made, 3);
	talloc_free(ctx);
}

static void it_is_compressed_once_for_who_takes_it(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct fixture f;
	struct exchange *x = fixture_make(&f, ctx, "");
	struct err err = { 0 };
	int made = 0;
	size_t plain, packed;
	struct out *one = out_new_buffer(ctx), *two = out_new_buffer(ctx);
	assert_true(document_answer(x, one, "doc", "text/xml", make, &made, &err));
	f.request.accept_encoding = "br, gzip";
	assert_true(document_answer(x, two, "doc", "text/xml", make, &made, &err));
	out_held(one, &plain);
	assert_memory_equal(out_held(two, &packed), "\x1f\x8b", 2);
	assert_string_equal(out_header_get(two, "Content-Encoding"), "gzip");
	assert_true(packed < plain / 10);
	talloc_free(ctx);
}

static void the_oldest_go_when_the_store_is_full(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct fixture f;
	struct exchange *x = fixture_make(&f, ctx, "");
	struct err err = { 0 };
	int made = 0;
	x->documents = documents_new(ctx, 20000);
	for (int i = 0; i < 8; i++) {
		const char *name = mem_printf(ctx, "doc %d", i);
		assert_true(document_answer(x, out_new_buffer(ctx), name, "text/xml", make, &made, &err));
	}
	assert_true(document_answer(x, out_new_buffer(ctx), "doc 7", "text/xml", make, &made, &err));
	assert_int_equal(made, 8);
	assert_true(document_answer(x, out_new_buffer(ctx), "doc 0", "text/xml", make, &made, &err));
	assert_int_equal(made, 9);
	talloc_free(ctx);
}

static void a_failure_is_not_kept(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct fixture f;
	struct exchange *x = fixture_make(&f, ctx, "");
	struct err err = { 0 };
	int made = 0;
	assert_false(document_answer(x, out_new_buffer(ctx), "doc", "text/xml", refuse, NULL, &err));
	assert_int_equal(err.code, ERR_INTERNAL);
	err = (struct err){ 0 };
	assert_true(document_answer(x, out_new_buffer(ctx), "doc", "text/xml", make, &made, &err));
	talloc_free(ctx);
}

static void a_new_edition_forgets_the_documents_of_the_one_before(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct fixture f;
	struct exchange *x = fixture_make(&f, ctx, "");
	struct err err = { 0 };
	int made = 0;

	assert_true(document_answer(x, out_new_buffer(ctx), "doc", "text/xml", make, &made, &err));
	f.catalogue.edition = 8;
	assert_true(document_answer(x, out_new_buffer(ctx), "doc", "text/xml", make, &made, &err));
	assert_int_equal(made, 2);
	documents_edition(x->documents, 8);
	assert_true(document_answer(x, out_new_buffer(ctx), "doc", "text/xml", make, &made, &err));
	assert_int_equal(made, 2);
	f.catalogue.edition = 7;
	assert_true(document_answer(x, out_new_buffer(ctx), "doc", "text/xml", make, &made, &err));
	assert_int_equal(made, 3);
	talloc_free(ctx);
}

static size_t picture(struct exchange *x, const char *etag, int *made)
{
	struct out *out = out_new_buffer(x->ctx);
	struct err err = { 0 };
	size_t n;

	if (etag != NULL)
		out_header(out, "ETag", etag);
	assert_true(document_keep(x, out, make, made, &err));
	out_held(out, &n);
	return n;
}

static void an_answer_is_made_once_for_each_of_its_validators(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct fixture f;
	struct exchange *x = fixture_make(&f, ctx, "");
	int made = 0;

	size_t n = picture(x, "a", &made);
	picture(x, "a", &made);
	assert_int_equal(made, 2);  /* nothing is kept without a store */
	x->answers = documents_new(ctx, 1 << 20);
	picture(x, "a", &made);
	assert_int_equal(picture(x, "a", &made), n);
	assert_int_equal(made, 3);
	picture(x, "b", &made);
	assert_int_equal(made, 4);
	picture(x, NULL, &made);
	picture(x, NULL, &made);
	assert_int_equal(made, 6);  /* nor is what has none */
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_document_is_made_once_for_each_view_and_language),
		cmocka_unit_test(it_is_compressed_once_for_who_takes_it),
		cmocka_unit_test(the_oldest_go_when_the_store_is_full),
		cmocka_unit_test(a_failure_is_not_kept),
		cmocka_unit_test(a_new_edition_forgets_the_documents_of_the_one_before),
		cmocka_unit_test(an_answer_is_made_once_for_each_of_its_validators),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
