#include "tests/unit.h"

#include <math.h>

#include "join/join.h"
#include "table/build.h"

static const char *const features[] = { "01001", "01002", "2A004", "75056" };

static struct table *table_of(void *ctx, size_t n, size_t columns, const char *const *cells)
{
	struct err err = { 0 };
	struct table_limits limits = { 0 };
	struct table_builder *b = table_builder_new(ctx, cells, columns, &limits, &err);
	for (size_t i = 1; i <= n; i++)
		assert_true(table_builder_row(b, cells + i * columns, columns, &err));
	return table_builder_end(b);
}

static bool run(void *ctx, struct join *j, const struct table *t, const struct join_plan *plan, struct err *err)
{
	struct err none = { 0 };
	struct key_index *keys = key_index_new(ctx, features, 4, &none);
	assert_non_null(keys);
	return join_run(j, ctx, keys, t, plan, err);
}

/*  features   rows                result
    01001      75056  10           01001  20
    01002      01001  20           01002   -
    2A004      99999  30  (no)     2A004   -
    75056      (none) 40  (no)     75056  10  */
static void rows_go_to_their_feature_and_the_rest_is_counted(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	const char *cells[] = { "code", "v", "75056", "10", "01001", "20", "99999", "30", NULL, "40" };
	struct table *t = table_of(ctx, 4, 2, cells);
	struct join_attribute a = { .column = 1 };
	struct join_plan plan = { .key = { 0 }, .n_key = 1, .attributes = &a, .n_attributes = 1 };
	struct join j;
	struct err err = { 0 };
	assert_true(run(ctx, &j, t, &plan, &err));
	assert_int_equal(j.columns->n_rows, 4);
	assert_true(table_number(j.columns, 0, 0) == 20 && table_number(j.columns, 0, 3) == 10);
	assert_true(isnan(table_number(j.columns, 0, 1)) && isnan(table_number(j.columns, 0, 2)));
	assert_int_equal(j.n_matched, 2);
	assert_int_equal(j.n_rows_matched, 2);
	assert_int_equal(j.row_feature[2], KEY_NONE);
	assert_int_equal(j.row_feature[3], KEY_NONE);
	talloc_free(ctx);
}

static void several_rows_for_a_key_are_never_dropped_in_silence(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	const char *cells[] = { "code", "v", "w", "t", "01001", "10", "1", "a", "01001", "20", "3", "b", "01001", "n.d.", "9", "a" };
	struct table *t = table_of(ctx, 3, 4, cells);
	static const struct { enum reduction r; size_t column; double value; } cases[] = {
		{ REDUCE_FIRST, 1, 10 }, { REDUCE_SUM, 1, 30 }, { REDUCE_MEAN, 1, 15 }, { REDUCE_WEIGHTED_MEAN, 1, 17.5 },
	};
	struct join j;
	for (size_t i = 0; i < 4; i++) {
		struct err err = { 0 };
		struct join_attribute a = { .column = cases[i].column, .reduction = cases[i].r, .weight = 2 };
		struct join_plan plan = { .key = { 0 }, .n_key = 1, .attributes = &a, .n_attributes = 1 };
		assert_true(run(ctx, &j, t, &plan, &err));
		assert_true(table_number(j.columns, 0, 0) == cases[i].value);
		assert_int_equal(j.n_duplicated, 1);
	}
	struct err err = { 0 }, text = { 0 };
	struct join_attribute list = { .column = 3, .reduction = REDUCE_LIST };
	struct join_plan plan = { .key = { 0 }, .n_key = 1, .attributes = &list, .n_attributes = 1 };
	char scratch[40];
	assert_true(run(ctx, &j, t, &plan, &err));
	assert_string_equal(table_text(j.columns, 0, 0, scratch), "a; b");
	list.reduction = REDUCE_ERROR;
	assert_false(run(ctx, &j, t, &plan, &err));
	assert_string_equal(err.locator, "reduction");
	assert_non_null(strstr(err.message.fr, "01001"));
	list.reduction = REDUCE_SUM;
	assert_false(run(ctx, &j, t, &plan, &text));
	assert_string_equal(text.locator, "reduction");
	talloc_free(ctx);
}

static void a_secret_part_makes_the_sum_secret(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	const char *cells[] = { "code", "v", "01001", "10", "01001", "s", "01002", "5", "01002", "n.d." };
	struct table *t = table_of(ctx, 4, 2, cells);
	struct join_attribute a = { .column = 1, .reduction = REDUCE_SUM };
	struct join_plan plan = { .key = { 0 }, .n_key = 1, .attributes = &a, .n_attributes = 1 };
	struct join j;
	struct err err = { 0 };
	assert_true(run(ctx, &j, t, &plan, &err));
	assert_int_equal(j.columns->columns[0].states[0], VALUE_SECRET);
	assert_true(table_number(j.columns, 0, 1) == 5);
	talloc_free(ctx);
}

