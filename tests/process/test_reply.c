#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fcgi/reply.h"
#include "tests/unit.h"

/* A connection, and what a web server reads from it. */
struct wire {
	struct reply reply;
	int ends[2];
	char *bytes;
	size_t n;
	pthread_t reader;
};

static void *read_all(void *arg)
{
	struct wire *w = arg;
	char part[5000];          /* so that the writer is stopped in the middle of records */
	ssize_t n;

	while ((n = read(w->ends[1], part, sizeof part)) > 0) {
		memcpy(w->bytes + w->n, part, (size_t)n);
		w->n += (size_t)n;
	}
	return NULL;
}

static struct wire *wire(void)
{
	struct wire *w = mem_new(NULL, struct wire);

	w->bytes = mem_array(w, char, 6 << 20);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, w->ends), 0);
	w->reply = (struct reply){ .fd = w->ends[0], .id = 0x102 };
	assert_int_equal(pthread_create(&w->reader, NULL, read_all, w), 0);
	return w;
}

/* The content of the records of the stream, which then end as FastCGI has it where `whole`. */
static char *content(struct wire *w, bool whole, size_t *n)
{
	size_t at = 0;
	bool ended = false, done = false;

	close(w->ends[0]);
	pthread_join(w->reader, NULL);
	close(w->ends[1]);
	char *all = mem_array(w, char, w->n + 1);
	*n = 0;
	while (at < w->n) {
		const unsigned char *head = (const unsigned char *)w->bytes + at;
		size_t length = (size_t)head[4] << 8 | head[5];
		assert_false(done);
		assert_int_equal(head[0], 1);
		assert_int_equal(head[2] << 8 | head[3], 0x102);
		assert_true(at + 8 + length + head[6] <= w->n);
		if (head[1] == 3) {
			assert_true(ended);
			assert_int_equal(length, 8);
			assert_memory_equal(head + 8, "\0\0\0\0\0\0\0\0", 8);
			done = true;
		} else {
			assert_int_equal(head[1], 6);
			assert_false(ended);
			memcpy(all + *n, head + 8, length);
			*n += length;
			ended = length == 0;
		}
		at += 8 + length + head[6];
	}
	assert_int_equal(done, whole);
	return all;
}

static char *pattern(const void *ctx, size_t n)
{
	char *p = mem_array(ctx, char, n + 1);

	for (size_t i = 0; i < n; i++)
		p[i] = (char)('a' + i % 23);
	return p;
}

static void the_parts_of_an_answer_arrive_in_order_and_end(void **state JT_UNUSED)
{
	static const size_t sizes[] = { 0, 1, 65527, 65528, 65529, 200000, 5000000 };

	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct wire *w = wire();
		char *body = pattern(w, sizes[i]);
		size_t n;
		assert_true(reply_put(&w->reply, (const struct span[]){ { "head", 4 }, { body, sizes[i] } }, 2, true));
		assert_true(reply_end(&w->reply));
		char *all = content(w, true, &n);
		assert_int_equal(n, 4 + sizes[i]);
		assert_memory_equal(all, "head", 4);
		assert_memory_equal(all + 4, body, sizes[i]);
		talloc_free(w);
	}
}

static void pieces_go_out_at_once_and_the_last_ones_with_the_end(void **state JT_UNUSED)
{
	struct wire *w = wire();
	char *body = pattern(w, 100000);
	size_t n, sent = 0;

	assert_true(reply_put(&w->reply, &(struct span){ "head", 4 }, 1, false));
	for (; sent + 30000 < 100000; sent += 30000)
		assert_true(reply_put(&w->reply, &(struct span){ body + sent, 30000 }, 1, false));
	assert_true(reply_put(&w->reply, &(struct span){ body + sent, 100000 - sent }, 1, true));
	assert_true(reply_end(&w->reply));
	char *all = content(w, true, &n);
	assert_int_equal(n, 100004);
	assert_memory_equal(all + 4, body, 100000);
	talloc_free(w);
}

static void many_small_parts_are_one_stream(void **state JT_UNUSED)
{
	struct wire *w = wire();
	char *body = pattern(w, 4 * 65529);
	struct span parts[REPLY_PARTS];
	size_t n;

	for (size_t i = 0; i < REPLY_PARTS; i++)
		parts[i] = (struct span){ body + i * 65529, 65529 };
	assert_true(reply_put(&w->reply, parts, REPLY_PARTS, true));
	assert_true(reply_end(&w->reply));
	char *all = content(w, true, &n);
	assert_int_equal(n, 4 * 65529);
	assert_memory_equal(all, body, n);
	talloc_free(w);
}

static void an_answer_cut_short_has_no_end(void **state JT_UNUSED)
{
	struct wire *w = wire();
	size_t n;

	assert_true(reply_put(&w->reply, &(struct span){ "half", 4 }, 1, false));
	assert_memory_equal(content(w, false, &n), "half", 4);
	assert_int_equal(n, 4);
	talloc_free(w);
}

static void a_web_server_that_is_gone_is_told_of_and_kills_nobody(void **state JT_UNUSED)
{
	struct wire *w = mem_new(NULL, struct wire);

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, w->ends), 0);
	w->reply = (struct reply){ .fd = w->ends[0], .id = 1 };
	close(w->ends[1]);
	assert_false(reply_put(&w->reply, &(struct span){ "x", 1 }, 1, false));
	assert_false(reply_put(&w->reply, NULL, 0, true));
	assert_false(reply_end(&w->reply));
	close(w->ends[0]);
	talloc_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_parts_of_an_answer_arrive_in_order_and_end),
		cmocka_unit_test(pieces_go_out_at_once_and_the_last_ones_with_the_end),
		cmocka_unit_test(many_small_parts_are_one_stream),
		cmocka_unit_test(an_answer_cut_short_has_no_end),
		cmocka_unit_test(a_web_server_that_is_gone_is_told_of_and_kills_nobody),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
