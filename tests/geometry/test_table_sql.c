#include "base/text.h"
#include "tests/geometry/unit_joined.h"

enum { ROWS = 5 };

#define TERRITORY(code, x) FEATURE("\"code\":\"" code "\",\"aire\":" #x, SQUARE(x, 1))

struct site {
	char *workspace;
	struct source_pool *pool;
	struct table *table;
	struct feature_query q;
	struct err err;
};

static struct table *small_table(const void *ctx)
{
	static int64_t births[ROWS] = { 7, 30, 30, 0, INT64_C(9007199254740993) };
	static double rates[ROWS] = { 0.5, 2.25, -1, 7, 7 };
	static uint32_t offsets[ROWS] = { 0, 4, 8, 12, 0 };
	static char pool[] = "Ain\0Var\0d'é\0caché";
	static uint8_t counted[ROWS] = { 0, 0, 0, VALUE_MISSING, 0 };
	static uint8_t told[ROWS] = { 0, 0, 0, VALUE_SECRET, VALUE_NOT_APPLICABLE };
	struct table *t = mem_new(ctx, struct table);

	t->n_rows = ROWS;
	t->n_columns = 3;
	t->columns = mem_array(t, struct table_column, 3);
	t->columns[0] = (struct table_column){ .name = "naissances", .unit = "", .type = CELL_INTEGER,
	                                       .integers = births, .states = counted };
	t->columns[1] = (struct table_column){ .name = "taux", .unit = "", .type = CELL_REAL, .reals = rates };
	t->columns[2] = (struct table_column){ .name = "rowid", .unit = "", .type = CELL_TEXT,
	                                       .text = { offsets, pool }, .states = told };
	return t;
}

static int set_up(void **state)
{
	struct site *s = mem_new(NULL, struct site);

	s->workspace = scratch_new(s);
	s->pool = source_pool_new(s, 4);
	struct layer *base = stored_features(s, s->workspace, "territoires", "code",
		TERRITORY("03", 3) "," TERRITORY("01", 1) "," TERRITORY("02", 2) "," TERRITORY("05", 5) ","
		TERRITORY("04", 4));
	s->table = small_table(s);
	s->q = (struct feature_query){
		.layer = joined_over(s, base, s->table, "v1"), .joined = s->table,
		.store = stored_open(s, s->workspace, base), .pool = s->pool,
		.open_name = data_open_name(s, s->workspace, &base->source),
		.limit = -1, .srs = 4326, .geometry = true,
	};
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	return talloc_free(*state);
}

/* "code=naissances/taux/text ..." of what a query gives; its count agrees where it has no page. */
static const char *answer(struct site *s)
{
	char *text = mem_strdup(s, "");
	struct features *f = features_open(s, &s->q, &s->err);
	int64_t n = 0, counted;

	if (f == NULL)
		fail_msg("%s", s->err.detail);
	for (enum features_step step; (step = features_next(f, &s->err)) != FEATURES_END; n++) {
		assert_int_equal(step, FEATURES_ROW);
		const struct feature_value *v = features_values(f) + 2;
		text = mem_check(talloc_asprintf_append(text, "%s%s=%s/%s/%s", n > 0 ? " " : "", features_id(f),
		                                        v[0].null ? "-" : v[0].text, v[1].null ? "-" : v[1].text,
		                                        v[2].null ? "-" : v[2].text));
		assert_non_null(features_geojson(f, 7, false));
	}
	talloc_free(f);
	assert_true(features_count(s, &s->q, &counted, &s->err));
	assert_true(s->q.limit >= 0 || s->q.offset > 0 ? counted >= n : counted == n);
	return text;
}

static const char *where(struct site *s, const char *condition)
{
	s->q.where = condition;
	return answer(s);
}

static void every_feature_has_its_row_and_no_value_where_there_is_none(void **state)
{
	assert_string_equal(answer(*state), "01=30/2.25/Var 02=30/-1/d'é 03=7/0.5/Ain "
	                                    "04=9007199254740993/7/- 05=-/7/-");
}

