#include "tests/unit.h"
#include "tests/scratch.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

#include "catalogue/data.h"

struct fixture {
	char *workspace;
	struct err err;
	char digest[DIGEST_TEXT];
	int64_t size;
	int asked;
	int64_t age;
};

static int set_up(void **state)
{
	struct fixture *f = mem_new(NULL, struct fixture);
	f->workspace = scratch_new(f);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	return talloc_free(*state);
}

static void write_file(const char *path, const char *content)
{
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(content, file);
	fclose(file);
}

static char *bring(struct fixture *f, const char *content)
{
	char *path = data_incoming(f, f->workspace, "gpkg", &f->err);
	assert_non_null(path);
	write_file(path, content);
	return path;
}

static char *take(struct fixture *f, const char *content)
{
	char *path = bring(f, content);
	assert_true(data_take(f, f->workspace, path, "gpkg", f->digest, &f->size, &f->err));
	assert_int_not_equal(access(path, F_OK), 0);
	return data_path(f, f->workspace, f->digest, "gpkg");
}

static void make_older(const char *path, int seconds)
{
	struct timespec when[2] = { { .tv_sec = time(NULL) - seconds },
		                    { .tv_sec = time(NULL) - seconds } };
	assert_int_equal(utimensat(AT_FDCWD, path, when, 0), 0);
}

static bool keep_nothing(void *arg, const char *digest, const char *extension, int64_t age)
{
	struct fixture *f = arg;
	assert_string_equal(digest, f->digest);
	assert_string_equal(extension, "gpkg");
	f->asked++;
	f->age = age;
	return false;
}

static void a_taken_file_is_named_by_its_digest_and_read_only(void **state)
{
	struct fixture *f = *state;
	char *path = take(f, "abc");
	struct stat st;

	assert_string_equal(f->digest,
	                    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_int_equal(f->size, 3);
	assert_non_null(strstr(path, "/data/ba/ba7816bf"));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0333, 0);
	assert_int_equal(st.st_size, 3);
}

static void the_same_content_is_the_same_file_and_as_new(void **state)
{
	struct fixture *f = *state;
	char *first = take(f, "abc");
	make_older(first, 5000);
	char *again = take(f, "abc");
	struct stat st;

	assert_string_equal(first, again);
	assert_int_equal(stat(again, &st), 0);
	assert_true(time(NULL) - st.st_mtime < 1000);
}

static void a_taken_file_came_now_however_old_it_is(void **state)
{
	struct fixture *f = *state;
	char *path = bring(f, "abc");

	make_older(path, 5000);
	assert_true(data_take(f, f->workspace, path, "gpkg", f->digest, &f->size, &f->err));
	assert_true(data_sweep(f, f->workspace, keep_nothing, f, &f->err));
	assert_int_equal(f->asked, 1);
	assert_true(f->age < 1000);
}

static void incoming_names_do_not_come_twice(void **state)
{
	struct fixture *f = *state;
	char *a = data_incoming(f, f->workspace, "tif", &f->err);
	char *b = data_incoming(f, f->workspace, "tif", &f->err);

	assert_string_not_equal(a, b);
	assert_string_equal(a + strlen(a) - 4, ".tif");
	assert_int_not_equal(access(a, F_OK), 0);
}

static void a_workspace_that_is_not_there_is_an_error_without_a_path(void **state)
{
	struct fixture *f = *state;
	char *none = mem_printf(f, "%s/none", f->workspace);

	assert_null(data_incoming(f, none, "gpkg", &f->err));
	assert_int_equal(f->err.code, ERR_UNAVAILABLE);
	assert_null(strstr(f->err.message.en, none));
	assert_non_null(strstr(f->err.detail, none));
}

static void a_file_that_cannot_be_taken_is_gone_and_an_error(void **state)
{
	struct fixture *f = *state;
	char *path = bring(f, "abc");

	/* a file where its folder should be */
	write_file(mem_printf(f, "%s/data/ba", f->workspace), "");
	assert_false(data_take(f, f->workspace, path, "gpkg", f->digest, &f->size, &f->err));
	assert_int_equal(f->err.code, ERR_UNAVAILABLE);
	assert_int_not_equal(access(path, F_OK), 0);
}

static void a_link_is_not_taken_for_a_file(void **state)
{
	struct fixture *f = *state;
	char *path = bring(f, "abc"), *link = data_incoming(f, f->workspace, "gpkg", &f->err);

	assert_int_equal(symlink(path, link), 0);
	assert_false(data_take(f, f->workspace, link, "gpkg", f->digest, &f->size, &f->err));
	assert_int_equal(access(path, F_OK), 0);
}

static void a_sweep_removes_what_is_not_kept_and_nothing_else(void **state)
{
	struct fixture *f = *state;
	char *path = take(f, "abc");
	char *stranger = mem_printf(f, "%s/data/ba/README", f->workspace);
	char *arriving = bring(f, "new"), *left = bring(f, "old");

	write_file(stranger, "not ours");
	make_older(path, 5000);
	make_older(left, 100000);
	assert_true(data_sweep(f, f->workspace, keep_nothing, f, &f->err));
	assert_int_equal(f->asked, 1);
	assert_true(f->age >= 5000 && f->age < 6000);
	assert_int_not_equal(access(path, F_OK), 0);
	assert_int_not_equal(access(left, F_OK), 0);
	assert_int_equal(access(arriving, F_OK), 0);
	assert_int_equal(access(stranger, F_OK), 0);
}

static void a_workspace_without_data_has_nothing_to_sweep(void **state)
{
	struct fixture *f = *state;
	assert_true(data_sweep(f, f->workspace, keep_nothing, f, &f->err));
	assert_int_equal(f->asked, 0);
}

static void a_source_opens_by_its_file_or_by_its_uri(void **state)
{
	struct fixture *f = *state;
	struct source imported = { .digest = "abcd", .extension = "tif", .uri = "" };
	struct source referenced = { .referenced = true, .digest = "", .uri = "PG:service=geo" };

	assert_string_equal(data_open_name(f, "/w", &imported), "/w/data/ab/abcd.tif");
	assert_string_equal(data_open_name(f, "/w", &referenced), "PG:service=geo");
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(a_taken_file_is_named_by_its_digest_and_read_only),
		T(the_same_content_is_the_same_file_and_as_new),
		T(a_taken_file_came_now_however_old_it_is),
		T(incoming_names_do_not_come_twice),
		T(a_workspace_that_is_not_there_is_an_error_without_a_path),
		T(a_file_that_cannot_be_taken_is_gone_and_an_error),
		T(a_link_is_not_taken_for_a_file),
		T(a_sweep_removes_what_is_not_kept_and_nothing_else),
		T(a_workspace_without_data_has_nothing_to_sweep),
		T(a_source_opens_by_its_file_or_by_its_uri),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
