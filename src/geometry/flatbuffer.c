#include "geometry/flatbuffer.h"

#include <assert.h>
#include <string.h>

enum { PREFIX = 4, ROOT = 4, OFFSET = 4 };

struct flatbuffer *flatbuffer_new(const void *ctx)
{
	struct flatbuffer *b = mem_new(ctx, struct flatbuffer);

	b->room = 4096;
	b->bytes = mem_array(b, char, b->room);
	return b;
}

/* n more bytes, all zero. */
static size_t extend(struct flatbuffer *b, size_t n)
{
	size_t at = b->used;

	if (b->room - b->used < n) {
		b->room = 2 * (b->used + n);
		b->bytes = mem_grow(b, b->bytes, char, b->room);
	}
	memset(b->bytes + at, 0, n);
	b->used += n;
	return at;
}

/* So that what comes after `before` more bytes lies at a multiple of `unit`. */
static void align(struct flatbuffer *b, size_t before, size_t unit)
{
	extend(b, (unit - (b->used + before) % unit) % unit);
}

void flatbuffer_put(struct flatbuffer *b, size_t at, const void *value, size_t n)
{
	memcpy(b->bytes + at, value, n);
}

static void put_offset(struct flatbuffer *b, size_t at, size_t to)
{
	uint32_t offset = (uint32_t)(to - at);

	flatbuffer_put(b, at, &offset, sizeof offset);
}

void flatbuffer_begin(struct flatbuffer *b)
{
	b->used = 0;
	extend(b, PREFIX + OFFSET);
}

void flatbuffer_end(struct flatbuffer *b)
{
	align(b, 0, 8);
	uint32_t size = (uint32_t)(b->used - PREFIX);
	flatbuffer_put(b, 0, &size, sizeof size);
}

void flatbuffer_table(struct flatbuffer *b, size_t from, const uint8_t *sizes, size_t n, size_t *at)
{
	uint16_t head[2 + FLATBUFFER_FIELDS];
	size_t size = OFFSET, bytes = (2 + n) * sizeof *head;

	assert(n <= FLATBUFFER_FIELDS);
	for (size_t i = 0; i < n; i++) {
		size_t unit = sizes[i] > 0 ? sizes[i] : 1;
		size = (size + unit - 1) / unit * unit;
		head[2 + i] = sizes[i] > 0 ? (uint16_t)size : 0;
		size += sizes[i];
	}
	head[0] = (uint16_t)bytes;
	head[1] = (uint16_t)size;
	align(b, bytes, 8);
	size_t fields = extend(b, bytes), table = extend(b, size);
	int32_t back = (int32_t)bytes;
	flatbuffer_put(b, fields, head, bytes);
	flatbuffer_put(b, table, &back, sizeof back);
	put_offset(b, from > 0 ? from : ROOT, table);
	for (size_t i = 0; i < n; i++)
		at[i] = sizes[i] > 0 ? table + head[2 + i] : 0;
}

size_t flatbuffer_vector(struct flatbuffer *b, size_t from, size_t each, size_t count)
{
	uint32_t n = (uint32_t)count;

	align(b, OFFSET, each > OFFSET ? each : OFFSET);
	size_t at = extend(b, OFFSET);
	flatbuffer_put(b, at, &n, sizeof n);
	put_offset(b, from, at);
	return extend(b, each * count);
}

void flatbuffer_text(struct flatbuffer *b, size_t from, const char *text)
{
	size_t n = strlen(text), at = flatbuffer_vector(b, from, 1, n);

	flatbuffer_put(b, at, text, n);
	extend(b, 1);
}

void flatbuffer_add(struct flatbuffer *b, const void *data, size_t n)
{
	size_t at = extend(b, n);

	flatbuffer_put(b, at, data, n);
}

void flatbuffer_close_bytes(struct flatbuffer *b, size_t first)
{
	uint32_t n = (uint32_t)(b->used - first);

	flatbuffer_put(b, first - OFFSET, &n, sizeof n);
}
