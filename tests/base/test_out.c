#include "tests/unit.h"
#include "base/out.h"

struct sent {
	char bytes[1 << 16];
	size_t n, times;
	bool gone;
};

static bool sink(void *to, const void *data, size_t n)
{
	struct sent *s = to;
	if (s->gone)
		return false;
	memcpy(s->bytes + s->n, data, n);
	s->n += n;
	s->times++;
	s->bytes[s->n] = '\0';
	return true;
}

static void what_is_held_can_be_replaced(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct sent sent = { .n = 0 };
	struct out *out = out_new(ctx, sink, &sent, 100);
	out_header(out, "X-Kept", "1");
	out_keep_headers(out);
	out_header(out, "Content-Type", "text/plain");
	out_text(out, "half an answer");
	out_restart(out);
	out_status(out, 400);
	out_text(out, "an error");
	assert_true(out_finish(out));
	assert_string_equal(sent.bytes, "Status: 400\r\nX-Kept: 1\r\nContent-Length: 8\r\n\r\nan error");
	talloc_free(ctx);
}

static void beyond_the_hold_it_is_committed(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct sent sent = { .n = 0 };
	struct out *out = out_new(ctx, sink, &sent, 4);
	out_text(out, "abcd");
	assert_false(out_committed(out));
	out_text(out, "e");
	assert_true(out_committed(out));
	assert_true(out_finish(out));
	assert_string_equal(sent.bytes, "Status: 200\r\n\r\nabcde");
	talloc_free(ctx);
}

static void small_pieces_of_a_long_answer_go_out_together_and_whole(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct sent *sent = mem_new(ctx, struct sent);
	struct out *out = out_new(ctx, sink, sent, 100);
	char *whole = mem_strdup(ctx, ""), *big = mem_array(ctx, char, 20001);

	memset(big, 'b', 20000);
	for (int i = 0; i < 4000; i++) {
		char *piece = i == 2000 ? big : mem_printf(ctx, "%d,", i);
		assert_true(out_text(out, piece));
		whole = mem_check(talloc_strdup_append_buffer(whole, piece));
	}
	assert_true(out_finish(out));
	assert_string_equal(strstr(sent->bytes, "\r\n\r\n") + 4, whole);
	assert_int_equal(out_bytes(out), strlen(whole));
	assert_in_range(sent->times, 1, 8);
	talloc_free(ctx);
}

static void a_client_that_left_stops_the_work(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct sent sent = { .gone = true };
	struct out *out = out_new(ctx, sink, &sent, 1);
	assert_false(out_text(out, "abc"));
	assert_false(out_finish(out));
	talloc_free(ctx);
}

static void head_sends_the_length_and_no_body(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct sent sent = { .n = 0 };
	struct out *out = out_new(ctx, sink, &sent, 100);
	out_head_only(out);
	out_text(out, "abc");
	assert_true(out_finish(out));
	assert_string_equal(sent.bytes, "Status: 200\r\nContent-Length: 3\r\n\r\n");
	talloc_free(ctx);
}

static void long_text_is_gzipped_when_allowed(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct sent sent = { .n = 0 };
	struct out *out = out_new(ctx, sink, &sent, 1 << 15);
	out_header(out, "Content-Type", "text/xml");
	out_allow_gzip(out);
	for (int i = 0; i < 1000; i++)
		out_text(out, "<a>text</a>");
	assert_true(out_finish(out));
	assert_non_null(strstr(sent.bytes, "Content-Encoding: gzip\r\n"));
	assert_non_null(strstr(sent.bytes, "Vary: Accept-Encoding\r\n"));
	const char *body = strstr(sent.bytes, "\r\n\r\n") + 4;
	assert_memory_equal(body, "\x1f\x8b", 2);
	assert_true(sent.n < 1000);
	talloc_free(ctx);
}

