#include "tests/unit.h"

#include "base/yaml.h"

static struct err err;

static const struct yaml_node *read_text(const void *ctx, const char *text)
{
	err = (struct err){ 0 };
	const struct yaml_node *root = yaml_read(ctx, (struct span){ text, strlen(text) }, 4096, "x.yml", &err);
	assert_true((root == NULL) == (err.code != ERR_NONE));
	return root;
}

static void maps_lists_and_texts_are_a_tree(void **state JT_UNUSED)
{
	void *ctx = talloc_new(NULL);
	const struct yaml_node *root = read_text(ctx, "---\n# a table\nname: x\nyear: 2011\nlist:\n  - a: '1'\n    b:\n  - \"two\n     lines\"\n"
	                                              "empty: {}\n");
	const struct yaml_node *list = yaml_get(root, "list");

	assert_int_equal(root->kind, YAML_MAP);
	assert_string_equal(yaml_text(root, "name"), "x");
	assert_string_equal(yaml_text(root, "year"), "2011");
	assert_int_equal(list->kind, YAML_LIST);
	assert_string_equal(yaml_text(list->first, "a"), "1");
	assert_null(yaml_text(list->first, "b"));
	assert_non_null(yaml_get(list->first, "b"));
	assert_string_equal(list->first->next->text, "two lines");
	assert_int_equal(list->first->line, 6);
	assert_null(list->first->next->next);
	assert_null(yaml_get(yaml_get(root, "empty"), "a"));
	assert_null(yaml_text(root, "list"));
	assert_null(yaml_get(NULL, "a"));
	talloc_free(ctx);
}

static void nothing_and_yes_are_told_apart_from_texts(void **state JT_UNUSED)
{
	void *ctx = talloc_new(NULL);
	const struct yaml_node *root = read_text(ctx, "a: yes\nb: No\nc: ~\nd: null\ne: 'null'\nf: perhaps\n");

	assert_true(yaml_bool(root, "a", false));
	assert_false(yaml_bool(root, "b", true));
	assert_true(yaml_bool(root, "f", true));
	assert_false(yaml_bool(root, "z", false));
	assert_null(yaml_text(root, "c"));
	assert_null(yaml_text(root, "d"));
	assert_string_equal(yaml_text(root, "e"), "null");
	assert_string_equal(read_text(ctx, "")->text, "");
	talloc_free(ctx);
}

static void what_is_not_plain_is_refused_with_its_line(void **state JT_UNUSED)
{
	void *ctx = talloc_new(NULL);
	char *deep = mem_strdup(ctx, "");
	static const struct { const char *text, *line; } bad[] = {
		{ "a: [1, 2", "line" }, { "a: b\n\tc: d\n", "line 2" }, { "a: &x 1\nb: *x\n", "line 2" },
		{ "a: 1\nb: 2\na: 3\n", "line 3" }, { "? [a]\n: 1\n", "line 1" }, { "a: 1\n---\nb: 2\n", "line 2" },
		{ "a: \xff\n", "line" },
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_null(read_text(ctx, bad[i].text));
		assert_int_equal(err.code, ERR_INVALID_PARAMETER);
		assert_string_equal(err.locator, "x.yml");
		assert_non_null(strstr(err.message.en, bad[i].line));
	}
	for (int i = 0; i < 40; i++)
		deep = mem_printf(ctx, "%s[", deep);
	assert_null(read_text(ctx, deep));
	assert_int_equal(err.code, ERR_TOO_LARGE);
	err = (struct err){ 0 };
	assert_null(yaml_read(ctx, (struct span){ "a: 1", 4 }, 3, NULL, &err));
	assert_int_equal(err.code, ERR_TOO_LARGE);
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(maps_lists_and_texts_are_a_tree), cmocka_unit_test(nothing_and_yes_are_told_apart_from_texts),
		cmocka_unit_test(what_is_not_plain_is_refused_with_its_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
