#include "tests/unit.h"

#include <stdlib.h>

#include "base/json.h"
#include "tests/thematic/making.h"

#define N 1000

/* Skewed: many small values, few large ones. */
static struct table *incomes(void *ctx)
{
	double v[N];
	for (int i = 0; i < N; i++)
		v[i] = 15000 + 12345.678 * pow((double)((i * 7919) % N) / N, 3) * 5;
	return reals(ctx, v, N);
}

static void a_ratio_is_shaded_by_classes_that_hold_every_value(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct table *table = incomes(ctx);
	struct thematic t = made(ctx, table, ATTRIBUTE_MEASURE, NULL);
	assert_int_equal(t.kind, THEMATIC_CHOROPLETH);
	assert_in_range(t.n_classes, 4, 7);
	size_t sum = 0;
	for (size_t i = 0; i < t.n_classes; i++) {
		assert_true(t.classes[i].from < t.classes[i].to);
		assert_true(i == 0 || t.classes[i].from == t.classes[i - 1].to);
		sum += t.classes[i].count;
	}
	assert_int_equal(sum, N);
	for (size_t row = 0; row < N; row++) {
		const struct thematic_class *c = &t.classes[thematic_place(&t, table, 0, row)];
		double v = table_number(table, 0, row);
		assert_true(v >= c->from && (v < c->to || (c == &t.classes[t.n_classes - 1] && v == c->to)));
	}
	talloc_free(ctx);
}

static void bounds_are_numbers_that_a_reader_can_keep(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct thematic_wish w = thematic_no_wish();
	w.method = METHOD_QUANTILE;
	w.classes = 5;
	struct thematic t = made(ctx, incomes(ctx), ATTRIBUTE_MEASURE, &w);
	assert_int_equal(t.n_classes, 5);
	for (size_t i = 1; i < 5; i++) {
		assert_true(t.classes[i].from == floor(t.classes[i].from));
		assert_in_range(t.classes[i].count, N / 5 - 10, N / 5 + 10);
	}
	talloc_free(ctx);
}

static void rounding_moves_no_value_where_there_is_room(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	double v[] = { 1.11, 1.32, 1.47, 7.013, 7.18, 7.6, 20.04, 20.9, 21.3, 50, 51, 52 };
	struct thematic_wish w = thematic_no_wish();
	w.method = METHOD_JENKS;
	w.classes = 4;
	struct thematic t = made(ctx, reals(ctx, v, 12), ATTRIBUTE_MEASURE, &w);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(t.classes[i].count, 3);
	assert_string_equal(t.classes[0].title.fr, "moins de 4");
	assert_string_equal(t.classes[1].title.fr, "4 à moins de 14");
	assert_string_equal(t.classes[1].title.en, "4 to under 14");
	assert_string_equal(t.classes[3].title.fr, "36 et plus");
	assert_string_equal(t.classes[3].title.en, "36 and over");
	talloc_free(ctx);
}

static void titles_are_in_the_number_style_of_each_language(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	double v[] = { -2000.5, 0, 12500.25, 3e6 }, breaks[] = { -1000.5, 12500.25 };
	struct thematic_wish w = thematic_no_wish();
	w.breaks = breaks;
	w.n_breaks = 2;
	struct thematic t = made(ctx, reals(ctx, v, 4), ATTRIBUTE_MEASURE, &w);
	assert_int_equal(t.method, METHOD_MANUAL);
	assert_string_equal(t.classes[1].title.fr, "−1\u202f000,5 à moins de 12\u202f500,25");
	assert_string_equal(t.classes[1].title.en, "−1,000.5 to under 12,500.25");
	assert_string_equal(t.classes[2].title.fr, "12\u202f500,25 et plus");
	talloc_free(ctx);
}

static void a_class_for_each_value_bears_the_value(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	double v[] = { 1, 2, 4, 4, 2, 1, 1 }, one[] = { 3.5, 3.5 };
	struct thematic t = made(ctx, reals(ctx, v, 7), ATTRIBUTE_MEASURE, NULL);
	assert_int_equal(t.n_classes, 3);
	assert_string_equal(t.classes[0].title.fr, "1");
	assert_string_equal(t.classes[2].title.en, "4");
	assert_int_equal(t.classes[0].count, 3);
	struct thematic_wish w = thematic_no_wish();
	w.method = METHOD_JENKS;
	w.classes = 5;
	t = made(ctx, reals(ctx, v, 7), ATTRIBUTE_MEASURE, &w);
	assert_string_equal(t.explanation.en, "Method asked for: Natural breaks (Fisher-Jenks); 3 classes, as the "
	                                      "values allow no more.");
	t = made(ctx, reals(ctx, one, 2), ATTRIBUTE_MEASURE, NULL);
	assert_int_equal(t.n_classes, 1);
	assert_string_equal(t.classes[0].title.fr, "3,5");
	assert_int_equal(t.classes[0].count, 2);
	talloc_free(ctx);
}

