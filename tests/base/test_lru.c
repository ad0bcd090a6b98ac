#include "tests/unit.h"

#include "base/lru.h"
#include "base/mem.h"

static struct lru *lru_of(size_t most, size_t large, size_t spare)
{
	return lru_new(NULL, &(struct lru_rules){ .most = most, .large = large, .spare = spare });
}

/* Keeps a copy of the key, said to be of so many bytes. */
static const char *keep(struct lru *l, const char *key, size_t bytes)
{
	void *ctx = lru_begin(l);
	const char *what = mem_strdup(ctx, key);

	lru_keep(l, ctx, key, strlen(key), what, bytes);
	return what;
}

static bool has(struct lru *l, const char *key)
{
	return lru_find(l, key, strlen(key)) != NULL;
}

static void what_was_used_longest_ago_goes_first(void **state JT_UNUSED)
{
	struct lru *l = lru_of(30, 0, 0);

	keep(l, "a", 10);
	keep(l, "b", 10);
	keep(l, "c", 10);
	assert_string_equal(lru_find(l, "a", 1), "a");
	lru_trim(l, 0);
	assert_int_equal(lru_count(l), 3);
	lru_trim(l, 1);
	assert_int_equal(lru_count(l), 2);
	assert_false(has(l, "b"));
	lru_trim(l, 20);
	assert_int_equal(lru_count(l), 1);
	assert_true(has(l, "a"));
	lru_trim(l, 1000);
	assert_int_equal(lru_count(l), 0);
	talloc_free(l);
}

static void those_used_last_are_spared(void **state JT_UNUSED)
{
	struct lru *l = lru_of(5, 0, 2);

	keep(l, "a", 10);
	keep(l, "b", 10);
	lru_trim(l, 0);
	assert_int_equal(lru_count(l), 2);
	keep(l, "c", 10);
	lru_trim(l, 0);
	assert_true(lru_count(l) == 2 && !has(l, "a"));
	talloc_free(l);
}

static void a_large_one_goes_before_older_ones(void **state JT_UNUSED)
{
	struct lru *l = lru_of(40, 20, 0);

	keep(l, "a", 10);
	keep(l, "large", 25);
	keep(l, "b", 10);
	lru_trim(l, 0);
	assert_true(has(l, "a") && has(l, "b") && !has(l, "large"));
	talloc_free(l);
}

static bool equals(const void *what, const void *arg)
{
	return strcmp(what, arg) == 0;
}

static void a_key_stands_for_one_thing_and_is_any_bytes(void **state JT_UNUSED)
{
	struct lru *l = lru_of(100, 0, 0);
	const char *second;

	keep(l, "a", 60);
	second = keep(l, "a", 60);
	assert_int_equal(lru_count(l), 1);
	assert_ptr_equal(lru_find(l, "a", 1), second);
	lru_trim(l, 40);
	assert_int_equal(lru_count(l), 1);
	assert_null(lru_find(l, "a\0b", 3));
	void *ctx = lru_begin(l);
	lru_keep(l, ctx, "a\0b", 3, mem_strdup(ctx, "bytes"), 5);
	assert_string_equal(lru_find(l, "a\0b", 3), "bytes");
	lru_drop(l, equals, "bytes");
	assert_true(lru_count(l) == 1 && has(l, "a"));
	/* what was begun and came to nothing is gone without a trace */
	talloc_free(lru_begin(l));
	assert_int_equal(lru_count(l), 1);
	talloc_free(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_used_longest_ago_goes_first),
		cmocka_unit_test(those_used_last_are_spared),
		cmocka_unit_test(a_large_one_goes_before_older_ones),
		cmocka_unit_test(a_key_stands_for_one_thing_and_is_any_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
