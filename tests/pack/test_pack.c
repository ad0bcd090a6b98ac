#include "tests/pack/spoil.h"

static const double numbers[] = { 1.5, -2, 1e300 };

static char *sample(const void *ctx, const char *folder)
{
	char *path = mem_printf(ctx, "%s/a.pack", folder);
	struct err err = { 0 };

	unlink(path);
	struct pack_writer *w = pack_writer_new(ctx, path, "sample", 3, &err);
	assert_non_null(w);
	assert_true(pack_write(w, "numbers", numbers, sizeof numbers, &err));
	assert_true(pack_write(w, "a letter", "é", 2, &err));
	assert_true(pack_write(w, "nothing", NULL, 0, &err));
	assert_true(pack_writer_end(w, &err));
	return path;
}

static void refused(const char *path, const char *kind, uint32_t version, enum err_code code)
{
	void *ctx = talloc_new(NULL);
	struct err err = { 0 };

	assert_null(pack_open(ctx, path, kind, version, true, &err));
	assert_int_equal(err.code, code);
	assert_non_null(strstr(err.detail, path));
	assert_null(strstr(err.message.en, path));
	talloc_free(ctx);
}

static void what_was_written_is_read(void **state JT_UNUSED)
{
	void *ctx = talloc_new(NULL);
	const char *path = sample(ctx, scratch_new(ctx));
	struct err err = { 0 };
	struct pack *p = pack_open(ctx, path, "sample", 3, true, &err);
	const void *data;
	size_t n;

	assert_non_null(p);
	assert_int_equal(p->n_sections, 3);
	assert_true(pack_array(p, "numbers", sizeof(double), 3, &data));
	assert_memory_equal(data, numbers, sizeof numbers);
	assert_int_equal((uintptr_t)data % 64, 0);
	assert_memory_equal(pack_section(p, "a letter", &n), "é", 2);
	assert_int_equal(n, 2);
	assert_true(pack_array(p, "nothing", 8, 0, &data));
	assert_false(pack_array(p, "numbers", sizeof(double), 2, &data));
	assert_false(pack_array(p, "numbers", 8, SIZE_MAX / 4, &data));
	assert_null(pack_section(p, "other", &n));
	assert_true(pack_intact(p, "numbers"));
	assert_false(pack_intact(p, "other"));
	talloc_free(ctx);
}

static void a_file_cut_anywhere_is_refused(void **state JT_UNUSED)
{
	void *ctx = talloc_new(NULL);
	const char *path = sample(ctx, scratch_new(ctx));
	struct bytes b = spoil_read(ctx, path);

	for (size_t n = 0; n < b.n; n++) {
		spoil_write(path, b.at, n);
		refused(path, "sample", 3, ERR_UNAVAILABLE);
	}
	char *longer = mem_array(ctx, char, b.n + 8);
	memcpy(longer, b.at, b.n);
	spoil_write(path, longer, b.n + 8);
	refused(path, "sample", 3, ERR_UNAVAILABLE);
	talloc_free(ctx);
}

static void no_flipped_byte_is_taken_for_content(void **state JT_UNUSED)
{
	void *ctx = talloc_new(NULL);
	const char *path = sample(ctx, scratch_new(ctx));
	struct bytes b = spoil_read(ctx, path);
	size_t taken = 0;

	for (size_t i = 0; i < b.n; i++) {
		struct err err = { 0 };
		const void *data;
		b.at[i] ^= 0x40;
		spoil_write(path, b.at, b.n);
		struct pack *p = pack_open(ctx, path, "sample", 3, true, &err);
		if (p != NULL) {   /* a byte between two sections */
			assert_true(pack_array(p, "numbers", sizeof(double), 3, &data));
			assert_memory_equal(data, numbers, sizeof numbers);
			taken++;
			talloc_free(p);
		}
		b.at[i] ^= 0x40;
	}
	assert_int_equal(taken, 64 - sizeof numbers + 64 - 2);
	talloc_free(ctx);
}

static void without_check_a_changed_section_opens_and_tells_when_asked(void **state JT_UNUSED)
{
	void *ctx = talloc_new(NULL);
	const char *path = sample(ctx, scratch_new(ctx));
	struct bytes b = spoil_read(ctx, path);
	struct err err = { 0 };

	b.at[64] ^= 1;
	spoil_write(path, b.at, b.n);
	struct pack *p = pack_open(ctx, path, "sample", 3, false, &err);
	assert_non_null(p);
	assert_false(pack_intact(p, "numbers"));
	assert_true(pack_intact(p, "a letter"));
	talloc_free(ctx);
}

static void another_kind_version_or_thing_is_refused(void **state JT_UNUSED)
{
	void *ctx = talloc_new(NULL);
	char *folder = scratch_new(ctx);
	const char *path = sample(ctx, folder);

	refused(path, "samples", 3, ERR_UNAVAILABLE);
	refused(path, "sample", 4, ERR_UNAVAILABLE);
	refused(folder, "sample", 3, ERR_UNAVAILABLE);
	refused(mem_printf(ctx, "%s/none", folder), "sample", 3, ERR_NOT_FOUND);
	refused(mem_printf(ctx, "%s/none", path), "sample", 3, ERR_NOT_FOUND);
	spoil_write(path, "", 0);
	refused(path, "sample", 3, ERR_UNAVAILABLE);
	talloc_free(ctx);
}

static void what_is_not_finished_does_not_stay(void **state JT_UNUSED)
{
	void *ctx = talloc_new(NULL);
	char *path = mem_printf(ctx, "%s/half.pack", scratch_new(ctx));
	struct err err = { 0 };
	struct pack_writer *w = pack_writer_new(ctx, path, "sample", 3, &err);

	assert_true(pack_write(w, "numbers", numbers, sizeof numbers, &err));
	assert_int_equal(access(path, F_OK), 0);
	refused(path, "sample", 3, ERR_UNAVAILABLE);
	talloc_free(w);
	assert_int_not_equal(access(path, F_OK), 0);
	talloc_free(ctx);
}

static void a_file_that_is_there_is_not_written_over(void **state JT_UNUSED)
{
	void *ctx = talloc_new(NULL);
	char *folder = scratch_new(ctx);
	const char *path = sample(ctx, folder);
	struct err err = { 0 }, none = { 0 };

	assert_null(pack_writer_new(ctx, path, "sample", 3, &err));
	assert_int_equal(err.code, ERR_UNAVAILABLE);
	assert_null(pack_writer_new(ctx, mem_printf(ctx, "%s/no/b.pack", folder), "sample", 3, &none));
	assert_int_equal(none.code, ERR_UNAVAILABLE);
	err = (struct err){ 0 };
	assert_non_null(pack_open(ctx, path, "sample", 3, true, &err));
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_written_is_read),
		cmocka_unit_test(a_file_cut_anywhere_is_refused),
		cmocka_unit_test(no_flipped_byte_is_taken_for_content),
		cmocka_unit_test(without_check_a_changed_section_opens_and_tells_when_asked),
		cmocka_unit_test(another_kind_version_or_thing_is_refused),
		cmocka_unit_test(what_is_not_finished_does_not_stay),
		cmocka_unit_test(a_file_that_is_there_is_not_written_over),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
