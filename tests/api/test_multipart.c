#include "tests/unit.h"
#include "api/multipart.h"

static struct multipart m;
static struct err err;

#define READ(ctx, body) read_form(ctx, "boundary=XX", body, sizeof body - 1)

static bool read_form(const void *ctx, const char *parameters, const char *body, size_t n)
{
	err = (struct err){ 0 };
	return multipart_read(&m, ctx, parameters, (struct span){ body, n }, &err);
}

static bool holds(const struct multipart_part *part, const char *content, size_t n)
{
	return part->content.n == n && memcmp(part->content.at, content, n) == 0;
}

#define FIELD "Content-Disposition: form-data; name=\"a\"\r\n"

static void fields_and_files_come_as_they_were_sent(void **state)
{
	void *ctx = *state;
	static const char body[] =
		"--XX\r\nContent-Disposition: form-data; name=\"collection-id\"\r\n\r\ncommunes\r\n"
		"--XX\r\ncontent-type: text/csv; charset=utf-8\r\nContent-Disposition: form-data; name=\"file\"; "
		"filename=\"C:\\data\\d\xc3\xa9p\\\"1\\\".csv\"\r\n\r\na\0b\r\n\n\r--XX\r\r\n--XXY\r\n\r\n--XX--\r\n";
	assert_true(READ(ctx, body));
	assert_int_equal(m.n, 2);
	assert_string_equal(m.parts[0].name, "collection-id");
	assert_null(m.parts[0].filename);
	assert_true(holds(&m.parts[0], "communes", 8));
	assert_string_equal(m.parts[1].name, "file");
	assert_string_equal(m.parts[1].filename, "d\xc3\xa9p\"1\".csv");
	assert_string_equal(m.parts[1].type, "text/csv");
	static const char content[] = "a\0b\r\n\n\r--XX\r\r\n--XXY\r\n";
	assert_true(holds(&m.parts[1], content, sizeof content - 1));
	assert_ptr_equal(m.parts[0].content.at, strstr(body, "communes"));
}

static void a_field_may_be_empty(void **state)
{
	void *ctx = *state;
	assert_true(READ(ctx, "--XX\r\n" FIELD "\r\n\r\n--XX--\r\n"));
	assert_int_equal(m.parts[0].content.n, 0);
	assert_true(READ(ctx, "--XX\r\n" FIELD "\r\n--XX--"));
	assert_int_equal(m.parts[0].content.n, 0);
	assert_true(READ(ctx, "--XX--\r\n"));
	assert_int_equal(m.n, 0);
}

static void a_form_that_was_cut_off_is_refused_at_every_byte(void **state)
{
	void *ctx = *state;
	static const char body[] = "--XX\r\n" FIELD "\r\n1\r\n--XX\r\nContent-Disposition: form-data; name=b\r\n\r\n2\r\n--XX--";
	assert_true(READ(ctx, body));
	assert_string_equal(m.parts[1].name, "b");
	for (size_t n = 0; n + 1 < sizeof body; n++) {
		assert_false(read_form(ctx, "boundary=XX", body, n));
		assert_int_equal(err.code, ERR_INVALID_PARAMETER);
	}
}

static void what_is_not_such_a_form_is_refused(void **state)
{
	void *ctx = *state;
	static const char *const wrong[] = {
		"", "hello", "--XXY\r\n" FIELD "\r\n1\r\n--XX--",                             /* no such boundary */
		"--XX\n" "Content-Disposition: form-data; name=a\n\n1\n--XX--\n",             /* lines without CR */
		"--XX\r\n\r\n1\r\n--XX--", "--XX\r\nX: y\r\n\r\n1\r\n--XX--",                 /* no name */
		"--XX\r\nContent-Disposition: form-data\r\n\r\n1\r\n--XX--",
		"--XX\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n--XX--",
		"--XX\r\nContent-Disposition: form-data; name=\"\"\r\n\r\n1\r\n--XX--",
		"--XX\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n--XX--",        /* no end of quotes */
		"--XX\r\nContent-Disposition: form-data; name=\"a\" filename=b\r\n\r\n1\r\n--XX--",
		"--XX\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\n1\r\n--XX--",
		"--XX\r\n" FIELD FIELD "\r\n1\r\n--XX--",
		"--XX\r\n" FIELD "Content-Transfer-Encoding: base64\r\n\r\nMQ==\r\n--XX--",
		"--XX\r\nContent-Disposition: form-data; name=\"\xe9\"\r\n\r\n1\r\n--XX--",   /* not UTF-8 */
		"--XX\r\nContent-Disposition: form-data; name=a; filename=\"a\tb\"\r\n\r\n1\r\n--XX--",
		"--XX\r\n" FIELD "not a header\r\n\r\n1\r\n--XX--",
	};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		if (read_form(ctx, "boundary=XX", wrong[i], strlen(wrong[i])))
			print_message("# taken: %s\n", wrong[i]);
		assert_int_equal(err.code, ERR_INVALID_PARAMETER);
	}
}

static void the_boundary_must_be_one(void **state)
{
	void *ctx = *state;
	static const char body[] = "--a b\r\n" FIELD "\r\n1\r\n--a b--";
	assert_true(read_form(ctx, "charset=utf-8; Boundary=\"a b\"", body, sizeof body - 1));
	static const char *const wrong[] = { "", "charset=utf-8", "boundary=", "boundary=\"a b \"", "boundary=\"a", NULL,
		"boundary=\"\xc3\xa9\"", "boundary=a; boundary=b",
		"boundary=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		assert_false(read_form(ctx, wrong[i], body, sizeof body - 1));
		assert_string_equal(err.locator, "Content-Type");
	}
}

static void parts_and_their_headers_have_ceilings(void **state)
{
	void *ctx = *state;
	char *many = mem_strdup(ctx, "--XX\r\n"), *long_one;
	for (int i = 0; i < MULTIPART_PARTS; i++)
		many = mem_check(talloc_asprintf_append(many, FIELD "\r\n1\r\n--XX%s", i + 1 < MULTIPART_PARTS ? "\r\n" : ""));
	assert_true(read_form(ctx, "boundary=XX", mem_printf(ctx, "%s--", many), strlen(many) + 2));
	assert_int_equal(m.n, MULTIPART_PARTS);
	many = mem_check(talloc_asprintf_append(many, "\r\n" FIELD "\r\n1\r\n--XX--"));
	assert_false(read_form(ctx, "boundary=XX", many, strlen(many)));
	assert_int_equal(err.code, ERR_TOO_LARGE);
	long_one = mem_printf(ctx, "--XX\r\n" FIELD "X: %05000d\r\n\r\n1\r\n--XX--", 1);
	assert_false(read_form(ctx, "boundary=XX", long_one, strlen(long_one)));
}

static int set_up(void **state)
{
	*state = talloc_new(NULL);
	return 0;
}

static int tear_down(void **state)
{
	return talloc_free(*state);
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(fields_and_files_come_as_they_were_sent),
		T(a_field_may_be_empty),
		T(a_form_that_was_cut_off_is_refused_at_every_byte),
		T(what_is_not_such_a_form_is_refused),
		T(the_boundary_must_be_one),
		T(parts_and_their_headers_have_ceilings),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
