#include "tests/geometry/sources.h"
#include "tests/geometry/unit_layer.h"

#include "base/text.h"
#include "geometry/features.h"

struct fixture {
	char *folder;
	struct source_pool *pool;
	struct feature_query q;
	struct err err;
};

static int set_up(void **state)
{
	struct fixture *f = mem_new(NULL, struct fixture);
	f->folder = scratch_new(f);
	f->pool = source_pool_new(f, 4);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	return talloc_free(*state);
}

/* A query over a GeoPackage made of GeoJSON features, or (`raw`) over the GeoJSON itself. */
static void query_over(struct fixture *f, const char *features, const char *id, bool raw)
{
	char *json = source_geojson(f, f->folder, "a.geojson", features);
	struct vector_info info;
	struct vector_import job = { .from = json, .to = mem_printf(f, "%s/a.gpkg", f->folder),
	                             .name = "a", .key = id };
	const char *name = json;

	if (!raw) {
		assert_true(vector_import(&info, f, &job, NULL, NULL, &f->err));
		name = job.to;
	}
	f->q = (struct feature_query){ .layer = layer_over(f, name, "a", id), .open_name = name,
	                               .pool = f->pool, .limit = -1, .srs = 4326, .geometry = true };
}

static bool shared_over(struct fixture *f, const char *file, const char *id)
{
	const char *name = source_shared(f, file);

	if (name == NULL)
		return false;
	f->q = (struct feature_query){ .layer = layer_over(f, name, "a", id), .open_name = name,
	                               .pool = f->pool, .limit = -1, .srs = 4326, .geometry = true };
	return true;
}

/* The ids that a query gives, as "a b c"; the count without limits must agree when there are none. */
static const char *ids(struct fixture *f)
{
	char *text = mem_strdup(f, "");
	struct features *cursor = features_open(f, &f->q, &f->err);
	enum features_step step;
	int64_t rows = 0, n;

	assert_non_null(cursor);
	while ((step = features_next(cursor, &f->err)) == FEATURES_ROW) {
		text = mem_check(talloc_asprintf_append(text, "%s%s", rows > 0 ? " " : "",
		                                        features_id(cursor)));
		rows++;
	}
	assert_int_equal(step, FEATURES_END);
	assert_true(features_count(f, &f->q, &n, &f->err));
	if (f->q.limit < 0 && f->q.offset == 0)
		assert_int_equal(n, rows);
	else
		assert_true(n >= rows);
	talloc_free(cursor);
	return text;
}

#define PLACE(code, more, x, y) FEATURE("\"code\":\"" code "\"" more, \
	"{\"type\":\"Point\",\"coordinates\":[" #x "," #y "]}")
#define THREE PLACE("c", ",\"n\":3,\"r\":0.5", 3, 43) "," PLACE("a", ",\"n\":1,\"r\":1.25", 1, 41) "," \
              PLACE("b", ",\"n\":2,\"r\":null", 2, 42)

static void pages_follow_each_other_in_the_order_of_the_id(void **state)
{
	struct fixture *f = *state;
	for (int raw = 0; raw < 2; raw++) {
		query_over(f, THREE, "code", raw);
		assert_string_equal(ids(f), "a b c");
		f->q.limit = 2;
		assert_string_equal(ids(f), "a b");
		f->q.offset = 2;
		assert_string_equal(ids(f), "c");
		f->q.offset = 5;
		assert_string_equal(ids(f), "");
		f->q.sort = &(struct feature_sort){ "n", true };
		f->q.n_sort = 1;
		f->q.offset = 1;
		assert_string_equal(ids(f), "b a");
	}
}

