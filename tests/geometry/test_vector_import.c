#include "tests/geometry/sources.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include "geometry/vector.h"

struct fixture {
	char *folder, *to;
	struct vector_info info;
	struct err err;
};

static int set_up(void **state)
{
	struct fixture *f = mem_new(NULL, struct fixture);
	f->folder = scratch_new(f);
	f->to = mem_printf(f, "%s/out.gpkg", f->folder);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	return talloc_free(*state);
}

static bool import(struct fixture *f, struct vector_import job)
{
	if (job.to == NULL)
		job.to = f->to;
	if (job.name == NULL)
		job.name = "places";
	f->err = (struct err){ 0 };
	return vector_import(&f->info, f, &job, NULL, NULL, &f->err);
}

/* The one value that a query of the made file has, as text. */
static const char *ask(struct fixture *f, const char *sql)
{
	sqlite3 *db;
	sqlite3_stmt *stmt;
	assert_int_equal(sqlite3_open_v2(f->to, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	const char *value = (const char *)sqlite3_column_text(stmt, 0);
	value = value != NULL ? mem_strdup(f, value) : NULL;
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return value;
}

static bool noted(const struct fixture *f, const char *words)
{
	for (size_t i = 0; i < f->info.notes.n; i++)
		if (strstr(f->info.notes.items[i].en, words) != NULL)
			return true;
	return false;
}

static void the_file_is_a_geopackage_with_an_index_and_the_key_as_text(void **state)
{
	struct fixture *f = *state;
	char *from = source_geojson(f, f->folder, "a.geojson",
	                            FEATURE("\"code\":\"01001\",\"n\":1", SQUARE(2, 46)) ","
	                            FEATURE("\"code\":\"2A004\",\"n\":null", SQUARE(8, 41)));
	assert_true(import(f, (struct vector_import){ .from = from, .key = "code" }));
	assert_int_equal(f->info.n_features, 2);
	assert_int_equal(f->info.srs, 4326);
	assert_int_equal(f->info.geometry, GEOMETRY_POLYGON);
	assert_string_equal(f->info.id_column, "code");
	assert_string_equal(f->info.geometry_column, "geom");
	assert_string_equal(ask(f, "select group_concat(code) from (select code from places order by 1)"),
	                    "01001,2A004");
	assert_string_equal(ask(f, "select geometry_type_name from gpkg_geometry_columns"),
	                    "MULTIPOLYGON");
	assert_string_equal(ask(f, "select count(*) from rtree_places_geom"), "2");
	assert_string_equal(ask(f, "select \"unique\" from pragma_index_list('places') where name = "
	                           "'key_places'"), "1");
	assert_string_equal(ask(f, "pragma application_id"), "1196444487");
	assert_string_equal(ask(f, "pragma journal_mode"), "delete");
	assert_string_equal(ask(f, "select \"notnull\" from pragma_table_info('places') where name = "
	                           "'code'"), "1");
	char *journal = mem_printf(f, "%s-journal", f->to);
	assert_int_equal(access(journal, F_OK), -1);
}

static void the_same_source_gives_the_same_bytes(void **state)
{
	struct fixture *f = *state;
	char *from = source_geojson(f, f->folder, "a.geojson",
	                            FEATURE("\"code\":\"1\",\"d\":\"2020-02-29\"", SQUARE(2, 46)) ","
	                            FEATURE("\"code\":\"2\",\"d\":null", SQUARE(8, 41)));
	char *again = mem_printf(f, "%s/again.gpkg", f->folder);
	assert_true(import(f, (struct vector_import){ .from = from, .key = "code" }));
	sleep(1);
	assert_true(import(f, (struct vector_import){ .from = from, .key = "code", .to = again }));
	assert_int_equal(system(mem_printf(f, "cmp -s %s %s", f->to, again)), 0);
}

static void keys_that_repeat_or_lack_are_refused_and_named(void **state)
{
	struct fixture *f = *state;
	char *from = source_geojson(f, f->folder, "a.geojson",
	                            FEATURE("\"code\":\"01001\"", SQUARE(2, 46)) ","
	                            FEATURE("\"code\":\"01001\"", SQUARE(3, 46)) ","
	                            FEATURE("\"code\":\"\"", SQUARE(4, 46)) ","
	                            FEATURE("\"code\":null", SQUARE(8, 41)));
	assert_false(import(f, (struct vector_import){ .from = from, .key = "code" }));
	assert_int_equal(f->err.code, ERR_INVALID_PARAMETER);
	assert_string_equal(f->err.locator, "--key");
	assert_non_null(strstr(f->err.message.en, "without: 2, repeated: 1 (01001, "));
	assert_int_equal(access(f->to, F_OK), -1);
	/* without a key nobody minds */
	assert_true(import(f, (struct vector_import){ .from = from }));
	assert_string_equal(f->info.id_column, "fid");
}

static void a_key_column_that_lacks_is_answered_with_the_columns(void **state)
{
	struct fixture *f = *state;
	char *from = source_geojson(f, f->folder, "a.geojson",
	                            FEATURE("\"code\":\"1\",\"nom\":\"x\"", SQUARE(2, 46)));
	assert_false(import(f, (struct vector_import){ .from = from, .key = "insee" }));
	assert_non_null(strstr(f->err.message.fr, "insee ; ses colonnes : code, nom."));
}

static void numeric_keys_keep_their_digits_and_are_warned_of(void **state)
{
	struct fixture *f = *state;
	char *from = source_geojson(f, f->folder, "a.geojson", FEATURE("\"code\":1001", SQUARE(2, 46)));
	assert_true(import(f, (struct vector_import){ .from = from, .key = "code" }));
	assert_string_equal(ask(f, "select typeof(code) || code from places"), "text1001");
	assert_true(noted(f, "digit for digit"));
	from = source_geojson(f, f->folder, "b.geojson", FEATURE("\"code\":1.5", SQUARE(2, 46)));
	assert_false(import(f, (struct vector_import){ .from = from, .key = "code" }));
	assert_non_null(strstr(f->err.message.en, "cannot be a key"));
}

static void invalid_geometries_are_named_unless_repaired(void **state)
{
	struct fixture *f = *state;
	char *from = source_geojson(f, f->folder, "a.geojson",
	                            FEATURE("\"code\":\"01001\"", SQUARE(2, 46)) ","
	                            FEATURE("\"code\":\"01002\"", BOW_TIE));
	struct vector_import job = { .from = from, .key = "code" };
	assert_false(import(f, job));
	assert_non_null(strstr(f->err.message.en, "Invalid geometries: 1: 01002 (Self-intersection"));
	assert_int_equal(access(f->to, F_OK), -1);
	job.repair = true;
	assert_true(import(f, job));
	assert_int_equal(f->info.n_repaired, 1);
	struct vector_check check;
	assert_true(vector_check(&check, f, f->to, NULL, "code", NULL, NULL, &f->err));
	assert_int_equal(check.n_features, 2);
	assert_int_equal(check.invalid_geometries, 0);
}

static void a_source_without_a_reference_system_needs_one(void **state)
{
	struct fixture *f = *state;
	char *from = source_write(f, f->folder, "a.topojson",
	                          "{\"type\":\"Topology\",\"arcs\":[],\"objects\":{\"a\":{\"type\":"
	                          "\"GeometryCollection\",\"geometries\":[{\"type\":\"Point\","
	                          "\"coordinates\":[652000,6862000],\"properties\":{\"code\":\"1\"}}]}}}");
	assert_false(import(f, (struct vector_import){ .from = from }));
	assert_int_equal(f->err.code, ERR_CRS);
	assert_non_null(strstr(f->err.message.en, "--srs"));
	assert_true(import(f, (struct vector_import){ .from = from, .srs = 2154 }));
	assert_int_equal(f->info.srs, 2154);
	assert_true(f->info.geographic.minx > 2.3 && f->info.geographic.minx < 2.4);
	assert_true(f->info.geographic.miny > 48.8 && f->info.geographic.miny < 48.9);
	assert_string_equal(ask(f, "select srs_id from gpkg_geometry_columns"), "2154");
	assert_false(import(f, (struct vector_import){ .from = from, .srs = 999999 }));
	assert_int_equal(f->err.code, ERR_CRS);
}

static void what_the_source_declares_is_not_overruled(void **state)
{
	struct fixture *f = *state;
	char *from = source_geojson(f, f->folder, "a.geojson", FEATURE("\"code\":\"1\"", POINT(2, 46)));
	assert_false(import(f, (struct vector_import){ .from = from, .srs = 2154 }));
	assert_int_equal(f->err.code, ERR_CRS);
	assert_true(import(f, (struct vector_import){ .from = from, .srs = 4326 }));
}

static void columns_are_stored_under_names_that_xml_can_carry(void **state)
{
	struct fixture *f = *state;
	char *from = source_geojson(f, f->folder, "a.geojson",
	                            FEATURE("\"2020 pop\":1,\"fid\":7,\"geom\":\"x\",\"é:t\":true",
	                                    POINT(2, 46)));
	assert_true(import(f, (struct vector_import){ .from = from }));
	assert_string_equal(f->info.columns[0].name, "_2020_pop");
	assert_string_equal(f->info.columns[3].name, "é_t");
	assert_true(noted(f, "Column \"2020 pop\" is named _2020_pop here."));
	assert_string_equal(f->info.geometry_column, "geom_2");
	assert_string_equal(f->info.id_column, "fid_2");
	assert_string_equal(ask(f, "select \"fid\" || geom from places"), "7x");
}

static void types_of_columns_are_kept(void **state)
{
	struct fixture *f = *state;
	char *from = source_geojson(f, f->folder, "a.geojson",
	                            FEATURE("\"b\":true,\"d\":\"2020-02-29\",\"t\":"
	                                    "\"2020-02-29T12:30:00+02:00\",\"x\":1.25,\"n\":9007199254740993,"
	                                    "\"l\":[\"a\",\"b\"]", POINT(2, 46)));
	static const enum column_type types[] = { COLUMN_BOOLEAN, COLUMN_DATE, COLUMN_DATETIME,
	                                          COLUMN_REAL, COLUMN_INTEGER, COLUMN_STRING };
	assert_true(import(f, (struct vector_import){ .from = from }));
	assert_int_equal(f->info.n_columns, 6);
	for (size_t i = 0; i < 6; i++)
		assert_int_equal(f->info.columns[i].type, types[i]);
	assert_string_equal(ask(f, "select b || d || t || x || n || l from places"),
	                    "12020-02-292020-02-29T10:30:00.000Z1.259007199254740993a,b");
}

static void heights_are_left_out_and_said_to_be(void **state)
{
	struct fixture *f = *state;
	char *from = source_geojson(f, f->folder, "a.geojson",
	                            FEATURE("\"a\":1", "{\"type\":\"Point\",\"coordinates\":[2,46,100]}"));
	assert_true(import(f, (struct vector_import){ .from = from }));
	assert_true(noted(f, "heights or measures"));
	assert_string_equal(ask(f, "select z from gpkg_geometry_columns"), "0");
}

static void points_stay_points_and_mixed_layers_stay_mixed(void **state)
{
	struct fixture *f = *state;
	char *from = source_geojson(f, f->folder, "a.geojson",
	                            FEATURE("\"a\":1", POINT(2, 46)) "," FEATURE("\"a\":2", "null"));
	assert_true(import(f, (struct vector_import){ .from = from }));
	assert_int_equal(f->info.geometry, GEOMETRY_POINT);
	assert_string_equal(ask(f, "select geometry_type_name from gpkg_geometry_columns"), "POINT");
	assert_true(noted(f, "Features without a geometry: 1."));
	from = source_geojson(f, f->folder, "b.geojson",
	                      FEATURE("\"a\":1", POINT(2, 46)) "," FEATURE("\"a\":2", SQUARE(2, 46)));
	assert_true(import(f, (struct vector_import){ .from = from }));
	assert_int_equal(f->info.geometry, GEOMETRY_ANY);
}

static void only_what_the_condition_takes_is_imported(void **state)
{
	struct fixture *f = *state;
	char *from = source_geojson(f, f->folder, "a.geojson",
	                            FEATURE("\"dep\":\"01\"", POINT(2, 46)) ","
	                            FEATURE("\"dep\":\"02\"", POINT(3, 47)));
	assert_true(import(f, (struct vector_import){ .from = from, .where = "dep = '02'" }));
	assert_int_equal(f->info.n_features, 1);
	assert_true(f->info.bbox.minx > 2.9);
	assert_false(import(f, (struct vector_import){ .from = from, .where = "dep ===" }));
	assert_string_equal(f->err.locator, "--where");
	assert_false(import(f, (struct vector_import){ .from = from, .where = "dep = '03'" }));
}

static bool stop(void *arg, double done)
{
	(void)done;
	++*(int *)arg;
	return false;
}

static void work_that_is_stopped_leaves_no_file(void **state)
{
	struct fixture *f = *state;
	char *features = mem_strdup(f, "");
	for (int i = 0; i < 600; i++)
		features = talloc_asprintf_append(features, "%s%s", i > 0 ? "," : "",
		                                  FEATURE("\"a\":1", POINT(2, 46)));
	char *from = source_geojson(f, f->folder, "a.geojson", features);
	struct vector_import job = { .from = from, .to = f->to, .name = "places" };
	int calls = 0;
	assert_false(vector_import(&f->info, f, &job, stop, &calls, &f->err));
	assert_int_equal(calls, 1);
	assert_int_equal(access(f->to, F_OK), -1);
}

static void real_communes_come_over_whole(void **state)
{
	struct fixture *f = *state;
	const char *from = source_shared(f, "communes_2022.gpkg");
	if (from == NULL)
		skip();
	assert_true(import(f, (struct vector_import){ .from = from, .key = "code" }));
	assert_int_equal(f->info.n_features, 34955);
	assert_string_equal(ask(f, "select nom from places where code = '01001'"),
	                    "L'Abergement-Clémenciat");
	assert_string_equal(ask(f, "select count(*) from rtree_places_geom"), "34955");
	struct vector_check check;
	assert_true(vector_check(&check, f, f->to, "places", "code", NULL, NULL, &f->err));
	assert_int_equal(check.n_features, 34955);
	assert_int_equal(check.null_keys + check.duplicate_keys + check.invalid_geometries, 0);
}

static void lambert_93_is_told_by_its_code(void **state)
{
	struct fixture *f = *state;
	const char *from = source_shared(f, "departements_metro_l93.gpkg");
	if (from == NULL)
		skip();
	assert_true(import(f, (struct vector_import){ .from = from, .key = "code" }));
	assert_int_equal(f->info.srs, 2154);
	assert_true(f->info.geographic.minx > -6.5 && f->info.geographic.maxx < 11);
	assert_true(f->info.geographic.miny > 40.5 && f->info.geographic.maxy < 51.5);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_file_is_a_geopackage_with_an_index_and_the_key_as_text),
		TEST(the_same_source_gives_the_same_bytes),
		TEST(keys_that_repeat_or_lack_are_refused_and_named),
		TEST(a_key_column_that_lacks_is_answered_with_the_columns),
		TEST(numeric_keys_keep_their_digits_and_are_warned_of),
		TEST(invalid_geometries_are_named_unless_repaired),
		TEST(a_source_without_a_reference_system_needs_one),
		TEST(what_the_source_declares_is_not_overruled),
		TEST(columns_are_stored_under_names_that_xml_can_carry),
		TEST(types_of_columns_are_kept),
		TEST(heights_are_left_out_and_said_to_be),
		TEST(points_stay_points_and_mixed_layers_stay_mixed),
		TEST(only_what_the_condition_takes_is_imported),
		TEST(work_that_is_stopped_leaves_no_file),
		TEST(real_communes_come_over_whole),
		TEST(lambert_93_is_told_by_its_code),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
