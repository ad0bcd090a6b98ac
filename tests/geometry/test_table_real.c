/* The real communes with numbers of all kinds, against the same in a table of SQLite's own. */
#include <sqlite3.h>

#include "tests/geometry/unit_joined.h"

struct real {
	char *workspace;
	struct source_pool *pool;
	struct table *table;
	struct feature_query q;
	struct err err;
	sqlite3 *plain;
};

static double number(uint32_t *seed)
{
	*seed = *seed * 1664525U + 1013904223U;
	return (double)(*seed >> 8) / (1 << 24);
}

static struct table *random_table(const void *ctx, size_t n)
{
	struct table *t = mem_new(ctx, struct table);
	uint32_t seed = 7;

	t->n_rows = n;
	t->n_columns = 2;
	t->columns = mem_array(t, struct table_column, 2);
	t->columns[0] = (struct table_column){ .name = "n", .unit = "", .type = CELL_INTEGER,
	                                       .integers = mem_array(t, int64_t, n),
	                                       .states = mem_array(t, uint8_t, n) };
	t->columns[1] = (struct table_column){ .name = "r", .unit = "", .type = CELL_REAL,
	                                       .reals = mem_array(t, double, n) };
	for (size_t i = 0; i < n; i++) {
		t->columns[0].integers[i] = (int64_t)(number(&seed) * 1000);
		t->columns[0].states[i] = number(&seed) < 0.1 ? VALUE_SECRET : VALUE_PRESENT;
		t->columns[1].reals[i] = number(&seed) * 10 - 5;
	}
	return t;
}

static void put_plain(struct real *r)
{
	sqlite3_stmt *put;

	assert_int_equal(sqlite3_open(":memory:", &r->plain), SQLITE_OK);
	assert_int_equal(sqlite3_exec(r->plain, "create table k(code text primary key, n integer, r real)", NULL, NULL,
	                              NULL), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(r->plain, "insert into k values(?, ?, ?)", -1, &put, NULL), SQLITE_OK);
	for (size_t i = 0; i < r->table->n_rows; i++) {
		sqlite3_bind_text(put, 1, stored_key(r->q.store, i), -1, SQLITE_STATIC);
		if (r->table->columns[0].states[i] == VALUE_PRESENT)
			sqlite3_bind_int64(put, 2, r->table->columns[0].integers[i]);
		else
			sqlite3_bind_null(put, 2);
		sqlite3_bind_double(put, 3, r->table->columns[1].reals[i]);
		assert_int_equal(sqlite3_step(put), SQLITE_DONE);
		sqlite3_reset(put);
	}
	sqlite3_finalize(put);
}

static bool real_site(struct real *r, const void *ctx)
{
	const char *source = source_shared(ctx, "communes_2022.gpkg");

	if (source == NULL)
		return false;
	*r = (struct real){ .workspace = scratch_new(ctx), .pool = source_pool_new(ctx, 2) };
	struct layer *base = stored_layer(ctx, r->workspace, source, "communes", "code");
	const struct geometry_store *store = stored_open(ctx, r->workspace, base);
	r->table = random_table(ctx, store->n);
	r->q = (struct feature_query){
		.layer = joined_over(ctx, base, r->table, "v"), .joined = r->table, .store = store,
		.open_name = data_open_name(ctx, r->workspace, &base->source), .pool = r->pool,
		.limit = -1, .srs = 4326,
	};
	put_plain(r);
	return true;
}

