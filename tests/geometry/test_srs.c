#include "tests/unit.h"

#include <math.h>
#include <ogr_srs_api.h>

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_layer_is_offered_in_its_own_system_and_where_it_lies),
		cmocka_unit_test(the_facts_of_the_table_are_those_of_the_register),
		cmocka_unit_test(a_system_beyond_the_table_is_asked_of_proj),
		cmocka_unit_test(a_box_keeps_x_first_when_it_moves),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
