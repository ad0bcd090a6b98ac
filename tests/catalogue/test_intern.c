#include "tests/unit.h"
#include "catalogue/intern.h"

static void equal_texts_are_one_text_and_different_ones_are_not(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL), *keep = talloc_new(ctx), *scratch = talloc_new(ctx);
	struct intern *t = intern_new(scratch, keep);
	const char *kept[5000];

	for (int i = 0; i < 5000; i++)
		kept[i] = intern(t, mem_printf(scratch, "text %d", i));
	for (int i = 0; i < 5000; i++) {
		const char *s = mem_printf(scratch, "text %d", i);
		assert_string_equal(kept[i], s);
		assert_ptr_equal(intern(t, s), kept[i]);
	}
	assert_int_equal(talloc_total_blocks(keep), 5001);
	talloc_free(scratch);
	assert_string_equal(kept[4999], "text 4999");
	talloc_free(ctx);
}

static void nothing_is_the_empty_text(void **state)
{
	(void)state;
	struct intern *t = intern_new(NULL, NULL);
	assert_string_equal(intern(t, NULL), "");
	assert_ptr_equal(intern(t, ""), intern(t, NULL));
	talloc_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_texts_are_one_text_and_different_ones_are_not),
		cmocka_unit_test(nothing_is_the_empty_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
