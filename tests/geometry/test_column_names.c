#include "tests/unit.h"

#include "geometry/vector.h"

static void names_that_xml_cannot_carry_are_made_over_by_the_rule(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	const char *names[] = { "code", "2020 pop", "Code", "été", "a:b", "a b", "", "%", "-x", "a_b_2", "A b" };
	const char *want[] = { "code", "_2020_pop", "Code_2", "été", "a_b", "a_b_2", "_", "__2", "_-x",
	                       "a_b_2_2", "A_b_3" };
	enum { N = sizeof names / sizeof *names };
	const char *stored[N];
	column_names(stored, ctx, names, N);
	for (size_t i = 0; i < N; i++)
		assert_string_equal(stored[i], want[i]);
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_that_xml_cannot_carry_are_made_over_by_the_rule),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
