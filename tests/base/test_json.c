#include "tests/unit.h"
#include "base/json.h"

static void text_is_escaped_and_commas_fall_into_place(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct out *out = out_new_buffer(ctx);
	struct json w = json_writer(out);
	json_open_object(&w, NULL);
	json_string(&w, "a", "q\"\n\x01\xe9 é");
	json_open_array(&w, "b");
	json_int(&w, NULL, 1);
	json_double(&w, NULL, 0.5);
	json_null(&w, NULL);
	json_close_array(&w);
	json_bool(&w, "c", false);
	json_string_if(&w, "d", "");
	json_close_object(&w);
	size_t n;
	const char *text = out_held(out, &n);
	const char *want = "{\"a\":\"q\\\"\\n\\u0001\xef\xbf\xbd é\",\"b\":[1,0.5,null],\"c\":false}";
	assert_int_equal(n, strlen(want));
	assert_memory_equal(text, want, n);
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_escaped_and_commas_fall_into_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
