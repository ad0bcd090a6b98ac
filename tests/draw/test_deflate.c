#include "tests/unit.h"

#include <stdlib.h>

#include <zlib.h>

#include "base/mem.h"
#include "draw/deflate.h"
#include "draw/huffman.h"

/* What zlib makes of it must be what it was made of, whatever stands behind it. */
static size_t there_and_back(const uint8_t *bytes, size_t n)
{
	void *ctx = talloc_new(NULL);
	size_t size;
	uint8_t *copy = mem_array(ctx, uint8_t, n + DEFLATE_BEYOND);
	memcpy(copy, bytes, n);
	memset(copy + n, n > 0 ? bytes[n - 1] : 0, DEFLATE_BEYOND);
	const uint8_t *packed = deflate_runs(ctx, copy, n, &size);
	uint8_t *back = mem_array(ctx, uint8_t, n + 1);
	uLongf length = n + 1;

	assert_int_equal(uncompress(back, &length, packed, size), Z_OK);
	assert_int_equal(length, n);
	if (n > 0)
		assert_memory_equal(back, bytes, n);
	talloc_free(ctx);
	return size;
}

static void what_any_reader_unpacks_is_what_was_packed(void **state JT_UNUSED)
{
	enum { MOST = 70000 };
	uint8_t *bytes = mem_array(NULL, uint8_t, MOST);

	srand(3);
	for (int turn = 0; turn < 300; turn++) {
		size_t n = turn < 30 ? (size_t)turn : (size_t)(rand() % MOST), longest = 1 + (size_t)(rand() % 700);
		int colors = 1 + rand() % 256;
		for (size_t i = 0; i < n;) {
			size_t run = rand() % 3 == 0 ? 1 + (size_t)rand() % longest : 1;
			uint8_t byte = (uint8_t)(rand() % colors);
			for (; run > 0 && i < n; run--)
				bytes[i++] = byte;
		}
		there_and_back(bytes, n);
	}
	talloc_free(bytes);
}

static void runs_of_any_length_stay_as_long(void **state JT_UNUSED)
{
	uint8_t bytes[2000];

	for (size_t run = 1; run < 1000; run++) {
		memset(bytes, 1, sizeof bytes);
		memset(bytes + 500, 2, run);
		there_and_back(bytes, 500 + run + 7);
	}
}

static void a_plain_picture_is_small(void **state JT_UNUSED)
{
	size_t n = (size_t)4097 * 4096;
	uint8_t *bytes = mem_array(NULL, uint8_t, n);

	assert_in_range(there_and_back(bytes, n), 1, 20000);
	talloc_free(bytes);
}

/* Counts that grow so fast that their code would have forty bits. */
static void no_code_is_longer_than_it_may_be(void **state JT_UNUSED)
{
	static const int most[] = { 7, 15 };
	uint32_t counts[40];
	struct huffman h;

	for (size_t n = 2; n <= 40; n++)
		for (int i = 0; i < 2; i++) {
			uint64_t room = 0;
			for (size_t k = 0; k < n; k++)
				counts[k] = k < 2 ? 1 : counts[k - 1] < UINT32_MAX / 2 ? counts[k - 1] + counts[k - 2] : UINT32_MAX;
			huffman_make(&h, counts, n, most[i]);
			for (size_t k = 0; k < n; k++) {
				assert_in_range(h.bits[k], 1, most[i]);
				room += UINT64_C(1) << (most[i] - h.bits[k]);
			}
			assert_int_equal(room, UINT64_C(1) << most[i]);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_any_reader_unpacks_is_what_was_packed),
		cmocka_unit_test(runs_of_any_length_stay_as_long),
		cmocka_unit_test(a_plain_picture_is_small),
		cmocka_unit_test(no_code_is_longer_than_it_may_be),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