static void a_value_that_is_not_there_says_why(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	double v[] = { 1, 2, 3, 4, INFINITY, NAN };
	struct table *table = reals(ctx, v, 6);
	uint8_t states[] = { VALUE_PRESENT, VALUE_MISSING, VALUE_SECRET, VALUE_NOT_APPLICABLE, VALUE_PRESENT,
		             VALUE_PRESENT };
	table->columns[0].states = states;
	struct thematic t = made(ctx, table, ATTRIBUTE_MEASURE, NULL);
	assert_int_equal(t.n_classes, 1);
	assert_int_equal(thematic_place(&t, table, 0, 0), 0);
	assert_int_equal(thematic_place(&t, table, 0, 1), 1 + STATE_NO_DATA);
	assert_int_equal(thematic_place(&t, table, 0, 2), 1 + STATE_SECRET);
	assert_int_equal(thematic_place(&t, table, 0, 3), 1 + STATE_NOT_APPLICABLE);
	assert_int_equal(thematic_place(&t, table, 0, 4), 1 + STATE_NO_DATA);
	assert_int_equal(thematic_place(&t, table, 0, 5), 1 + STATE_NO_DATA);
	assert_int_equal(t.hatches[STATE_NO_DATA].count, 3);
	assert_int_equal(t.hatches[STATE_SECRET].count, 1);
	struct thematic_hatch nulls = thematic_nulls(&t, ctx);
	assert_string_equal(nulls.title.fr, "Absence de données, Secret statistique, Sans objet");
	assert_int_equal(nulls.count, 5);
	talloc_free(ctx);
}

static void a_column_without_values_is_hatched_all_over(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	double v[] = { NAN, NAN };
	const char *const empty[] = { NULL, NULL };
	for (int kind = ATTRIBUTE_COUNT; kind <= ATTRIBUTE_NOMINAL; kind++) {
		struct table *tables[] = { reals(ctx, v, 2), names(ctx, empty, 2) };
		tables[0]->columns[0].states = (uint8_t[]){ VALUE_MISSING, VALUE_MISSING };
		for (int i = 0; i < 2; i++) {
			struct thematic t = made(ctx, tables[i], (enum attribute_kind)kind, NULL);
			assert_int_equal(t.n_classes, 0);
			assert_non_null(strstr(t.explanation.en, "No value"));
			assert_int_equal(t.hatches[STATE_NO_DATA].count, 2);
			assert_int_equal(thematic_place(&t, tables[i], 0, 1), STATE_NO_DATA);
		}
	}
	talloc_free(ctx);
}

static void a_count_is_drawn_by_symbols_and_shaded_only_where_told(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	double v[] = { 12, 800, 2100000, 0 };
	struct table *table = reals(ctx, v, 4);
	struct thematic t = made(ctx, table, ATTRIBUTE_COUNT, NULL);
	assert_int_equal(t.kind, THEMATIC_SYMBOLS);
	assert_true(thematic_size(&t, 2100000) == t.largest_size);
	assert_true(fabs(thematic_size(&t, 525000) - t.largest_size / 2) < 1e-9);
	assert_true(thematic_size(&t, 0) == 0 && thematic_size(&t, NAN) == 0);
	struct thematic_wish w = thematic_no_wish();
	w.kind = THEMATIC_CHOROPLETH;
	assert_string_equal(refused(ctx, table, ATTRIBUTE_COUNT, &w), "kind");
	w.shade_counts = true;
	assert_int_equal(made(ctx, table, ATTRIBUTE_COUNT, &w).kind, THEMATIC_CHOROPLETH);
	struct thematic_wish by_method = thematic_no_wish();
	by_method.method = METHOD_JENKS;
	assert_string_equal(refused(ctx, table, ATTRIBUTE_COUNT, &by_method), "kind");
	talloc_free(ctx);
}

