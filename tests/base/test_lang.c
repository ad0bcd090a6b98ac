#include "tests/unit.h"
#include "base/lang.h"
#include "base/mem.h"

static void the_language_of_the_highest_weight_wins(void **state)
{
	(void)state;
	assert_int_equal(lang_negotiate("en;q=0.4, fr-FR;q=0.8", LANG_EN), LANG_FR);
	assert_int_equal(lang_negotiate("de, en-GB;q=0.1", LANG_FR), LANG_EN);
	assert_int_equal(lang_negotiate("de,es", LANG_FR), LANG_FR);
	assert_int_equal(lang_negotiate(NULL, LANG_EN), LANG_EN);
	assert_int_equal(lang_negotiate("fr, en;q=0.9", LANG_EN), LANG_FR);
}

static void weights_are_read_with_spaces_around_them_and_nothing_past_the_end(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	assert_int_equal(lang_negotiate("de,\ten ; q=0.5,   fr;\tQ=0.9", LANG_EN), LANG_FR);
	assert_int_equal(lang_negotiate("en;q=0, fr;q=0", LANG_EN), LANG_EN);
	assert_int_equal(lang_negotiate("en;q=2, fr;q=x", LANG_FR), LANG_FR);
	/* on the heap, for valgrind and the sanitizers: a search for ";" went past it */
	assert_int_equal(lang_negotiate(mem_strdup(ctx, "fr;q=0.1,         en"), LANG_FR), LANG_EN);
	talloc_free(ctx);
}

static void one_text_stands_in_for_the_other(void **state)
{
	(void)state;
	struct text only_french = { .fr = "communes", .en = "" };
	assert_string_equal(text_in(only_french, LANG_EN), "communes");
	assert_true(text_empty((struct text){ NULL, NULL }));
	assert_string_equal(text_in((struct text){ NULL, NULL }, LANG_FR), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_language_of_the_highest_weight_wins),
		cmocka_unit_test(weights_are_read_with_spaces_around_them_and_nothing_past_the_end),
		cmocka_unit_test(one_text_stands_in_for_the_other),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
