#include "tests/pack/spoil.h"

#include "table/columns_file.h"

#define COLUMNS "columns"
enum { ROWS = 4 };

/* One column of each type, and each state. */
static struct table *sample(const void *ctx)
{
	static int64_t counts[ROWS] = { 12, INT64_MIN, 5, 0 };
	static double rates[ROWS] = { 0.5, -1e300, 0, 99 };
	static uint32_t offsets[ROWS] = { 0, 4, 8, 0 };
	static char pool[] = "Ain\0Var\0caché";
	static uint8_t states[ROWS] = { VALUE_PRESENT, VALUE_PRESENT, VALUE_SECRET, VALUE_NOT_APPLICABLE };
	static uint8_t missing[ROWS] = { VALUE_PRESENT, VALUE_MISSING, VALUE_PRESENT, VALUE_PRESENT };
	struct table *t = mem_new(ctx, struct table);

	t->n_rows = ROWS;
	t->n_columns = 3;
	t->columns = mem_array(t, struct table_column, 3);
	t->columns[0] = (struct table_column){ .name = "naissances", .title = { "Naissances", "Births" },
	                                       .unit = "", .type = CELL_INTEGER, .integers = counts };
	t->columns[1] = (struct table_column){ .name = "taux", .title = { "Taux", NULL }, .unit = "%",
	                                       .type = CELL_REAL, .reals = rates, .states = missing };
	t->columns[2] = (struct table_column){ .name = "lieu", .unit = "", .type = CELL_TEXT,
	                                       .text = { offsets, pool }, .states = states };
	return t;
}

static char *written(const void *ctx)
{
	static const struct columns_text texts[] = { { "report.fr.json", "{\"é\":1}", 8 }, { "empty", "", 0 } };
	char *path = mem_printf(ctx, "%s/a.columns", scratch_new(ctx));
	struct err err = { 0 };

	assert_true(columns_write(ctx, path, sample(ctx), texts, 2, &err));
	return path;
}

static void as_written(const struct columns_file *f)
{
	const struct table *t = f->table;
	char scratch[40];
	size_t n;

	assert_int_equal(t->n_rows, ROWS);
	assert_int_equal(t->n_columns, 3);
	assert_string_equal(t->columns[0].name, "naissances");
	assert_string_equal(t->columns[0].title.en, "Births");
	assert_string_equal(t->columns[1].unit, "%");
	assert_string_equal(text_in(t->columns[1].title, LANG_EN), "Taux");
	assert_true(text_empty(t->columns[2].title));
	assert_null(t->columns[0].states);
	assert_int_equal(t->columns[0].integers[0], 12);
	assert_true(t->columns[0].integers[1] == INT64_MIN);
	assert_true(t->columns[1].reals[0] == 0.5 && t->columns[1].reals[3] == 99);
	assert_null(table_text(t, 1, 1, scratch));
	assert_int_equal(t->columns[1].states[1], VALUE_MISSING);
	assert_string_equal(table_text(t, 2, 1, scratch), "Var");
	assert_int_equal(t->columns[2].states[2], VALUE_SECRET);
	assert_int_equal(t->columns[2].states[3], VALUE_NOT_APPLICABLE);
	assert_memory_equal(columns_text(f, "report.fr.json", &n), "{\"é\":1}", 8);
	assert_int_equal(n, 8);
}

static void every_type_and_state_comes_back(void **state JT_UNUSED)
{
	void *ctx = talloc_new(NULL);
	struct err err = { 0 };
	struct columns_file *f = columns_open(ctx, written(ctx), &err);
	size_t n;

	assert_non_null(f);
	as_written(f);
	assert_non_null(columns_text(f, "empty", &n));
	assert_int_equal(n, 0);
	assert_null(columns_text(f, "report.en.json", &n));
	assert_null(columns_text(f, ":words", &n));
	talloc_free(ctx);
}

static void rows_lie_beside_the_table_each_with_its_feature(void **state JT_UNUSED)
{
	void *ctx = talloc_new(NULL);
	char *path = mem_printf(ctx, "%s/a.columns", scratch_new(ctx));
	static int64_t years[3] = { 2020, 2021, 2020 };
	struct table_column an = { .name = "an", .unit = "", .type = CELL_INTEGER, .integers = years };
	const struct table three = { 3, 1, &an };
	const uint32_t features[3] = { 0, 0, ROWS - 1 }, wrong[3] = { 0, 0, ROWS };
	struct columns_rows rows = { &three, features };
	struct err err = { 0 };

	assert_true(columns_write_rows(ctx, path, sample(ctx), &rows, NULL, 0, &err));
	struct columns_file *f = columns_open(ctx, path, &err);
	assert_non_null(f);
	assert_int_equal(f->table->n_columns, 3);
	assert_int_equal(f->rows.table->n_rows, 3);
	assert_string_equal(f->rows.table->columns[0].name, "an");
	assert_int_equal(f->rows.table->columns[0].integers[1], 2021);
	assert_int_equal(f->rows.feature[2], ROWS - 1);
	f = columns_open(ctx, written(ctx), &err);
	assert_null(f->rows.table);
	rows.feature = wrong;
	path = mem_printf(ctx, "%s/b.columns", scratch_new(ctx));
	assert_true(columns_write_rows(ctx, path, sample(ctx), &rows, NULL, 0, &err));
	assert_null(columns_open(ctx, path, &err));
	talloc_free(ctx);
}

