#include "draw/deflate.h"

#include <endian.h>
#include <string.h>

#include <libdeflate.h>

#include "base/mem.h"
#include "draw/huffman.h"

#define RUN_LEAST 3
#define RUN_MOST  258
#define END       256                 /* the symbol that ends a block */
#define SYMBOLS   286
#define TOKENS    (256 + RUN_MOST + 1)  /* a byte, or 256 + the length of a run of the byte before it */

/* Lengths of runs have symbols of their own, the longer ones with some more bits. */
static const struct {
	uint16_t base;
	uint8_t extra;
} lengths[] = {
	{ 3, 0 }, { 4, 0 }, { 5, 0 }, { 6, 0 }, { 7, 0 }, { 8, 0 }, { 9, 0 }, { 10, 0 }, { 11, 1 }, { 13, 1 }, { 15, 1 },
	{ 17, 1 }, { 19, 2 }, { 23, 2 }, { 27, 2 }, { 31, 2 }, { 35, 3 }, { 43, 3 }, { 51, 3 }, { 59, 3 }, { 67, 4 },
	{ 83, 4 }, { 99, 4 }, { 115, 4 }, { 131, 5 }, { 163, 5 }, { 195, 5 }, { 227, 5 }, { 258, 0 },
};
enum { LENGTHS = sizeof lengths / sizeof *lengths };

struct packing {
	uint16_t *tokens; size_t n;
	uint32_t counts[TOKENS];
	uint8_t *at;
	uint64_t bits;                /* not written yet, the first one lowest */
	int n_bits;
};

/* How many bytes from `at` on are the same as the one before it. */
static size_t run_at(const uint8_t *bytes, size_t at, size_t n)
{
	uint64_t same = bytes[at - 1] * UINT64_C(0x0101010101010101), eight;
	size_t i = at;

	for (; i + sizeof eight <= n; i += sizeof eight) {
		memcpy(&eight, bytes + i, sizeof eight);
		if (eight != same)
			break;
	}
	while (i < n && bytes[i] == bytes[at - 1])
		i++;
	return i - at;
}

static void add_token(struct packing *p, size_t token)
{
	p->tokens[p->n++] = (uint16_t)token;
	p->counts[token]++;
}

static void find_tokens(struct packing *p, const uint8_t *bytes, size_t n)
{
	size_t i = 0;

	while (i < n) {
		uint8_t byte = bytes[i++];
		add_token(p, byte);
		if (i >= n || bytes[i] != byte)
			continue;
		size_t run = run_at(bytes, i, n);
		i += run;
		for (; run >= RUN_LEAST; run -= run < RUN_MOST ? run : RUN_MOST)
			add_token(p, 256 + (run < RUN_MOST ? run : RUN_MOST));
		for (; run > 0; run--)
			add_token(p, byte);
	}
}

static size_t symbol_of(size_t run)
{
	size_t i = LENGTHS - 1;

	while (lengths[i].base > run)
		i--;
	return i;
}

static void put(struct packing *p, uint64_t bits, int n)
{
	p->bits |= bits << p->n_bits;
	p->n_bits += n;
	if (p->n_bits < 32)
		return;
	uint32_t four = htole32((uint32_t)p->bits);
	memcpy(p->at, &four, sizeof four);
	p->at += sizeof four;
	p->bits >>= 32;
	p->n_bits -= 32;
}

/* The lengths of a block's codes, in a code of their own: zeros in a row are one symbol (17, 18). */
static void put_codes(struct packing *p, const uint8_t *bits, size_t n, size_t n_main)
{
	static const uint8_t order[19] = { 16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15 };
	uint8_t symbols[HUFFMAN_MOST], extra[HUFFMAN_MOST];
	uint32_t counts[19] = { 0 };
	struct huffman h;
	size_t m = 0;

	for (size_t i = 0; i < n; m++) {
		size_t zeros = 0;
		while (i + zeros < n && bits[i + zeros] == 0 && zeros < 138)
			zeros++;
		symbols[m] = zeros > 10 ? 18 : zeros > 2 ? 17 : bits[i];
		extra[m] = (uint8_t)(zeros > 10 ? zeros - 11 : zeros > 2 ? zeros - 3 : 0);
		counts[symbols[m]]++;
		i += zeros > 2 ? zeros : 1;
	}
	huffman_make(&h, counts, 19, 7);
	put(p, n_main - 257, 5);
	put(p, 0, 5);                 /* one distance */
	put(p, 19 - 4, 4);
	for (size_t i = 0; i < 19; i++)
		put(p, h.bits[order[i]], 3);
	for (size_t i = 0; i < m; i++) {
		put(p, h.code[symbols[i]], h.bits[symbols[i]]);
		put(p, extra[i], symbols[i] == 18 ? 7 : symbols[i] == 17 ? 3 : 0);
	}
}

/* What is written for each token: its symbol, more bits of its length, and the distance, one, in one bit. */
struct written {
	uint32_t bits;
	int n;
};

static void put_block(struct packing *p)
{
	struct written table[TOKENS];
	uint32_t counts[SYMBOLS] = { [END] = 1 };
	uint8_t bits[SYMBOLS + 1];
	struct huffman h;
	size_t n = SYMBOLS;

	memcpy(counts, p->counts, 256 * sizeof *counts);
	for (size_t run = RUN_LEAST; run <= RUN_MOST; run++)
		counts[257 + symbol_of(run)] += p->counts[256 + run];
	huffman_make(&h, counts, SYMBOLS, 15);
	while (n > 257 && h.bits[n - 1] == 0)
		n--;
	memcpy(bits, h.bits, n);
	bits[n] = n > 257;            /* the distance occurs where a run does */
	put(p, 1, 1);                 /* the last block, with codes of its own */
	put(p, 2, 2);
	put_codes(p, bits, n + 1, n);
	for (size_t i = 0; i < 256; i++)
		table[i] = (struct written){ h.code[i], h.bits[i] };
	for (size_t run = RUN_LEAST; run <= RUN_MOST; run++) {
		size_t length = symbol_of(run), s = 257 + length;
		table[256 + run] = (struct written){ h.code[s] | (uint32_t)(run - lengths[length].base) << h.bits[s],
		                                     h.bits[s] + lengths[length].extra + 1 };
	}
	for (size_t i = 0; i < p->n; i++)
		put(p, table[p->tokens[i]].bits, table[p->tokens[i]].n);
	put(p, h.code[END], h.bits[END]);
}

static void put_end(struct packing *p, uint32_t sum)
{
	while (p->n_bits > 0) {
		*p->at++ = (uint8_t)p->bits;
		p->bits >>= 8;
		p->n_bits -= 8;
	}
	for (int shift = 24; shift >= 0; shift -= 8)
		*p->at++ = (uint8_t)(sum >> shift);
}

uint8_t *deflate_runs(const void *ctx, const uint8_t *bytes, size_t n, size_t *size)
{
	struct packing *p = mem_new(ctx, struct packing);

	p->tokens = mem_grow(p, NULL, uint16_t, n + 1);
	find_tokens(p, bytes, n);
	/* no symbol has more than 15 bits, nor a run more than 21 */
	uint8_t *to = mem_grow(ctx, NULL, uint8_t, 3 * p->n + 1024);
	p->at = to;
	*p->at++ = 0x78;
	*p->at++ = 0x01;
	put_block(p);
	put_end(p, libdeflate_adler32(1, bytes, n));
	*size = (size_t)(p->at - to);
	talloc_free(p);
	return to;
}
