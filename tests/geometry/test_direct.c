/* The cursor over mapped files gives what SQL gives: the same features, in the same order, with the same values and
   geometries, whatever is asked. */

#include <ctype.h>
#include <math.h>

#include "base/text.h"
#include "geometry/direct.h"
#include "tests/geometry/unit_made.h"

/* Texts that are the same but for what the last decimal of a number may be off by. */
static bool same_text(const char *a, const char *b, double off)
{
	if (a == NULL || b == NULL)
		return a == b;
	while (*a != '\0' && *b != '\0') {
		if (*a == *b && !isdigit((unsigned char)*a) && *a != '-') {
			a++;
			b++;
			continue;
		}
		char *after, *also;
		if (fabs(strtod(a, &after) - strtod(b, &also)) > off || after == a || also == b)
			return false;
		a = after;
		b = also;
	}
	return *a == *b;
}

static void assert_same_value(const struct column *column, const struct feature_value *a, const struct feature_value *b)
{
	if (a->null != b->null || strcmp(a->text, b->text) != 0 || (!a->null && a->number != b->number))
		fail_msg("%s: \"%s\" and \"%s\"", column->name, a->null ? "(null)" : a->text, b->null ? "(null)" : b->text);
}

static void assert_same_row(const struct feature_query *q, struct features *ours, struct features *sql)
{
	struct srs_facts facts = { 0 };
	int decimals = srs_facts(&facts, q->srs) && facts.geographic ? 8 : 3;

	assert_string_equal(features_id(ours), features_id(sql));
	for (size_t i = 0; i < q->layer->n_columns; i++)
		assert_same_value(&q->layer->columns[i], &features_values(ours)[i], &features_values(sql)[i]);
	if (!q->geometry)
		return;
	const char *a = features_geojson(ours, decimals, false), *b = features_geojson(sql, decimals, false);
	if (!same_text(a, b, 1.5 * pow(10, -decimals)))
		fail_msg("%s in EPSG:%d: %.300s and %.300s", features_id(ours), q->srs, a, b);
}

static char *told(const void *ctx, const struct feature_query *q)
{
	char *text = mem_printf(ctx, "%s", q->layer->name);
	if (q->bbox != NULL)
		text = mem_printf(ctx, "%s, box %.17g %.17g %.17g %.17g in EPSG:%d", text, q->bbox->minx, q->bbox->miny,
		                  q->bbox->maxx, q->bbox->maxy, q->bbox_srs);
	for (size_t i = 0; i < q->n_equals; i++)
		text = mem_printf(ctx, "%s, %s=%s", text, q->equals[i].column, q->equals[i].value);
	for (size_t i = 0; i < q->n_sort; i++)
		text = mem_printf(ctx, "%s, by %s", text, q->sort[i].column);
	return mem_printf(ctx, "%s, %lld from %lld, EPSG:%d", text, (long long)q->limit, (long long)q->offset, q->srs);
}

/* Asks both; how many features there were. */
static int64_t assert_same(struct fixture *f)
{
	struct feature_query own = f->q, other = f->q;
	struct err err = { 0 }, also = { 0 };
	int64_t n = 0, counted, by_sql;
	bool covered;
	enum features_step step, theirs;

	other.mapped = NULL;
	struct direct *direct = direct_open(f->tmp, &f->q, &covered, &err);
	if (!covered)
		fail_msg("not covered: %s", told(f->tmp, &f->q));
	talloc_free(direct);
	err = (struct err){ 0 };
	bool ok = features_count(f->tmp, &own, &counted, &err);
	if (ok != features_count(f->tmp, &other, &by_sql, &also) || err.code != also.code)
		fail_msg("%s: %s, %s", told(f->tmp, &f->q), err.message.en, also.message.en);
	if (!ok)
		return -1;
	if (counted != by_sql)
		fail_msg("%lld and %lld of %s", (long long)counted, (long long)by_sql, told(f->tmp, &f->q));
	/* with what counting found, or without */
	struct features *ours = features_open(f->tmp, any(f, 2) == 0 ? &own : &f->q, &err), *sql = features_open(f->tmp, &other, &also);
	assert_non_null(ours);
	assert_non_null(sql);
	for (;; n++) {
		step = features_next(ours, &err);
		theirs = features_next(sql, &also);
		if (step != theirs)
			fail_msg("feature %lld of %s: %d and %d", (long long)n, told(f->tmp, &f->q), step, theirs);
		if (step != FEATURES_ROW)
			break;
		assert_same_row(&f->q, ours, sql);
	}
	talloc_free(ours);
	talloc_free(sql);
	return n;
}

/* --- random questions --- */

