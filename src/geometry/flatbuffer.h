/* FlatBuffers (their "internals" document), written forward: a table first, then what it points to. Each buffer has its size
   in front, and is aligned with that size in it. */
#ifndef JT_GEOMETRY_FLATBUFFER_H
#define JT_GEOMETRY_FLATBUFFER_H

#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"

enum { FLATBUFFER_FIELDS = 16 };

struct flatbuffer {
	char *bytes;
	size_t used, room;
};

/* A buffer whose memory is used again from one to the next. */
struct flatbuffer *flatbuffer_new(const void *ctx);

void flatbuffer_begin(struct flatbuffer *b);
/* Pads the buffer and puts its size in front: `bytes` up to `used` is then what is to be sent. */
void flatbuffer_end(struct flatbuffer *b);

/* A table of n fields, each of as many bytes as sizes[i] says (0: absent; 4 for what it points to), all zero. at[i] is
   where field i lies. `from` is the field that points to the table; 0: it is the root. */
void flatbuffer_table(struct flatbuffer *b, size_t from, const uint8_t *sizes, size_t n, size_t *at);

/* The vector that the field `from` points to, of `count` elements of `each` bytes; where its elements lie. All zero. */
size_t flatbuffer_vector(struct flatbuffer *b, size_t from, size_t each, size_t count);

void flatbuffer_text(struct flatbuffer *b, size_t from, const char *text);

/* Puts a number where a field or an element lies. */
void flatbuffer_put(struct flatbuffer *b, size_t at, const void *value, size_t n);

/* Adds to a vector of bytes that was the last to be made; flatbuffer_close_bytes then notes its length. */
void flatbuffer_add(struct flatbuffer *b, const void *data, size_t n);
void flatbuffer_close_bytes(struct flatbuffer *b, size_t first);

#endif
