#include "tests/unit.h"

#include "base/json.h"
#include "base/pen.h"

static void pieces_stand_one_after_the_other_however_much_there_is(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct pen p = { .ctx = ctx };

	for (int i = 0; i < 3000; i++) {
		pen_text(&p, "ab");
		pen_char(&p, 'c');
		pen_write(&p, "d\0", 2);
	}
	assert_int_equal(p.used, 15000);
	for (size_t i = 0; i < p.used; i += 5)
		assert_memory_equal(p.text + i, "abcd\0", 5);
	talloc_free(ctx);
}

static void its_end_is_no_part_of_it(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct pen p = { .ctx = ctx };

	pen_text(&p, "");
	assert_string_equal(pen_end(&p), "");
	pen_text(&p, "one");
	assert_string_equal(pen_end(&p), "one");
	pen_text(&p, " two");
	assert_string_equal(pen_end(&p), "one two");
	p.used = 0;
	memset(pen_room(&p, 9000), 'x', 9000);
	p.used = 9000;
	assert_int_equal(strlen(pen_end(&p)), 9000);
	talloc_free(ctx);
}

static void a_string_of_json_is_what_its_writer_would_write(void **state)
{
	static const char *const texts[] = { "", "plain", "\"q\" \\ /", "\xc3\xa9t\xc3\xa9 \xe2\x82\xac", "a\nb\tc\x01\x7f", "bad \xff\xc3", "\x1f" };
	(void)state;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		void *ctx = talloc_new(NULL);
		struct pen p = { .ctx = ctx };
		struct out *out = out_new_buffer(ctx);
		struct json w = json_writer(out);
		size_t n;
		json_string(&w, NULL, texts[i]);
		const void *bytes = out_held(out, &n);
		json_quote(&p, texts[i]);
		assert_int_equal(p.used, n);
		assert_memory_equal(p.text, bytes, n);
		talloc_free(ctx);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_stand_one_after_the_other_however_much_there_is),
		cmocka_unit_test(its_end_is_no_part_of_it),
		cmocka_unit_test(a_string_of_json_is_what_its_writer_would_write),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
