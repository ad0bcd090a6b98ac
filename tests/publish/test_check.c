#include "tests/publish/workspace.h"

#include <sys/stat.h>

#include "catalogue/data.h"
#include "publish/backup.h"
#include "publish/check.h"

static void publish(struct workspace *w, bool reference)
{
	char *from = source_geojson(w, w->folder, "a.geojson",
	                            FEATURE("\"code\":\"1\"", SQUARE(2, 46)) ","
	                            FEATURE("\"code\":\"2\"", "null"));
	assert_true(workspace_publish(w, (struct publish_request){
		.name = "a", .source = from, .key = "code", .reference = reference }));
}

static struct check_result check(struct workspace *w)
{
	struct check_result result;
	assert_true(check_layer(&result, w, w->sample->workspace, workspace_layer(w, "a"), NULL, NULL,
	                        &w->err));
	return result;
}

static void what_was_published_is_well(void **state)
{
	struct workspace *w = *state;
	publish(w, false);
	struct check_result r = check(w);
	assert_int_equal(r.problems.n, 0);
	assert_int_equal(r.remarks.n, 1);
	assert_string_equal(r.remarks.items[0].en, "Features without a geometry: 1.");
}

static void a_data_file_that_changed_or_went_is_found(void **state)
{
	struct workspace *w = *state;
	publish(w, false);
	char *path = data_open_name(w, w->sample->workspace, &workspace_layer(w, "a")->source);
	assert_int_equal(chmod(path, 0600), 0);
	FILE *f = fopen(path, "a");
	assert_non_null(f);
	fputs("x", f);
	fclose(f);
	struct check_result r = check(w);
	assert_int_equal(r.problems.n, 1);
	assert_non_null(strstr(r.problems.items[0].en, "its digest is now"));
	assert_int_equal(unlink(path), 0);
	r = check(w);
	assert_int_equal(r.problems.n, 1);
	assert_non_null(strstr(r.problems.items[0].en, "could not be read"));
}

static void a_referenced_source_that_was_spoilt_is_told_by_its_features(void **state)
{
	struct workspace *w = *state;
	publish(w, true);
	assert_int_equal(check(w).problems.n, 0);
	source_geojson(w, w->folder, "a.geojson",
	               FEATURE("\"code\":\"1\"", SQUARE(2, 46)) "," FEATURE("\"code\":\"1\"", BOW_TIE));
	struct check_result r = check(w);
	assert_int_equal(r.problems.n, 2);
	assert_string_equal(r.problems.items[0].en, "Key code: missing 0 times, repeated 1 times: 1.");
	assert_non_null(strstr(r.problems.items[1].fr, "Géométries invalides : 1 : 1 (Self-"));
	source_geojson(w, w->folder, "a.geojson", FEATURE("\"kode\":\"1\"", SQUARE(2, 46)));
	r = check(w);
	assert_int_equal(r.problems.n, 1);
	assert_non_null(strstr(r.problems.items[0].en, "no key column code any more"));
}

static void a_backup_is_a_workspace_of_its_own(void **state)
{
	struct workspace *w = *state;
	struct backup_result result;
	char *to = mem_printf(w, "%s/backup/", w->folder);
	source_write(w, w->sample->workspace, "jointure.conf", "");
	publish(w, false);
	assert_true(backup_run(&result, w, w->sample->db, w->sample->workspace, to, NULL, NULL, &w->err));
	assert_true(result.whole);
	assert_int_equal(result.copied, 1);
	struct db *db = catalogue_open(w, to, &w->err);
	assert_non_null(db);
	const struct layer *l = catalogue_layer(catalogue_load(w, db, &w->err), "a");
	struct check_result r;
	assert_true(check_layer(&r, w, to, l, NULL, NULL, &w->err));
	assert_int_equal(r.problems.n, 0);
	talloc_free(db);
	/* and again: only what is new */
	assert_true(backup_run(&result, w, w->sample->db, w->sample->workspace, to, NULL, NULL, &w->err));
	assert_int_equal(result.copied, 0);
	assert_int_equal(result.present, 1);
}

static void a_backup_of_the_catalogue_alone_does_not_overwrite(void **state)
{
	struct workspace *w = *state;
	struct backup_result result;
	char *to = mem_printf(w, "%s/c.sqlite", w->folder);
	assert_true(backup_run(&result, w, w->sample->db, w->sample->workspace, to, NULL, NULL, &w->err));
	assert_false(result.whole);
	assert_false(backup_run(&result, w, w->sample->db, w->sample->workspace, to, NULL, NULL, &w->err));
	assert_int_equal(w->err.code, ERR_CONFLICT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, workspace_set_up, workspace_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_was_published_is_well),
		TEST(a_data_file_that_changed_or_went_is_found),
		TEST(a_referenced_source_that_was_spoilt_is_told_by_its_features),
		TEST(a_backup_is_a_workspace_of_its_own),
		TEST(a_backup_of_the_catalogue_alone_does_not_overwrite),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