/* The query gives the rows of `sql`: code, n, r; returns how many. */
static size_t same_as(struct real *r, const void *ctx, const char *sql)
{
	size_t n_columns = r->q.layer->n_columns, rows = 0;
	struct features *f = features_open(ctx, &r->q, &r->err);
	sqlite3_stmt *stmt;

	assert_non_null(f);
	assert_int_equal(sqlite3_prepare_v2(r->plain, sql, -1, &stmt, NULL), SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		assert_int_equal(features_next(f, &r->err), FEATURES_ROW);
		const struct feature_value *v = features_values(f) + n_columns - 2;
		assert_string_equal(features_id(f), (const char *)sqlite3_column_text(stmt, 0));
		assert_int_equal(v[0].null, sqlite3_column_type(stmt, 1) == SQLITE_NULL);
		assert_true(v[0].null || v[0].number == (double)sqlite3_column_int64(stmt, 1));
		assert_true(v[1].number == sqlite3_column_double(stmt, 2));
		rows++;
	}
	sqlite3_finalize(stmt);
	assert_int_equal(features_next(f, &r->err), FEATURES_END);
	talloc_free(f);
	return rows;
}

/* The same features come of the base and of the joined layer, by SQLite's index and by the store's. */
static void same_in_box(struct real *r, const void *ctx)
{
	struct bbox box = { 2.1, 46.1, 2.6, 46.6 };
	struct feature_query base = r->q;
	int64_t n, n_base;
	size_t near;

	base.layer = r->q.layer->joined->base;
	base.joined = NULL;
	base.bbox = r->q.bbox = &box;
	base.bbox_srs = r->q.bbox_srs = 4326;
	assert_true(features_count(ctx, &base, &n_base, &r->err));
	assert_true(features_count(ctx, &r->q, &n, &r->err));
	assert_true(n > 20 && n == n_base);
	struct features *a = features_open(ctx, &base, &r->err), *b = features_open(ctx, &r->q, &r->err);
	while (features_next(a, &r->err) == FEATURES_ROW) {
		assert_int_equal(features_next(b, &r->err), FEATURES_ROW);
		assert_string_equal(features_id(a), features_id(b));
	}
	assert_int_equal(features_next(b, &r->err), FEATURES_END);
	talloc_free(a);
	talloc_free(b);
	geometry_store_find(r->q.store, ctx, &box, &near);
	assert_true((int64_t)near >= n && (int64_t)near < 2 * n);
	r->q.bbox = NULL;
}

static void real_communes_answer_as_a_plain_join_does(void **state JT_UNUSED)
{
	static const struct { const char *where, *sort; bool descending; int64_t offset, limit; } cases[] = {
		{ NULL, NULL, false, 0, -1 },
		{ "\"n\" = 500", NULL, false, 0, -1 },
		{ "\"n\" >= 990 AND \"r\" < 0", "r", false, 0, -1 },
		{ "\"n\" IS NULL", "r", true, 0, 50 },
		{ "\"n\" BETWEEN 10 AND 20 OR \"r\" > 4.99", "n", true, 10, 100 },
		{ NULL, "n", false, 34900, 100 },
		{ NULL, "r", true, 17000, 10 },
		{ "\"code\" LIKE '29%' AND \"n\" > 500", "n", true, 0, -1 },
		{ "\"n\" IN (1, 2, 3, 5, 8, 13, 21, 34, 55, 89)", NULL, false, 5, 20 },
	};
	void *ctx = talloc_new(NULL);
	struct real r;
	size_t rows = 0;

	if (!real_site(&r, ctx)) {
		talloc_free(ctx);
		skip();
	}
	same_in_box(&r, ctx);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct feature_sort sort = { cases[i].sort, cases[i].descending };
		r.q.where = cases[i].where;
		r.q.sort = &sort;
		r.q.n_sort = cases[i].sort != NULL;
		r.q.offset = cases[i].offset;
		r.q.limit = cases[i].limit;
		rows += same_as(&r, ctx, mem_printf(ctx, "select code, n, r from k%s%s order by %s%s code limit %lld offset %lld",
			cases[i].where != NULL ? " where " : "", cases[i].where != NULL ? cases[i].where : "",
			cases[i].sort != NULL ? cases[i].sort : "", cases[i].sort == NULL ? "" : sort.descending ? " desc," : ",",
			(long long)cases[i].limit, (long long)cases[i].offset));
	}
	assert_true(rows > 35000);
	sqlite3_close(r.plain);
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(real_communes_answer_as_a_plain_join_does),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
