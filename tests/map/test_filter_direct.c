/* A filter held against mapped columns finds what its SQL finds, in the same order, whatever it asks. */
#include "tests/unit.h"

#include "conf/conf.h"
#include "geometry/direct.h"
#include "map/filter.h"
#include "tests/geometry/unit_made.h"

#include <sqlite3.h>

static const struct conf conf = { .max_predicates = 200, .max_filter_depth = 20, .max_ids = 3, .max_filter_bytes = 1 << 18 };

/* Literals of each column of the layer that unit_made.h makes, and of none. */
static const struct {
	const char *column, *literals[6];
} about[] = {
	{ "code", { "k37", "k4", "K50", "", "z", "k99" } },
	{ "n", { "3", "0", "2.5", "-1", "9007199254740993", "1e1" } },
	{ "r", { "1.5", "0", "7", "11.25", "1e20", "-3" } },
	{ "b", { "true", "0", "1", "false", "TRUE", "0" } },
	{ "d", { "2016-03-01", "2016-06-30", "2015-01-01T12:00:00Z", "2016-02-31", "2016-03-01T00:00:00+02:00", "2017-01-01" } },
	{ "t", { "2016-06-01T04:00:00Z", "2016-06-01", "2016-06-01T05:30:00+02:00", "2016-06-01T03:00", "2016-06-01T00:00:00.25",
	         "2016-05-31T23:30:00-05:00" } },
	{ "s", { "é1", "É1", "", "e", "é3", "\xf0\x9f\x98\x80" } },
	{ "rate", { "2", "0", "1.5", "5.714285714285714", "-1", "3" } },
	{ "count", { "8000000000", "7", "1e9", "4.5", "4611686018427387904", "0" } },
};
/* Another column of each one's kind. */
static const size_t likes[] = { 6, 2, 1, 3, 5, 4, 0, 8, 7 };

/* The last two are joined. */
static size_t any_column(struct fixture *f)
{
	return any(f, f->q.joined != NULL ? 9 : 7);
}

static const char *one_of(struct fixture *f, const char *const *list, size_t n)
{
	return list[any(f, n)];
}

static const char *literal(struct fixture *f, size_t column)
{
	return one_of(f, about[column].literals, 6);
}

static char *name(struct fixture *f, size_t column)
{
	return mem_printf(f->tmp, "<f:ValueReference>%s</f:ValueReference>", about[column].column);
}

static char *comparison(struct fixture *f, size_t column)
{
	static const char *const operators[] = { "EqualTo", "NotEqualTo", "LessThan", "GreaterThan", "LessThanOrEqualTo",
	                                         "GreaterThanOrEqualTo" };
	const char *op = one_of(f, operators, 6), *how = any(f, 3) == 0 ? " matchCase=\"false\"" : "";
	char *a = name(f, column), *b = mem_printf(f->tmp, "<f:Literal>%s</f:Literal>", literal(f, column));
	bool turned = any(f, 5) == 0;

	if (any(f, 5) == 0)
		b = name(f, likes[column]);
	return mem_printf(f->tmp, "<f:PropertyIs%s%s>%s%s</f:PropertyIs%s>", op, how, turned ? b : a, turned ? a : b, op);
}

static char *pattern(struct fixture *f)
{
	static const char *const patterns[] = { "k?7", "*", "K*", "?1", "é*", "*!**", "[k]*", "k*7*", "", "*3", "??", "!!*" };
	static const size_t columns[] = { 0, 1, 6 };

	return mem_printf(f->tmp, "<f:PropertyIsLike wildCard=\"*\" singleChar=\"?\" escapeChar=\"!\"%s>%s<f:Literal>%s</f:Literal>"
	                  "</f:PropertyIsLike>", any(f, 3) == 0 ? " matchCase=\"false\"" : "", name(f, columns[any(f, 3)]),
	                  one_of(f, patterns, 12));
}

static char *time_test(struct fixture *f)
{
	size_t column = 4 + any(f, 2);
	static const char *const operators[] = { "After", "Before", "TEquals" };
	const char *op = one_of(f, operators, 3);

	if (any(f, 3) > 0)
		return mem_printf(f->tmp, "<f:%s>%s<gml:TimeInstant><gml:timePosition>%s</gml:timePosition></gml:TimeInstant></f:%s>", op,
		                  name(f, column), literal(f, column), op);
	op = any(f, 2) == 0 ? "During" : "Ends";
	return mem_printf(f->tmp, "<f:%s>%s<gml:TimePeriod><gml:beginPosition>%s</gml:beginPosition><gml:endPosition>%s"
	                  "</gml:endPosition></gml:TimePeriod></f:%s>", op, name(f, column), literal(f, column), literal(f, column), op);
}