static void a_value_that_is_secret_is_not_in_the_file(void **state JT_UNUSED)
{
	void *ctx = talloc_new(NULL);
	struct bytes b = spoil_read(ctx, written(ctx));
	const double missing = -1e300;

	assert_null(memmem(b.at, b.n, "caché", strlen("caché")));
	assert_null(memmem(b.at, b.n, &missing, sizeof missing));
	assert_non_null(memmem(b.at, b.n, "Var", 3));
	talloc_free(ctx);
}

static void tables_without_rows_or_columns_are_tables(void **state JT_UNUSED)
{
	void *ctx = talloc_new(NULL);
	char *folder = scratch_new(ctx);
	struct table *t = sample(ctx);
	struct err err = { 0 };

	t->n_rows = 0;
	assert_true(columns_write(ctx, mem_printf(ctx, "%s/rows", folder), t, NULL, 0, &err));
	struct columns_file *rows = columns_open(ctx, mem_printf(ctx, "%s/rows", folder), &err);
	assert_int_equal(rows->table->n_columns, 3);
	assert_int_equal(rows->table->n_rows, 0);
	t->n_columns = 0;
	assert_true(columns_write(ctx, mem_printf(ctx, "%s/columns", folder), t, NULL, 0, &err));
	assert_int_equal(columns_open(ctx, mem_printf(ctx, "%s/columns", folder), &err)->table->n_columns, 0);
	talloc_free(ctx);
}

static void a_file_that_changed_is_refused(void **state JT_UNUSED)
{
	void *ctx = talloc_new(NULL);
	char *path = written(ctx);
	struct bytes b = spoil_read(ctx, path);

	for (size_t i = 0; i < b.n; i++) {
		struct err err = { 0 };
		b.at[i] ^= 0x81;
		spoil_write(path, b.at, b.n);
		struct columns_file *f = columns_open(ctx, path, &err);
		if (f != NULL)
			as_written(f);
		else
			assert_int_equal(err.code, ERR_UNAVAILABLE);
		talloc_free(f);
		b.at[i] ^= 0x81;
	}
	spoil_write(path, b.at, b.n / 2);
	struct err err = { 0 };
	assert_null(columns_open(ctx, path, &err));
	assert_true(err.detail != NULL && strstr(err.detail, path) != NULL);
	talloc_free(ctx);
}

/* Whole packs with right checksums that no columns_write has written. */
static void what_points_outside_of_the_file_is_refused(void **state JT_UNUSED)
{
	static const uint32_t far_offsets[ROWS] = { 0, 4, 9999, 0 };
	static const uint8_t odd_states[ROWS] = { 0, 4, 0, 0 };
	static const struct { uint64_t n_rows; uint32_t n_columns, reserved; }
		rows = { UINT64_MAX / 4, 3, 0 }, columns = { ROWS, UINT32_MAX, 0 };
	static const struct { const char *section; const void *data; size_t size; } cases[] = {
		{ ":2.values", far_offsets, sizeof far_offsets }, { ":2.values", far_offsets, 8 },
		{ ":2.pool", "no end", 6 }, { ":2.pool", "", 0 }, { ":2.states", odd_states, ROWS },
		{ ":2.states", "", 0 }, { ":0.values", NULL, 0 }, { ":1.states", NULL, 0 },
		{ ":table", &rows, sizeof rows }, { ":table", &columns, sizeof columns },
		{ ":table", "", 0 }, { ":columns", NULL, 0 }, { ":words", "x", 1 }, { ":words", "", 1 },
		{ ":words", NULL, 0 },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		void *ctx = talloc_new(NULL);
		char *path = written(ctx);
		struct err err = { 0 };
		spoil_section(path, COLUMNS, 1, cases[i].section, cases[i].data, cases[i].size);
		assert_null(columns_open(ctx, path, &err));
		assert_int_equal(err.code, ERR_UNAVAILABLE);
		talloc_free(ctx);
	}
}

static void what_cannot_be_written_leaves_nothing(void **state JT_UNUSED)
{
	void *ctx = talloc_new(NULL);
	char *path = mem_printf(ctx, "%s/no/a.columns", scratch_new(ctx));
	struct err err = { 0 };

	assert_false(columns_write(ctx, path, sample(ctx), NULL, 0, &err));
	assert_int_equal(err.code, ERR_UNAVAILABLE);
	err = (struct err){ 0 };
	assert_null(columns_open(ctx, path, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_and_state_comes_back),
		cmocka_unit_test(rows_lie_beside_the_table_each_with_its_feature),
		cmocka_unit_test(a_value_that_is_secret_is_not_in_the_file),
		cmocka_unit_test(tables_without_rows_or_columns_are_tables),
		cmocka_unit_test(a_file_that_changed_is_refused),
		cmocka_unit_test(what_points_outside_of_the_file_is_refused),
		cmocka_unit_test(what_cannot_be_written_leaves_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