/* Mostly within the layer's box, of any size; at times beyond it, or without an area. */
static void any_box(struct fixture *f, struct bbox *box, const int *systems, size_t n)
{
	const struct layer *l = f->q.layer;
	double w = l->bbox.maxx - l->bbox.minx, h = l->bbox.maxy - l->bbox.miny;
	double size = pow(10, -3 * share(f)), x = l->bbox.minx + w * (1.2 * share(f) - 0.1),
	       y = l->bbox.miny + h * (1.2 * share(f) - 0.1);
	struct bbox own = { x, y, x + w * size * share(f), y + h * size * share(f) };

	if (any(f, 10) == 0)
		own.maxx = own.minx;
	f->q.bbox_srs = systems[any(f, n)];
	f->q.bbox = box;
	*box = own;
	if (f->q.bbox_srs != l->srs && !bbox_transform(box, &own, l->srs, f->q.bbox_srs))
		f->q.bbox = NULL;
}

/* A value that some feature has, by SQL. */
static bool any_value(struct fixture *f, size_t column, struct feature_equal *equal)
{
	struct feature_query q = f->q;
	struct err err = { 0 };

	q.mapped = NULL;
	q.bbox = NULL;
	q.n_equals = q.n_sort = 0;
	q.equals = NULL;
	q.geometry = false;
	q.offset = (int64_t)any(f, (uint64_t)q.layer->n_features);
	q.limit = 1;
	struct features *one = features_open(f->tmp, &q, &err);
	assert_non_null(one);
	bool there = features_next(one, &err) == FEATURES_ROW && !features_values(one)[column].null;
	if (there)
		*equal = (struct feature_equal){ q.layer->columns[column].name,
		                                 mem_strdup(f->tmp, features_values(one)[column].text) };
	talloc_free(one);
	return there;
}

static void ask(struct fixture *f, int times, const int *systems, size_t n_systems)
{
	const struct feature_query plain = f->q;
	const struct layer *l = plain.layer;
	int64_t found = 0;

	for (int i = 0; i < times; i++) {
		struct bbox box;
		struct feature_equal equal;
		struct feature_sort sort;
		bool *wanted = mem_array(f->tmp, bool, l->n_columns + 1);
		f->q = plain;
		if (any(f, 4) > 0)
			any_box(f, &box, systems, n_systems);
		if (any(f, 4) == 0 && any_value(f, any(f, l->n_columns), &equal)) {
			f->q.equals = &equal;
			f->q.n_equals = 1;
		}
		size_t by = any(f, l->n_columns);
		if (any(f, 3) == 0) {
			sort = (struct feature_sort){ l->columns[by].name, any(f, 2) == 0 };
			f->q.sort = &sort;
			f->q.n_sort = 1;
		}
		for (size_t k = 0; k < l->n_columns; k++)
			wanted[k] = any(f, 2) == 0;
		f->q.wanted = any(f, 3) == 0 ? wanted : NULL;
		f->q.srs = systems[any(f, n_systems)];
		f->q.offset = any(f, 2) == 0 ? (int64_t)any(f, 40) : 0;
		f->q.limit = any(f, 3) == 0 ? (int64_t)any(f, 20) : 300;
		found += assert_same(f);
		talloc_free_children(f->tmp);
	}
	f->q = plain;
	assert_true(found > times);
}

static const int french[] = { 4326, 3857, 2154, 4258 };

static bool over_shared(struct fixture *f, const char *file, const char *key)
{
	const char *source = source_shared(f, file);

	if (source == NULL)
		return false;
	over(f, stored_layer(f, f->folder, source, "shared", key));
	return true;
}

static void areas_in_degrees_are_found_as_by_sql(void **state)
{
	if (!over_shared(*state, "iris_grandparis_2016.gpkg", NULL))
		skip();
	ask(*state, 150, french, 4);
}

static void areas_with_keys_are_found_as_by_sql(void **state)
{
	if (!over_shared(*state, "departements.gpkg", "code"))
		skip();
	ask(*state, 60, french, 2);
}

static void areas_in_metres_are_found_as_by_sql(void **state)
{
	if (!over_shared(*state, "departements_metro_l93.gpkg", "code"))
		skip();
	ask(*state, 60, french, 4);
}

static void made_of(struct fixture *f, const char *kind)
{
	over_made(f, kind, "code");
	ask(f, 120, french, 4);
	over_made(f, kind, NULL);
	ask(f, 60, french, 4);
}

static void points_are_found_as_by_sql(void **state)
{
	made_of(*state, "point");
	made_of(*state, "points");
}

static void lines_are_found_as_by_sql(void **state)
{
	made_of(*state, "line");
}

static void areas_with_holes_are_found_as_by_sql(void **state)
{
	made_of(*state, "area");
}

