#include "tests/unit.h"

#include <stdlib.h>
#include <math.h>
#include <unistd.h>

#include "table/read.h"

static struct table *read_text(void *ctx, const char *text, size_t n, struct table_origin *origin, struct err *err)
{
	char name[] = "table-test-XXXXXX";
	int fd = mkstemp(name);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, n), (long long)n);
	close(fd);
	struct table_options options = { 0 };
	struct table_limits limits = { .rows = 1000, .columns = 20, .cell = 1000, .bytes = 100000 };
	struct table *t = table_read(ctx, name, &options, &limits, origin, err);
	unlink(name);
	return t;
}

#define READ(text) read_text(ctx, text, strlen(text), &origin, &err)

static void a_french_file_is_read_with_its_codes_and_commas(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct table_origin origin;
	struct err err = { 0 };
	struct table *t = READ("code;nom;taux;population\r\n01001;Ch\xe2teau;6,5;1 234\r\n2A004;Ajaccio;n.d.;71\xa0" "361\r\n");
	assert_non_null(t);
	char scratch[40];
	assert_string_equal(origin.encoding, "WINDOWS-1252");
	assert_int_equal(origin.separator, ';');
	assert_int_equal(t->n_rows, 2);
	assert_string_equal(table_text(t, 0, 0, scratch), "01001");
	assert_string_equal(table_text(t, 1, 0, scratch), "Château");
	assert_int_equal(t->columns[2].type, CELL_REAL);
	assert_true(table_number(t, 2, 0) == 6.5);
	assert_int_equal(t->columns[2].states[1], VALUE_MISSING);
	assert_int_equal(t->columns[3].type, CELL_INTEGER);
	assert_true(table_number(t, 3, 1) == 71361);
	talloc_free(ctx);
}

static void marks_line_ends_and_separators_are_told_from_the_bytes(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct table_origin origin;
	struct err err = { 0 };
	struct table *t = READ("\xef\xbb\xbf" "a\tb\r1\t2\r3\t4\r");
	assert_non_null(t);
	assert_true(origin.mark);
	assert_int_equal(origin.separator, '\t');
	assert_int_equal(t->n_rows, 2);
	assert_string_equal(t->columns[0].name, "a");
	static const char wide[] = "\xff\xfe" "a\0,\0b\0\n\0" "1\0,\0" "2\0\n\0";
	t = read_text(ctx, wide, sizeof wide - 1, &origin, &err);
	assert_non_null(t);
	assert_string_equal(origin.encoding, "UTF-16LE");
	assert_true(table_number(t, 1, 0) == 2);
	talloc_free(ctx);
}

static void a_quoted_cell_may_hold_separators_and_line_ends(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct table_origin origin;
	struct err err = { 0 };
	char scratch[40];
	struct table *t = READ("code,label\n01,\"a, \"\"b\"\"\nc\"\n02,d\n");
	assert_non_null(t);
	assert_string_equal(table_text(t, 1, 0, scratch), "a, \"b\"\nc");
	assert_int_equal(t->n_rows, 2);
	talloc_free(ctx);
}

static void quotes_hold_what_they_hold_and_must_be_closed(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct table_origin origin;
	struct err err = { 0 };
	char scratch[40];
	struct table *t = READ("code,nom\n\"1\"\"a\",\"\"\n\"\"\"\",\"b\"c\n2,x\"y\n");
	assert_non_null(t);
	assert_int_equal(t->n_rows, 3);
	assert_string_equal(table_text(t, 0, 0, scratch), "1\"a");
	assert_null(table_text(t, 1, 0, scratch));
	assert_string_equal(table_text(t, 0, 1, scratch), "\"");
	assert_string_equal(table_text(t, 1, 1, scratch), "bc");
	assert_string_equal(table_text(t, 1, 2, scratch), "x\"y");
	assert_null(READ("code,nom\n1,\"Le Mans\n2,Tours\n"));
	assert_non_null(strstr(err.message.en, "row 2 opens a quote"));
	talloc_free(ctx);
}

static void headers_are_made_unique_and_empty_rows_left_out(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct table_origin origin;
	struct err err = { 0 };
	struct table *t = READ(";;\nx;X;;\n\n1;2;;\n;;;\n4;5;;\n");
	assert_non_null(t);
	assert_int_equal(origin.header_row, 2);
	assert_int_equal(t->n_columns, 2);
	assert_string_equal(t->columns[1].name, "X (2)");
	talloc_free(ctx);
}

static void why_there_is_no_value_is_kept(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct table_origin origin;
	struct err err = { 0 };
	struct table *t = READ("v;t\n1;s\ns;a\n///;b\n;c\n2,5 %;d\n");
	assert_non_null(t);
	const uint8_t *s = t->columns[0].states;
	assert_int_equal(s[0], VALUE_PRESENT);
	assert_int_equal(s[1], VALUE_SECRET);
	assert_int_equal(s[2], VALUE_NOT_APPLICABLE);
	assert_int_equal(s[3], VALUE_MISSING);
	assert_string_equal(t->columns[0].unit, "%");
	assert_int_equal(t->columns[1].type, CELL_TEXT);
	assert_int_equal(t->columns[1].states[0], VALUE_PRESENT);
	assert_true(isnan(table_number(t, 0, 1)));
	talloc_free(ctx);
}

