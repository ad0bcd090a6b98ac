#include "tests/unit.h"
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "fcgi/board.h"

static void what_a_worker_writes_the_master_reads(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct err err = { 0 };
	int fd, status;
	struct board *mine = board_new(ctx, &fd, &err);
	assert_non_null(mine);
	assert_int_equal(atomic_load(&mine->busy_since), 0);
	pid_t pid = fork();
	if (pid == 0) {
		struct board *its = board_attach(ctx, fd, &err);
		board_begin(its);
		board_name(its, "GET", "/ows/eau", 5);
		talloc_free(ctx);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	assert_int_equal(status, 0);
	assert_string_equal(mine->what, "GET /ows/eau");
	uint64_t since = atomic_load(&mine->busy_since);
	assert_true(since > 0 && since <= board_now());
	board_end(mine, true);
	assert_int_equal(atomic_load(&mine->busy_since), 0);
	assert_int_equal(atomic_load(&mine->answered), 1);
	talloc_free(ctx);
	close(fd);
}

static void a_page_cannot_be_shrunk_under_its_reader(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct err err = { 0 };
	int fd;
	assert_non_null(board_new(ctx, &fd, &err));
	assert_int_not_equal(ftruncate(fd, 0), 0);
	talloc_free(ctx);
	close(fd);
}

static void a_descriptor_that_is_no_page_is_refused(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct err err = { 0 };
	int fds[2];
	assert_int_equal(pipe(fds), 0);
	assert_null(board_attach(ctx, fds[0], &err));
	assert_int_equal(err.code, ERR_INVALID_PARAMETER);
	talloc_free(ctx);
	close(fds[0]);
	close(fds[1]);
}

static void a_long_path_is_cut_to_the_page(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct board *board = board_attach(ctx, -1, NULL);
	char *path = talloc_size(ctx, 5000);
	memset(path, 'x', 4999);
	path[4999] = '\0';
	board_name(board, "GET", path, 5);
	assert_int_equal(strlen(board->what), sizeof board->what - 1);
	talloc_free(ctx);
}

static void anonymous_memory_counts_and_mapped_files_do_not(void **state)
{
	(void)state;
	const size_t n = 32 << 20;
	uint64_t before = board_memory(0);
	assert_true(before > 0);
	char *shared = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	memset(shared, 1, n);
	assert_true(board_memory(0) < before + n / 2);
	char *own = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	memset(own, 1, n);
	assert_true(board_memory(0) >= before + n / 2);
	assert_true(board_memory(getpid()) >= before + n / 2);
	munmap(own, n);
	munmap(shared, n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_worker_writes_the_master_reads),
		cmocka_unit_test(a_page_cannot_be_shrunk_under_its_reader),
		cmocka_unit_test(a_descriptor_that_is_no_page_is_refused),
		cmocka_unit_test(a_long_path_is_cut_to_the_page),
		cmocka_unit_test(anonymous_memory_counts_and_mapped_files_do_not),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
