#include "tests/unit.h"
#include <unistd.h>
#include "fcgi/relay.h"

static void queries_are_left_out_of_a_line(void **state)
{
	(void)state;
	static const char *const lines[][2] = {
		{ "request: \"GET /ows?key=s HTTP/1.1\", host", "request: \"GET /ows?... HTTP/1.1\", host" },
		{ "for /a?x=1&key=s, closing", "for /a?..., closing" },
		{ "for ?key=a?key=b c?d", "for ?... c?..." },
		{ "what? nothing", "what? nothing" },
		{ "", "" },
	};
	void *ctx = talloc_new(NULL);
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		assert_string_equal(relay_without_queries(ctx, lines[i][0]), lines[i][1]);
	talloc_free(ctx);
}

/* What a log gets when `text` is written in pieces of `n` bytes. */
static char *logged(void *ctx, const char *text, size_t n)
{
	int fds[2];
	char *got = talloc_zero_size(ctx, 65536);
	struct relay *relay = relay_new(ctx);
	assert_int_equal(pipe(fds), 0);
	struct log *log = log_new(ctx, fds[1], LOG_LEVEL_INFO);
	for (size_t at = 0; at < strlen(text); at += n) {
		size_t part = strlen(text) - at < n ? strlen(text) - at : n;
		assert_int_equal(write(relay_in(relay), text + at, part), (ssize_t)part);
		relay_pass(relay, log, "web");
	}
	close(fds[1]);
	size_t used = 0;
	for (ssize_t r; (r = read(fds[0], got + used, 65535 - used)) > 0;)
		used += (size_t)r;
	close(fds[0]);
	return got;
}

static size_t count(const char *text, const char *what)
{
	size_t n = 0;
	for (const char *p = text; (p = strstr(p, what)) != NULL; p++)
		n++;
	return n;
}

static void lines_come_whole_however_they_arrive(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	for (size_t n = 1; n < 20; n++) {
		char *got = logged(ctx, "first\nsecond line\n\nthird", n);
		assert_int_equal(count(got, "info web message="), 2);
		assert_non_null(strstr(got, "message=first\n"));
		assert_non_null(strstr(got, "message=\"second line\"\n"));
	}
	talloc_free(ctx);
}

static void a_line_without_end_is_broken_up(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	char *text = talloc_size(ctx, 9001);
	memset(text, 'x', 9000);
	text[9000] = '\0';
	char *got = logged(ctx, text, 700);
	assert_int_equal(count(got, "info web message="), 4);
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(queries_are_left_out_of_a_line),
		cmocka_unit_test(lines_come_whole_however_they_arrive),
		cmocka_unit_test(a_line_without_end_is_broken_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