static void conditions_hold_as_in_any_table(void **state)
{
	struct site *s = *state;

	assert_string_equal(where(s, "\"naissances\" = 30"), "01=30/2.25/Var 02=30/-1/d'é");
	assert_string_equal(where(s, "\"naissances\" = '30'"), "01=30/2.25/Var 02=30/-1/d'é");
	assert_string_equal(where(s, "\"naissances\" = 9007199254740993"), "04=9007199254740993/7/-");
	assert_string_equal(where(s, "\"naissances\" = 9007199254740992"), "");
	assert_string_equal(where(s, "\"naissances\" > 9007199254740992"), "04=9007199254740993/7/-");
	assert_string_equal(where(s, "\"naissances\" IN (7, 30) AND \"taux\" < 1"), "02=30/-1/d'é 03=7/0.5/Ain");
	assert_string_equal(where(s, "\"naissances\" > 7 AND \"naissances\" <= 30 AND \"taux\" > -1"),
	                    "01=30/2.25/Var");
	assert_string_equal(where(s, "\"naissances\" IS NULL"), "05=-/7/-");
	assert_string_equal(where(s, "\"naissances\" = NULL"), "");
	assert_string_equal(where(s, "\"rowid\" = 'Var'"), "01=30/2.25/Var");
	assert_string_equal(where(s, "\"rowid\" >= 'B'"), "01=30/2.25/Var 02=30/-1/d'é");
	assert_string_equal(where(s, "\"rowid\" LIKE 'a%'"), "03=7/0.5/Ain");
	assert_string_equal(where(s, "\"rowid\" = 'caché'"), "");
	assert_string_equal(where(s, "\"taux\" = 7 OR \"code\" = '03'"),
	                    "03=7/0.5/Ain 04=9007199254740993/7/- 05=-/7/-");
	assert_string_equal(where(s, "\"aire\" * 2 > \"taux\" AND \"aire\" < 3"), "02=30/-1/d'é");
}

static void joined_and_own_columns_are_asked_together(void **state)
{
	struct site *s = *state;

	s->q.bbox = &(struct bbox){ 1.2, 1.2, 3.2, 1.3 };
	s->q.bbox_srs = 4326;
	assert_string_equal(where(s, "\"naissances\" = 30"), "01=30/2.25/Var 02=30/-1/d'é");
	assert_string_equal(where(s, "\"taux\" < 1"), "02=30/-1/d'é 03=7/0.5/Ain");
	s->q.bbox = NULL;
	s->q.where = NULL;
	s->q.equals = (const struct feature_equal[]){ { "naissances", "30" }, { "aire", "2" } };
	s->q.n_equals = 2;
	assert_string_equal(answer(s), "02=30/-1/d'é");
	s->q.n_equals = 0;
	s->q.id = "03";
	assert_string_equal(answer(s), "03=7/0.5/Ain");
}

static void pages_are_sorted_by_joined_columns_then_by_id(void **state)
{
	struct site *s = *state;

	s->q.sort = (const struct feature_sort[]){ { "taux", true }, { "naissances", false } };
	s->q.n_sort = 1;
	assert_string_equal(answer(s), "04=9007199254740993/7/- 05=-/7/- 01=30/2.25/Var 03=7/0.5/Ain 02=30/-1/d'é");
	s->q.n_sort = 2;
	assert_string_equal(answer(s), "05=-/7/- 04=9007199254740993/7/- 01=30/2.25/Var 03=7/0.5/Ain 02=30/-1/d'é");
	s->q.limit = 2;
	s->q.offset = 1;
	assert_string_equal(answer(s), "04=9007199254740993/7/- 01=30/2.25/Var");
}

static void any_number_of_columns_sorts_own_and_joined(void **state)
{
	struct site *s = *state;
	const struct feature_sort many[] = { { "rowid", false }, { "taux", true }, { "naissances", true },
	                                     { "code", true }, { "aire", false } };

	s->q.sort = many;
	s->q.n_sort = 5;
	assert_string_equal(answer(s), "04=9007199254740993/7/- 05=-/7/- 03=7/0.5/Ain 01=30/2.25/Var 02=30/-1/d'é");
	s->q.n_sort = 1;
	assert_string_equal(answer(s), "04=9007199254740993/7/- 05=-/7/- 03=7/0.5/Ain 01=30/2.25/Var 02=30/-1/d'é");
	s->q.sort = &many[4];
	assert_string_equal(where(s, "\"taux\" > 1"), "01=30/2.25/Var 04=9007199254740993/7/- 05=-/7/-");
	s->q.where = NULL;
	s->q.limit = 1;
	s->q.offset = 3;
	assert_string_equal(answer(s), "04=9007199254740993/7/-");
	s->q.sort = &many[1];
	assert_string_equal(where(s, "\"taux\" < 7 AND \"naissances\" > 0 AND \"taux\" > -2"), "");
	s->q.offset = 1;
	assert_string_equal(answer(s), "03=7/0.5/Ain");
}