static void a_length_announced_before_is_not_kept_for_packed_bytes(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct sent sent = { .n = 0 };
	struct out *out = out_new(ctx, sink, &sent, 100);
	out_header(out, "Content-Type", "text/xml");
	out_header(out, "Content-Length", "11000");
	out_header(out, "X-Last", "1");
	out_allow_gzip(out);
	for (int i = 0; i < 1000; i++)
		out_text(out, "<a>text</a>");
	assert_true(out_finish(out));
	assert_non_null(strstr(sent.bytes, "Content-Encoding: gzip\r\n"));
	assert_null(strstr(sent.bytes, "Content-Length"));
	assert_non_null(strstr(sent.bytes, "X-Last: 1\r\n"));
	talloc_free(ctx);
}

static void header_values_carry_no_line_ends(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct out *out = out_new_buffer(ctx);
	out_header(out, "X", "a\r\nSet-Cookie: b");
	assert_string_equal(out_header_get(out, "x"), "aSet-Cookie: b");
	out_header(out, "Vary", "Accept");
	out_header(out, "Vary", "Authorization");
	assert_string_equal(out_header_get(out, "Vary"), "Accept, Authorization");
	talloc_free(ctx);
}

static void entries_of_vary_add_up_once_each(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct out *out = out_new_buffer(ctx);
	out_header(out, "Vary", "Accept-Language");
	out_header(out, "vary", "Accept, accept-language , Accept-Encoding");
	out_header(out, "Vary", "Accept-Encoding");
	assert_string_equal(out_header_get(out, "Vary"), "Accept-Language, Accept, Accept-Encoding");
	talloc_free(ctx);
}

/* A sink of parts: how often it was called, and what the last call brought. */
struct parts {
	struct sent all;
	const char *lent;
	size_t n_last, times;
	bool last;
};

static bool take_parts(void *to, const struct span *parts, size_t n, bool last)
{
	struct parts *p = to;

	assert_false(p->last);
	for (size_t i = 0; i < n; i++)
		sink(&p->all, parts[i].at, parts[i].n);
	p->lent = n > 0 ? parts[n - 1].at : NULL;
	p->last = last;
	p->n_last = n;
	p->times++;
	return !p->all.gone;
}

static void head_and_body_go_out_at_once_and_what_is_lent_without_a_copy(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct parts *p = mem_new(ctx, struct parts);
	static const char body[] = "a body that is kept elsewhere";
	struct out *out = out_new_parts(ctx, take_parts, p, 4);

	assert_true(out_lend(out, body, strlen(body)));
	assert_false(out_committed(out));
	assert_int_equal(out_bytes(out), strlen(body));
	assert_true(out_finish(out));
	assert_string_equal(p->all.bytes, "Status: 200\r\nContent-Length: 29\r\n\r\na body that is kept elsewhere");
	assert_ptr_equal(p->lent, body);
	assert_true(p->last && p->times == 1 && p->n_last == 2);
	talloc_free(ctx);
}

static void what_follows_on_something_lent_comes_behind_it(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct parts *p = mem_new(ctx, struct parts);
	struct out *out = out_new_parts(ctx, take_parts, p, 100);

	out_lend(out, "one, ", 5);
	out_text(out, "two, ");
	out_lend(out, "three", 5);
	assert_int_equal(out_bytes(out), 15);
	assert_true(out_finish(out));
	assert_string_equal(strstr(p->all.bytes, "\r\n\r\n") + 4, "one, two, three");
	assert_true(p->last);
	talloc_free(ctx);
}

static void something_lent_can_be_replaced_and_is_not_sent_for_head(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct parts *p = mem_new(ctx, struct parts);
	struct out *out = out_new_parts(ctx, take_parts, p, 100);

	out_lend(out, "half an answer", 14);
	out_restart(out);
	out_head_only(out);
	out_lend(out, "abc", 3);
	assert_true(out_finish(out));
	assert_string_equal(p->all.bytes, "Status: 200\r\nContent-Length: 3\r\n\r\n");
	assert_true(p->last);
	talloc_free(ctx);
}

