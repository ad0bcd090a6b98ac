#include "tests/catalogue/sample.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

#include "base/text.h"
#include "catalogue/data.h"

enum { DAY = 24 * 3600 };

/* Publishes real content, and returns the path of its data file. */
static char *publish(struct sample *s, const char *name, const char *content)
{
	char digest[DIGEST_TEXT];
	struct publication p = sample_layer(s, name, content);
	char *path = data_incoming(s, s->workspace, "gpkg", &s->err);
	FILE *file = fopen(path, "w");

	fputs(content, file);
	fclose(file);
	assert_true(data_take(s, s->workspace, path, "gpkg", digest, &p.data_size, &s->err));
	assert_string_equal(digest, p.layer.source.digest);
	assert_true(edit_publish(s->db, s, &p, false, &s->edition, &s->err));
	return data_path(s, s->workspace, digest, "gpkg");
}

/* As if all that has happened so far had happened so many seconds earlier. */
static void time_passes(struct sample *s, int seconds, char *const *paths, size_t n)
{
	int64_t then = (int64_t)time(NULL) - seconds;
	char *iso = text_time(s, then);

	assert_true(db_run(s->db, mem_printf(s, "update data_file set last_pointed = '%s';"
	                                        "update version set retired_at = '%s' where "
	                                        "retired is not null",
	                                     iso, iso), &s->err));
	for (size_t i = 0; i < n; i++) {
		struct timespec when[2] = { { .tv_sec = then }, { .tv_sec = then } };
		assert_int_equal(utimensat(AT_FDCWD, paths[i], when, 0), 0);
	}
}

static size_t collect(struct sample *s, int64_t grace, int64_t history_days)
{
	size_t removed;
	assert_true(edit_collect(s->db, s, s->workspace, grace, history_days, &removed, &s->err));
	return removed;
}

static bool there(const char *path)
{
	return access(path, F_OK) == 0;
}

static void only_what_no_edition_in_use_points_to_is_removed(void **state)
{
	struct sample *s = *state;
	char *paths[] = { publish(s, "rivers", "one"), publish(s, "rivers", "two"),
	                  publish(s, "roads", "three"), publish(s, "lakes", "four") };
	uint64_t edition = s->edition + 1;

	assert_true(edit_withdraw(s->db, s, "lakes", &s->edition, &s->err));
	time_passes(s, 10 * DAY, paths, 4);
	assert_int_equal(collect(s, 3600, 30), 0);
	assert_int_equal(collect(s, 11 * DAY, 0), 0);
	assert_int_equal(collect(s, 3600, 9), 2);
	assert_false(there(paths[0]));
	assert_true(there(paths[1]));
	assert_true(there(paths[2]));
	assert_false(there(paths[3]));
	assert_int_equal(collect(s, 3600, 9), 0);
	assert_int_equal(sample_load(s)->edition, edition);
	assert_int_equal(sample_load(s)->n_layers, 2);
}

static void grace_counts_from_the_last_pointing_and_from_the_last_coming(void **state)
{
	struct sample *s = *state;
	char *paths[] = { publish(s, "rivers", "one") };

	time_passes(s, 10 * DAY, paths, 1);
	publish(s, "rivers", "two");
	assert_int_equal(collect(s, 3600, 0), 0);  /* pointed to until now */
	assert_true(there(paths[0]));

	time_passes(s, 10 * DAY, NULL, 0);
	struct timespec now[2] = { { .tv_nsec = UTIME_NOW }, { .tv_nsec = UTIME_NOW } };
	assert_int_equal(utimensat(AT_FDCWD, paths[0], now, 0), 0);
	assert_int_equal(collect(s, 3600, 0), 0);  /* came again just now */
	assert_true(there(paths[0]));
	time_passes(s, 10 * DAY, paths, 1);
	assert_int_equal(collect(s, 3600, 0), 1);
	assert_false(there(paths[0]));
}

