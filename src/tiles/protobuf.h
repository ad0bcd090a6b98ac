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
void protobuf_sint(struct protobuf *p, int field, int64_t v);
void protobuf_double(struct protobuf *p, int field, double v);
void protobuf_text(struct protobuf *p, int field, const char *text);
/* A message, or packed numbers. */
void protobuf_bytes(struct protobuf *p, int field, const void *bytes, size_t n);

#endif