static void years_become_columns_by_pivot(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	const char *cells[] = { "code", "year", "v", "01001", "2020", "1", "01001", "2019", "2", "75056", "2020", "3" };
	struct table *t = table_of(ctx, 3, 3, cells);
	struct join_attribute a = { .column = 2 };
	struct join_plan plan = { .key = { 0 }, .n_key = 1, .attributes = &a, .n_attributes = 1, .pivot = true, .pivot_column = 1 };
	struct join j;
	struct err err = { 0 };
	assert_true(run(ctx, &j, t, &plan, &err));
	assert_int_equal(j.columns->n_columns, 2);
	assert_string_equal(j.columns->columns[0].name, "v_2019");
	assert_true(table_number(j.columns, 0, 0) == 2 && table_number(j.columns, 1, 0) == 1);
	assert_true(table_number(j.columns, 1, 3) == 3 && isnan(table_number(j.columns, 0, 3)));
	assert_int_equal(j.n_duplicated, 0);
	plan.most_columns = 1;
	assert_false(run(ctx, &j, t, &plan, &err));
	assert_string_equal(err.locator, "pivot");
	talloc_free(ctx);
}

static void a_key_may_be_made_of_several_columns(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	const char *cells[] = { "dep", "com", "v", "01", "001", "7", "2A", "004", "8" };
	struct table *t = table_of(ctx, 2, 3, cells);
	struct join_attribute a = { .column = 2 };
	struct join_plan plan = { .key = { 0, 1 }, .n_key = 2, .attributes = &a, .n_attributes = 1 };
	struct join j;
	struct err err = { 0 };
	assert_true(run(ctx, &j, t, &plan, &err));
	assert_true(table_number(j.columns, 0, 0) == 7 && table_number(j.columns, 0, 2) == 8);
	talloc_free(ctx);
}

static void rows_that_the_doctor_matched_are_taken_as_he_found_them(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	const char *cells[] = { "code", "v", "1001", "7", "01002", "8", "zz", "9" };
	struct table *t = table_of(ctx, 3, 2, cells);
	const uint32_t matched[] = { 0, KEY_NONE, 2 };
	struct join_attribute a = { .column = 1 };
	struct join_plan plan = {
		.key = { 0 }, .n_key = 1, .attributes = &a, .n_attributes = 1, .matched = matched,
	};
	struct join j;
	struct err err = { 0 };
	assert_true(run(ctx, &j, t, &plan, &err));
	assert_true(table_number(j.columns, 0, 0) == 7 && table_number(j.columns, 0, 2) == 9);
	assert_true(isnan(table_number(j.columns, 0, 1)));
	assert_int_equal(j.n_rows_matched, 2);
	talloc_free(ctx);
}

static void two_features_with_one_key_are_no_framework(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	const char *twice[] = { "a", "b", "a" };
	struct err err = { 0 };
	assert_null(key_index_new(ctx, twice, 3, &err));
	assert_non_null(strstr(err.message.en, "\"a\""));
	talloc_free(ctx);
}

static void every_key_of_a_large_framework_is_found(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	size_t n = 100000;
	const char **text = mem_array(ctx, const char *, n);
	struct err err = { 0 };
	for (size_t i = 0; i < n; i++)
		text[i] = mem_printf(text, "%zu", i);
	struct key_index *k = key_index_new(ctx, text, n, &err);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(key_index_find(k, text[i], strlen(text[i])), i);
	assert_int_equal(key_index_find(k, "100000", 6), KEY_NONE);
	assert_int_equal(key_index_find(k, "12", 1), 1);
	assert_int_equal(key_index_find(k, "", 0), KEY_NONE);
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_go_to_their_feature_and_the_rest_is_counted),
		cmocka_unit_test(several_rows_for_a_key_are_never_dropped_in_silence),
		cmocka_unit_test(a_secret_part_makes_the_sum_secret),
		cmocka_unit_test(years_become_columns_by_pivot),
		cmocka_unit_test(a_key_may_be_made_of_several_columns),
		cmocka_unit_test(rows_that_the_doctor_matched_are_taken_as_he_found_them),
		cmocka_unit_test(two_features_with_one_key_are_no_framework),
		cmocka_unit_test(every_key_of_a_large_framework_is_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
