#include "tests/unit.h"
#include "fcgi/jobs.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_source_on_this_machine_needs_no_network),
		cmocka_unit_test(a_source_elsewhere_or_unknown_needs_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
