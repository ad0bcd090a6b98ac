#include "tests/unit.h"

#include "tests/thematic/making.h"

static void assert_label(const struct thematic *t, const struct table *table, size_t row, const char *name, const char *wanted)
{
	void *ctx = talloc_new(NULL);

	assert_string_equal(thematic_label(t, ctx, table, 0, row, name, LANG_FR), wanted);
	talloc_free(ctx);
}

static void a_label_says_the_name_the_value_or_both(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	double v[] = { 1234.5678, 12.3456, 0.0123456, -7, 0, NAN };
	struct table *table = reals(ctx, v, 6);
	struct thematic t = made(ctx, table, ATTRIBUTE_MEASURE, NULL);

	assert_label(&t, table, 0, "Bourg", "");
	t.labels = LABELS_NAME;
	assert_label(&t, table, 0, "Bourg", "Bourg");
	assert_label(&t, table, 5, "Bourg", "Bourg");
	assert_label(&t, table, 0, NULL, "");
	t.labels = LABELS_VALUE;
	assert_label(&t, table, 0, "Bourg", "1\u202f235");
	assert_label(&t, table, 1, "Bourg", "12,3");
	assert_label(&t, table, 2, "Bourg", "0,0123");
	assert_label(&t, table, 3, "Bourg", "\u22127");
	assert_label(&t, table, 4, "Bourg", "0");
	assert_label(&t, table, 5, "Bourg", "");
	t.labels = LABELS_BOTH;
	assert_label(&t, table, 1, "Bourg", "Bourg\n12,3");
	assert_label(&t, table, 5, "Bourg", "Bourg");
	assert_label(&t, table, 1, NULL, "12,3");
	talloc_free(ctx);
}

static void whole_numbers_and_categories_are_told_whole(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	double v[] = { 2133111, 98765 };
	const char *const n[] = { "wood", "lake" };
	struct table *people = reals(ctx, v, 2), *kinds = names(ctx, n, 2);
	struct thematic t = made(ctx, people, ATTRIBUTE_COUNT, NULL);

	t.labels = LABELS_VALUE;
	assert_label(&t, people, 0, NULL, "2\u202f133\u202f111");
	t = made(ctx, kinds, ATTRIBUTE_NOMINAL, NULL);
	t.labels = LABELS_VALUE;
	assert_label(&t, kinds, 1, NULL, "lake");
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_label_says_the_name_the_value_or_both),
		cmocka_unit_test(whole_numbers_and_categories_are_told_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