/* Features without a key go by the row's number, which is the order of the store. */
static void a_base_without_a_key_is_joined_by_its_own_numbers(void **state)
{
	struct site *s = *state;
	struct layer *base = stored_features(s, s->workspace, "lieux", NULL,
		FEATURE("\"nom\":\"x\"", POINT(1, 1)) "," FEATURE("\"nom\":\"y\"", POINT(2, 2)) ","
		FEATURE("\"nom\":\"z\"", POINT(3, 3)));

	s->table->n_rows = 3;
	s->q.layer = joined_over(s, base, s->table, "v1");
	s->q.store = stored_open(s, s->workspace, base);
	s->q.open_name = data_open_name(s, s->workspace, &base->source);
	s->q.sort = &(struct feature_sort){ "naissances", true };
	s->q.n_sort = 1;
	struct features *f = features_open(s, &s->q, &s->err);
	const char *const names[] = { "y", "z", "x" };
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(features_next(f, &s->err), FEATURES_ROW);
		assert_string_equal(features_values(f)[0].text, names[i]);
	}
	assert_int_equal(features_next(f, &s->err), FEATURES_END);
	talloc_free(f);
}

static void only_wanted_columns_are_read(void **state)
{
	struct site *s = *state;
	const bool wanted[] = { true, false, false, true, false };

	s->q.wanted = wanted;
	assert_string_equal(where(s, "\"rowid\" = 'Var'"), "01=-/2.25/-");
}

/* One source that stays open is asked for two joins in turn, and for both at once. */
static void joins_over_one_base_do_not_mix(void **state)
{
	struct site *s = *state, *other = mem_new(s, struct site);
	int64_t first[ROWS] = { 1, 2, 3, 4, 5 }, n;

	*other = *s;
	other->table = small_table(s);
	other->table->columns[0].integers = first;
	other->q.joined = other->table;
	other->q.layer = joined_over(s, s->q.layer->joined->base, other->table, "v2");
	s->q.where = other->q.where = "\"naissances\" = 30";
	assert_true(features_count(s, &s->q, &n, &s->err));
	assert_int_equal(n, 2);
	assert_true(features_count(s, &other->q, &n, &s->err));
	assert_int_equal(n, 0);

	struct features *a = features_open(s, &s->q, &s->err);
	other->q.where = "\"naissances\" = 3";
	struct features *b = features_open(s, &other->q, &s->err);
	assert_int_equal(source_pool_count(s->pool), 1);
	assert_int_equal(features_next(a, &s->err), FEATURES_ROW);
	assert_int_equal(features_next(b, &s->err), FEATURES_ROW);
	assert_string_equal(features_id(b), "02");
	talloc_free(a);
	assert_int_equal(features_next(b, &s->err), FEATURES_END);
	a = features_open(s, &s->q, &s->err);
	talloc_free(b);
	assert_int_equal(features_next(a, &s->err), FEATURES_ROW);
	assert_string_equal(features_values(a)[2].text, "30");
	talloc_free(a);
	s->q.pool = NULL;
	assert_string_equal(answer(s), "01=30/2.25/Var 02=30/-1/d'é");
}

static void a_column_named_like_one_of_the_base_is_refused(void **state)
{
	static const char *const names[] = { "FID", "geom", "taux" };
	struct site *s = *state;

	for (size_t i = 0; i < 3; i++) {
		struct err err = { 0 };
		s->table->columns[0].name = names[i];
		s->q.layer = joined_over(s, s->q.layer->joined->base, s->table, "v3");
		assert_null(features_open(s, &s->q, &err));
		assert_int_equal(err.code, ERR_UNAVAILABLE);
	}
	s->table->columns[0].name = "naissances";
	s->q.layer = joined_over(s, s->q.layer->joined->base, s->table, "v3");
	assert_string_equal(where(s, "\"naissances\" = 7"), "03=7/0.5/Ain");
}

int main(void)
{
#define OVER_SMALL(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		OVER_SMALL(every_feature_has_its_row_and_no_value_where_there_is_none),
		OVER_SMALL(conditions_hold_as_in_any_table),
		OVER_SMALL(joined_and_own_columns_are_asked_together),
		OVER_SMALL(pages_are_sorted_by_joined_columns_then_by_id),
		OVER_SMALL(any_number_of_columns_sorts_own_and_joined),
		OVER_SMALL(a_base_without_a_key_is_joined_by_its_own_numbers),
		OVER_SMALL(only_wanted_columns_are_read),
		OVER_SMALL(joins_over_one_base_do_not_mix),
		OVER_SMALL(a_column_named_like_one_of_the_base_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
