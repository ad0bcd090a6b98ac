#include "tests/unit.h"
#include "base/err.h"

static void the_message_is_formatted_in_both_languages(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct err err = { 0 };

	assert_false(err_set(&err, ctx, ERR_INVALID_PARAMETER, "BBOX", "expects 4 numbers, got %d",
	                     "attend 4 nombres, reçu %d", 3));
	assert_string_equal(err.message.en, "expects 4 numbers, got 3");
	assert_string_equal(err.message.fr, "attend 4 nombres, reçu 3");
	assert_string_equal(err.locator, "BBOX");
	assert_int_equal(err_http_status(err.code), 400);
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_message_is_formatted_in_both_languages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
