#include "base/gzip.h"

#include <stdint.h>

#include <libdeflate.h>

#include "base/mem.h"

/* Head and tail; the tail ends with the length of what was packed, the lowest byte first. */
enum { AROUND = 18, LENGTH = 4 };

void *gzip_pack(const void *ctx, const void *bytes, size_t n, enum gzip_effort effort, size_t *n_packed)
{
	if (n <= AROUND)
		return NULL;
	struct libdeflate_compressor *c = mem_check(libdeflate_alloc_compressor((int)effort));
	char *packed = mem_check(talloc_size(ctx, n));
	*n_packed = libdeflate_gzip_compress(c, bytes, n, packed, n - 1);
	libdeflate_free_compressor(c);
	if (*n_packed > 0)
		return mem_grow(ctx, packed, char, *n_packed);
	talloc_free(packed);
	return NULL;
}

bool gzip_is(const void *bytes, size_t n)
{
	const uint8_t *b = bytes;

	return n > AROUND && b[0] == 0x1f && b[1] == 0x8b;
}

void *gzip_unpack(const void *ctx, const void *packed, size_t n_packed, size_t most, size_t *n)
{
	const uint8_t *tail = (const uint8_t *)packed + n_packed - LENGTH;

	if (!gzip_is(packed, n_packed))
		return NULL;
	*n = (size_t)tail[0] | (size_t)tail[1] << 8 | (size_t)tail[2] << 16 | (size_t)tail[3] << 24;
	if (*n > most)
		return NULL;
	struct libdeflate_decompressor *d = mem_check(libdeflate_alloc_decompressor());
	char *bytes = mem_check(talloc_size(ctx, *n + 1));
	enum libdeflate_result done = libdeflate_gzip_decompress(d, packed, n_packed, bytes, *n, NULL);
	libdeflate_free_decompressor(d);
	if (done == LIBDEFLATE_SUCCESS)
		return bytes;
	talloc_free(bytes);
	return NULL;
}
