#include "tests/unit.h"

#include <string.h>

#include "joining/formers.h"

static const char *const keys[] = { "01001", "01138", "01187", "02564" };

static struct code_line lines[] = {
	{ "01039", "01138", 20230101, CODE_MERGED, "Béon" },
	{ "01330", "01187", 0, CODE_MERGED, "" },              /* the list does not say when */
	{ "02077", "02500", 20190101, CODE_MERGED, "" },       /* and that one again, later */
	{ "02500", "02564", 20220101, CODE_MERGED, "" },
	{ "01400", "01001", 20180101, CODE_SPLIT, "" },
	{ "01400", "01138", 20180101, CODE_SPLIT, "" },
};

static const struct doctor_former *former(const struct formers *f, const char *key)
{
	for (size_t i = 0; i < f->n; i++)
		if (strcmp(f->list[i].key, key) == 0)
			return &f->list[i];
	fail_msg("%s is not among the former keys", key);
	static const struct doctor_former none;
	return &none;
}

static struct formers formers_of(void *ctx)
{
	struct err err = { 0 };
	struct version v = { .keys = key_index_new(ctx, keys, 4, &err) };
	struct code_list list = { lines, sizeof lines / sizeof *lines };
	struct formers f = formers_new(ctx);

	formers_from_list(&f, &v, &list, 20260101);
	return f;
}

static void a_code_that_merged_has_its_successor(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct formers f = formers_of(ctx);
	const struct doctor_former *one = former(&f, "01039");

	assert_int_equal(one->reason, FORMER_MERGED);
	assert_int_equal(one->year, 2023);
	assert_int_equal(one->n_successors, 1);
	assert_string_equal(one->successors[0], "01138");
	assert_string_equal(one->label, "Béon");
	talloc_free(ctx);
}

static void a_date_that_is_not_known_hides_no_change(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct formers f = formers_of(ctx);
	const struct doctor_former *one = former(&f, "01330");

	assert_int_equal(one->year, 0);
	assert_string_equal(one->successors[0], "01187");
	talloc_free(ctx);
}

static void changes_are_followed_to_the_present_and_splits_told(void **state)
{
	(void)state;
	void *ctx = talloc_new(NULL);
	struct formers f = formers_of(ctx);

	assert_string_equal(former(&f, "02077")->successors[0], "02564");
	assert_int_equal(former(&f, "01400")->reason, FORMER_SPLIT);
	assert_int_equal(former(&f, "01400")->n_successors, 2);
	assert_false(formers_know(&f, "01001"));
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_code_that_merged_has_its_successor),
		cmocka_unit_test(a_date_that_is_not_known_hides_no_change),
		cmocka_unit_test(changes_are_followed_to_the_present_and_splits_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
