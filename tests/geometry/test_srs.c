#include "tests/unit.h"

#include <math.h>
#include <ogr_srs_api.h>
#include <stdlib.h>

#include "geometry/srs.h"

static bool offered(const struct layer *layer, int code)
{
	int codes[SRS_OFFERED_MOST];
	size_t n = srs_offered(codes, layer), times = 0;
	for (size_t i = 0; i < n; i++)
		times += codes[i] == code;
	assert_true(times <= 1);
	return times == 1;
}

static void a_layer_is_offered_in_its_own_system_and_where_it_lies(void **state)
{
	(void)state;
	const struct layer britain = { .srs = 27700, .geographic = { -6, 50, 2, 59 } };
	const struct layer reunion = { .srs = 2975, .geographic = { 55.2, -21.4, 55.9, -20.8 } };
	assert_true(offered(&britain, 27700));
	assert_true(offered(&britain, 4326));
	assert_true(offered(&britain, 3857));
	assert_true(offered(&britain, 4258));
	assert_false(offered(&britain, 2975));
	assert_true(offered(&reunion, 2975));
	assert_true(offered(&reunion, 4326));
	assert_false(offered(&reunion, 2154));
}

/* The table says what PROJ's own database says. */
static void the_facts_of_the_table_are_those_of_the_register(void **state)
{
	(void)state;
	const struct layer world = { .srs = 0, .geographic = { -180, -90, 180, 90 } };
	int codes[SRS_OFFERED_MOST];
	size_t n = srs_offered(codes, &world);
	assert_true(n > 25);
	for (size_t i = 0; i < n; i++) {
		struct srs_facts facts;
		struct bbox area, registered;
		OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
		assert_int_equal(OSRImportFromEPSG(srs, codes[i]), OGRERR_NONE);
		assert_true(srs_facts(&facts, codes[i]));
		assert_int_equal(facts.y_first, OSREPSGTreatsAsLatLong(srs) || OSREPSGTreatsAsNorthingEasting(srs));
		assert_int_equal(facts.geographic, OSRIsGeographic(srs));
		assert_true(srs_area(&area, codes[i]));
		assert_true(OSRGetAreaOfUse(srs, &registered.minx, &registered.miny, &registered.maxx, &registered.maxy, NULL));
		assert_float_equal(area.minx, registered.minx, 0.02);
		assert_float_equal(area.miny, registered.miny, 0.02);
		assert_float_equal(area.maxx, registered.maxx, 0.02);
		assert_float_equal(area.maxy, registered.maxy, 0.02);
		OSRRelease(srs);
	}
}

static void a_system_beyond_the_table_is_asked_of_proj(void **state)
{
	(void)state;
	struct srs_facts facts;
	struct bbox area;
	assert_true(srs_facts(&facts, 4269));
	assert_true(facts.geographic && facts.y_first);
	assert_true(srs_facts(&facts, 27700));
	assert_false(facts.geographic || facts.y_first);
	assert_false(srs_facts(&facts, 999999));
	assert_false(srs_area(&area, 27700));
}

static void a_box_keeps_x_first_when_it_moves(void **state)
{
	(void)state;
	const struct bbox paris = { 2.2, 48.8, 2.4, 48.9 };
	struct bbox moved, back;
	assert_true(bbox_transform(&moved, &paris, 4326, 2154));
	assert_true(fabs(moved.minx - 641000) < 2000 && fabs(moved.miny - 6855000) < 4000);
	assert_true(bbox_transform(&back, &moved, 2154, 4326));
	assert_true(back.minx <= paris.minx && back.maxy >= paris.maxy);
	assert_false(bbox_transform(&moved, &paris, 4326, 999999));
}

static double number_of(const char *extents, int srs, int place)
{
	struct srs_extent e;

	while (srs_extent_next(&extents, &e))
		if (e.srs == srs)
			return strtod(e.number[place], NULL);
	return NAN;
}

static void the_boxes_of_a_layer_are_told_in_degrees_web_mercator_its_territory_and_its_own_system(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	const struct layer paris = { .srs = 27572, .bbox = { 1, 2, 3.5, 4 }, .geographic = { 2.2, 48.8, 2.4, 48.9 } };
	const char *extents = srs_extents(ctx, &paris, bbox_move, NULL);

	assert_true(number_of(extents, 4326, 0) == 2.2 && number_of(extents, 4326, 3) == 48.9);
	assert_true(fabs(number_of(extents, 3857, 2) - 267166.78) < 0.1);
	assert_true(fabs(number_of(extents, 3857, 1) - 6240993.46) < 0.1);
	assert_true(fabs(number_of(extents, 2154, 0) - 641000) < 2000);
	assert_true(number_of(extents, 27572, 2) == 3.5);
	assert_true(isnan(number_of(extents, 5490, 0)));
	talloc_free(ctx);
}

static void a_text_of_boxes_ends_where_it_makes_no_sense(void **state)
{
	(void)state;
	static const char *const texts[] = { "", "2154", "2154 1 2 3", "2154 1 2 3 4 5", "x 1 2 3 4", "2154 1 2 3 ",
		"2154 1 2 3 1111111111111111111111111111111111111" };
	struct srs_extent e;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		const char *at = texts[i];
		assert_false(srs_extent_next(&at, &e));
	}
	const char *at = "1 2 3 4 5;nonsense;6 7 8 9 0";
	assert_true(srs_extent_next(&at, &e));
	assert_int_equal(e.srs, 1);
	assert_string_equal(e.number[3], "5");
	assert_false(srs_extent_next(&at, &e));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_layer_is_offered_in_its_own_system_and_where_it_lies),
		cmocka_unit_test(the_facts_of_the_table_are_those_of_the_register),
		cmocka_unit_test(a_system_beyond_the_table_is_asked_of_proj),
		cmocka_unit_test(a_box_keeps_x_first_when_it_moves),
		cmocka_unit_test(the_boxes_of_a_layer_are_told_in_degrees_web_mercator_its_territory_and_its_own_system),
		cmocka_unit_test(a_text_of_boxes_ends_where_it_makes_no_sense),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
