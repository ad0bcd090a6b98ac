#include "tests/unit.h"
#include "base/text.h"

static void numbers_are_read_whole_or_refused(void **state)
{
	(void)state;
	double d;
	int64_t i;
	assert_true(text_double("-1.5e3", &d));
	assert_true(d == -1500);
	const char *bad[] = { "", "1.5x", " 1", "nan", "inf", "0x10", "1e999", "1,5" };
	for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
		assert_false(text_double(bad[k], &d));
	assert_true(text_int("-42", &i));
	assert_int_equal(i, -42);
	assert_false(text_int("4.2", &i));
	assert_false(text_int("99999999999999999999", &i));
}

static void a_list_keeps_its_empty_pieces_and_its_ceiling(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	size_t n;
	char **p = text_split(ctx, "a,,b", ',', 3, &n);
	assert_int_equal(n, 3);
	assert_string_equal(p[1], "");
	assert_string_equal(p[2], "b");
	assert_null(text_split(ctx, "a,,b,", ',', 3, &n));
	assert_non_null(text_split(ctx, "", ',', 3, &n));
	assert_int_equal(n, 0);
	talloc_free(ctx);
}

static void only_utf8_that_xml_can_carry_is_text(void **state)
{
	(void)state;
	assert_true(text_is_utf8("Côte d'Œuf", strlen("Côte d'Œuf")));
	assert_false(text_is_utf8("\xe9t\xe9", 3));
	assert_false(text_is_utf8("\xc0\x80", 2));
	assert_false(text_is_utf8("\xed\xa0\x80", 3));
	assert_false(text_is_utf8("a\x01", 2));
	assert_true(text_is_utf8("\xf0\x9f\x97\xba", 4));
}

static void a_double_is_written_as_short_as_it_reads_back(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	assert_string_equal(text_from_double(ctx, 0.1), "0.1");
	assert_string_equal(text_from_double(ctx, 1.0 / 3), "0.3333333333333333");
	assert_string_equal(text_from_double(ctx, 700000), "700000");
	talloc_free(ctx);
}

/* What printf would find with as few digits as read back, over numbers of all sizes and numbers of decimals. */
static void a_double_is_written_as_printf_would(void **state)
{
	void *ctx = talloc_new(NULL);
	uint64_t seed = 88172645463325252U;

	for (int i = 0; i < 200000; i++) {
		char s[40];
		seed ^= seed << 13;
		seed ^= seed >> 7;
		seed ^= seed << 17;
		double value = (double)(int64_t)seed / 3.0;
		for (int k = (int)(seed % 29); k > 0; k--)
			value /= 10;
		if (i % 3 > 0)   /* cut to a few digits */
			text_double(mem_printf(ctx, "%.*g", 1 + i % 17, value), &value);
		for (int digits = 15; digits <= 17; digits++) {
			snprintf(s, sizeof s, "%.*g", digits, value);
			if (strtod(s, NULL) == value)
				break;
		}
		char *ours = text_from_double(ctx, value);
		assert_string_equal(ours, s);
		talloc_free(ours);
	}
	assert_string_equal(text_from_double(ctx, -0.0), "-0");
	assert_string_equal(text_from_double(ctx, -1200.05), "-1200.05");
	assert_string_equal(text_from_double(ctx, 0.0001), "0.0001");
	assert_string_equal(text_from_double(ctx, 1e15), "1e+15");
	assert_string_equal(text_from_double(ctx, 999999999999999), "999999999999999");
	assert_string_equal(text_from_int(ctx, INT64_MIN), "-9223372036854775808");
	assert_string_equal(text_from_int(ctx, INT64_MAX), "9223372036854775807");
	assert_string_equal(text_from_int(ctx, 0), "0");
	assert_string_equal(text_from_int(ctx, -40), "-40");
	talloc_free(ctx);
	(void)state;
}

static void a_moment_becomes_an_http_date(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	assert_string_equal(text_http_date(ctx, "2026-11-22T15:04:05Z"), "Sun, 22 Nov 2026 15:04:05 GMT");
	assert_null(text_http_date(ctx, "2026-11-22"));
	talloc_free(ctx);
}

static void markup_and_separators_are_escaped(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	assert_string_equal(text_html(ctx, "<a b=\"c\">&'"), "&lt;a b=&quot;c&quot;&gt;&amp;&#39;");
	assert_string_equal(text_url_encode(ctx, "a b&c=é"), "a%20b%26c%3D%C3%A9");
	assert_true(text_is_name("communes_2022-01-01"));
	assert_false(text_is_name("../etc"));
	assert_false(text_is_name(""));
	talloc_free(ctx);
}

static void what_is_not_text_is_replaced_byte_by_byte(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	assert_string_equal(text_clean(ctx, "é 😀", false), "é 😀");
	assert_string_equal(text_clean(ctx, "\xc3", false), "\xef\xbf\xbd");
	assert_string_equal(text_clean(ctx, "a\xe9\x01\n", false), "a\xef\xbf\xbd\xef\xbf\xbd\n");
	assert_string_equal(text_clean(ctx, "a\xe9\x01\n", true), "a\xef\xbf\xbd\x01\n");
	assert_string_equal(text_clean(ctx, "", true), "");
	talloc_free(ctx);
}

static void weights_are_read_from_list_entries(void **state)
{
	(void)state;
	static const struct { const char *entry; double weight; } cases[] = {
		{ "fr", 1 }, { "fr;q=0.5", 0.5 }, { "fr ; Q=0.5 ", 0.5 }, { "text/html;level=1;\tq=.25", 0.25 },
		{ "fr;q=", 0 }, { "fr;q=2", 0 }, { "fr;q=-1", 0 }, { "fr;qq=0.5", 1 }, { ";", 1 }, { "", 1 },
		{ "fr;q=0.123456789", 0.12345 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		double w = text_weight((struct span){ cases[i].entry, strlen(cases[i].entry) });
		assert_true(w > cases[i].weight - 1e-6 && w < cases[i].weight + 1e-6);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_read_whole_or_refused),
		cmocka_unit_test(a_list_keeps_its_empty_pieces_and_its_ceiling),
		cmocka_unit_test(only_utf8_that_xml_can_carry_is_text),
		cmocka_unit_test(a_double_is_written_as_short_as_it_reads_back),
		cmocka_unit_test(a_double_is_written_as_printf_would),
		cmocka_unit_test(a_moment_becomes_an_http_date),
		cmocka_unit_test(markup_and_separators_are_escaped),
		cmocka_unit_test(what_is_not_text_is_replaced_byte_by_byte),
		cmocka_unit_test(weights_are_read_from_list_entries),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
