#include "tests/unit.h"

#include "table/archive.h"

/* An archive's directory, as a writer makes it; the members themselves are not looked at. */
struct maker {
	char bytes[20000];
	size_t n, directory;
	unsigned members;
};

static void put(struct maker *m, uint64_t value, int bytes)
{
	while (bytes-- > 0) {
		m->bytes[m->n++] = (char)(value & 0xff);
		value >>= 8;
	}
}

static void member(struct maker *m, uint64_t size, bool in_extra)
{
	memcpy(m->bytes + m->n, "PK\1\2", 4);
	m->n += 4;
	put(m, 0, 16);
	put(m, 10, 4);
	put(m, in_extra ? 0xffffffff : size, 4);
	put(m, 1, 2);
	put(m, in_extra ? 16 : 0, 2);
	put(m, 0, 14);
	put(m, 'a', 1);
	if (in_extra) {
		put(m, 7, 2), put(m, 0, 2);   /* another field first */
		put(m, 1, 2), put(m, 8, 2), put(m, size, 8);
	}
	m->members++;
}

static struct span end(struct maker *m)
{
	size_t size = m->n - m->directory;

	memcpy(m->bytes + m->n, "PK\5\6", 4);
	m->n += 4;
	put(m, 0, 4);
	put(m, m->members, 2), put(m, m->members, 2);
	put(m, size, 4), put(m, m->directory, 4), put(m, 0, 2);
	return (struct span){ m->bytes, m->n };
}

static const struct archive_limits limits = { .members = 5, .unpacked = 1000000, .ratio = 100 };

static struct maker *begin(void *ctx)
{
	struct maker *m = mem_new(ctx, struct maker);

	m->n = m->directory = 9000;   /* what is packed */
	return m;
}

static enum err_code check(void *ctx, struct span bytes)
{
	struct err err = { 0 };

	bool good = archive_check(bytes, &limits, ctx, &err);
	assert_int_equal(good, err.code == ERR_NONE);
	return err.code;
}

static void an_ordinary_archive_passes(void **state)
{
	void *ctx = talloc_new(NULL);
	struct maker *m = begin(ctx);

	(void)state;
	member(m, 400000, false);
	member(m, 400000, true);
	member(m, 0, false);
	assert_int_equal(check(ctx, end(m)), ERR_NONE);
	talloc_free(ctx);
}

static void what_unpacks_to_too_much_is_refused(void **state)
{
	static const uint64_t sizes[] = { 1000001, 0xfffffffe, 0xffffffffffffffff, 950000 };
	void *ctx = talloc_new(NULL);

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		for (int extra = 0; extra < 2; extra++) {
			struct maker *m = begin(ctx);
			m->directory = m->n = i == 3 ? 100 : 9000;  /* small enough for the ratio, or not */
			member(m, 10, false);
			member(m, sizes[i], extra != 0);
			assert_int_equal(check(ctx, end(m)), ERR_TOO_LARGE);
		}
	struct maker *many = begin(ctx), *sum = begin(ctx);
	for (int i = 0; i < 6; i++)
		member(many, 1, false);
	assert_int_equal(check(ctx, end(many)), ERR_TOO_LARGE);
	for (int i = 0; i < 3; i++)
		member(sum, 340000, false);
	assert_int_equal(check(ctx, end(sum)), ERR_TOO_LARGE);
	talloc_free(ctx);
}

static void a_size_that_stands_nowhere_is_taken_for_too_much(void **state)
{
	void *ctx = talloc_new(NULL);
	struct maker *m = begin(ctx);

	(void)state;
	member(m, 0xffffffff, false);
	assert_int_equal(check(ctx, end(m)), ERR_TOO_LARGE);
	talloc_free(ctx);
}

static void a_damaged_one_is_said_to_be_damaged_however_short_it_is_cut(void **state)
{
	void *ctx = talloc_new(NULL);
	struct maker *m = begin(ctx);

	(void)state;
	member(m, 1000, true);
	member(m, 1000, false);
	struct span whole = end(m);
	for (size_t n = 0; n < whole.n; n++) {
		/* on the heap to its very length, for the sanitizer */
		char *cut = mem_array(ctx, char, n);
		memcpy(cut, whole.at, n);
		assert_int_equal(check(ctx, (struct span){ cut, n }), ERR_INVALID_PARAMETER);
		talloc_free(cut);
	}
	for (size_t i = m->directory; i < whole.n; i++) {
		char kept = m->bytes[i];
		m->bytes[i] = (char)0xff;
		check(ctx, whole);
		m->bytes[i] = kept;
	}
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_ordinary_archive_passes),
		cmocka_unit_test(what_unpacks_to_too_much_is_refused),
		cmocka_unit_test(a_size_that_stands_nowhere_is_taken_for_too_much),
		cmocka_unit_test(a_damaged_one_is_said_to_be_damaged_however_short_it_is_cut),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
