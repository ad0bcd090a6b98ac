#include "tests/unit.h"

#include "publish/style_default.h"

static void every_geometry_has_a_style_and_quotes_stay_inside(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct layer layer = { .name = "a", .metadata.title.fr = "L'\"eau\"\\\n" };
	for (int kind = GEOMETRY_POINT; kind <= GEOMETRY_RASTER; kind++) {
		layer.geometry = (enum geometry_kind)kind;
		struct style s = style_default(ctx, &layer);
		assert_string_equal(s.name, "default");
		assert_int_equal(s.kind, STYLE_CLASSES);
		if (kind == GEOMETRY_RASTER)
			assert_string_equal(s.body, "");
		else
			assert_non_null(strstr(s.body, "NAME \"L''eau'  \"\n"));
	}
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_geometry_has_a_style_and_quotes_stay_inside),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
