#include "tests/unit.h"
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include "tests/scratch.h"
#include "fcgi/listener.h"

static void a_socket_has_its_mode_and_accepts(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct err err = { 0 };
	struct stat st;
	const char *path = mem_printf(ctx, "%s/s", scratch_new(ctx));
	int fd = listener_unix(ctx, path, 0640, &err);
	assert_true(fd >= 0);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
	struct err second = { 0 };
	assert_int_equal(listener_unix(ctx, path, 0640, &second), -1);
	assert_int_equal(second.code, ERR_CONFLICT);
	close(fd);
	/* nobody listens on it any more */
	fd = listener_unix(ctx, path, 0600, &err);
	assert_true(fd >= 0);
	close(fd);
	talloc_free(ctx);
}

static void a_file_in_the_way_is_not_taken_for_a_stale_socket(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct err err = { 0 };
	struct stat st;
	const char *path = mem_printf(ctx, "%s/s", scratch_new(ctx));
	fclose(fopen(path, "w"));
	assert_int_equal(listener_unix(ctx, path, 0600, &err), -1);
	assert_int_equal(stat(path, &st), 0);
	talloc_free(ctx);
}

static void a_path_too_long_for_a_socket_is_named(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct err err = { 0 };
	char path[200];
	memset(path, 'x', sizeof path);
	path[sizeof path - 1] = '\0';
	assert_int_equal(listener_unix(ctx, path, 0600, &err), -1);
	assert_string_equal(err.locator, "--socket");
	talloc_free(ctx);
}

static void port_0_gives_a_free_one_and_a_taken_one_is_refused(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct err err = { 0 };
	int port = 0;
	int fd = listener_tcp(ctx, "127.0.0.1", &port, &err);
	assert_true(fd >= 0 && port > 0);
	assert_int_equal(listener_tcp(ctx, "127.0.0.1", &port, &err), -1);
	assert_int_equal(err.code, ERR_CONFLICT);
	close(fd);
	struct err name = { 0 };
	assert_int_equal(listener_tcp(ctx, "localhost", &port, &name), -1);
	assert_string_equal(name.locator, "--address");
	talloc_free(ctx);
}

static void one_process_alone_has_the_lock_and_a_dead_one_has_it_no_more(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct err err = { 0 };
	int ready[2], status;
	char byte;
	const char *path = mem_printf(ctx, "%s/pid", scratch_new(ctx));
	assert_int_equal(pipe(ready), 0);
	pid_t pid = fork();
	if (pid == 0) {
		if (listener_lock(ctx, path, &err) >= 0 && write(ready[1], "x", 1) == 1)
			pause();
		_exit(1);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	assert_int_equal(listener_lock(ctx, path, &err), -1);
	assert_int_equal(err.code, ERR_CONFLICT);
	assert_non_null(strstr(err.message.en, mem_printf(ctx, "%d", (int)pid)));
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	int fd = listener_lock(ctx, path, &err);
	assert_true(fd >= 0);
	close(fd);
	close(ready[0]);
	close(ready[1]);
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_socket_has_its_mode_and_accepts),
		cmocka_unit_test(a_file_in_the_way_is_not_taken_for_a_stale_socket),
		cmocka_unit_test(a_path_too_long_for_a_socket_is_named),
		cmocka_unit_test(port_0_gives_a_free_one_and_a_taken_one_is_refused),
		cmocka_unit_test(one_process_alone_has_the_lock_and_a_dead_one_has_it_no_more),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
