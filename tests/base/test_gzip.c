#include <string.h>

#include "base/gzip.h"
#include "base/mem.h"
#include "tests/unit.h"

static char *long_text(const void *ctx, size_t n)
{
	char *text = mem_array(ctx, char, n + 1);

	for (size_t i = 0; i < n; i++)
		text[i] = "la commune de "[i % 14];
	return text;
}

static void what_was_packed_comes_back(void **state JT_UNUSED)
{
	static const enum gzip_effort efforts[] = { GZIP_QUICK, GZIP_WELL };
	void *ctx = talloc_new(NULL);
	char *text = long_text(ctx, 5000);

	for (size_t i = 0; i < 2; i++) {
		size_t n_packed, n;
		void *packed = gzip_pack(ctx, text, 5000, efforts[i], &n_packed);
		assert_non_null(packed);
		assert_true(n_packed < 500 && gzip_is(packed, n_packed));
		void *again = gzip_unpack(ctx, packed, n_packed, 5000, &n);
		assert_non_null(again);
		assert_int_equal(n, 5000);
		assert_memory_equal(again, text, 5000);
	}
	talloc_free(ctx);
}

static void what_would_not_be_smaller_is_not_packed(void **state JT_UNUSED)
{
	static const char few[] = "Ain", none[] = "";
	char wild[64];
	size_t n_packed;

	for (size_t i = 0; i < sizeof wild; i++)
		wild[i] = (char)(i * i * 37 + i * 11);
	assert_null(gzip_pack(NULL, few, 3, GZIP_WELL, &n_packed));
	assert_null(gzip_pack(NULL, none, 0, GZIP_WELL, &n_packed));
	assert_null(gzip_pack(NULL, wild, sizeof wild, GZIP_WELL, &n_packed));
}

static void what_is_damaged_or_too_large_is_refused(void **state JT_UNUSED)
{
	void *ctx = talloc_new(NULL);
	size_t n_packed, n;
	char *packed = gzip_pack(ctx, long_text(ctx, 5000), 5000, GZIP_WELL, &n_packed);

	assert_null(gzip_unpack(ctx, packed, n_packed, 4999, &n));
	assert_null(gzip_unpack(ctx, packed, n_packed - 1, 1 << 20, &n));
	assert_null(gzip_unpack(ctx, packed, 3, 1 << 20, &n));
	packed[n_packed - 8] ^= 1;    /* of the checksum */
	assert_null(gzip_unpack(ctx, packed, n_packed, 1 << 20, &n));
	assert_null(gzip_unpack(ctx, "no gzip, but as long as that", 28, 1 << 20, &n));
	talloc_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_packed_comes_back),
		cmocka_unit_test(what_would_not_be_smaller_is_not_packed),
		cmocka_unit_test(what_is_damaged_or_too_large_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
