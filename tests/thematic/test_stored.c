#include "tests/unit.h"

#include "tests/thematic/making.h"

static void reads_back(void *ctx, const struct thematic *t)
{
	struct thematic back;
	struct err err = { 0 };
	const char *body = stored(ctx, t);
	assert_true(thematic_read(&back, ctx, body, &err));
	assert_string_equal(stored(ctx, &back), body);
	assert_int_equal(back.n_classes, t->n_classes);
	assert_int_equal(back.kind, t->kind);
	assert_int_equal(back.labels, t->labels);
	assert_string_equal(back.names, t->names);
	assert_true(back.around == t->around || (isnan(back.around) && isnan(t->around)));
	for (size_t i = 0; i < t->n_classes; i++) {
		assert_int_equal(back.classes[i].color, t->classes[i].color);
		assert_int_equal(back.classes[i].count, t->classes[i].count);
		assert_string_equal(back.classes[i].title.fr, t->classes[i].title.fr);
		assert_true((back.classes[i].value == NULL) == (t->classes[i].value == NULL));
		assert_true(back.classes[i].from == t->classes[i].from || isnan(t->classes[i].from));
	}
}

static void what_was_written_is_read_equal(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	double v[] = { -1.1, 0.1, 1e-7, 12.3456789012345678, 3, 5, 8, 13, 21, 34 };
	const char *const n[] = { "a", "b", "\"<é>\"", NULL };
	struct thematic_wish w = thematic_no_wish();
	w.around = 0;
	w.labels = LABELS_BOTH;
	w.names = "nom \"officiel\"";
	struct thematic t = made(ctx, reals(ctx, v, 10), ATTRIBUTE_MEASURE, &w);
	reads_back(ctx, &t);
	t = made(ctx, reals(ctx, v, 10), ATTRIBUTE_COUNT, NULL);
	reads_back(ctx, &t);
	t = made(ctx, names(ctx, n, 4), ATTRIBUTE_NOMINAL, NULL);
	reads_back(ctx, &t);
	talloc_free(ctx);
}

static void a_style_from_before_there_were_labels_has_none(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	double v[] = { 1, 2, 3, 5 };
	struct thematic t = made(ctx, reals(ctx, v, 4), ATTRIBUTE_MEASURE, NULL), back;
	struct err err = { 0 };
	char *body = mem_strdup(ctx, stored(ctx, &t)), *at = strstr(body, ",\"labels\"");

	assert_non_null(at);
	at[0] = '}';
	at[1] = '\0';
	assert_true(thematic_read(&back, ctx, body, &err));
	assert_int_equal(back.labels, LABELS_NONE);
	assert_string_equal(back.names, "");
	talloc_free(ctx);
}

static void a_body_that_is_not_whole_is_refused(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	double v[] = { 1, 2, 3, 5, 8, 13, 21, 34 };
	struct thematic made_of_v = made(ctx, reals(ctx, v, 8), ATTRIBUTE_MEASURE, NULL), t;
	char *body = mem_strdup(ctx, stored(ctx, &made_of_v));
	const size_t n = strlen(body);
	for (size_t cut = 0; cut < n; cut += 7) {
		struct err err = { 0 };
		assert_false(thematic_read(&t, ctx, mem_strndup(ctx, body, cut), &err));
		assert_int_equal(err.code, ERR_INTERNAL);
		assert_non_null(err.detail);
	}
	char *at = strstr(body, "\"choropleth\"");
	memcpy(at, "\"chor0pleth\"", 12);
	struct err err = { 0 };
	assert_false(thematic_read(&t, ctx, body, &err));
	assert_non_null(strstr(err.detail, "kind"));
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_written_is_read_equal),
		cmocka_unit_test(a_style_from_before_there_were_labels_has_none),
		cmocka_unit_test(a_body_that_is_not_whole_is_refused),
	};
	return cmocka_run_group_tests_name("stored", tests, NULL, NULL);
}