static void the_last_piece_of_a_long_answer_is_named_as_such(void **state)
{
	(void)state;
	for (int gzip = 0; gzip < 2; gzip++) {
		void *ctx = talloc_new(NULL);
		struct parts *p = mem_new(ctx, struct parts);
		struct out *out = out_new_parts(ctx, take_parts, p, 100);
		out_header(out, "Content-Type", "text/xml");
		if (gzip)
			out_allow_gzip(out);
		for (int i = 0; i < 1000; i++)
			out_text(out, "<a>text</a>");
		assert_false(p->last);
		assert_true(out_finish(out));
		assert_true(p->last);
		if (!gzip)
			assert_int_equal(p->all.n, 11000 + (strstr(p->all.bytes, "\r\n\r\n") + 4 - p->all.bytes));
		talloc_free(ctx);
	}
}

static void what_went_out_at_once_and_may_is_sent_again(void **state)
{
	(void)state;
	for (int gzip = 0; gzip < 2; gzip++) {
		void *ctx = talloc_new(NULL);
		struct parts *p = mem_new(ctx, struct parts), *q = mem_new(ctx, struct parts);
		struct out *out = out_new_parts(ctx, take_parts, p, 1 << 15), *again = out_new_parts(ctx, take_parts, q, 100);
		struct span head, body;
		out_header(out, "Content-Type", "text/xml");
		if (gzip)
			out_allow_gzip(out);
		for (int i = 0; i < 1000; i++)
			out_text(out, "<a>text</a>");
		assert_false(out_sent(out, &head, &body));
		assert_true(out_finish(out));
		assert_false(out_sent(out, &head, &body));
		out_repeatable(out);
		assert_true(out_sent(out, &head, &body));
		assert_int_equal(head.n + body.n, p->all.n);
		assert_int_equal(p->times, 1);
		assert_non_null(strstr(p->all.bytes, mem_printf(ctx, "Content-Length: %zu\r\n", body.n)));
		assert_true(out_send_again(again, (struct span){ p->all.bytes, p->all.n }));
		assert_true(q->last && q->times == 1);
		assert_memory_equal(q->all.bytes, p->all.bytes, p->all.n);
		talloc_free(ctx);
	}
}

static void what_was_taken_back_or_went_in_pieces_is_not_sent_again(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct parts *p = mem_new(ctx, struct parts);
	struct span head, body;

	struct out *failed = out_new_parts(ctx, take_parts, p, 100);
	out_repeatable(failed);
	out_restart(failed);
	assert_true(out_finish(failed));
	assert_false(out_sent(failed, &head, &body));
	p->last = false;
	struct out *pieces = out_new_parts(ctx, take_parts, p, 2);
	out_repeatable(pieces);
	out_text(pieces, "abcdef");
	assert_true(out_finish(pieces));
	assert_false(out_sent(pieces, &head, &body));
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_held_can_be_replaced),
		cmocka_unit_test(beyond_the_hold_it_is_committed),
		cmocka_unit_test(small_pieces_of_a_long_answer_go_out_together_and_whole),
		cmocka_unit_test(a_client_that_left_stops_the_work),
		cmocka_unit_test(head_sends_the_length_and_no_body),
		cmocka_unit_test(long_text_is_gzipped_when_allowed),
		cmocka_unit_test(a_length_announced_before_is_not_kept_for_packed_bytes),
		cmocka_unit_test(header_values_carry_no_line_ends),
		cmocka_unit_test(entries_of_vary_add_up_once_each),
		cmocka_unit_test(head_and_body_go_out_at_once_and_what_is_lent_without_a_copy),
		cmocka_unit_test(what_follows_on_something_lent_comes_behind_it),
		cmocka_unit_test(something_lent_can_be_replaced_and_is_not_sent_for_head),
		cmocka_unit_test(the_last_piece_of_a_long_answer_is_named_as_such),
		cmocka_unit_test(what_went_out_at_once_and_may_is_sent_again),
		cmocka_unit_test(what_was_taken_back_or_went_in_pieces_is_not_sent_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
