#include "tests/unit.h"
#include "tests/scratch.h"

#include <sys/stat.h>

#include "catalogue/load.h"
#include "catalogue/schema.h"
#include "db/db.h"

struct fixture {
	char *workspace;
	struct err err;
};

static int set_up(void **state)
{
	struct fixture *f = mem_new(NULL, struct fixture);
	f->workspace = scratch_new(f);
	assert_true(catalogue_create(f, f->workspace, &f->err));
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	return talloc_free(*state);
}

static void a_new_catalogue_is_empty_and_at_its_first_edition(void **state)
{
	struct fixture *f = *state;
	struct db *db = catalogue_open(f, f->workspace, &f->err);
	const struct catalogue *c = catalogue_load(f, db, &f->err);
	uint64_t edition;

	assert_non_null(c);
	assert_int_equal(c->edition, 1);
	assert_int_equal(strlen(c->published), 20);
	assert_int_equal(c->n_layers + c->n_themes + c->n_organisations + c->n_subjects, 0);
	assert_null(catalogue_layer(c, "communes"));
	assert_null(catalogue_framework(c, "communes", NULL));
	assert_null(catalogue_framework(c, "communes", "2022"));
	assert_true(catalogue_edition(db, &edition, &f->err));
	assert_int_equal(edition, 1);
}

static void a_second_catalogue_in_a_workspace_is_refused(void **state)
{
	struct fixture *f = *state;
	assert_false(catalogue_create(f, f->workspace, &f->err));
	assert_int_equal(f->err.code, ERR_CONFLICT);
}

static void what_an_interrupted_creation_left_does_not_hinder_the_next(void **state)
{
	struct fixture *f = *state;
	char *workspace = scratch_new(f);
	fclose(fopen(mem_printf(f, "%s/catalogue.sqlite", workspace), "w"));
	assert_null(catalogue_open(f, workspace, &f->err));
	assert_int_equal(f->err.code, ERR_NOT_FOUND);
	f->err = (struct err){ 0 };
	assert_true(catalogue_create(f, workspace, &f->err));
}

static void a_workspace_without_a_catalogue_is_said_to_have_none(void **state)
{
	struct fixture *f = *state;
	char *workspace = scratch_new(f);
	assert_null(catalogue_open(f, workspace, &f->err));
	assert_int_equal(f->err.code, ERR_NOT_FOUND);
	assert_null(strstr(f->err.message.en, workspace));
}

static void set_version(struct fixture *f, int version)
{
	char *path = mem_printf(f, "%s/catalogue.sqlite", f->workspace);
	struct db *db = db_open(f, path, DB_WRITE, &f->err);
	assert_true(db_run(db, mem_printf(f, "update schema_version set version = %d", version),
	                   &f->err));
	talloc_free(db);
}

static void a_newer_schema_is_refused_for_reading_and_writing(void **state)
{
	struct fixture *f = *state;
	set_version(f, catalogue_schema_version + 1);
	assert_null(catalogue_open(f, f->workspace, &f->err));
	assert_int_equal(f->err.code, ERR_VERSION);
	assert_non_null(strstr(f->err.message.en, "newer"));
	f->err = (struct err){ 0 };
	assert_null(catalogue_open_write(f, f->workspace, &f->err));
	assert_int_equal(f->err.code, ERR_VERSION);
}

