#include "tests/unit.h"
#include "tests/scratch.h"

#include <sys/stat.h>
#include <time.h>

#include "db/db.h"

struct fixture {
	char *folder, *path;
	struct db *db;
	struct err err;
};

static int set_up(void **state)
{
	struct fixture *f = mem_new(NULL, struct fixture);
	f->folder = scratch_new(f);
	f->path = mem_printf(f, "%s/a.sqlite", f->folder);
	f->db = db_open(f, f->path, DB_CREATE, &f->err);
	assert_non_null(f->db);
	assert_true(db_run(f->db,
	                   "create table t (n integer primary key, s text, x double precision);"
	                   "create table u (n integer references t (n))",
	                   &f->err));
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	return talloc_free(*state);
}

static int64_t count(struct db *db)
{
	struct err err = { 0 };
	struct db_query *q = db_prepare(db, db, "select count(*) from t", &err);
	assert_int_equal(db_step(q, &err), DB_ROW);
	int64_t n = db_int(q, 0);
	talloc_free(q);
	return n;
}

static void insert(struct db *db, int64_t n)
{
	struct err err = { 0 };
	struct db_query *q = db_prepare(db, db, "insert into t (n) values ($1)", &err);
	db_bind_int(q, 1, n);
	assert_true(db_exec(q, &err));
	talloc_free(q);
}

static void values_come_back_as_they_went_in(void **state)
{
	struct fixture *f = *state;
	struct db_query *q =
		db_prepare(f->db, f, "insert into t (s, n, x) values ($2, $1, $3)", &f->err);
	db_bind_int(q, 1, INT64_MAX);
	db_bind_text(q, 2, "l'\"été\"; --");
	db_bind_double(q, 3, 0.1);
	assert_true(db_exec(q, &f->err));
	db_bind_int(q, 1, 2);
	assert_true(db_exec(q, &f->err));

	q = db_prepare(f->db, f, "select n, s, x from t order by n desc", &f->err);
	assert_int_equal(db_step(q, &f->err), DB_ROW);
	assert_int_equal(db_int(q, 0), INT64_MAX);
	assert_string_equal(db_text(q, 1), "l'\"été\"; --");
	assert_true(db_double(q, 2) == 0.1);
	assert_int_equal(db_step(q, &f->err), DB_ROW);
	assert_true(db_is_null(q, 1));
	assert_null(db_text(q, 1));
	assert_true(db_double(q, 2) == 0.0);
	assert_int_equal(db_step(q, &f->err), DB_DONE);
}

static void wrong_sql_is_an_error_without_sql_in_its_message(void **state)
{
	struct fixture *f = *state;
	assert_null(db_prepare(f->db, f, "select nothing from nowhere", &f->err));
	assert_int_equal(f->err.code, ERR_INTERNAL);
	assert_null(strstr(f->err.message.en, "nowhere"));
	assert_non_null(strstr(f->err.detail, "nowhere"));
}

static void a_row_that_refers_to_nothing_is_refused(void **state)
{
	struct fixture *f = *state;
	assert_false(db_run(f->db, "insert into u values (7)", &f->err));
	assert_int_equal(f->err.code, ERR_CONFLICT);
}

static void a_file_that_is_not_there_is_not_made_by_reading_or_writing(void **state)
{
	struct fixture *f = *state;
	char *path = mem_printf(f, "%s/none.sqlite", f->folder);
	assert_null(db_open(f, path, DB_READ, &f->err));
	assert_int_equal(f->err.code, ERR_NOT_FOUND);
	f->err = (struct err){ 0 };
	assert_null(db_open(f, path, DB_WRITE, &f->err));
	assert_int_equal(f->err.code, ERR_NOT_FOUND);
	assert_int_not_equal(access(path, F_OK), 0);
}

