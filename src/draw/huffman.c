#include "draw/huffman.h"

#include <stdbool.h>
#include <string.h>

/* A count, and below it the symbol: their order is that of the leaves. */
#define LEAF(count, symbol) ((uint64_t)(count) << 32 | (symbol))
#define COUNT(leaf)  ((leaf) >> 32)
#define SYMBOL(leaf) ((uint32_t)(leaf))

/* Merges runs of twice the length each time. */
static void sort(uint64_t *leaves, size_t n)
{
	uint64_t other[HUFFMAN_MOST], *from = leaves, *to = other;

	for (size_t run = 1; run < n; run *= 2) {
		for (size_t begin = 0; begin < n; begin += 2 * run) {
			size_t middle = begin + run < n ? begin + run : n, end = middle + run < n ? middle + run : n;
			size_t a = begin, b = middle;
			for (size_t i = begin; i < end; i++) {
				bool first = b == end || (a < middle && from[a] < from[b]);
				to[i] = from[first ? a : b];
				a += first;
				b += !first;
			}
		}
		uint64_t *sorted = to;
		to = from;
		from = sorted;
	}
	if (from != leaves)
		memcpy(leaves, from, n * sizeof *leaves);
}

/* How deep each leaf of the tree lies, the rarest first: the two least of leaves and of trees made so far become one. */
static void find_depths(uint8_t *depths, const uint64_t *leaves, size_t n)
{
	uint64_t sums[HUFFMAN_MOST];
	uint16_t above_leaf[HUFFMAN_MOST] = { 0 }, above[HUFFMAN_MOST];
	uint8_t depth[HUFFMAN_MOST];
	size_t leaf = 0, tree = 0;

	for (size_t made = 0; made + 1 < n; made++) {
		sums[made] = 0;
		for (int half = 0; half < 2; half++) {
			if (leaf < n && (tree == made || COUNT(leaves[leaf]) <= sums[tree])) {
				sums[made] += COUNT(leaves[leaf]);
				above_leaf[leaf++] = (uint16_t)made;
			} else {
				sums[made] += sums[tree];
				above[tree++] = (uint16_t)made;
			}
		}
	}
	depth[n - 2] = 0;
	for (size_t i = n - 2; i > 0; i--)
		depth[i - 1] = (uint8_t)(depth[above[i - 1]] + 1);
	for (size_t i = 0; i < n; i++)
		depths[i] = (uint8_t)(depth[above_leaf[i]] + 1);
}

/* How many codes there are of each length, none longer than `most`: what is cut off the longest, shorter ones give. */
static void count_lengths(uint32_t *lengths, const uint8_t *depths, size_t n, int most)
{
	uint64_t room = UINT64_C(1) << most, taken = 0;

	memset(lengths, 0, 16 * sizeof *lengths);
	for (size_t i = 0; i < n; i++)
		lengths[depths[i] < most ? depths[i] : most]++;
	for (int i = 1; i <= most; i++)
		taken += (uint64_t)lengths[i] << (most - i);
	while (taken > room) {
		int at = most - 1;
		while (lengths[at] == 0)
			at--;
		lengths[at]--;
		lengths[at + 1] += 2;
		lengths[most]--;
		taken--;
	}
}

static uint16_t turned(uint32_t code, int bits)
{
	code = (code & 0x5555) << 1 | (code >> 1 & 0x5555);
	code = (code & 0x3333) << 2 | (code >> 2 & 0x3333);
	code = (code & 0x0f0f) << 4 | (code >> 4 & 0x0f0f);
	code = (code & 0x00ff) << 8 | code >> 8;
	return (uint16_t)(code >> (16 - bits));
}

static void number_codes(struct huffman *h, const uint32_t *lengths, size_t n, int most)
{
	uint32_t next[17] = { 0 };

	for (int i = 1; i <= most; i++)
		next[i + 1] = (next[i] + lengths[i]) << 1;
	for (size_t i = 0; i < n; i++)
		if (h->bits[i] > 0)
			h->code[i] = turned(next[h->bits[i]]++, h->bits[i]);
}

void huffman_make(struct huffman *h, const uint32_t *counts, size_t n, int most)
{
	uint64_t leaves[HUFFMAN_MOST] = { 0 };
	uint8_t depths[HUFFMAN_MOST];
	uint32_t lengths[16] = { 0 };
	size_t m = 0, at = 0;

	memset(h, 0, sizeof *h);
	for (size_t i = 0; i < n; i++)
		if (counts[i] > 0)
			leaves[m++] = LEAF(counts[i], i);
	if (m < 2) {
		lengths[1] = (uint32_t)m;
	} else {
		sort(leaves, m);
		find_depths(depths, leaves, m);
		count_lengths(lengths, depths, m, most);
	}
	/* the rarest get the longest codes */
	for (int bits = most; bits > 0; bits--)
		for (uint32_t i = 0; i < lengths[bits]; i++)
			h->bits[SYMBOL(leaves[at++])] = (uint8_t)bits;
	number_codes(h, lengths, n, most);
}
