#include "tiles/protobuf.h"

#include <string.h>

#include "base/mem.h"

enum wire { WIRE_VARINT = 0, WIRE_64 = 1, WIRE_LENGTH = 2 };

void protobuf_clear(struct protobuf *p)
{
	p->n = 0;
}

static void grow(struct protobuf *p, size_t needed)
{
	p->room = p->room < 256 ? 256 : p->room;
	while (p->room < needed)
		p->room *= 2;
	p->bytes = mem_grow(p->ctx, p->bytes, uint8_t, p->room);
}

/* Where the next byte goes, with room for so many. */
static inline uint8_t *reserve(struct protobuf *p, size_t more)
{
	if (p->bytes == NULL || p->n + more > p->room)
		grow(p, p->n + more);
	return p->bytes + p->n;
}

uint8_t *protobuf_begin(struct protobuf *p, size_t numbers)
{
	return reserve(p, numbers * PROTOBUF_VARINT_MOST);
}

void protobuf_varint(struct protobuf *p, uint64_t v)
{
	protobuf_end(p, protobuf_put(protobuf_begin(p, 1), v));
}

static inline uint8_t *put_tag(uint8_t *at, int field, enum wire wire)
{
	return protobuf_put(at, (uint64_t)field << 3 | wire);
}

void protobuf_uint(struct protobuf *p, int field, uint64_t v)
{
	protobuf_end(p, protobuf_put(put_tag(protobuf_begin(p, 2), field, WIRE_VARINT), v));
}

void protobuf_double(struct protobuf *p, int field, double v)
{
	uint64_t bits;

	memcpy(&bits, &v, sizeof bits);
	uint8_t *at = put_tag(protobuf_begin(p, 2), field, WIRE_64);
	for (int i = 0; i < 8; i++)
		*at++ = (uint8_t)(bits >> 8 * i);
	protobuf_end(p, at);
}

void protobuf_length(struct protobuf *p, int field, size_t n)
{
	protobuf_end(p, protobuf_put(put_tag(protobuf_begin(p, 2), field, WIRE_LENGTH), n));
}

void protobuf_bytes(struct protobuf *p, int field, const void *bytes, size_t n)
{
	protobuf_length(p, field, n);
	uint8_t *at = reserve(p, n);
	if (n > 0)
		memcpy(at, bytes, n);
	p->n += n;
}

void protobuf_text(struct protobuf *p, int field, const char *text)
{
	protobuf_bytes(p, field, text, strlen(text));
}