static void ids_come_once_each_in_their_order(void **state)
{
	struct fixture *f = *state;
	const char *const ids[] = { "k37", "k05", "nobody", "k37", "k00", "" };

	over_made(f, "area", "code");
	f->q.ids = ids;
	f->q.n_ids = 6;
	assert_int_equal(assert_same(f), 3);
	f->q.n_ids = 0;
	assert_int_equal(assert_same(f), 0);
	f->q.ids = NULL;
	f->q.id = "k05";
	assert_int_equal(assert_same(f), 1);
	const char *const numbers[] = { "7", "100", "101", "x", "3" };
	over_made(f, "line", NULL);
	f->q.ids = numbers;
	f->q.n_ids = 5;
	assert_int_equal(assert_same(f), 3);
}

static void times_within_a_span_are_found_as_by_sql(void **state)
{
	static const char *const ends[] = { NULL, "2016", "2016-03", "2016-06-01", "2016-06-01T04:00:00", "2015-12-31", "2017" };
	struct fixture *f = *state;
	struct feature_span span;

	over_made(f, "point", "code");
	for (size_t i = 0; i < 7; i++)
		for (size_t k = 0; k < 7; k++)
			for (int c = 0; c < 2; c++) {
				span = (struct feature_span){ c == 0 ? "t" : "d", ends[i], ends[k] };
				f->q.span = &span;
				assert_same(f);
			}
}

static void a_box_over_the_180th_meridian_is_two(void **state)
{
	struct fixture *f = *state;
	struct bbox box = { 170, -20, -170, 20 };

	over(f, stored_features(f, f->folder, "far", "code",
	                        FEATURE("\"code\":\"fiji\"", POINT(178, -18)) "," FEATURE("\"code\":\"samoa\"", POINT(-171.5, -13.6)) ","
	                        FEATURE("\"code\":\"paris\"", POINT(2.3, 48.8)) "," FEATURE("\"code\":\"zero\"", POINT(0, 0))));
	f->q.bbox = &box;
	f->q.bbox_srs = 4326;
	assert_int_equal(assert_same(f), 2);
	box = (struct bbox){ -180, -90, 180, 90 };
	assert_int_equal(assert_same(f), 4);
	box = (struct bbox){ 30, 60, 31, 61 };
	assert_int_equal(assert_same(f), 0);
}

static void what_has_no_place_in_a_system_has_no_geometry_there(void **state)
{
	struct fixture *f = *state;

	over(f, stored_features(f, f->folder, "pole", "code",
	                        FEATURE("\"code\":\"a\"", POINT(0, -90)) "," FEATURE("\"code\":\"b\"", POINT(2, 48))));
	f->q.srs = 2154;
	assert_int_equal(assert_same(f), 2);
	f->q.srs = 3857;
	assert_int_equal(assert_same(f), 2);
	f->q.srs = 2154;
	struct err err = { 0 };
	struct features *cursor = features_open(f, &f->q, &err);
	assert_int_equal(features_next(cursor, &err), FEATURES_ROW);
	assert_null(features_geojson(cursor, 3, false));
	assert_int_equal(features_next(cursor, &err), FEATURES_ROW);
	assert_non_null(features_geojson(cursor, 3, false));
}

/* Wrong values and wrong boxes are refused in the same words. */
static void what_sql_refuses_is_refused(void **state)
{
	struct fixture *f = *state;
	struct feature_equal equal = { "n", "many" };
	struct bbox box = { 0, 0, 1, 1 };
	bool covered;
	struct err err = { 0 };

	over_made(f, "point", "code");
	f->q.equals = &equal;
	f->q.n_equals = 1;
	assert_null(features_open(f, &f->q, &err));
	assert_int_equal(err.code, ERR_INVALID_PARAMETER);
	assert_string_equal(err.locator, "n");
	err = (struct err){ 0 };
	f->q.n_equals = 0;
	f->q.bbox = &box;
	f->q.bbox_srs = 999999;
	assert_null(direct_open(f, &f->q, &covered, &err));
	assert_true(covered);
	assert_string_equal(err.locator, "bbox-crs");
}

static void joined_columns_are_like_the_others(void **state)
{
	struct fixture *f = *state;

	over_joined(f);
	ask(f, 150, french, 4);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(points_are_found_as_by_sql),
		TEST(lines_are_found_as_by_sql),
		TEST(areas_with_holes_are_found_as_by_sql),
		TEST(ids_come_once_each_in_their_order),
		TEST(times_within_a_span_are_found_as_by_sql),
		TEST(a_box_over_the_180th_meridian_is_two),
		TEST(what_has_no_place_in_a_system_has_no_geometry_there),
		TEST(what_sql_refuses_is_refused),
		TEST(joined_columns_are_like_the_others),
		TEST(areas_in_degrees_are_found_as_by_sql),
		TEST(areas_with_keys_are_found_as_by_sql),
		TEST(areas_in_metres_are_found_as_by_sql),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
