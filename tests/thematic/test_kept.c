#include "tests/unit.h"

#include "tests/thematic/making.h"
#include "thematic/kept.h"

#define ROWS 500

static double some(unsigned *seed, int shape)
{
	static const double odd[] = { -0.0, 0.0, HUGE_VAL, -HUGE_VAL, 7 };
	*seed = *seed * 1103515245 + 12345;
	unsigned n = *seed >> 8;

	if (n % 17 == 0)
		return odd[n / 17 % 5];
	return shape == 0 ? n % 7 : shape == 1 ? (double)n / 1e4 : shape == 2 ? exp((double)(n % 1000) / 90) : (double)n - 8e6;
}

/* Two periods of an indicator, some of it secret or without object. */
static struct table *periods(const void *ctx, unsigned seed)
{
	struct table *t = table_of(ctx, ROWS, 2);
	int shape = (int)(seed % 4);

	for (size_t c = 0; c < 2; c++) {
		t->columns[c] = (struct table_column){ .name = c > 0 ? "b" : "a", .unit = "", .type = CELL_REAL };
		t->columns[c].reals = mem_array(ctx, double, ROWS);
		t->columns[c].states = mem_array(ctx, uint8_t, ROWS);
		for (size_t i = 0; i < ROWS; i++) {
			t->columns[c].reals[i] = some(&seed, shape);
			t->columns[c].states[i] = (uint8_t)(seed >> 20 & 15) < 4 ? (uint8_t)(seed >> 20 & 3) : VALUE_PRESENT;
		}
	}
	return t;
}

static struct thematic_order order_of(const struct table *t, const struct attribute *a, const char *name)
{
	return (struct thematic_order){ .name = name, .content = "content", .table = t, .attribute = a,
		                        .geometry = GEOMETRY_POLYGON };
}

static void what_is_kept_is_what_would_be_made(void **state)
{
	(void)state;
	static const size_t both[] = { 0, 1 };
	int n_made = 0;
	for (unsigned seed = 1; seed <= 40; seed++) {
		void *ctx = talloc_new(NULL);
		struct thematics *kept = thematics_new(ctx, 1 << 20);
		struct attribute a = attribute_of(ATTRIBUTE_MEASURE);
		struct thematic_wish wish = thematic_no_wish();
		struct thematic_order o = order_of(periods(ctx, seed), &a, NULL);
		o.series = both;
		o.wish = &wish;
		for (int i = 0; i < METHODS * THEMATIC_KINDS * 2 * 2; i++) {
			struct thematic t;
			struct err err = { 0 }, again = { 0 };
			wish.kind = i / 4 % THEMATIC_KINDS;
			wish.method = wish.kind == THEMATIC_CHOROPLETH && i / 12 != METHOD_MANUAL ? i / 12 : -1;
			wish.classes = wish.method >= 0 ? 4 : 0;
			o.column = (size_t)i % 2;
			o.n_series = i / 2 % 2 > 0 ? 2 : 0;
			o.name = mem_printf(ctx, "%d", i);
			bool made = thematic_make(&t, ctx, o.table, o.column, &a, o.geometry, o.series, o.n_series, &wish, &err);
			const struct thematic *first = thematics_make(kept, ctx, &o, &again);
			assert_int_equal(first != NULL, made);
			assert_int_equal(again.code, err.code);
			assert_ptr_equal(thematics_find(kept, o.name), first);
			n_made += made;
			if (made)
				assert_string_equal(stored(ctx, first), stored(ctx, &t));
		}
		talloc_free(ctx);
	}
	assert_true(n_made > 1500);
}

/* Real and whole numbers, classes of every number, categories. */
static void many_rows_have_the_places_of_each(void **state)
{
	(void)state;
	for (unsigned seed = 1; seed <= 30; seed++) {
		void *ctx = talloc_new(NULL);
		struct table *table = periods(ctx, seed);
		struct thematic_wish wish = thematic_no_wish();
		uint32_t rows[ROWS / 2];
		uint8_t places[ROWS / 2];
		if (seed % 5 == 0)
			wish.kind = THEMATIC_CATEGORIES;
		else if (seed % 7 > 0)
			wish.method = METHOD_EQUAL;
		wish.classes = seed % 7 > 0 ? 2 + seed % 19 : 0;
		table->columns[1].type = CELL_INTEGER;
		for (size_t i = 0; i < ROWS; i++)
			table->columns[1].integers[i] = (int64_t)i % 37 - 5;
		for (size_t i = 0; i < ROWS / 2; i++)
			rows[i] = (uint32_t)(i * 7 % ROWS);
		struct thematic t = made(ctx, table, ATTRIBUTE_MEASURE, &wish);
		for (size_t column = 0; column < 2; column++) {
			thematic_places(places, &t, table, column, rows, ROWS / 2);
			for (size_t i = 0; i < ROWS / 2; i++)
				assert_int_equal(places[i], thematic_place(&t, table, column, rows[i]));
		}
		talloc_free(ctx);
	}
}