static void values_keep_their_types(void **state)
{
	struct fixture *f = *state;
	for (int raw = 0; raw < 2; raw++) {
		query_over(f, FEATURE("\"code\":\"01\",\"n\":9007199254740993,\"r\":0.1,\"b\":true,"
		                      "\"d\":\"2016-06-01\",\"t\":\"2016-06-01T12:30:00Z\",\"z\":null",
		                      "{\"type\":\"Point\",\"coordinates\":[1,2]}"), "code", raw);
		struct features *cursor = features_open(f, &f->q, &f->err);
		assert_non_null(cursor);
		assert_int_equal(features_next(cursor, &f->err), FEATURES_ROW);
		const struct feature_value *v = features_values(cursor);
		const char *expected[] = { "01", "9007199254740993", "0.1", "true", "2016-06-01",
		                           "2016-06-01T12:30:00Z" };
		for (size_t i = 0; i < 6; i++)
			assert_string_equal(v[i].text, expected[i]);
		assert_true(v[6].null);
		assert_string_equal(features_geojson(cursor, 7, false), "{\"type\":\"Point\",\"coordinates\":[1,2]}");
		assert_string_equal(features_geojson(cursor, 7, true), "{\"type\":\"Point\",\"coordinates\":[2,1]}");
		talloc_free(cursor);
	}
}

static const char *equal_to(struct fixture *f, const char *column, const char *value)
{
	f->q.equals = &(struct feature_equal){ column, value };
	f->q.n_equals = 1;
	return ids(f);
}

static void values_are_compared_by_the_type_of_their_column(void **state)
{
	struct fixture *f = *state;
	for (int raw = 0; raw < 2; raw++) {
		query_over(f, THREE "," PLACE("it's", ",\"n\":4", 4, 44), "code", raw);
		assert_string_equal(equal_to(f, "code", "b"), "b");
		assert_string_equal(equal_to(f, "code", "it's"), "it's");
		assert_string_equal(equal_to(f, "code", "b' OR '1'='1"), "");
		assert_string_equal(equal_to(f, "n", "3"), "c");
		assert_string_equal(equal_to(f, "r", "1.25"), "a");
	}
	f->q.equals = &(struct feature_equal){ "n", "1 OR 1=1" };
	assert_null(features_open(f, &f->q, &f->err));
	assert_int_equal(f->err.code, ERR_INVALID_PARAMETER);
	assert_string_equal(f->err.locator, "n");
}

static void one_feature_is_found_by_its_id(void **state)
{
	struct fixture *f = *state;
	query_over(f, THREE, "code", false);
	f->q.id = "b";
	assert_string_equal(ids(f), "b");
	f->q.id = "nobody' OR ''='";
	assert_string_equal(ids(f), "");
	query_over(f, THREE, NULL, false);
	f->q.id = "2";
	assert_string_equal(ids(f), "2");
	f->q.id = "2 OR 1=1";
	assert_string_equal(ids(f), "");
}

/* An L: its envelope covers the box of 1.9..3.2, its shape does not. */
#define ELL "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[4,0],[4,1],[1,1],[1,4],[0,4],[0,0]]]}"

static void a_box_finds_shapes_not_envelopes(void **state)
{
	struct fixture *f = *state;
	struct bbox box = { 1.9, 1.9, 3.2, 3.2 };
	for (int raw = 0; raw < 2; raw++) {
		query_over(f, FEATURE("\"code\":\"ell\"", ELL) "," FEATURE("\"code\":\"in\"", SQUARE(2, 2)) ","
		           FEATURE("\"code\":\"edge\"", SQUARE(3, 3)) "," FEATURE("\"code\":\"away\"", SQUARE(9, 9)) ","
		           "{\"type\":\"Feature\",\"properties\":{\"code\":\"none\"},\"geometry\":null}",
		           "code", raw);
		f->q.bbox = &box;
		f->q.bbox_srs = 4326;
		assert_string_equal(ids(f), "edge in");
		f->q.offset = 1;
		f->q.limit = 1;
		assert_string_equal(ids(f), "in");
	}
}

static void a_box_without_an_area_is_a_line_or_a_point(void **state)
{
	struct fixture *f = *state;
	struct bbox point = { 2, 42, 2, 42 }, line = { 0, 42, 5, 42 }, elsewhere = { 2.001, 42, 2.001, 42 };
	struct bbox mercator = { 222638.981586547, 0, 222638.981586547, 9e6 };
	for (int raw = 0; raw < 2; raw++) {
		query_over(f, THREE "," FEATURE("\"code\":\"d\"", SQUARE(4, 42)), "code", raw);
		f->q.bbox_srs = 4326;
		f->q.bbox = &point;
		assert_string_equal(ids(f), "b");
		f->q.bbox = &line;
		assert_string_equal(ids(f), "b d");
		f->q.bbox = &elsewhere;
		assert_string_equal(ids(f), "");
		f->q.bbox_srs = 3857;
		f->q.bbox = &mercator;
		assert_string_equal(ids(f), "b");
	}
}