static void points_may_be_coloured_by_a_count_and_lines_are(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	double v[] = { 12, 800, 2100000, 0 };
	struct table *table = reals(ctx, v, 4);
	struct attribute a = attribute_of(ATTRIBUTE_COUNT);
	struct thematic_wish w = thematic_no_wish();
	struct err err = { 0 };
	struct thematic t;
	assert_true(thematic_make(&t, ctx, table, 0, &a, GEOMETRY_LINE, NULL, 0, NULL, &err));
	assert_int_equal(t.kind, THEMATIC_CHOROPLETH);
	assert_true(t.classes[0].size == THEMATIC_LINE_WIDTH);
	w.kind = THEMATIC_CHOROPLETH;
	assert_true(thematic_make(&t, ctx, table, 0, &a, GEOMETRY_POINT, NULL, 0, &w, &err));
	assert_true(t.classes[0].size == THEMATIC_POINT_SIZE);
	w.kind = THEMATIC_SYMBOLS;
	assert_false(thematic_make(&t, ctx, table, 0, &a, GEOMETRY_LINE, NULL, 0, &w, &err));
	assert_string_equal(err.locator, "kind");
	talloc_free(ctx);
}

static void the_legend_of_symbols_shows_round_values_and_the_largest(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	double v[] = { 12, 800, 2187526, 0 };
	struct thematic t = made(ctx, reals(ctx, v, 4), ATTRIBUTE_COUNT, NULL);
	assert_int_equal(t.n_classes, 4);
	assert_string_equal(t.classes[0].title.fr, "20\u202f000");
	assert_string_equal(t.classes[1].title.en, "100,000");
	assert_string_equal(t.classes[3].title.fr, "2\u202f187\u202f526");
	assert_string_equal(t.classes[0].range.fr, "moins de 20\u202f000");
	assert_string_equal(t.classes[1].range.en, "20,000 to under 100,000");
	assert_true(t.classes[3].size == t.largest_size);
	assert_true(t.classes[0].size < t.classes[1].size);
	assert_int_equal(t.classes[0].count, 3);
	talloc_free(ctx);
}

static void many_large_values_share_the_room_of_a_map(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	double v[N], few[] = { 100, 1 };
	for (int i = 0; i < N; i++)
		v[i] = 50 + i % 50;
	struct thematic t = made(ctx, reals(ctx, v, N), ATTRIBUTE_COUNT, NULL);
	assert_true(t.largest_size == 16);
	t = made(ctx, reals(ctx, v, 40), ATTRIBUTE_COUNT, NULL);
	assert_true(t.largest_size > 50 && t.largest_size < 60);
	t = made(ctx, reals(ctx, few, 2), ATTRIBUTE_COUNT, NULL);
	assert_true(t.largest_size == 60);
	talloc_free(ctx);
}

static void negative_counts_have_their_absolute_size_and_another_colour(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	double v[] = { -400, -3, 0, 5, 100 };
	struct table *table = reals(ctx, v, 5);
	struct thematic t = made(ctx, table, ATTRIBUTE_COUNT, NULL);
	assert_true(thematic_size(&t, -400) == t.largest_size);
	assert_true(thematic_size(&t, -100) == t.largest_size / 2);
	uint32_t minus = t.classes[thematic_place(&t, table, 0, 0)].color;
	uint32_t plus = t.classes[thematic_place(&t, table, 0, 4)].color;
	assert_true(minus != plus);
	assert_int_equal(t.classes[thematic_place(&t, table, 0, 1)].color, minus);
	assert_int_equal(t.classes[thematic_place(&t, table, 0, 2)].color, plus);
	assert_string_equal(t.classes[0].title.en, "−400");
	assert_true(strstr(t.explanation.en, "negative") != NULL);
	talloc_free(ctx);
}

static void periods_share_their_classes(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	double a[] = { 1, 2, 3, 4, 5, 6, 7, 8 }, b[] = { 10, 20, 30, 40, 50, 60, 70, 80 };
	struct table *table = table_of(ctx, 8, 2);
	table->columns[0] = (struct table_column){ .name = "a", .unit = "%", .type = CELL_REAL, .reals = a };
	table->columns[1] = (struct table_column){ .name = "b", .unit = "%", .type = CELL_REAL, .reals = b };
	struct attribute attribute = attribute_of(ATTRIBUTE_MEASURE);
	size_t series[] = { 0, 1 };
	struct thematic first, second;
	struct err err = { 0 };
	assert_true(thematic_make(&first, ctx, table, 0, &attribute, GEOMETRY_POLYGON, series, 2, NULL, &err));
	assert_true(thematic_make(&second, ctx, table, 1, &attribute, GEOMETRY_POLYGON, series, 2, NULL, &err));
	assert_int_equal(first.n_classes, second.n_classes);
	for (size_t i = 0; i < first.n_classes; i++) {
		assert_true(first.classes[i].from == second.classes[i].from);
		assert_int_equal(first.classes[i].color, second.classes[i].color);
	}
	assert_int_equal(first.classes[0].count, 8);
	assert_true(second.classes[0].count < 8);
	assert_true(strstr(first.explanation.fr, "périodes") != NULL);
	assert_string_equal(first.title.fr, "Valeur (%)");
	talloc_free(ctx);
}