static void numbers_that_may_be_keys_keep_what_was_written(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct table_origin origin;
	struct err err = { 0 };
	char scratch[40];
	struct table *t = READ("a;b;c;d\n1,00E+03;1001.0;12,5;7\n2;1002.0;3;8\n");
	assert_non_null(t);
	assert_string_equal(table_text(t, 0, 0, scratch), "1000");
	assert_string_equal(table_written(t, 0, 0, scratch), "1,00E+03");
	assert_string_equal(table_written(t, 1, 0, scratch), "1001.0");
	assert_null(t->columns[2].written.pool);
	assert_string_equal(table_written(t, 3, 1, scratch), "8");
	assert_null(t->columns[3].written.pool);
	talloc_free(ctx);
}

static void a_code_behind_a_space_stays_a_code(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct table_origin origin;
	struct err err = { 0 };
	struct table *t = READ("code;n\n\xc2\xa0" "01001;1\n\xc2\xa0" "01002;2\n");
	assert_non_null(t);
	assert_int_equal(t->columns[0].type, CELL_TEXT);
	talloc_free(ctx);
}

static void what_is_over_a_limit_is_refused_by_name(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct table_origin origin;
	char *many = mem_array(ctx, char, 60000), *wide = mem_array(ctx, char, 3000);
	for (int i = 0; i < 1500; i++)
		snprintf(many + strlen(many), 20, "%d,x\n", i);
	for (int i = 0; i < 30; i++)
		snprintf(wide + strlen(wide), 20, "c%d,", i);
	snprintf(wide + strlen(wide), 20, "z\n1\n");
	struct err a = { 0 }, b = { 0 }, c = { 0 }, d = { 0 };
	assert_null(read_text(ctx, many, strlen(many), &origin, &a));
	assert_string_equal(a.locator, "rows");
	assert_null(read_text(ctx, wide, strlen(wide), &origin, &b));
	assert_string_equal(b.locator, "columns");
	assert_null(read_text(ctx, "", 0, &origin, &c));
	assert_int_equal(c.code, ERR_INVALID_PARAMETER);
	assert_null(read_text(ctx, "a,b\n1,\0\n", 9, &origin, &d));
	assert_int_equal(d.code, ERR_INVALID_PARAMETER);
	assert_non_null(strstr(d.message.en, "NUL"));  /* still there to be read */
	talloc_free(ctx);
}

static void every_real_table_is_read(void **state)
{
	(void)state;
	static const struct { const char *file; size_t rows, columns; const char *key; } tables[] = {
		{ "chomage_communes_2021_latin1.csv", 35369, 6, "CODGEO" },
		{ "epci_population_2019_2026_long.csv", 10043, 8, "siren_epci" },
		{ "insee_comparateur_communes_2021.csv", 36208, 19, "insee_com" },
		{ "insee_devdurable_departements_long.csv", 1202, 5, "dep" },
		{ "insee_pauvrete_departements_2013.csv", 96, 18, "Code géographique" },
		{ "insee_population_iris_grandparis_2013.csv", 2842, 14, "ID" },
		{ "insee_population_legale_2021_brut.csv", 34970, 11, "COM" },
		{ "population_communes_2016_2023.csv", 35077, 8, "codgeo" },
		{ "us_unemployment_counties_2009.tsv", 3218, 2, "id" },
		{ "onetjs/france_typologie_comm_aires_urbaines_2010.csv", 35885, 0, NULL },
		{ "onetjs/demandeurs_emploi_hommes_2011.csv", 3835, 0, NULL },
	};
	const char *shared = getenv("JOINTURE_SHARED");
	if (shared == NULL || access(shared, R_OK) != 0)
		skip();
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		void *ctx = talloc_new(NULL);
		struct table_options options = { 0 };
		struct table_limits limits = { 0 };
		struct table_origin origin;
		struct err err = { 0 };
		struct table *t = table_read(ctx, mem_printf(ctx, "%s/data/tables/%s", shared, tables[i].file),
		                             &options, &limits, &origin, &err);
		if (t == NULL)
			fail_msg("%s: %s", tables[i].file, err.message.en);
		if (t->n_rows != tables[i].rows || (tables[i].columns > 0 && t->n_columns != tables[i].columns))
			fail_msg("%s: %zu rows, %zu columns", tables[i].file, t->n_rows, t->n_columns);
		if (tables[i].key != NULL)
			assert_true(table_find(t, tables[i].key) >= 0);
		talloc_free(ctx);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_french_file_is_read_with_its_codes_and_commas),
		cmocka_unit_test(marks_line_ends_and_separators_are_told_from_the_bytes),
		cmocka_unit_test(a_quoted_cell_may_hold_separators_and_line_ends),
		cmocka_unit_test(quotes_hold_what_they_hold_and_must_be_closed),
		cmocka_unit_test(headers_are_made_unique_and_empty_rows_left_out),
		cmocka_unit_test(why_there_is_no_value_is_kept),
		cmocka_unit_test(numbers_that_may_be_keys_keep_what_was_written),
		cmocka_unit_test(a_code_behind_a_space_stays_a_code),
		cmocka_unit_test(what_is_over_a_limit_is_refused_by_name),
		cmocka_unit_test(every_real_table_is_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