static char *box(struct fixture *f)
{
	double x = 12 * share(f) - 4, y = 40 + 12 * share(f), size = 8 * share(f);

	return mem_printf(f->tmp, "<f:BBOX><gml:Envelope srsName=\"EPSG:4326\"><gml:lowerCorner>%.3f %.3f</gml:lowerCorner><gml:upperCorner>"
	                  "%.3f %.3f</gml:upperCorner></gml:Envelope></f:BBOX>", x, y, x + size, y + size);
}

static char *leaf(struct fixture *f)
{
	size_t column = any_column(f);

	switch (any(f, 9)) {
	case 0:
		return mem_printf(f->tmp, "<f:PropertyIsNull>%s</f:PropertyIsNull>", name(f, column));
	case 1:
		return pattern(f);
	case 2:
		return time_test(f);
	case 3:
		return box(f);
	case 4:
		return mem_printf(f->tmp, "<f:ResourceId rid=\"%s.%s\"/>", any(f, 5) > 0 ? "made" : "other",
		                  any(f, 2) == 0 ? literal(f, 0) : literal(f, 1));
	case 5:
		return mem_printf(f->tmp, "<f:PropertyIsBetween>%s<f:LowerBoundary><f:Literal>%s</f:Literal></f:LowerBoundary><f:UpperBoundary>"
		                  "<f:Literal>%s</f:Literal></f:UpperBoundary></f:PropertyIsBetween>", name(f, column), literal(f, column),
		                  literal(f, column));
	default:
		return comparison(f, column);
	}
}

static char *condition(struct fixture *f, int depth)
{
	if (depth == 0 || any(f, 2) == 0)
		return leaf(f);
	if (any(f, 4) == 0)
		return mem_printf(f->tmp, "<f:Not>%s</f:Not>", condition(f, depth - 1));
	const char *word = any(f, 2) == 0 ? "And" : "Or";
	char *parts = mem_strdup(f->tmp, "");
	for (uint64_t i = 0, n = 1 + any(f, 3); i < n; i++)
		parts = mem_printf(f->tmp, "%s%s", parts, condition(f, depth - 1));
	return mem_printf(f->tmp, "<f:%s>%s</f:%s>", word, parts, word);
}

static void read_into(struct fixture *f, const char *inner)
{
	struct err err = { 0 };
	char *text = mem_printf(f->tmp, "<f:Filter xmlns:f=\"http://www.opengis.net/fes/2.0\" "
	                        "xmlns:gml=\"http://www.opengis.net/gml/3.2\"><f:And>%s</f:And></f:Filter>", inner);
	xmlDocPtr doc = xml_parse(f->tmp, (struct span){ text, strlen(text) }, 1 << 20, 60, "FILTER", &err);
	const struct filter_scope scope = { f->tmp, &conf, f->q.layer, wfs_crs_of(f->tmp, f->q.layer->srs, WFS_200) };
	struct filter filter;

	assert_non_null(doc);
	if (!filter_read(&filter, &scope, xmlDocGetRootElement(doc), &err))
		fail_msg("%s: %s", text, err.message.en);
	f->q.where = filter.where;
	f->q.test = filter.test;
	f->q.bbox = NULL;
	if (!filter.boxed)
		return;
	struct bbox *b = mem_new(f->tmp, struct bbox);
	*b = filter.box;
	f->q.bbox = b;
	f->q.bbox_srs = filter.box_srs;
}