static void what_is_not_a_database_is_said_to_be_none(void **state)
{
	struct fixture *f = *state;
	char *path = mem_printf(f, "%s/text", f->folder);
	FILE *text = fopen(path, "w");
	for (int i = 0; i < 1000; i++)
		fputs("not a database\n", text);
	fclose(text);
	struct db *db = db_open(f, path, DB_READ, &f->err);
	bool has;
	assert_false(db != NULL && db_has_table(db, "t", &has, &f->err));
	assert_non_null(strstr(f->err.message.en, "not a database"));
}

static void a_rollback_and_a_close_undo_what_was_not_committed(void **state)
{
	struct fixture *f = *state;
	assert_true(db_begin_write(f->db, &f->err));
	insert(f->db, 1);
	db_rollback(f->db);
	assert_int_equal(count(f->db), 0);

	assert_true(db_begin_write(f->db, &f->err));
	insert(f->db, 1);
	talloc_free(f->db);
	f->db = db_open(f, f->path, DB_READ, &f->err);
	assert_int_equal(count(f->db), 0);
}

static void a_reader_keeps_its_snapshot_while_others_commit(void **state)
{
	struct fixture *f = *state;
	struct db *reader = db_open(f, f->path, DB_READ, &f->err);
	assert_true(db_begin(reader, &f->err));
	assert_int_equal(count(reader), 0);
	insert(f->db, 1);
	assert_int_equal(count(reader), 0);
	assert_true(db_commit(reader, &f->err));
	assert_int_equal(count(reader), 1);
}

static void the_data_version_moves_when_another_commits(void **state)
{
	struct fixture *f = *state;
	struct db *reader = db_open(f, f->path, DB_READ, &f->err);
	int64_t before, same, after;
	assert_true(db_data_version(reader, &before, &f->err));
	assert_true(db_data_version(reader, &same, &f->err));
	insert(f->db, 1);
	assert_true(db_data_version(reader, &after, &f->err));
	assert_int_equal(before, same);
	assert_int_not_equal(before, after);
}

static void a_read_only_database_refuses_to_write(void **state)
{
	struct fixture *f = *state;
	struct db *reader = db_open(f, f->path, DB_READ, &f->err);
	assert_false(db_run(reader, "insert into t (n) values (1)", &f->err));
	assert_int_equal(f->err.code, ERR_FORBIDDEN);
}

static void a_reader_needs_no_right_to_write_in_the_folder(void **state)
{
	struct fixture *f = *state;
	if (geteuid() != 0)
		skip();
	insert(f->db, 1);
	talloc_free(f->db);
	f->db = NULL;
	assert_int_equal(chmod(f->folder, 0755), 0);
	assert_int_equal(seteuid(65534), 0);
	struct db *reader = db_open(f, f->path, DB_READ, &f->err);
	int64_t n = reader != NULL ? count(reader) : -1;
	talloc_free(reader);
	assert_int_equal(seteuid(0), 0);
	assert_int_equal(n, 1);
}

static void a_second_writer_waits_for_the_first(void **state)
{
	struct fixture *f = *state;
	int ready[2];
	assert_int_equal(pipe(ready), 0);
	talloc_free(f->db);
	pid_t child = fork();
	if (child == 0) {
		struct err err = { 0 };
		struct db *db = db_open(NULL, f->path, DB_WRITE, &err);
		bool done = db != NULL && db_begin_write(db, &err) &&
		            db_run(db, "insert into t (n) values (1)", &err) &&
		            write(ready[1], "x", 1) == 1;
		nanosleep(&(struct timespec){ .tv_nsec = 300000000 }, NULL);
		scratch_end(done && db_commit(db, &err));
	}
	char x;
	assert_int_equal(read(ready[0], &x, 1), 1);
	f->db = db_open(f, f->path, DB_WRITE, &f->err);
	assert_true(db_begin_write(f->db, &f->err));
	assert_int_equal(count(f->db), 1);
	insert(f->db, 2);
	assert_true(db_commit(f->db, &f->err));
	assert_true(scratch_ended_well(child));
	close(ready[0]);
	close(ready[1]);
}