static void a_condition_names_columns_as_the_source_does(void **state)
{
	struct fixture *f = *state;
	for (int raw = 0; raw < 2; raw++) {
		query_over(f, THREE, "code", raw);
		const char *shape = f->q.layer->source.geometry_column;
		f->q.where = mem_printf(f, "(\"n\" > 1 AND ST_Intersects(\"%s\", ST_GeomFromText('POINT(2 42)', "
		                        "4326)) = 1)", *shape != '\0' ? shape : "geometry");
		assert_string_equal(ids(f), "b");
		const struct feature_sort sort[] = { { "n", true } };
		f->q.where = "(\"code\" <> 'x''y')";
		f->q.sort = sort;
		f->q.n_sort = 1;
		assert_string_equal(ids(f), "c b a");
		f->q.where = "(\"nonesuch\" = 1)";
		struct features *none = features_open(f, &f->q, &f->err);
		/* SQLite takes an unknown quoted name for a text: it selects nothing, or fails */
		assert_true(none == NULL || features_next(none, &f->err) == FEATURES_END);
		talloc_free(none);
		f->err = (struct err){ 0 };
	}
}

static void a_box_may_cross_the_180th_meridian(void **state)
{
	struct fixture *f = *state;
	struct bbox box = { 170, -20, -170, 20 };
	query_over(f, PLACE("fiji", "", 178, -18) "," PLACE("samoa", "", -171.5, -13.6) "," PLACE("paris", "", 2.3, 48.8) ","
	           PLACE("zero", "", 0, 0), "code", false);
	f->q.bbox = &box;
	f->q.bbox_srs = 4326;
	assert_string_equal(ids(f), "fiji samoa");
}

static void a_geometry_that_is_not_there_is_null(void **state)
{
	struct fixture *f = *state;
	query_over(f, "{\"type\":\"Feature\",\"properties\":{\"code\":\"a\"},\"geometry\":null},"
	           FEATURE("\"code\":\"b\"", "{\"type\":\"MultiPolygon\",\"coordinates\":[]}") ","
	           FEATURE("\"code\":\"c\"", SQUARE(1, 1)), "code", true);
	struct features *cursor = features_open(f, &f->q, &f->err);
	size_t n;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(features_next(cursor, &f->err), FEATURES_ROW);
		assert_null(features_geojson(cursor, 7, false));
		assert_null(features_wkb(cursor, &n));
	}
	talloc_free(cursor);
}

static void what_has_no_place_in_a_system_is_null_and_the_rest_goes_on(void **state)
{
	struct fixture *f = *state;
	query_over(f, PLACE("a", "", 0, -90) "," PLACE("b", "", 2, 48), "code", false);
	f->q.srs = 2154;
	struct features *cursor = features_open(f, &f->q, &f->err);
	assert_int_equal(features_next(cursor, &f->err), FEATURES_ROW);
	assert_null(features_geojson(cursor, 2, false));
	assert_int_equal(features_next(cursor, &f->err), FEATURES_ROW);
	assert_string_equal(features_geojson(cursor, 2, false),
	                    "{\"type\":\"Point\",\"coordinates\":[625422.4,6767095.93]}");
	talloc_free(cursor);
}

static void one_point_of_a_multiple_is_a_point(void **state)
{
	struct fixture *f = *state;
	query_over(f, FEATURE("\"code\":\"a\"", "{\"type\":\"MultiPoint\",\"coordinates\":[[5,6]]}") ","
	           FEATURE("\"code\":\"b\"", "{\"type\":\"MultiPoint\",\"coordinates\":[[1,2],[3,4]]}"), "code", false);
	struct features *cursor = features_open(f, &f->q, &f->err);
	assert_int_equal(features_next(cursor, &f->err), FEATURES_ROW);
	assert_string_equal(features_wkt(cursor, 3), "POINT (5 6)");
	assert_string_equal(features_geojson(cursor, 3, true), "{\"type\":\"Point\",\"coordinates\":[6,5]}");
	assert_int_equal(features_next(cursor, &f->err), FEATURES_ROW);
	assert_string_equal(features_wkt(cursor, 3), "MULTIPOINT ((1 2),(3 4))");
	talloc_free(cursor);
}