static void the_same_data_under_another_name_stay(void **state)
{
	struct sample *s = *state;
	char *paths[] = { publish(s, "rivers", "same"), publish(s, "streams", "same") };

	assert_string_equal(paths[0], paths[1]);
	assert_true(edit_withdraw(s->db, s, "rivers", &s->edition, &s->err));
	time_passes(s, 10 * DAY, paths, 1);
	assert_int_equal(collect(s, 3600, 0), 0);
	assert_true(there(paths[0]));
}

static void what_was_collected_cannot_be_restored_and_history_says_so(void **state)
{
	struct sample *s = *state;
	char *paths[] = { publish(s, "rivers", "one"), publish(s, "rivers", "two") };
	uint64_t first = s->edition - 1;
	struct history_line *lines;
	size_t n;

	time_passes(s, 10 * DAY, paths, 2);
	assert_int_equal(collect(s, 3600, 5), 1);
	sample_refused(s, edit_restore(s->db, s, "rivers", first, NULL, &s->err), ERR_NOT_FOUND,
	               "edition");
	assert_true(edit_history(s->db, s, "rivers", &lines, &n, &s->err));
	assert_int_equal(n, 2);
	assert_true(lines[0].restorable);
	assert_false(lines[1].restorable);
	assert_int_equal(strlen(lines[1].digest), 64);

	/* the same content under another name does not bring back what else the version was */
	publish(s, "other", "one");
	assert_true(edit_history(s->db, s, "rivers", &lines, &n, &s->err));
	assert_false(lines[1].restorable);
	sample_refused(s, edit_restore(s->db, s, "rivers", first, NULL, &s->err), ERR_NOT_FOUND,
	               "edition");
}

static void a_referenced_version_stays_restorable_for_the_days_of_history(void **state)
{
	struct sample *s = *state;
	struct publication p = sample_layer(s, "rivers", "one");
	p.layer.source =
		(struct source){ .referenced = true, .uri = "PG:service=geo", .table = "rivers" };
	assert_true(edit_publish(s->db, s, &p, false, &s->edition, &s->err));
	uint64_t first = s->edition;
	char *paths[] = { publish(s, "rivers", "two") };

	time_passes(s, 10 * DAY, paths, 1);
	assert_int_equal(collect(s, 3600, 30), 0);
	assert_true(edit_restore(s->db, s, "rivers", first, &s->edition, &s->err));
	assert_true(sample_find(s, "rivers")->source.referenced);
	assert_true(edit_restore(s->db, s, "rivers", first + 1, &s->edition, &s->err));
	time_passes(s, 40 * DAY, paths, 1);
	assert_int_equal(collect(s, 3600, 30), 0);
	sample_refused(s, edit_restore(s->db, s, "rivers", first, NULL, &s->err), ERR_NOT_FOUND,
	               "edition");
	assert_string_equal(sample_find(s, "rivers")->metadata.title.fr, "two");
	assert_int_equal(sample_find(s, "rivers")->n_columns, 2);
}

static void a_restored_version_keeps_its_data(void **state)
{
	struct sample *s = *state;
	char *paths[] = { publish(s, "rivers", "one"), publish(s, "rivers", "two") };

	assert_true(edit_restore(s->db, s, "rivers", s->edition - 1, &s->edition, &s->err));
	time_passes(s, 10 * DAY, paths, 2);
	assert_int_equal(collect(s, 3600, 5), 1);
	assert_true(there(paths[0]));
	assert_false(there(paths[1]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SAMPLE_TEST(only_what_no_edition_in_use_points_to_is_removed),
		SAMPLE_TEST(grace_counts_from_the_last_pointing_and_from_the_last_coming),
		SAMPLE_TEST(the_same_data_under_another_name_stay),
		SAMPLE_TEST(what_was_collected_cannot_be_restored_and_history_says_so),
		SAMPLE_TEST(a_referenced_version_stays_restorable_for_the_days_of_history),
		SAMPLE_TEST(a_restored_version_keeps_its_data),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