static void a_killed_writer_leaves_nothing_behind(void **state)
{
	struct fixture *f = *state;
	insert(f->db, 1);
	talloc_free(f->db);
	pid_t child = fork();
	if (child == 0) {
		struct err err = { 0 };
		struct db *db = db_open(NULL, f->path, DB_WRITE, &err);
		scratch_end(db != NULL && db_begin_write(db, &err) &&
		            db_run(db, "delete from t; insert into t (n) values (8), (9)", &err));
	}
	assert_true(scratch_ended_well(child));
	f->db = db_open(f, f->path, DB_WRITE, &f->err);
	assert_int_equal(count(f->db), 1);
	insert(f->db, 2);
	assert_int_equal(count(f->db), 2);
}

static void a_full_disk_leaves_the_database_as_it_was(void **state)
{
	struct fixture *f = *state;
	insert(f->db, 1);
	assert_true(db_run(f->db, "pragma max_page_count = 8", &f->err));
	assert_true(db_begin_write(f->db, &f->err));
	insert(f->db, 2);
	struct db_query *q = db_prepare(f->db, f, "insert into t (s) values ($1)", &f->err);
	char *big = mem_array(f, char, 100001);
	memset(big, 'x', 100000);
	db_bind_text(q, 1, big);
	assert_false(db_exec(q, &f->err));
	assert_non_null(strstr(f->err.message.fr, "disque est plein"));
	db_rollback(f->db);
	assert_int_equal(count(f->db), 1);
}

static void a_table_is_there_or_not(void **state)
{
	struct fixture *f = *state;
	bool has;
	assert_true(db_has_table(f->db, "t", &has, &f->err));
	assert_true(has);
	assert_true(db_has_table(f->db, "v", &has, &f->err));
	assert_false(has);
}

static void a_backup_is_a_whole_database_and_replaces_nothing(void **state)
{
	struct fixture *f = *state;
	insert(f->db, 1);
	char *to = mem_printf(f, "%s/b.sqlite", f->folder);
	assert_true(db_backup(f->db, to, &f->err));
	insert(f->db, 2);
	struct db *copy = db_open(f, to, DB_READ, &f->err);
	assert_int_equal(count(copy), 1);
	assert_false(db_backup(f->db, to, &f->err));
	assert_int_equal(f->err.code, ERR_CONFLICT);
	f->err = (struct err){ 0 };
	assert_false(db_backup(f->db, mem_printf(f, "%s/no/b.sqlite", f->folder), &f->err));
	assert_int_equal(f->err.code, ERR_INVALID_PARAMETER);
}

static void a_query_may_outlive_its_database(void **state)
{
	struct fixture *f = *state;
	struct db_query *q = db_prepare(f->db, f, "select 1", &f->err);
	talloc_free(f->db);
	f->db = NULL;
	assert_int_equal(talloc_free(q), 0);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(values_come_back_as_they_went_in),
		T(wrong_sql_is_an_error_without_sql_in_its_message),
		T(a_row_that_refers_to_nothing_is_refused),
		T(a_file_that_is_not_there_is_not_made_by_reading_or_writing),
		T(what_is_not_a_database_is_said_to_be_none),
		T(a_rollback_and_a_close_undo_what_was_not_committed),
		T(a_reader_keeps_its_snapshot_while_others_commit),
		T(the_data_version_moves_when_another_commits),
		T(a_read_only_database_refuses_to_write),
		T(a_reader_needs_no_right_to_write_in_the_folder),
		T(a_second_writer_waits_for_the_first),
		T(a_killed_writer_leaves_nothing_behind),
		T(a_full_disk_leaves_the_database_as_it_was),
		T(a_table_is_there_or_not),
		T(a_backup_is_a_whole_database_and_replaces_nothing),
		T(a_query_may_outlive_its_database),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