static void a_diverging_ramp_turns_at_a_bound_of_the_classes(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	double v[N];
	for (int i = 0; i < N; i++)
		v[i] = 7 + 5 * sin(i) + 3 * cos(3.7 * i);
	struct table *table = reals(ctx, v, N);
	for (int method = METHOD_QUANTILE; method < METHOD_MANUAL; method++) {
		if (method == METHOD_GEOMETRIC)
			continue;
		struct thematic_wish w = thematic_no_wish();
		w.method = method;
		w.around = 8.5;
		struct thematic t = made(ctx, table, ATTRIBUTE_MEASURE, &w);
		size_t at = 0;
		while (at < t.n_classes && t.classes[at].from != 8.5)
			at++;
		assert_in_range(at, 1, t.n_classes - 1);
		uint32_t below = t.classes[at - 1].color, above = t.classes[at].color;
		assert_true((below >> 16) > (below & 0xff) && (above >> 16) < (above & 0xff));
		assert_string_equal(t.ramp, "RdBu");
	}
	struct thematic_wish w = thematic_no_wish();
	w.around = 0;
	w.ramp = "Blues";
	assert_string_equal(refused(ctx, table, ATTRIBUTE_MEASURE, &w), "ramp");
	talloc_free(ctx);
}

static void values_on_both_sides_of_zero_diverge_around_it(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	double v[N];
	for (int i = 0; i < N; i++)
		v[i] = 1 + 5 * sin(i);
	struct thematic t = made(ctx, reals(ctx, v, N), ATTRIBUTE_MEASURE, NULL);
	assert_true(t.around == 0);
	struct thematic_wish w = thematic_no_wish();
	w.ramp = "Greens";
	t = made(ctx, reals(ctx, v, N), ATTRIBUTE_MEASURE, &w);
	assert_true(isnan(t.around));
	assert_string_equal(t.ramp, "Greens");
	talloc_free(ctx);
}

static void names_become_categories_the_frequent_ones_first(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	const char *const v[] = { "b", "a", "b", NULL, "c", "b", "a" };
	struct table *table = names(ctx, v, 7);
	struct thematic t = made(ctx, table, ATTRIBUTE_NOMINAL, NULL);
	assert_int_equal(t.kind, THEMATIC_CATEGORIES);
	assert_int_equal(t.n_classes, 3);
	assert_string_equal(t.classes[0].value, "b");
	assert_int_equal(t.classes[0].count, 3);
	assert_string_equal(t.classes[1].title.fr, "a");
	assert_int_equal(thematic_place(&t, table, 0, 3), 3 + STATE_NO_DATA);
	struct thematic_wish w = thematic_no_wish();
	w.kind = THEMATIC_CHOROPLETH;
	assert_string_equal(refused(ctx, table, ATTRIBUTE_NOMINAL, &w), "kind");
	assert_string_equal(refused(ctx, table, ATTRIBUTE_MEASURE, NULL), "attribute");
	talloc_free(ctx);
}

static void what_is_told_of_a_category_gives_title_order_and_colour(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	const char *const v[] = { "H", "B", "H", "M", "H" };
	static const struct attribute_class classes[] = {
		{ "H", { "haut", "high" }, { NULL, NULL }, 3, 0x112233 },
		{ "B", { "bas", "low" }, { NULL, NULL }, 1, -1 },
		{ "M", { "moyen", "middle" }, { NULL, NULL }, 2, -1 },
	};
	struct attribute a = attribute_of(ATTRIBUTE_ORDINAL);
	struct thematic t;
	struct err err = { 0 };
	a.classes = classes;
	a.n_classes = 3;
	assert_true(thematic_make(&t, ctx, names(ctx, v, 5), 0, &a, GEOMETRY_POLYGON, NULL, 0, NULL, &err));
	assert_string_equal(t.classes[0].title.en, "low");
	assert_string_equal(t.classes[1].title.fr, "moyen");
	assert_string_equal(t.classes[2].value, "H");
	assert_int_equal(t.classes[2].color, 0x112233);
	talloc_free(ctx);
}

