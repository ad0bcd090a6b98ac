#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fcgi/attention.h"
#include "tests/scratch.h"
#include "tests/unit.h"

struct place {
	struct sockaddr_un address;
	int listener, desk[2];
};

static struct place *place(void)
{
	struct place *p = mem_new(NULL, struct place);
	const char *path = mem_printf(p, "%s/s", scratch_new(p));

	p->address.sun_family = AF_UNIX;
	memcpy(p->address.sun_path, path, strlen(path) + 1);
	p->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	assert_int_equal(bind(p->listener, (struct sockaddr *)&p->address, sizeof p->address), 0);
	assert_int_equal(listen(p->listener, 8), 0);
	assert_int_equal(pipe(p->desk), 0);
	return p;
}

static int call(const struct place *p)
{
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	assert_int_equal(connect(fd, (const struct sockaddr *)&p->address, sizeof p->address), 0);
	return fd;
}

static void a_request_counts_where_it_is_accepted(void **state JT_UNUSED)
{
	struct place *p = place();
	struct err err = { 0 };
	struct attention *a = attention_new(p, p->listener, p->desk[0], &err);

	assert_non_null(a);
	assert_true(attention_wait(a, true, 0).nothing);
	int caller = call(p);
	assert_true(attention_wait(a, false, 0).nothing);
	/* one that came while it did not accept is there when it does */
	assert_true(attention_wait(a, true, 0).request);
	assert_true(attention_wait(a, true, 0).request);
	assert_true(attention_wait(a, false, 0).nothing);
	close(caller);
	talloc_free(p);
}

static void signals_and_words_are_told_apart(void **state JT_UNUSED)
{
	struct place *p = place();
	struct err err = { 0 };
	struct attention *a = attention_new(p, p->listener, p->desk[0], &err);

	raise(SIGHUP);
	struct attention_event e = attention_wait(a, true, 0);
	assert_true(e.reload && !e.leave && !e.word && !e.request && !e.nothing);
	raise(SIGTERM);
	assert_int_equal(write(p->desk[1], "x", 1), 1);
	int caller = call(p);
	e = attention_wait(a, true, 0);
	assert_true(e.leave && !e.reload && e.word && e.request);
	close(caller);
	talloc_free(p);
}

/* Waits in a process of its own, and accepts; its status is how many connections it got. */
static pid_t waiter(struct place *p, int milliseconds)
{
	pid_t child = fork();

	if (child == 0) {
		struct err err = { 0 };
		struct place *volatile held = p; /* to the end, or valgrind tells of a leak in the place of our status */
		struct attention *a = attention_new(held, held->listener, -1, &err);
		int got = 0, in_vain = 0;
		for (struct attention_event e; !(e = attention_wait(a, true, milliseconds)).nothing;) {
			if (accept(p->listener, NULL, NULL) >= 0)
				got++;
			else
				in_vain++;
		}
		_exit(got + 16 * in_vain);
	}
	return child;
}

static void each_request_wakes_one_worker_and_none_is_lost(void **state JT_UNUSED)
{
	struct place *p = place();
	pid_t children[3];
	int got = 0, in_vain = 0, status;

	for (int i = 0; i < 3; i++)
		children[i] = waiter(p, 1000);
	usleep(300000);
	for (int i = 0; i < 8; i++) {
		call(p);
		usleep(30000);
	}
	for (int i = 0; i < 3; i++) {
		assert_int_equal(waitpid(children[i], &status, 0), children[i]);
		got += WEXITSTATUS(status) % 16;
		in_vain += WEXITSTATUS(status) / 16;
	}
	assert_int_equal(got, 8);
	assert_in_range(in_vain, 0, 4);
	talloc_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_counts_where_it_is_accepted),
		cmocka_unit_test(signals_and_words_are_told_apart),
		cmocka_unit_test(each_request_wakes_one_worker_and_none_is_lost),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
