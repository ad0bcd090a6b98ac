#include "tiles/protobuf.h"

#include <string.h>

#include "base/mem.h"

enum wire { WIRE_VARINT = 0, WIRE_64 = 1, WIRE_LENGTH = 2 };

#define VARINT_MOST 10

void protobuf_clear(struct protobuf *p)
{
	p->n = 0;
}

static void reserve(struct protobuf *p, size_t more)
{
	if (p->n + more <= p->room)
		return;
	p->room = p->room < 256 ? 256 : p->room;
	while (p->room < p->n + more)
		p->room *= 2;
	p->bytes = mem_grow(p->ctx, p->bytes, uint8_t, p->room);
}

void protobuf_varint(struct protobuf *p, uint64_t v)
{
	reserve(p, VARINT_MOST);
	for (; v >= 0x80; v >>= 7)
		p->bytes[p->n++] = (uint8_t)(v | 0x80);
	p->bytes[p->n++] = (uint8_t)v;
}

static void tag(struct protobuf *p, int field, enum wire wire)
{
	protobuf_varint(p, (uint64_t)field << 3 | wire);
}

void protobuf_uint(struct protobuf *p, int field, uint64_t v)
{
	tag(p, field, WIRE_VARINT);
	protobuf_varint(p, v);
}

void protobuf_sint(struct protobuf *p, int field, int64_t v)
{
	protobuf_uint(p, field, v < 0 ? ~((uint64_t)v << 1) : (uint64_t)v << 1);
}

void protobuf_double(struct protobuf *p, int field, double v)
{
	uint64_t bits;

	memcpy(&bits, &v, sizeof bits);
	tag(p, field, WIRE_64);
	reserve(p, sizeof bits);
	for (int i = 0; i < 8; i++)
		p->bytes[p->n++] = (uint8_t)(bits >> 8 * i);
}

void protobuf_bytes(struct protobuf *p, int field, const void *bytes, size_t n)
{
	tag(p, field, WIRE_LENGTH);
	protobuf_varint(p, n);
	reserve(p, n);
	if (n > 0)
		memcpy(p->bytes + p->n, bytes, n);
	p->n += n;
}

void protobuf_text(struct protobuf *p, int field, const char *text)
{
	protobuf_bytes(p, field, text, strlen(text));
}
