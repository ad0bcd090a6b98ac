/* Bytes that come in runs, such as pictures of a palette, as a zlib stream (RFC 1950 and 1951): runs and a Huffman code of
   their own, nothing else, in a fraction of the time that a search for repetitions takes. Pure. */
#ifndef JT_DRAW_DEFLATE_H
#define JT_DRAW_DEFLATE_H

#include <stddef.h>
#include <stdint.h>

/* How many bytes behind the last one may be read. */
#define DEFLATE_BEYOND 8

/* The stream of n bytes, in an array of ctx; *size: of the stream. */
uint8_t *deflate_runs(const void *ctx, const uint8_t *bytes, size_t n, size_t *size);

#endif