static void rare_categories_are_put_together(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	const char *v[300];
	for (int i = 0, next = 0; i < 300; i++)
		v[i] = mem_printf(ctx, "n%d", i < 200 ? i % 10 : next++);
	struct table *table = names(ctx, v, 300);
	struct thematic t = made(ctx, table, ATTRIBUTE_NOMINAL, NULL);
	assert_int_equal(t.n_classes, 20);
	assert_null(t.classes[19].value);
	assert_string_equal(t.classes[19].title.fr, "Autres");
	assert_int_equal(thematic_place(&t, table, 0, 299), 19);
	size_t sum = 0;
	for (size_t i = 0; i < 20; i++)
		sum += t.classes[i].count;
	assert_int_equal(sum, 300);
	struct thematic_wish w = thematic_no_wish();
	w.classes = 4;
	assert_int_equal(made(ctx, table, ATTRIBUTE_NOMINAL, &w).n_classes, 4);
	w.classes = 0;
	w.ramp = "Set2";
	assert_int_equal(made(ctx, table, ATTRIBUTE_NOMINAL, &w).n_classes, 9);
	talloc_free(ctx);
}

static void codes_in_numbers_are_names_all_the_same(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	int64_t v[] = { 75056, 69123, 75056 };
	struct table *table = table_of(ctx, 3, 1);
	table->columns[0] = (struct table_column){ .name = "v", .unit = "", .type = CELL_INTEGER, .integers = v };
	struct thematic t = made(ctx, table, ATTRIBUTE_NOMINAL, NULL);
	assert_string_equal(t.classes[0].value, "75056");
	assert_string_equal(t.classes[0].title.fr, "75056");
	assert_int_equal(thematic_place(&t, table, 0, 1), 1);
	talloc_free(ctx);
}

static void each_wrong_wish_names_its_parameter(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct table *table = incomes(ctx);
	double breaks[] = { 1, 2 }, huge[] = { 1e200, 1 };
	struct thematic_wish w = thematic_no_wish();
	w.ramp = "mauve";
	assert_string_equal(refused(ctx, table, ATTRIBUTE_MEASURE, &w), "ramp");
	w = thematic_no_wish();
	w.ramp = "Set2";
	assert_string_equal(refused(ctx, table, ATTRIBUTE_MEASURE, &w), "ramp");
	w = thematic_no_wish();
	w.classes = 21;
	assert_string_equal(refused(ctx, table, ATTRIBUTE_MEASURE, &w), "classes");
	w = thematic_no_wish();
	w.method = METHOD_MANUAL;
	assert_string_equal(refused(ctx, table, ATTRIBUTE_MEASURE, &w), "breaks");
	w.method = METHOD_JENKS;
	w.breaks = breaks;
	w.n_breaks = 2;
	assert_string_equal(refused(ctx, table, ATTRIBUTE_MEASURE, &w), "breaks");
	w.method = METHOD_MANUAL;
	w.around = 1.5;
	assert_string_equal(refused(ctx, table, ATTRIBUTE_MEASURE, &w), "around");
	w = thematic_no_wish();
	w.kind = THEMATIC_SYMBOLS;
	w.method = METHOD_JENKS;
	assert_string_equal(refused(ctx, table, ATTRIBUTE_COUNT, &w), "method");
	assert_string_equal(refused(ctx, reals(ctx, huge, 2), ATTRIBUTE_MEASURE, NULL), "attribute");
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_ratio_is_shaded_by_classes_that_hold_every_value),
		cmocka_unit_test(bounds_are_numbers_that_a_reader_can_keep),
		cmocka_unit_test(rounding_moves_no_value_where_there_is_room),
		cmocka_unit_test(titles_are_in_the_number_style_of_each_language),
		cmocka_unit_test(a_class_for_each_value_bears_the_value),
		cmocka_unit_test(a_value_that_is_not_there_says_why),
		cmocka_unit_test(a_column_without_values_is_hatched_all_over),
		cmocka_unit_test(a_count_is_drawn_by_symbols_and_shaded_only_where_told),
		cmocka_unit_test(points_may_be_coloured_by_a_count_and_lines_are),
		cmocka_unit_test(the_legend_of_symbols_shows_round_values_and_the_largest),
		cmocka_unit_test(many_large_values_share_the_room_of_a_map),
		cmocka_unit_test(negative_counts_have_their_absolute_size_and_another_colour),
		cmocka_unit_test(periods_share_their_classes),
		cmocka_unit_test(a_diverging_ramp_turns_at_a_bound_of_the_classes),
		cmocka_unit_test(values_on_both_sides_of_zero_diverge_around_it),
		cmocka_unit_test(names_become_categories_the_frequent_ones_first),
		cmocka_unit_test(what_is_told_of_a_category_gives_title_order_and_colour),
		cmocka_unit_test(rare_categories_are_put_together),
		cmocka_unit_test(codes_in_numbers_are_names_all_the_same),
		cmocka_unit_test(each_wrong_wish_names_its_parameter),
	};
	return cmocka_run_group_tests_name("thematic", tests, NULL, NULL);
}