static void a_store_of_the_first_schema_is_brought_up_to_date_with_all_that_it_holds(void **state)
{
	struct fixture *f = *state;
	char *workspace = scratch_new(f);
	struct db *db = db_open(f, mem_printf(f, "%s/catalogue.sqlite", workspace), DB_CREATE, &f->err);

	assert_true(schema_migrate(db, schema_migrations, 1, &f->err));
	assert_true(db_run(db,
		"insert into edition (number, made, what, object, detail) values (1, 'then', 'create', '', '');"
		"insert into organisation (id, name, updated) values (1, 'ign', 'then');"
		"insert into object (id, kind, name, organisation, level) values (1, 'layer', 'rivers', 1, 'public');"
		"insert into version (id, object, edition, referenced, digest, extension, geometry, srs, minx, miny,"
		" maxx, maxy, west, south, east, north, n_features, min_scale, max_scale)"
		" values (1, 1, 1, 0, 'd', 'gpkg', 'line', 4326, 0, 0, 1, 1, 0, 0, 1, 1, 7, 0, 0);"
		"insert into present (object, version) values (1, 1);"
		"insert into layer_column (version, position, name, type, nullable)"
		" values (1, 0, 'code', 'string', 0);", &f->err));
	talloc_free(db);
	assert_null(catalogue_open(f, workspace, &f->err));
	assert_int_equal(f->err.code, ERR_VERSION);
	f->err = (struct err){ 0 };
	db = catalogue_open_write(f, workspace, &f->err);
	assert_non_null(db);
	const struct catalogue *c = catalogue_load(f, db, &f->err);
	assert_int_equal(catalogue_layer(c, "rivers")->n_features, 7);
	assert_string_equal(catalogue_layer(c, "rivers")->columns[0].name, "code");
	assert_non_null(catalogue_open(f, workspace, &f->err));
}

static void a_later_migration_changes_the_tables_once_and_keeps_what_is_there(void **state)
{
	struct fixture *f = *state;
	struct db *db = catalogue_open_write(f, f->workspace, &f->err);
	const struct migration later[] = {
		schema_migrations[0],
		{ 1000, "create table agreement (id integer primary key)" },
		{ 1001, "alter table agreement add column until text" },
	};
	int version;
	bool has;

	assert_true(schema_migrate(db, later, 3, &f->err));
	assert_true(schema_version(db, &version, &f->err));
	assert_int_equal(version, 1001);
	assert_true(schema_migrate(db, later, 3, &f->err));
	assert_true(db_has_table(db, "agreement", &has, &f->err) && has);
	assert_true(db_run(db, "update edition set detail = 'kept'", &f->err));
}

static void a_migration_that_fails_leaves_the_store_as_it_was(void **state)
{
	struct fixture *f = *state;
	struct db *db = catalogue_open_write(f, f->workspace, &f->err);
	const struct migration broken[] = {
		{ 1000, "create table agreement (id integer primary key)" },
		{ 1001, "alter table nowhere add column until text" },
	};
	int version;
	bool has;

	assert_false(schema_migrate(db, broken, 2, &f->err));
	f->err = (struct err){ 0 };
	assert_true(schema_version(db, &version, &f->err));
	assert_int_equal(version, catalogue_schema_version);
	assert_true(db_has_table(db, "agreement", &has, &f->err));
	assert_false(has);
}

static void migrations_rise_to_the_version_of_this_program(void **state)
{
	(void)state;
	for (size_t i = 0; i < schema_n_migrations; i++)
		assert_int_equal(schema_migrations[i].version, i + 1);
	assert_int_equal(schema_n_migrations, catalogue_schema_version);
}

static void a_store_of_an_unknown_word_is_refused_with_a_sentence(void **state)
{
	struct fixture *f = *state;
	struct db *db = catalogue_open_write(f, f->workspace, &f->err);
	assert_true(db_run(db, "pragma ignore_check_constraints = on;"
	                       "insert into mapfile (name, level) values ('m', 'royal')", &f->err));
	assert_null(catalogue_load(f, db, &f->err));
	assert_int_equal(f->err.code, ERR_INTERNAL);
	assert_non_null(strstr(f->err.detail, "mapfile"));
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(a_new_catalogue_is_empty_and_at_its_first_edition),
		T(a_second_catalogue_in_a_workspace_is_refused),
		T(what_an_interrupted_creation_left_does_not_hinder_the_next),
		T(a_workspace_without_a_catalogue_is_said_to_have_none),
		T(a_newer_schema_is_refused_for_reading_and_writing),
		T(a_store_of_the_first_schema_is_brought_up_to_date_with_all_that_it_holds),
		T(a_later_migration_changes_the_tables_once_and_keeps_what_is_there),
		T(a_migration_that_fails_leaves_the_store_as_it_was),
		T(migrations_rise_to_the_version_of_this_program),
		T(a_store_of_an_unknown_word_is_refused_with_a_sentence),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
