#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/guard.h"
#include "tests/scratch.h"
#include "tests/unit.h"

struct file {
	volatile char *at;
	size_t n;
	int fd, reads;
};

static struct file *file(const void *ctx)
{
	struct file *f = mem_new(ctx, struct file);

	f->n = 4 * (size_t)sysconf(_SC_PAGESIZE);
	f->fd = open(mem_printf(ctx, "%s/mapped", scratch_new(ctx)), O_RDWR | O_CREAT, 0600);
	assert_int_equal(ftruncate(f->fd, (off_t)f->n), 0);
	void *at = mmap(NULL, f->n, PROT_READ, MAP_SHARED, f->fd, 0);
	assert_true(at != MAP_FAILED);
	f->at = at;
	return f;
}

static void end(struct file *f)
{
	union { volatile char *at; void *to; } u = { .at = f->at };

	munmap(u.to, f->n);
	close(f->fd);
	talloc_free(talloc_parent(f));
}

static void read_last(void *arg)
{
	struct file *f = arg;

	f->reads += f->at[f->n - 1] == 0;
}

static void work_that_comes_to_its_end_is_whole(void **state JT_UNUSED)
{
	struct file *f = file(talloc_new(NULL));
	const void *at;

	assert_true(guard_run(read_last, f, &at));
	assert_int_equal(f->reads, 1);
	assert_null(at);
	end(f);
}

static void a_file_cut_short_ends_the_work_and_not_the_process(void **state JT_UNUSED)
{
	struct file *f = file(talloc_new(NULL));
	const void *at;

	assert_int_equal(ftruncate(f->fd, 1), 0);
	for (int i = 0; i < 3; i++) {
		assert_false(guard_run(read_last, f, &at));
		assert_ptr_equal(at, (const void *)(uintptr_t)&f->at[f->n - 1]);
	}
	assert_int_equal(f->reads, 0);
	assert_int_equal(ftruncate(f->fd, (off_t)f->n), 0);
	assert_true(guard_run(read_last, f, &at));
	assert_int_equal(f->reads, 1);
	end(f);
}

static void read_guarded(void *arg)
{
	struct file *f = arg;
	const void *at;

	assert_false(guard_run(read_last, f, &at));
	f->reads += 10;
	read_last(f);
}

static void the_innermost_guard_has_it_and_then_the_outer_one(void **state JT_UNUSED)
{
	struct file *f = file(talloc_new(NULL));
	const void *at;

	assert_int_equal(ftruncate(f->fd, 1), 0);
	assert_false(guard_run(read_guarded, f, &at));
	assert_int_equal(f->reads, 10);
	end(f);
}

static void kill_it(void *arg JT_UNUSED)
{
	raise(SIGBUS);
}

static void without_a_guard_or_by_a_kill_the_process_ends_as_ever(void **state JT_UNUSED)
{
	struct file *f = file(talloc_new(NULL));
	const struct rlimit none = { 0, 0 };

	assert_int_equal(ftruncate(f->fd, 1), 0);
	for (int killed = 0; killed < 2; killed++) {
		pid_t child = fork();
		int status = 0;
		if (child == 0) {
			const void *at;
			setrlimit(RLIMIT_CORE, &none);
			signal(SIGBUS, SIG_DFL);
			if (killed)
				guard_run(kill_it, NULL, &at);
			else
				read_last(f);
			_exit(0);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFSIGNALED(status));
	}
	end(f);
}

static void a_guard_that_stays_guards_again_and_again_and_nothing_else(void **state JT_UNUSED)
{
	struct file *f = file(talloc_new(NULL));
	const struct rlimit none = { 0, 0 };
	const void *at;
	int status = 0;

	assert_int_equal(ftruncate(f->fd, 1), 0);
	pid_t child = fork();
	if (child == 0) {
		int left = 0;
		setrlimit(RLIMIT_CORE, &none);
		signal(SIGSEGV, SIG_DFL); /* which is what valgrind makes of it */
		guard_stay();
		for (int i = 0; i < 3; i++)
			left += !guard_run(read_last, f, &at);
		if (left != 3)
			_exit(1);
		read_last(f);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	end(f);
}

static void the_error_names_the_file_to_the_log_alone(void **state JT_UNUSED)
{
	void *ctx = talloc_new(NULL);
	struct err err = { 0 };

	assert_false(guard_refuse(&err, ctx, "/srv/a.store"));
	assert_int_equal(err.code, ERR_UNAVAILABLE);
	assert_null(strstr(err.message.en, "/srv"));
	assert_non_null(strstr(err.detail, "/srv/a.store"));
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(work_that_comes_to_its_end_is_whole),
		cmocka_unit_test(a_file_cut_short_ends_the_work_and_not_the_process),
		cmocka_unit_test(the_innermost_guard_has_it_and_then_the_outer_one),
		cmocka_unit_test(without_a_guard_or_by_a_kill_the_process_ends_as_ever),
		cmocka_unit_test(a_guard_that_stays_guards_again_and_again_and_nothing_else),
		cmocka_unit_test(the_error_names_the_file_to_the_log_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
