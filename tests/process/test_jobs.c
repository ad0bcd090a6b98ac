#include "tests/catalogue/sample.h"
#include <fcntl.h>
#include <sys/stat.h>
#include "catalogue/data.h"
#include "fcgi/jobs.h"
#include "service/desk.h"

static void a_source_on_this_machine_needs_no_network(void **state)
{
	(void)state;
	static const char *const local[] = {
		"/srv/raster/ortho.tif", "raster/ortho.tif", "/vsizip//srv/a.zip/a.shp",
		"PG:dbname=sig", "PG:dbname=sig host=/var/run/postgresql", "PG:host='/tmp' dbname=x",
		"GTIFF_DIR:1:/srv/a.tif",
	};
	for (size_t i = 0; i < sizeof local / sizeof *local; i++)
		assert_false(job_needs_network(local[i]));
}

static void a_source_elsewhere_or_unknown_needs_one(void **state)
{
	(void)state;
	static const char *const remote[] = {
		"PG:host=db.example.org dbname=sig", "PG:dbname=sig host = 10.0.0.1", "PG:service=sig",
		"PG:postgresql://db/sig", "/vsicurl/https://example.org/a.tif", "/vsis3/bucket/a.tif",
		"/vsizip//vsicurl/https://example.org/a.zip", "https://example.org/a.geojson",
		"WFS:https://example.org/wfs", "MYSQL:sig,host=db",
	};
	for (size_t i = 0; i < sizeof remote / sizeof *remote; i++)
		assert_true(job_needs_network(remote[i]));
}

static void a_layer_from_another_machine_keeps_the_network_for_the_workers(void **state)
{
	struct sample *s = *state;
	const struct conf conf = { .workspace = s->workspace };
	struct publication p = sample_layer(s, "roads", "roads");

	sample_publish(s, "rivers", "rivers");
	assert_int_equal(job_network(&conf), JOB_DONE);
	p.layer.source = (struct source){ .referenced = true, .uri = "PG:host=db dbname=sig",
		.digest = "", .extension = "", .table = "roads", .geometry_column = "geom",
		.id_column = "id" };
	assert_true(edit_publish(s->db, s, &p, false, &s->edition, &s->err));
	assert_int_equal(job_network(&conf), JOB_NETWORK);
}

static void a_workspace_without_a_catalogue_needs_no_network(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	const struct conf conf = { .workspace = scratch_new(ctx) };
	assert_int_equal(job_network(&conf), JOB_DONE);
	talloc_free(ctx);
}

static void collecting_removes_the_orphans_and_says_how_many(void **state)
{
	struct sample *s = *state;
	const struct conf conf = { .workspace = s->workspace, .error_log = "log", .grace = -1 };
	char digest[DIGEST_TEXT], line[200] = "";
	int64_t size;
	char *path = data_incoming(s, s->workspace, "gpkg", &s->err);
	fclose(fopen(path, "w"));
	assert_true(data_take(s, s->workspace, path, "gpkg", digest, &size, &s->err));
	path = data_path(s, s->workspace, digest, "gpkg");
	assert_int_equal(access(path, F_OK), 0);

	assert_int_equal(job_collect(&conf), JOB_DONE);
	assert_int_not_equal(access(path, F_OK), 0);
	FILE *log = fopen(mem_printf(s, "%s/log", s->workspace), "r");
	assert_non_null(log);
	assert_non_null(fgets(line, sizeof line, log));
	fclose(log);
	assert_non_null(strstr(line, " collected files=1"));
}

static void collecting_takes_orders_over_a_day_old_and_leaves_others(void **state)
{
	struct sample *s = *state;
	const struct conf conf = { .workspace = s->workspace, .error_log = "log", .grace = 3600 };
	const struct exchange x = { .ctx = s, .conf = &conf };
	const struct timespec past[2] = { { .tv_sec = 1000 }, { .tv_sec = 1000 } };
	char *old = desk_folder(s, &x, &s->err), *new = desk_folder(s, &x, &s->err);
	struct collected removed;

	assert_int_equal(utimensat(AT_FDCWD, desk_path(s, s->workspace, old, NULL), past, 0), 0);
	assert_true(jobs_collect(&removed, s, s->db, &conf, &s->err));
	assert_int_equal(removed.orders, 1);
	assert_int_not_equal(access(desk_path(s, s->workspace, old, NULL), F_OK), 0);
	assert_int_equal(access(desk_path(s, s->workspace, new, NULL), F_OK), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_source_on_this_machine_needs_no_network),
		cmocka_unit_test(a_source_elsewhere_or_unknown_needs_one),
		SAMPLE_TEST(a_layer_from_another_machine_keeps_the_network_for_the_workers),
		cmocka_unit_test(a_workspace_without_a_catalogue_needs_no_network),
		SAMPLE_TEST(collecting_removes_the_orphans_and_says_how_many),
		SAMPLE_TEST(collecting_takes_orders_over_a_day_old_and_leaves_others),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
