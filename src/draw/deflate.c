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
#define EIGHT     sizeof(uint64_t)
#define BLOCK     8192U               /* bytes that are looked through at a time: a multiple of 64 */

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

/* What is written, bit by bit. */
struct bits {
	uint8_t *at;
	uint64_t waiting;             /* the first one lowest */
	int n;
};

struct packing {
	uint16_t *tokens; size_t n;
	uint32_t counts[TOKENS];
	struct bits to;
};

/* A bit for each of n bytes, at most 64, the first one lowest: whether it is the same as the one before it. */
static uint64_t same_bits(const uint8_t *bytes, size_t n)
{
	typedef uint8_t sixteen __attribute__((vector_size(16)));
	uint64_t bits = 0, half[2];
	sixteen these, before;
	size_t i = 0;

	for (; i + sizeof these <= n; i += sizeof these) {
		memcpy(&these, bytes + i, sizeof these);
		memcpy(&before, bytes + i - 1, sizeof before);
		these = (sixteen)(these == before) & 1;
		memcpy(half, &these, sizeof half);
		/* the multiplication brings the eight bits together */
		uint64_t low = le64toh(half[0]) * UINT64_C(0x0102040810204080) >> 56;
		uint64_t high = le64toh(half[1]) * UINT64_C(0x0102040810204080) >> 56;
		bits |= (low | high << 8) << i;
	}
	for (const uint8_t *at = bytes + i; i < n; i++, at++)
		bits |= (uint64_t)(at[0] == at[-1]) << i;
	return bits;
}

/* Where runs begin and end, in turn. */
struct turns {
	size_t n;
	uint64_t within;              /* whether the last byte looked at is one of a run */
	uint32_t at[BLOCK + 3];
};

static void find_turns(struct turns *t, const uint8_t *bytes, size_t from, size_t to)
{
	for (size_t i = from; i < to; i += 64) {
		uint64_t same = same_bits(bytes + i, to - i < 64 ? to - i : 64);
		uint64_t turns = same ^ (same << 1 | t->within);
		t->within = same >> 63;
		while (turns != 0) {
			t->at[t->n++] = (uint32_t)(i + (size_t)__builtin_ctzll(turns));
			turns &= turns - 1;
		}
	}
}

/* `n` bytes as they are. */
static inline void add_literals(struct packing *p, const uint8_t *bytes, size_t n)
{
	typedef uint8_t eight_bytes __attribute__((vector_size(8)));
	typedef uint16_t eight_tokens __attribute__((vector_size(16)));
	uint16_t *tokens = p->tokens + p->n;
	eight_bytes from;
	size_t i = 0;

	/* what is too much is written over by what comes after it */
	do {
		memcpy(&from, bytes + i, EIGHT);
		eight_tokens to = __builtin_convertvector(from, eight_tokens);
		memcpy(tokens + i, &to, sizeof to);
	} while ((i += EIGHT) < n);
	p->n += n;
}

static inline void add_run(struct packing *p, uint8_t byte, size_t run)
{
	for (; run > RUN_MOST; run -= RUN_MOST)
		p->tokens[p->n++] = 256 + RUN_MOST;
	p->tokens[p->n] = run < RUN_LEAST ? byte : (uint16_t)(256 + run);
	p->tokens[p->n + 1] = byte;
	p->n += run < RUN_LEAST ? run : 1;
}

static void find_tokens(struct packing *p, const uint8_t *bytes, size_t n)
{
	struct turns *t = mem_grow(p, NULL, struct turns, 1);
	uint32_t odd[TOKENS] = { 0 };
	size_t at = 0;

	t->n = t->within = 0;
	for (size_t from = 1; from < n + 1; from += BLOCK) {
		size_t to = n - from < BLOCK ? n : from + BLOCK, i = 0;
		find_turns(t, bytes, from, to);
		/* at the end the last run ends, maybe an empty one */
		for (size_t ends = to < n ? 0 : 2 - t->n % 2; ends > 0; ends--)
			t->at[t->n++] = (uint32_t)n;
		for (; i + 1 < t->n; i += 2) {
			add_literals(p, bytes + at, t->at[i] - at);
			at = t->at[i + 1];
			add_run(p, bytes[t->at[i] - 1], at - t->at[i]);
		}
		t->at[0] = t->at[i];
		t->n -= i;
	}
	/* in turn: who counts the same one twice has to wait */
	for (size_t i = 0; i + 1 < p->n; i += 2) {
		p->counts[p->tokens[i]]++;
		odd[p->tokens[i + 1]]++;
	}
	if (p->n % 2 > 0)
		p->counts[p->tokens[p->n - 1]]++;
	for (size_t i = 0; i < TOKENS; i++)
		p->counts[i] += odd[i];
}

