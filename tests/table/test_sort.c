#include "tests/unit.h"

#include <math.h>

#include "table/sort.h"

enum { ROWS = 5 };

static int64_t counts[ROWS] = { 3, INT64_MAX, 3, INT64_MIN, 9 };
static double rates[ROWS] = { 0.5, NAN, -1, 0.5, 1e9 };
static uint32_t offsets[ROWS] = { 0, 2, 4, 2, 0 };
static char names[] = "b\0B\0a";
static uint8_t states[ROWS] = { 0, 0, VALUE_SECRET, 0, VALUE_MISSING };
static struct table_column columns[] = {
	{ .name = "count", .type = CELL_INTEGER, .integers = counts, .states = states },
	{ .name = "rate", .type = CELL_REAL, .reals = rates },
	{ .name = "name", .type = CELL_TEXT, .text = { offsets, names } },
};
static const struct table table = { ROWS, 3, columns };

static void in_order(const struct table_sort *by, size_t n, const char *expected)
{
	static const uint32_t place[ROWS] = { 4, 3, 2, 1, 0 };
	uint32_t rows[ROWS] = { 0, 1, 2, 3, 4 };
	char text[ROWS + 1] = "";

	table_sort(rows, ROWS, &table, by, n, place);
	for (size_t i = 0; i < ROWS; i++)
		text[i] = (char)('0' + rows[i]);
	assert_string_equal(text, expected);
}

static void values_ascend_after_those_that_are_not_there(void **state JT_UNUSED)
{
	in_order(&(struct table_sort){ 0, false }, 1, "42301");
	in_order(&(struct table_sort){ 1, false }, 1, "12304");
	in_order(&(struct table_sort){ 2, false }, 1, "31240");
}

static void they_descend_before_those_that_are_not_there(void **state JT_UNUSED)
{
	in_order(&(struct table_sort){ 0, true }, 1, "10342");
	in_order(&(struct table_sort){ 1, true }, 1, "43021");
}

static void what_is_equal_comes_by_the_next_column_then_by_place(void **state JT_UNUSED)
{
	const struct table_sort by[] = { { 2, false }, { 0, true } };

	in_order(by, 2, "13204");
	in_order(by, 0, "43210");
	in_order(&(struct table_sort){ TABLE_SORT_ROW, false }, 1, "01234");
	in_order(&(struct table_sort){ TABLE_SORT_PLACE, true }, 1, "01234");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_ascend_after_those_that_are_not_there),
		cmocka_unit_test(they_descend_before_those_that_are_not_there),
		cmocka_unit_test(what_is_equal_comes_by_the_next_column_then_by_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
