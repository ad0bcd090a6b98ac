#include "tests/unit.h"

#include <ogr_api.h>

#include "geometry/shape_text.h"

static void *ctx;

static unsigned char *wkb_of(const char *wkt, size_t *n)
{
	char *text = mem_strdup(ctx, wkt);
	OGRGeometryH g = NULL;
	assert_int_equal(OGR_G_CreateFromWkt(&text, NULL, &g), OGRERR_NONE);
	*n = (size_t)OGR_G_WkbSize(g);
	unsigned char *wkb = mem_array(ctx, unsigned char, *n);
	OGR_G_ExportToIsoWkb(g, wkbNDR, wkb);
	OGR_G_DestroyGeometry(g);
	return wkb;
}

/* What is there already stays, and nothing is added for what has no text. */
static const char *geojson(const void *wkb, size_t n, int decimals, bool y_first)
{
	struct pen pen = { .ctx = ctx };
	pen_char(&pen, 'x');
	bool some = shape_geojson(&pen, wkb, n, decimals, y_first);
	assert_true(pen_end(&pen)[0] == 'x' && (some || pen.used == 1));
	return some ? pen_end(&pen) + 1 : NULL;
}

static const char *written(const char *wkt, int decimals, bool y_first)
{
	size_t n;
	const unsigned char *wkb = wkb_of(wkt, &n);
	return geojson(wkb, n, decimals, y_first);
}

static const char *wkt(const char *text)
{
	size_t n;
	const unsigned char *wkb = wkb_of(text, &n);
	struct pen pen = { .ctx = ctx };
	return shape_wkt(&pen, wkb, n, 3) ? pen_end(&pen) : NULL;
}

static void numbers_are_rounded_and_lose_their_final_zeros(void **state)
{
	(void)state;
	assert_string_equal(written("POINT(1.23456789 -0.5)", 7, false), "{\"type\":\"Point\",\"coordinates\":[1.2345679,-0.5]}");
	assert_string_equal(written("POINT(650000.004 6860000.006)", 2, false), "{\"type\":\"Point\",\"coordinates\":[650000,6860000.01]}");
	assert_string_equal(written("POINT(-0.0000000001 10)", 7, false), "{\"type\":\"Point\",\"coordinates\":[0,10]}");
	assert_string_equal(written("POINT(0.05 100)", 2, false), "{\"type\":\"Point\",\"coordinates\":[0.05,100]}");
	assert_string_equal(written("POINT(1e17 0)", 2, false), "{\"type\":\"Point\",\"coordinates\":[1e+17,0]}");
}

static void the_axes_are_swapped_where_it_is_asked(void **state)
{
	(void)state;
	assert_string_equal(written("LINESTRING(1 2,3 4)", 7, true), "{\"type\":\"LineString\",\"coordinates\":[[2,1],[4,3]]}");
}

static void exterior_rings_turn_left_and_holes_right(void **state)
{
	(void)state;
	const char *right = "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[9,0],[9,9],[0,0]],[[4,1],[8,5],[8,1],[4,1]]]}";
	assert_string_equal(written("POLYGON((0 0,9 0,9 9,0 0),(4 1,8 5,8 1,4 1))", 7, false), right);
	assert_string_equal(written("POLYGON((0 0,9 9,9 0,0 0),(4 1,8 1,8 5,4 1))", 7, false), right);
	/* left and right are those of the map, whatever the order of the numbers */
	assert_string_equal(written("POLYGON((0 0,9 9,9 0,0 0))", 7, true), "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[0,9],[9,9],[0,0]]]}");
}

static void every_type_has_its_form(void **state)
{
	(void)state;
	assert_string_equal(written("MULTIPOINT(1 2,3 4)", 7, false), "{\"type\":\"MultiPoint\",\"coordinates\":[[1,2],[3,4]]}");
	assert_string_equal(written("MULTILINESTRING((1 2,3 4),(5 6,7 8))", 7, false), "{\"type\":\"MultiLineString\",\"coordinates\":[[[1,2],[3,4]],[[5,6],[7,8]]]}");
	assert_string_equal(written("MULTIPOLYGON(((0 0,1 0,1 1,0 0)))", 7, false), "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0],[1,0],[1,1],[0,0]]]]}");
	assert_string_equal(written("GEOMETRYCOLLECTION(POINT(1 2),LINESTRING(1 2,3 4))", 7, false),
	                    "{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":\"Point\",\"coordinates\":[1,2]},"
	                    "{\"type\":\"LineString\",\"coordinates\":[[1,2],[3,4]]}]}");
	assert_string_equal(written("POINT Z(1 2 3)", 7, true), "{\"type\":\"Point\",\"coordinates\":[2,1,3]}");
}

static void what_is_empty_is_nothing_and_empty_parts_are_left_out(void **state)
{
	(void)state;
	assert_null(geojson(NULL, 0, 7, false));
	assert_null(written("MULTIPOLYGON EMPTY", 7, false));
	assert_string_equal(written("MULTIPOLYGON(EMPTY,((0 0,1 0,1 1,0 0)))", 7, false), "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0],[1,0],[1,1],[0,0]]]]}");
}

static void wkt_is_what_went_in(void **state)
{
	static const char *const texts[] = {
		"POINT (1.5 2)", "LINESTRING (1 2,3 4.125)", "MULTIPOINT ((1 2),(3 4))",
		"MULTIPOLYGON (((0 0,9 9,9 0,0 0),(4 1,8 1,8 5,4 1)),((20 0,21 0,21 1,20 0)))",
		"MULTILINESTRING ((1 2,3 4),(5 6,7 8))", "GEOMETRYCOLLECTION (POINT (1 2),LINESTRING (1 2,3 4))",
		"POINT Z (1 2 3)",
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_string_equal(wkt(texts[i]), texts[i]);
	assert_null(wkt("POINT EMPTY"));
	(void)state;
}

/* Cut anywhere, it is refused or a smaller one; never read behind its end (the sanitizers look). */
static void what_is_cut_short_is_refused(void **state)
{
	size_t n;
	const unsigned char *whole = wkb_of("GEOMETRYCOLLECTION(MULTIPOLYGON(((0 0,1 0,1 1,0 0))),POINT(1 2),LINESTRING(1 2,3 4))", &n);
	for (size_t cut = 1; cut < n; cut++) {
		unsigned char *part = mem_array(ctx, unsigned char, cut);
		memcpy(part, whole, cut);
		assert_null(geojson(part, cut, 7, false));
		talloc_free(part);
	}
	unsigned char big[] = { 1, 0, 0, 0, 0 };  /* big-endian */
	assert_null(geojson(big, sizeof big, 7, false));
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_rounded_and_lose_their_final_zeros),
		cmocka_unit_test(the_axes_are_swapped_where_it_is_asked),
		cmocka_unit_test(exterior_rings_turn_left_and_holes_right),
		cmocka_unit_test(every_type_has_its_form),
		cmocka_unit_test(what_is_empty_is_nothing_and_empty_parts_are_left_out),
		cmocka_unit_test(wkt_is_what_went_in),
		cmocka_unit_test(what_is_cut_short_is_refused),
	};
	ctx = talloc_new(NULL);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	talloc_free(ctx);
	return failed;
}
