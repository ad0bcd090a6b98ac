#include "tests/unit.h"

#include "tests/thematic/making.h"

static bool set(struct thematic_wish *w, void *ctx, const char *name, const char *value)
{
	struct err err = { 0 };
	bool done = thematic_wish_set(w, ctx, name, value, &err);
	assert_true(done || (err.code == ERR_INVALID_PARAMETER && strcmp(err.locator, name) == 0));
	return done;
}

static void each_parameter_sets_its_member(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct thematic_wish w = thematic_no_wish();
	assert_true(set(&w, ctx, "kind", "symbols") && w.kind == THEMATIC_SYMBOLS);
	assert_true(set(&w, ctx, "METHOD", "head-tail") && w.method == METHOD_HEAD_TAIL);
	assert_true(set(&w, ctx, "classes", "7") && w.classes == 7);
	assert_true(set(&w, ctx, "ramp", "rdbu") && strcmp(w.ramp, "RdBu") == 0 && !w.reverse);
	assert_true(set(&w, ctx, "ramp", "-viridis") && strcmp(w.ramp, "viridis") == 0 && w.reverse);
	assert_true(set(&w, ctx, "reverse", "false") && !w.reverse);
	assert_true(set(&w, ctx, "reverse", "true") && set(&w, ctx, "ramp", "Reds") && w.reverse);
	assert_true(set(&w, ctx, "breaks", "-1,0,2.5") && w.n_breaks == 3 && w.breaks[2] == 2.5);
	assert_true(set(&w, ctx, "around", "8.5") && w.around == 8.5);
	assert_true(set(&w, ctx, "scaling", "flannery") && w.scaling == SCALING_FLANNERY);
	assert_true(set(&w, ctx, "shade_counts", "true") && w.shade_counts);
	assert_true(set(&w, ctx, "labels", "both") && w.labels == LABELS_BOTH);
	talloc_free(ctx);
}

static void what_is_no_value_is_refused_by_name(void **state)
{
	(void)state;
	static const char *const wrong[][2] = {
		{ "kind", "map" },      { "method", "natural" }, { "classes", "1" },   { "classes", "21" },
		{ "classes", "5x" },    { "ramp", "mauve" },     { "ramp", "-" },      { "breaks", "1,1" },
		{ "breaks", "1,,2" },   { "breaks", "3,2" },     { "breaks", "1,nan" }, { "around", "zero" },
		{ "scaling", "big" },   { "shade_counts", "1" }, { "labels", "all" },
		{ "breaks", "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22" },
	};
	void *ctx = talloc_new(NULL);
	struct thematic_wish w = thematic_no_wish();
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(set(&w, ctx, wrong[i][0], wrong[i][1]));
	assert_false(set(&w, ctx, "colour", "red"));
	assert_false(thematic_is_wish("colour"));
	assert_true(thematic_is_wish("Breaks"));
	talloc_free(ctx);
}

static void an_empty_value_says_nothing(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct thematic_wish w = thematic_no_wish();
	assert_true(set(&w, ctx, "classes", "") && w.classes == 0);
	assert_true(set(&w, ctx, "around", "") && isnan(w.around));
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_parameter_sets_its_member),
		cmocka_unit_test(what_is_no_value_is_refused_by_name),
		cmocka_unit_test(an_empty_value_says_nothing),
	};
	return cmocka_run_group_tests_name("wish", tests, NULL, NULL);
}
