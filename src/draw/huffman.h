/* Huffman codes as deflate has them (RFC 1951, 3.2.2). Pure. */
#ifndef JT_DRAW_HUFFMAN_H
#define JT_DRAW_HUFFMAN_H

#include <stddef.h>
#include <stdint.h>

#define HUFFMAN_MOST 288              /* symbols */

struct huffman {
	uint8_t bits[HUFFMAN_MOST];   /* of each symbol's code; 0: it does not occur */
	uint16_t code[HUFFMAN_MOST];  /* its first bit is the lowest */
};

/* The code of n symbols that are so frequent, none longer than `most` bits. One that occurs alone has one bit. */
void huffman_make(struct huffman *h, const uint32_t *counts, size_t n, int most);

#endif