static const char *in_span(struct fixture *f, const char *column, const char *from, const char *to)
{
	struct feature_span span = { column, from, to };
	f->q.span = &span;
	const char *found = ids(f);
	f->q.span = NULL;
	return found;
}

static void a_span_of_time_finds_what_it_touches(void **state)
{
	struct fixture *f = *state;
	for (int raw = 0; raw < 2; raw++) {
		query_over(f, PLACE("a", ",\"y\":\"2015\",\"t\":\"2016-05-31T23:00:00Z\",\"d\":\"2016-05-31\"", 1, 1) ","
		           PLACE("b", ",\"y\":\"2016\",\"t\":\"2016-06-01T12:00:00Z\",\"d\":\"2016-06-01\"", 1, 1) ","
		           PLACE("c", ",\"y\":\"2017\",\"t\":\"2016-06-02T00:00:00Z\",\"d\":\"2016-06-02\"", 1, 1) ","
		           PLACE("d", ",\"y\":null,\"t\":null,\"d\":null", 1, 1), "code", raw);
		assert_string_equal(in_span(f, "y", "2016-06-01", "2016-06-01"), "b");
		assert_string_equal(in_span(f, "y", NULL, "2016"), "a b");
		assert_string_equal(in_span(f, "t", "2016-06-01", "2016-06-01"), "b");
		assert_string_equal(in_span(f, "t", "2016-06-01T12:00:00", NULL), "b c");
		assert_string_equal(in_span(f, "t", NULL, "2016-06-01T11:59:59"), "a");
		assert_string_equal(in_span(f, "d", "2016-06-01T12:00:00", "2016-06-01T13:00:00"), "b");
		assert_string_equal(in_span(f, "d", "2016-06", NULL), "b c");
	}
}

static void sources_stay_open_within_the_bound(void **state)
{
	struct fixture *f = *state;
	struct source_pool *pool = source_pool_new(f, 2);
	const char *names[3];
	for (int i = 0; i < 3; i++) {
		char *json = source_geojson(f, f->folder, mem_printf(f, "p%d.geojson", i), THREE);
		names[i] = json;
	}
	void *ctx = talloc_new(f);
	for (int i = 0; i < 6; i++)
		assert_non_null(source_borrow(ctx, pool, names[i % 3], &f->err));
	assert_int_equal(source_pool_count(pool), 2);
	talloc_free(ctx);
	assert_int_equal(source_pool_count(pool), 2);
	assert_null(source_borrow(f, pool, "/nowhere/at/all.gpkg", &f->err));
	assert_int_equal(f->err.code, ERR_UNAVAILABLE);
	assert_null(strstr(text_in(f->err.message, LANG_EN), "nowhere"));
}

static void a_count_is_of_its_own_question(void **state)
{
	struct fixture *f = *state;
	int64_t n;
	query_over(f, THREE, "code", false);
	for (int again = 0; again < 2; again++) {
		f->q.equals = &(struct feature_equal){ "n", "3" };
		f->q.n_equals = 1;
		assert_true(features_count(f, &f->q, &n, &f->err));
		assert_int_equal(n, 1);
		f->q.equals = &(struct feature_equal){ "n", "7" };
		assert_true(features_count(f, &f->q, &n, &f->err));
		assert_int_equal(n, 0);
	}
}

static void a_box_in_degrees_agrees_with_one_on_lambert_data(void **state)
{
	struct fixture *f = *state;
	if (!shared_over(f, "departements_metro_l93.gpkg", "code"))
		skip();
	/* the ids are those of OGR's own test against a box of 2,000 steps an edge */
	f->q.bbox = &(struct bbox){ 2.3, 48.8, 2.4, 48.92 };
	f->q.bbox_srs = 4326;
	assert_string_equal(ids(f), "75 92 93 94");
	f->q.bbox = &(struct bbox){ -5, 45, 9, 46.5 };
	assert_string_equal(ids(f), "01 03 05 07 15 16 17 18 19 23 24 26 33 36 38 39 42 43 46 63 69 71 73 74 79 85 86 87");
	f->q.bbox = &(struct bbox){ -180, -90, 180, 90 };
	assert_int_equal(strlen(ids(f)), 96 * 3 - 1);
	f->q.bbox = &(struct bbox){ 652000, 6861000, 653000, 6862000 };
	f->q.bbox_srs = 2154;
	assert_string_equal(ids(f), "75");
}

