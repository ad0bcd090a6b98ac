#include "tests/unit.h"
#include "base/csv.h"

static const char *told(void *ctx, void (*put)(struct out *, char, const char *), char separator, const char *text)
{
	struct out *out = out_new_buffer(ctx);
	size_t n;

	put(out, separator, text);
	const char *bytes = out_held(out, &n);
	return mem_strndup(ctx, bytes != NULL ? bytes : "", n);
}

static void a_cell_has_quotes_where_it_needs_them(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	assert_string_equal(told(ctx, csv_cell, ',', "Ain"), "Ain");
	assert_string_equal(told(ctx, csv_cell, ',', "Ain, Bresse"), "\"Ain, Bresse\"");
	assert_string_equal(told(ctx, csv_cell, ';', "Ain, Bresse"), "Ain, Bresse");
	assert_string_equal(told(ctx, csv_cell, ';', "dit \"le\" Vieux"), "\"dit \"\"le\"\" Vieux\"");
	assert_string_equal(told(ctx, csv_cell, ',', "a\nb"), "\"a\nb\"");
	assert_string_equal(told(ctx, csv_cell, ',', ""), "");
	talloc_free(ctx);
}

static void what_a_spreadsheet_would_run_gets_an_apostrophe(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	assert_string_equal(told(ctx, csv_cell, ',', "=1+1"), "\"'=1+1\"");
	assert_string_equal(told(ctx, csv_cell, ',', "-2+3"), "\"'-2+3\"");
	assert_string_equal(told(ctx, csv_cell, ',', "@x\"y"), "\"'@x\"\"y\"");
	assert_string_equal(told(ctx, csv_cell, ',', "\tx"), "\"'\tx\"");
	assert_string_equal(told(ctx, csv_cell, ',', "-2.5"), "-2.5");
	assert_string_equal(told(ctx, csv_plain, ',', "=1"), "=1");
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cell_has_quotes_where_it_needs_them),
		cmocka_unit_test(what_a_spreadsheet_would_run_gets_an_apostrophe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
