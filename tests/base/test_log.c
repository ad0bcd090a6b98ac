#include "tests/unit.h"

#include <unistd.h>

#include "base/log.h"

/* A log into a pipe, and a value that fills its room. */
static struct log *listened(const void *ctx, int fds[2], char *value, size_t room)
{
	assert_int_equal(pipe(fds), 0);
	memset(value, 'x', room - 1);
	value[room - 1] = '\0';
	return log_new(ctx, fds[1], LOG_LEVEL_INFO);
}

static void an_event_is_one_line_whatever_its_values_hold(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	int fds[2];
	char line[4096], value[2000];
	struct log *log = listened(ctx, fds, value, sizeof value);
	log_event(log, LOG_LEVEL_INFO, "request", (struct log_field[]){
		{ "plain", "a/b" }, { "none", NULL }, { "query", "a=1&b=\"é\"\n\\" }, { "empty", "" },
		{ "long", value }, { NULL, NULL } });
	ssize_t n = read(fds[0], line, sizeof line - 1);
	assert_true(n > 0);
	line[n] = '\0';
	assert_string_equal(line + 25, mem_printf(ctx, "info request plain=a/b query=\"a=1&b=\\\"é\\\"\\u000a\\\\\" "
	                                               "empty=\"\" long=%s\n", value));
	assert_int_equal(line[23], 'Z');
	assert_int_equal(line[19], '.');
	log_event(log, LOG_LEVEL_INFO, "said", (struct log_field[]){ { "v", "a\x1b[1m\x7f" }, { NULL, NULL } });
	n = read(fds[0], line, sizeof line - 1);
	line[n] = '\0';
	assert_string_equal(line + 25, "info said v=\"a\\u001b[1m\\u007f\"\n");
	log_event(log, LOG_LEVEL_DEBUG, "quiet", (struct log_field[]){ { NULL, NULL } });
	log_line(log, LOG_LEVEL_ERROR, "said", "%d of %s", 3, "four");
	n = read(fds[0], line, sizeof line - 1);
	line[n] = '\0';
	assert_string_equal(line + 25, "error said message=\"3 of four\"\n");
	close(fds[0]);
	close(fds[1]);
	talloc_free(ctx);
}

static void a_text_of_fields_stands_before_the_others(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	int fds[2];
	char line[4096], value[2000];
	struct log *log = listened(ctx, fds, value, sizeof value);
	const struct log_field fields[] = { { "a", "1 2" }, { "none", NULL }, { "b", value }, { NULL, NULL } };
	const char *text = log_text(ctx, fields);
	assert_string_equal(text, mem_printf(ctx, "a=\"1 2\" b=%s", value));
	assert_string_equal(log_text(ctx, fields + 3), "");
	for (int i = 0; i < 3; i++) {
		log_with(log, LOG_LEVEL_INFO, "request", i < 2 ? text : "", (struct log_field[]){ { "c", "3" }, { NULL, NULL } });
		ssize_t n = read(fds[0], line, sizeof line - 1);
		assert_true(n > 25);
		line[n] = '\0';
		assert_string_equal(line + 25, i < 2 ? mem_printf(ctx, "info request %s c=3\n", text) : "info request c=3\n");
		assert_true(line[10] == 'T' && line[19] == '.' && line[23] == 'Z');
	}
	close(fds[0]);
	close(fds[1]);
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_event_is_one_line_whatever_its_values_hold),
		cmocka_unit_test(a_text_of_fields_stands_before_the_others),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