/* How many there are. */
static int64_t assert_same(struct fixture *f, const char *told)
{
	struct feature_query sql = f->q;
	struct err err = { 0 };
	bool covered;
	int64_t n = 0;

	sql.mapped = NULL;
	struct direct *direct = direct_open(f->tmp, &f->q, &covered, &err);
	if (direct == NULL)
		fail_msg("not covered: %s", told);
	struct features *ours = features_open(f->tmp, &f->q, &err), *theirs = features_open(f->tmp, &sql, &err);
	assert_non_null(ours);
	assert_non_null(theirs);
	for (;; n++) {
		enum features_step step = features_next(ours, &err), other = features_next(theirs, &err);
		if (step != other || (step == FEATURES_ROW && strcmp(features_id(ours), features_id(theirs)) != 0))
			fail_msg("feature %lld of %s: %s and %s", (long long)n, told, step == FEATURES_ROW ? features_id(ours) : "none",
			         other == FEATURES_ROW ? features_id(theirs) : "none");
		if (step != FEATURES_ROW)
			return n;
	}
}

static void ask(struct fixture *f, int times)
{
	const struct feature_query plain = f->q;
	int64_t found = 0;

	for (int i = 0; i < times; i++) {
		f->q = plain;
		char *inner = condition(f, 3);
		struct feature_sort sort = { about[any_column(f)].column, any(f, 2) == 0 };
		read_into(f, inner);
		f->q.geometry = false;
		f->q.sort = &sort;
		f->q.n_sort = any(f, 2);
		found += assert_same(f, inner);
		talloc_free_children(f->tmp);
	}
	f->q = plain;
	assert_true(found > 10 * times);
}

static void filters_on_areas_find_what_their_sql_finds(void **state)
{
	struct fixture *f = *state;

	over_made(f, "area", "code");
	ask(f, 400);
}

static void filters_on_points_without_a_key_find_what_their_sql_finds(void **state)
{
	struct fixture *f = *state;

	over_made(f, "point", NULL);
	ask(f, 400);
}

static void filters_on_joined_columns_find_what_their_sql_finds(void **state)
{
	struct fixture *f = *state;

	over_joined(f);
	ask(f, 400);
}

/* As a number in the order of time, or "" for none; by SQLite as text. */
static void moments_are_those_that_sqlite_reads(void **state)
{
	static const char *const texts[] = {
		"2016-01-31", "2016-01-31T12:00:00Z", "2016-01-31T12:00", "2016-02-31", "2016-02-31T01:00:00+02:00", "2016-03-01T00:30:00+01:00",
		"2016-12-31T23:59:59-14:00", "2000-02-29T00:00:00+00:30", "1999-13-01", "1999-00-10", "1999-12-32", "2016-01-31T25:00",
		"2016-01-31T12:60", "2016-01-31T12:00:60", "2016-01-31T12:00:00+15:00", "2016-01-31T12:00:00.250", "2016-01-31T12:00:00.25Z",
		"2016-01-31T12:00:00.029", "0001-01-01", "9999-12-31T23:59:59Z", "2016-01-31T", "2016-1-31", "x", "", "2016-01-31 12:00:00",
		"1900-02-29T12:00:00+01:00", "2016-01-31T24:00",
	};
	sqlite3 *db;
	int64_t a, b;
	bool exact;

	(void)state;
	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
			sqlite3_stmt *stmt;
			const char *sql = "SELECT x < y, x = y FROM (SELECT strftime('%Y-%m-%dT%H:%M:%f', ?) x, strftime('%Y-%m-%dT%H:%M:%f', ?) y)";
			assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
			sqlite3_bind_text(stmt, 1, texts[i], -1, SQLITE_STATIC);
			sqlite3_bind_text(stmt, 2, texts[k], -1, SQLITE_STATIC);
			assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
			bool known = sqlite3_column_type(stmt, 0) != SQLITE_NULL;
			bool both = feature_moment(&a, &exact, texts[i]), also = feature_moment(&b, &exact, texts[k]);
			if (known != (both && also))
				fail_msg("%s and %s: %d, %d%d", texts[i], texts[k], known, both, also);
			if (known && (sqlite3_column_int(stmt, 0) != (a < b) || sqlite3_column_int(stmt, 1) != (a == b)))
				fail_msg("%s and %s", texts[i], texts[k]);
			sqlite3_finalize(stmt);
		}
	sqlite3_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(filters_on_areas_find_what_their_sql_finds, set_up, tear_down),
		cmocka_unit_test_setup_teardown(filters_on_points_without_a_key_find_what_their_sql_finds, set_up, tear_down),
		cmocka_unit_test_setup_teardown(filters_on_joined_columns_find_what_their_sql_finds, set_up, tear_down),
		cmocka_unit_test_setup_teardown(moments_are_those_that_sqlite_reads, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
