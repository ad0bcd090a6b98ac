/* The wire format of Protocol Buffers, as far as a vector tile is written in it. */
#ifndef JT_TILES_PROTOBUF_H
#define JT_TILES_PROTOBUF_H

#include <stddef.h>
#include <stdint.h>

struct protobuf {
	const void *ctx;              /* of the bytes */
	uint8_t *bytes;
	size_t n, room;
};

void protobuf_clear(struct protobuf *p);

/* A bare number, as in packed fields. */
void protobuf_varint(struct protobuf *p, uint64_t v);

void protobuf_uint(struct protobuf *p, int field, uint64_t v);
void protobuf_double(struct protobuf *p, int field, double v);
/* A message, packed numbers, or a text. */
void protobuf_bytes(struct protobuf *p, int field, const void *bytes, size_t n);
void protobuf_text(struct protobuf *p, int field, const char *text);
/* The head of a message whose n bytes come next. */
void protobuf_length(struct protobuf *p, int field, size_t n);

/* For many bare numbers in a row: where they begin, with room for so many; protobuf_end says where they ended. */
#define PROTOBUF_VARINT_MOST 10
uint8_t *protobuf_begin(struct protobuf *p, size_t numbers);

static inline uint8_t *protobuf_put(uint8_t *at, uint64_t v)
{
	for (; v >= 0x80; v >>= 7)
		*at++ = (uint8_t)(v | 0x80);
	*at++ = (uint8_t)v;
	return at;
}

static inline void protobuf_end(struct protobuf *p, const uint8_t *at)
{
	p->n = (size_t)(at - p->bytes);
}

static inline uint64_t protobuf_zigzag(int64_t v)
{
	return v < 0 ? ~((uint64_t)v << 1) : (uint64_t)v << 1;
}

/* How many bytes a number takes. */
static inline size_t protobuf_varint_long(uint64_t v)
{
	size_t n = 1;

	for (; v >= 0x80; v >>= 7)
		n++;
	return n;
}

#endif