static void a_column_is_looked_at_once_and_others_on_their_own(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct thematics *kept = thematics_new(ctx, 1 << 20);
	struct table *table = periods(ctx, 5);
	struct attribute a = attribute_of(ATTRIBUTE_MEASURE);
	struct thematic_wish wish = thematic_no_wish();
	struct thematic_order o = order_of(table, &a, "one");
	struct err err = { 0 };
	wish.method = METHOD_JENKS;
	o.wish = &wish;
	const struct thematic *first = thematics_make(kept, ctx, &o, &err);
	assert_non_null(first);
	for (size_t i = 0; i < ROWS; i++)
		table->columns[0].reals[i] = (double)i;
	o.name = "in other colours";
	wish.ramp = "viridis";
	const struct thematic *second = thematics_make(kept, ctx, &o, &err);
	assert_non_null(second);
	assert_int_equal(second->n_classes, first->n_classes);
	assert_true(second->classes[1].from == first->classes[1].from);
	assert_int_equal(second->classes[1].count, first->classes[1].count);
	assert_true(second->classes[1].color != first->classes[1].color);
	o.name = "of other content";
	o.content = "other";
	const struct thematic *third = thematics_make(kept, ctx, &o, &err);
	assert_non_null(third);
	assert_true(third->classes[1].from != first->classes[1].from);
	o.name = "of the other column";
	o.column = 1;
	const struct thematic *fourth = thematics_make(kept, ctx, &o, &err);
	assert_non_null(fourth);
	assert_true(fourth->classes[1].from != third->classes[1].from);
	talloc_free(ctx);
}

static void a_stored_style_is_read_once(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct thematics *kept = thematics_new(ctx, 1 << 20);
	struct thematic t = made(ctx, periods(ctx, 3), ATTRIBUTE_MEASURE, NULL);
	struct style style = { .name = "v", .kind = STYLE_THEMATIC, .body = stored(ctx, &t) };
	struct style same = { .name = "another", .kind = STYLE_THEMATIC, .body = mem_strdup(ctx, style.body) };
	struct style wrong = { .name = "wrong", .kind = STYLE_THEMATIC, .body = "{\"kind\":1}" };
	struct err err = { 0 }, first = { 0 }, again = { 0 };
	const struct thematic *read = thematics_of_style(kept, ctx, &style, &err);
	assert_non_null(read);
	assert_string_equal(stored(ctx, read), style.body);
	assert_ptr_equal(thematics_of_style(kept, ctx, &same, &err), read);
	assert_string_equal(stored(ctx, thematics_of_style(NULL, ctx, &style, &err)), style.body);
	assert_int_equal(err.code, ERR_NONE);
	assert_null(thematics_of_style(kept, ctx, &wrong, &first));
	assert_null(thematics_of_style(kept, ctx, &wrong, &again));
	assert_int_equal(first.code, ERR_INTERNAL);
	assert_string_equal(again.detail, first.detail);
	talloc_free(ctx);
}

static void what_was_used_last_stays_within_the_ceiling(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct thematics *kept = thematics_new(ctx, 200000);
	struct attribute a = attribute_of(ATTRIBUTE_MEASURE);
	struct thematic_order o = order_of(periods(ctx, 2), &a, NULL);
	const struct thematic *first = NULL, *last = NULL;
	struct err err = { 0 };
	for (int i = 0; i < 200; i++) {
		o.name = o.content = mem_printf(ctx, "table %d", i);
		last = thematics_make(kept, ctx, &o, &err);
		assert_non_null(last);
		first = i == 0 ? last : first;
		/* within a request nothing goes */
		assert_ptr_equal(thematics_find(kept, "table 0"), first);
	}
	assert_true(talloc_total_size(kept) > 400000);
	thematics_trim(kept);
	assert_true(talloc_total_size(kept) < 220000);
	assert_null(thematics_find(kept, "table 1"));
	assert_ptr_equal(thematics_find(kept, "table 0"), first);
	assert_ptr_equal(thematics_find(kept, "table 199"), last);
	/* what is too large for the others goes, its style stays, which is small */
	size_t before = talloc_total_size(kept), n = 0;
	o.table = reals(ctx, mem_array(ctx, double, 20000), 20000);
	o.name = o.content = "large";
	assert_non_null(thematics_make(kept, ctx, &o, &err));
	assert_true(talloc_total_size(kept) > before + 160000);
	thematics_trim(kept);
	for (int i = 150; i < 200; i++)
		n += thematics_find(kept, mem_printf(ctx, "table %d", i)) != NULL;
	assert_in_range(n, 15, 50);
	assert_non_null(thematics_find(kept, "large"));
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_kept_is_what_would_be_made),
		cmocka_unit_test(many_rows_have_the_places_of_each),
		cmocka_unit_test(a_column_is_looked_at_once_and_others_on_their_own),
		cmocka_unit_test(a_stored_style_is_read_once),
		cmocka_unit_test(what_was_used_last_stays_within_the_ceiling),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
