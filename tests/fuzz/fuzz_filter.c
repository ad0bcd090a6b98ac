/* A filter that is accepted is SQL that SQLite prepares: whatever a client wrote stayed a value. */
#include <sqlite3.h>

#include "map/filter.h"
#include "tests/fuzz/fuzz.h"

static void spatial(sqlite3_context *c, int n, sqlite3_value **values)
{
	(void)n, (void)values;
	sqlite3_result_null(c);
}

static sqlite3 *source(void)
{
	static const char *const functions[] = {
		"ST_Equals", "ST_Disjoint", "ST_Intersects", "ST_Touches", "ST_Crosses", "ST_Within",
		"ST_Contains", "ST_Overlaps", "ST_Distance", "ST_GeomFromText", "ST_Transform",
	};
	sqlite3 *db;

	assert(sqlite3_open(":memory:", &db) == SQLITE_OK);
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
		sqlite3_create_function(db, functions[i], -1, SQLITE_UTF8, NULL, spatial, NULL, NULL);
	assert(sqlite3_exec(db, "CREATE TABLE communes (fid INTEGER PRIMARY KEY, geom BLOB, code TEXT, "
	                    "nom TEXT, population INTEGER, densite REAL, active BOOLEAN, cree DATE, "
	                    "vu DATETIME)", NULL, NULL, NULL) == SQLITE_OK);
	return db;
}

static void prepares(const void *ctx, const char *where)
{
	sqlite3 *db = source();
	sqlite3_stmt *statement;
	const char *rest;
	char *sql = mem_printf(ctx, "SELECT 1 FROM communes WHERE %s", where);

	assert(sqlite3_prepare_v2(db, sql, -1, &statement, &rest) == SQLITE_OK);
	assert(*rest == '\0');
	sqlite3_step(statement);
	sqlite3_finalize(statement);
	sqlite3_close(db);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *ctx = talloc_new(NULL);
	struct fuzz_world *w = fuzz_world(ctx);
	struct filter_scope scope = { ctx, &w->conf, &w->layer, wfs_crs_of(ctx, 2154, WFS_200) };
	struct filter f;
	struct err err = { 0 };
	xmlDocPtr doc = xml_parse(ctx, (struct span){ (const char *)data, size }, 256 << 10, 52,
	                          "FILTER", &err);

	if (doc == NULL || !filter_read(&f, &scope, xmlDocGetRootElement(doc), &err))
		fuzz_explained(&err);
	else if (f.where != NULL)
		prepares(ctx, f.where);
	talloc_free(ctx);
	return 0;
}
