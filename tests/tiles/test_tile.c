#include "tests/unit.h"

#include "tiles/tile.h"

static const struct style styles[] = { { .name = "default", .kind = STYLE_CLASSES, .body = "CLASS END" } };

/* Communes of Corse, about. */
static struct layer corse(void)
{
	return (struct layer){
		.name = "corse", .geometry = GEOMETRY_POLYGON, .srs = 2154, .key = "code",
		.bbox = { 1157000, 6046000, 1242000, 6236000 }, .geographic = { 8.5, 41.3, 9.6, 43.1 },
		.styles = styles, .n_styles = 1,
		.source = { .digest = "abc", .extension = "gpkg", .uri = "", .table = "t", .geometry_column = "g",
		            .id_column = "code" },
	};
}

static bool same(const struct layer *a, const struct layer *b)
{
	void *ctx = talloc_new(NULL);
	bool same = strcmp(tile_version(ctx, a, true), tile_version(ctx, b, true)) == 0;

	talloc_free(ctx);
	return same;
}

static void what_people_read_does_not_change_a_tile(void **state)
{
	struct layer a = corse(), b = corse();
	(void)state;

	b.id = 99;
	b.changed = 12;
	b.metadata.title = (struct text){ "Corse", "Corsica" };
	b.level = LEVEL_INTERNAL;
	assert_true(same(&a, &b));
}

static void what_is_drawn_makes_another_version(void **state)
{
	static const struct style other[] = { { .name = "default", .kind = STYLE_CLASSES, .body = "CLASS STYLE END END" } };
	struct joined joined = { .version = "1" }, again = { .version = "2" };
	struct layer a = corse(), data = corse(), style = corse(), scale = corse(), name = corse(), j1 = corse(), j2 = corse();
	(void)state;

	data.source.digest = "abd";
	style.styles = other;
	scale.max_scale = 25000;
	name.name = "corsica";
	joined.base = again.base = &a;
	j1.joined = &joined;
	j2.joined = &again;
	assert_false(same(&a, &data));
	assert_false(same(&a, &style));
	assert_false(same(&a, &scale));
	assert_false(same(&a, &name));
	assert_false(same(&a, &j1));
	assert_false(same(&j1, &j2));
}

static void a_style_leaves_vector_tiles_as_they_are(void **state)
{
	void *ctx = talloc_new(NULL);
	struct layer a = corse(), unstyled = corse(), data = corse();
	(void)state;

	unstyled.n_styles = 0;
	data.source.digest = "abd";
	const char *version = tile_version(ctx, &a, false);
	assert_string_equal(version, tile_version(ctx, &unstyled, false));
	assert_string_not_equal(version, tile_version(ctx, &data, false));
	assert_string_not_equal(version, tile_version(ctx, &a, true));
	talloc_free(ctx);
}

static void a_source_that_changes_unseen_has_no_version(void **state)
{
	void *ctx = talloc_new(NULL);
	struct layer a = corse();
	(void)state;

	a.source.referenced = true;
	assert_null(tile_version(ctx, &a, true));
	talloc_free(ctx);
}

static void the_extent_is_in_the_system_of_the_set(void **state)
{
	struct layer a = corse();
	struct bbox box;
	(void)state;

	assert_true(tile_extent(&box, &a, matrix_set_find("LAMB93_10cm")));
	assert_float_equal(box.minx, 1157000, 1e-6);
	assert_true(tile_extent(&box, &a, matrix_set_find("WebMercatorQuad")));
	assert_float_equal(box.minx, 946215.7, 1);
	assert_float_equal(box.maxy, 5327205, 10);
}

static void what_lies_outside_a_set_has_no_tiles_in_it(void **state)
{
	struct layer a = corse();
	struct bbox box;
	(void)state;

	a.srs = 4326;
	a.bbox = a.geographic = (struct bbox){ 55.2, -21.4, 55.9, -20.8 };   /* La Réunion */
	assert_false(tile_in_set(&a, matrix_set_find("LAMB93_10cm")));
	assert_false(tile_extent(&box, &a, matrix_set_find("LAMB93_10cm")));
	assert_true(tile_in_set(&a, matrix_set_find("WebMercatorQuad")));
	assert_true(tile_extent(&box, &a, matrix_set_find("WebMercatorQuad")));
}

static void the_poles_are_cut_off_where_the_set_ends(void **state)
{
	const struct matrix_set *set = matrix_set_find("WebMercatorQuad");
	struct layer a = corse();
	struct bbox box;
	(void)state;

	a.srs = 4326;
	a.bbox = a.geographic = (struct bbox){ -180, -90, 180, 90 };
	assert_true(tile_extent(&box, &a, set));
	assert_true(box.maxy <= set->bbox.maxy && box.miny >= set->bbox.miny);
	assert_float_equal(box.minx, set->bbox.minx, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_people_read_does_not_change_a_tile),
		cmocka_unit_test(what_is_drawn_makes_another_version),
		cmocka_unit_test(a_style_leaves_vector_tiles_as_they_are),
		cmocka_unit_test(a_source_that_changes_unseen_has_no_version),
		cmocka_unit_test(the_extent_is_in_the_system_of_the_set),
		cmocka_unit_test(what_lies_outside_a_set_has_no_tiles_in_it),
		cmocka_unit_test(the_poles_are_cut_off_where_the_set_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
