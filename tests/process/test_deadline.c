#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fcgi/deadline.h"
#include "tests/unit.h"

static void pass(double seconds)
{
	const uint64_t end = board_now() + (uint64_t)(seconds * 1e9);

	/* the timer may go off meanwhile */
	while (board_now() < end)
		nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
}

/* What `work` comes to in a process of its own: 0, or the signal that ended it. */
static int ends_by(void (*work)(struct board *board, struct deadline *d))
{
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		void *ctx = talloc_new(NULL);
		struct err err = { 0 };
		struct board *board = board_attach(ctx, -1, &err);
		struct deadline *d = deadline_new(ctx, board, &err);
		if (d == NULL)
			_exit(1);
		work(board, d);
		talloc_free(ctx);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
}

static void is_stuck(struct board *board, struct deadline *d)
{
	board_begin(board);
	deadline_watch(d, 1);
	pass(3);
}

static void answers_many(struct board *board, struct deadline *d)
{
	for (int i = 0; i < 24; i++) {
		board_begin(board);
		deadline_watch(d, 1);
		pass(0.1);
		board_end(board, true);
	}
	pass(1.2);
}

static void is_stuck_after_others(struct board *board, struct deadline *d)
{
	board_begin(board);
	deadline_watch(d, 1);
	board_end(board, true);
	pass(0.5);
	is_stuck(board, d);
}

static void is_stuck_after_a_rest(struct board *board, struct deadline *d)
{
	board_begin(board);
	deadline_watch(d, 1);
	board_end(board, true);
	pass(1.5);
	is_stuck(board, d);
}

static void waits_for_the_master(struct board *board, struct deadline *d)
{
	board_begin(board);
	deadline_watch(d, 1);
	board_away(board, true);
	pass(2.5);
	board_away(board, false);
	pass(0.3);
	board_end(board, true);
}

static void has_a_shorter_limit_now(struct board *board, struct deadline *d)
{
	board_begin(board);
	deadline_watch(d, 100);
	board_end(board, true);
	is_stuck(board, d);
}

static void a_stuck_worker_ends_and_no_other(void **state JT_UNUSED)
{
	assert_int_equal(ends_by(is_stuck), SIGALRM);
	assert_int_equal(ends_by(answers_many), 0);
	assert_int_equal(ends_by(is_stuck_after_others), SIGALRM);
	assert_int_equal(ends_by(is_stuck_after_a_rest), SIGALRM);
}

static void waiting_for_the_master_does_not_count(void **state JT_UNUSED)
{
	assert_int_equal(ends_by(waits_for_the_master), 0);
}

static void a_shorter_limit_holds_at_once(void **state JT_UNUSED)
{
	assert_int_equal(ends_by(has_a_shorter_limit_now), SIGALRM);
}

static void alarmed(struct board *board JT_UNUSED, struct deadline *d JT_UNUSED)
{
	raise(SIGALRM);
}

static void an_alarm_of_somebody_else_ends_it_as_ever(void **state JT_UNUSED)
{
	assert_int_equal(ends_by(alarmed), SIGALRM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stuck_worker_ends_and_no_other),
		cmocka_unit_test(waiting_for_the_master_does_not_count),
		cmocka_unit_test(a_shorter_limit_holds_at_once),
		cmocka_unit_test(an_alarm_of_somebody_else_ends_it_as_ever),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