static void alaska_is_found_from_both_sides_of_the_180th_meridian(void **state)
{
	struct fixture *f = *state;
	if (!shared_over(f, "us_counties.gpkg", "fips"))
		skip();
	f->q.bbox = &(struct bbox){ 172, 50, -170, 54 };
	f->q.bbox_srs = 4326;
	assert_string_equal(ids(f), "02016");
}

/* What lies on the place itself: a plain answer, or a refusal that names the box and the system to ask in. */
static void a_box_that_goes_round_the_world_is_right_or_refused(void **state)
{
	struct fixture *f = *state;
	const struct { int srs; struct bbox box; const char *found; } cases[] = {
		{ 3857, { -4e7, -4e7, 4e7, 4e7 }, "equator fiji paris pole" },
		{ 3857, { -1e30, -1e30, 1e30, 1e30 }, "equator fiji paris pole" },
		{ 3857, { 2.1e7, -1e7, 3e7, 1e7 }, "" },
		{ 3031, { -2e6, -2e6, 2e6, 2e6 }, NULL },          /* around the pole */
		{ 3460, { 1e6, 3e6, 4e6, 5e6 }, NULL },            /* over the 180th meridian */
		{ 2154, { -1e9, -1e9, 1e9, 1e9 }, NULL },
		{ 2154, { 6e5, 6.8e6, 7e5, 6.9e6 }, "paris" },
	};

	query_over(f, PLACE("fiji", "", 178, -18) "," PLACE("pole", "", 10, -89.5) "," PLACE("paris", "", 2.35, 48.86) ","
	           PLACE("equator", "", -180, 0), "code", false);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		f->q.bbox = &cases[i].box;
		f->q.bbox_srs = cases[i].srs;
		if (cases[i].found != NULL) {
			assert_string_equal(ids(f), cases[i].found);
			continue;
		}
		assert_null(features_open(f, &f->q, &f->err));
		assert_int_equal(f->err.code, ERR_INVALID_PARAMETER);
		assert_non_null(strstr(f->err.message.en, "EPSG:4326"));
		f->err = (struct err){ 0 };
	}
}

static void a_box_far_larger_than_a_country_finds_all_of_it(void **state)
{
	struct fixture *f = *state;
	query_over(f, THREE, "code", false);
	for (int i = 0; i < 3; i++) {
		f->q.bbox_srs = (const int[]){ 2154, 3035, 3857 }[i];
		f->q.bbox = &(struct bbox){ -1e9, -1e9, 1e9, 1e9 };
		assert_string_equal(ids(f), "a b c");
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(pages_follow_each_other_in_the_order_of_the_id),
		TEST(values_keep_their_types),
		TEST(values_are_compared_by_the_type_of_their_column),
		TEST(one_feature_is_found_by_its_id),
		TEST(a_box_finds_shapes_not_envelopes),
		TEST(a_box_without_an_area_is_a_line_or_a_point),
		TEST(a_condition_names_columns_as_the_source_does),
		TEST(a_box_may_cross_the_180th_meridian),
		TEST(one_point_of_a_multiple_is_a_point),
		TEST(a_geometry_that_is_not_there_is_null),
		TEST(what_has_no_place_in_a_system_is_null_and_the_rest_goes_on),
		TEST(a_span_of_time_finds_what_it_touches),
		TEST(sources_stay_open_within_the_bound),
		TEST(a_count_is_of_its_own_question),
		TEST(a_box_in_degrees_agrees_with_one_on_lambert_data),
		TEST(alaska_is_found_from_both_sides_of_the_180th_meridian),
		TEST(a_box_that_goes_round_the_world_is_right_or_refused),
		TEST(a_box_far_larger_than_a_country_finds_all_of_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