/* The longest run that has the symbol of lengths[i]. */
static size_t longest(size_t i)
{
	return i + 1 < LENGTHS ? lengths[i + 1].base - 1U : RUN_MOST;
}

/* Room for at least 57 bits. */
static inline void make_room(struct bits *to)
{
	uint64_t eight = htole64(to->waiting);

	memcpy(to->at, &eight, EIGHT);
	to->at += to->n >> 3;
	to->waiting >>= to->n & ~7;
	to->n &= 7;
}

static void put(struct bits *to, uint64_t bits, int n)
{
	make_room(to);
	to->waiting |= bits << to->n;
	to->n += n;
}

/* The lengths of a block's codes, in a code of their own: zeros in a row are one symbol (17, 18). */
static void put_codes(struct bits *to, const uint8_t *bits, size_t n, size_t n_main)
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
	put(to, n_main - 257, 5);
	put(to, 0, 5);                /* one distance */
	put(to, 19 - 4, 4);
	for (size_t i = 0; i < 19; i++)
		put(to, h.bits[order[i]], 3);
	for (size_t i = 0; i < m; i++) {
		put(to, h.code[symbols[i]], h.bits[symbols[i]]);
		put(to, extra[i], symbols[i] == 18 ? 7 : symbols[i] == 17 ? 3 : 0);
	}
}

/* What is written for each token: its symbol, more bits of its length, and the distance, one, in one bit. */
struct written {
	uint32_t bits;
	int n;
};

static inline void put_token(struct bits *to, struct written w)
{
	to->waiting |= (uint64_t)w.bits << to->n;
	to->n += w.n;
}

/* No token has more than 21 bits, so that there is room for two. */
static void put_tokens(struct packing *p, const struct written *table)
{
	const uint16_t *token = p->tokens, *end = token + p->n;
	struct bits to = p->to;

	for (; token + 1 < end; token += 2) {
		make_room(&to);
		put_token(&to, table[token[0]]);
		put_token(&to, table[token[1]]);
	}
	make_room(&to);
	if (token < end)
		put_token(&to, table[*token]);
	p->to = to;
}

static void put_block(struct packing *p)
{
	struct written table[TOKENS];
	uint32_t counts[SYMBOLS] = { [END] = 1 };
	uint8_t bits[SYMBOLS + 1];
	struct huffman h;
	size_t n = SYMBOLS;

	memcpy(counts, p->counts, 256 * sizeof *counts);
	for (size_t i = 0; i < LENGTHS; i++)
		for (size_t run = lengths[i].base; run <= longest(i); run++)
			counts[257 + i] += p->counts[256 + run];
	huffman_make(&h, counts, SYMBOLS, 15);
	while (n > 257 && h.bits[n - 1] == 0)
		n--;
	memcpy(bits, h.bits, n);
	bits[n] = n > 257;            /* the distance occurs where a run does */
	put(&p->to, 1, 1);            /* the last block, with codes of its own */
	put(&p->to, 2, 2);
	put_codes(&p->to, bits, n + 1, n);
	for (size_t i = 0; i < 256; i++)
		table[i] = (struct written){ h.code[i], h.bits[i] };
	for (size_t i = 0; i < LENGTHS; i++) {
		uint32_t code = h.code[257 + i];
		int length = h.bits[257 + i];
		for (size_t run = lengths[i].base; run <= longest(i); run++)
			table[256 + run] = (struct written){ code | (uint32_t)(run - lengths[i].base) << length,
			                                     length + lengths[i].extra + 1 };
	}
	put_tokens(p, table);
	put(&p->to, h.code[END], h.bits[END]);
}

static void put_end(struct bits *to, uint32_t sum)
{
	put(to, 0, 7);                /* up to the next whole byte */
	make_room(to);
	for (int shift = 24; shift >= 0; shift -= 8)
		*to->at++ = (uint8_t)(sum >> shift);
}

uint8_t *deflate_runs(const void *ctx, const uint8_t *bytes, size_t n, size_t *size)
{
	struct packing *p = mem_new(ctx, struct packing);

	p->tokens = mem_grow(p, NULL, uint16_t, n + EIGHT);
	find_tokens(p, bytes, n);
	/* no symbol has more than 15 bits, nor a run more than 21 */
	uint8_t *to = mem_grow(ctx, NULL, uint8_t, 3 * p->n + 1024);
	p->to.at = to;
	*p->to.at++ = 0x78;
	*p->to.at++ = 0x01;
	put_block(p);
	put_end(&p->to, libdeflate_adler32(1, bytes, n));
	*size = (size_t)(p->to.at - to);
	talloc_free(p);
	return to;
}
