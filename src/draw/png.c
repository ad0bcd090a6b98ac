#include "draw/png.h"

#include <stdlib.h>
#include <string.h>

#include <libdeflate.h>

#define COLORS  256
#define SLOTS   1024                  /* of the exact colours, by hash; a power of two above COLORS */
#define BINS    (1 << 18)             /* five bits a colour, three of opacity */
#define LEVEL   5
#define NONE    UINT16_MAX

/* Colours too alike to be told apart, counted together. */
struct bin {
	uint32_t number, count, color;
};

struct palette {
	uint32_t colors[COLORS];
	size_t n;
	uint32_t keys[SLOTS];
	uint16_t slots[SLOTS];
	uint16_t *of_bin;
};

static uint32_t bin_of(uint32_t c)
{
	return (c >> 3 & 31) | (c >> 11 & 31) << 5 | (c >> 19 & 31) << 10 | (c >> 29 & 7) << 15;
}

static size_t slot_of(const struct palette *p, uint32_t color)
{
	size_t at = (color * UINT32_C(2654435761)) >> 22;

	while (p->slots[at] != NONE && p->keys[at] != color)
		at = (at + 1) % SLOTS;
	return at;
}

static void add_exact(struct palette *p, uint32_t color)
{
	size_t at = slot_of(p, color);

	if (p->slots[at] != NONE || p->n == COLORS)
		return;
	p->keys[at] = color;
	p->slots[at] = (uint16_t)p->n;
	p->colors[p->n++] = color;
}

/* The most frequent first: they give their colour to those around them. */
static int by_count(const void *a, const void *b)
{
	const struct bin *x = a, *y = b;

	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return x->number < y->number ? -1 : x->number > y->number;
}

/* The bins of all pixels that have no exact colour. */
static struct bin *count_bins(const void *ctx, const struct palette *p, const uint32_t *pixels, size_t n,
                              size_t *n_bins)
{
	uint32_t *place = mem_array(ctx, uint32_t, BINS);  /* + 1 */
	struct bin *bins = NULL;
	size_t room = 0;

	*n_bins = 0;
	for (size_t i = 0; i < n; i++) {
		if ((i > 0 && pixels[i] == pixels[i - 1] && p->slots[slot_of(p, pixels[i])] != NONE) ||
		    p->slots[slot_of(p, pixels[i])] != NONE)
			continue;
		uint32_t number = bin_of(pixels[i]);
		if (place[number] == 0) {
			if (*n_bins == room)
				bins = mem_grow(ctx, bins, struct bin, room = room == 0 ? 512 : room * 2);
			bins[(*n_bins)++] = (struct bin){ number, 0, pixels[i] };
			place[number] = (uint32_t)*n_bins;
		}
		bins[place[number] - 1].count++;
	}
	talloc_free(place);
	return bins;
}

/* The number of a bin among coarser ones: `drop` bits less for each colour. */
static uint32_t coarser(uint32_t number, int drop)
{
	uint32_t keep = 31U >> drop << drop;

	return number & (keep | keep << 5 | keep << 10 | 7U << 15);
}

/* Gives each bin a colour of the palette, by bins that much coarser; how many colours that takes, or `room` + 1 where it
   is more. */
static size_t share_out(struct palette *p, const struct bin *bins, size_t n_bins, int drop, size_t room)
{
	size_t first = p->n, n = 0;

	memset(p->of_bin, 0xff, BINS * sizeof *p->of_bin);
	for (size_t i = 0; i < n_bins; i++) {
		uint16_t *coarse = &p->of_bin[coarser(bins[i].number, drop)];
		if (*coarse == NONE) {
			if (n == room)
				return room + 1;
			p->colors[first + n] = bins[i].color;
			*coarse = (uint16_t)(first + n++);
		}
		p->of_bin[bins[i].number] = *coarse;
	}
	return n;
}

static struct palette *choose(const void *ctx, const uint32_t *pixels, size_t n_pixels, const uint32_t *exact,
                              size_t n)
{
	struct palette *p = mem_new(ctx, struct palette);
	size_t n_bins;

	memset(p->slots, 0xff, sizeof p->slots);
	for (size_t i = 0; i < n; i++)
		add_exact(p, exact[i]);
	struct bin *bins = count_bins(p, p, pixels, n_pixels, &n_bins);
	if (n_bins > 0)
		qsort(bins, n_bins, sizeof *bins, by_count);
	p->of_bin = mem_array(p, uint16_t, BINS);
	size_t taken = COLORS + 1;
	for (int drop = 0; taken > COLORS - p->n && drop < 5; drop++)
		taken = share_out(p, bins, n_bins, drop, COLORS - p->n);
	p->n += taken;
	if (p->n == 0)
		p->colors[p->n++] = 0;
	return p;
}

static uint8_t *index_rows(const void *ctx, const struct palette *p, const uint32_t *pixels, int width, int height)
{
	size_t stride = (size_t)width + 1;
	uint8_t *rows = mem_array(ctx, uint8_t, stride * (size_t)height), last_index = 0;
	uint32_t last = ~pixels[0];

	for (int y = 0; y < height; y++) {
		const uint32_t *from = pixels + (size_t)y * (size_t)width;
		uint8_t *to = rows + stride * (size_t)y + 1;  /* before it, the filter: none */
		for (int x = 0; x < width; x++) {
			if (from[x] != last) {
				size_t slot = slot_of(p, from[x]);
				last = from[x];
				last_index = (uint8_t)(p->slots[slot] != NONE ? p->slots[slot]
				                                             : p->of_bin[bin_of(last)]);
			}
			to[x] = last_index;
		}
	}
	return rows;
}

static void put32(uint8_t *at, uint32_t v)
{
	at[0] = (uint8_t)(v >> 24);
	at[1] = (uint8_t)(v >> 16);
	at[2] = (uint8_t)(v >> 8);
	at[3] = (uint8_t)v;
}

static bool chunk(struct out *out, const char *name, const void *data, size_t n)
{
	uint8_t head[8], tail[4];
	uint32_t sum = libdeflate_crc32(0, name, 4);

	put32(head, (uint32_t)n);
	memcpy(head + 4, name, 4);
	put32(tail, libdeflate_crc32(sum, data, n));
	return out_write(out, head, sizeof head) && out_write(out, data, n) && out_write(out, tail, sizeof tail);
}

static bool write_palette(struct out *out, const struct palette *p)
{
	uint8_t colors[COLORS * 3], opacity[COLORS];
	size_t clear = 0;             /* up to the last one that is not opaque */

	for (size_t i = 0; i < p->n; i++) {
		for (int c = 0; c < 3; c++)
			colors[3 * i + (size_t)c] = (uint8_t)(p->colors[i] >> 8 * c);
		opacity[i] = (uint8_t)(p->colors[i] >> 24);
		if (opacity[i] != 255)
			clear = i + 1;
	}
	return chunk(out, "PLTE", colors, 3 * p->n) && (clear == 0 || chunk(out, "tRNS", opacity, clear));
}

static bool write_rows(struct out *out, const void *ctx, const uint8_t *rows, size_t n, struct err *err)
{
	struct libdeflate_compressor *c = libdeflate_alloc_compressor(LEVEL);

	if (c == NULL)
		return err_set(err, ctx, ERR_INTERNAL, NULL, "the picture could not be written",
		               "l'image n'a pas pu être écrite");
	size_t room = libdeflate_zlib_compress_bound(c, n);
	uint8_t *packed = mem_array(ctx, uint8_t, room);
	size_t size = libdeflate_zlib_compress(c, rows, n, packed, room);
	libdeflate_free_compressor(c);
	chunk(out, "IDAT", packed, size);
	return true;
}

bool png_write(struct out *out, const void *ctx, const uint32_t *pixels, int width, int height,
               const uint32_t *exact, size_t n, struct err *err)
{
	static const uint8_t signature[8] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
	uint8_t header[13] = { [8] = 8, [9] = 3 };  /* eight bits, a palette */
	void *scratch = talloc_new(ctx);

	put32(header, (uint32_t)width);
	put32(header + 4, (uint32_t)height);
	struct palette *p = choose(scratch, pixels, (size_t)width * (size_t)height, exact, n);
	uint8_t *rows = index_rows(scratch, p, pixels, width, height);
	bool ok = out_write(out, signature, sizeof signature) && chunk(out, "IHDR", header, sizeof header) &&
	          write_palette(out, p);
	ok = !ok || write_rows(out, scratch, rows, ((size_t)width + 1) * (size_t)height, err);
	if (ok)
		chunk(out, "IEND", "", 0);
	talloc_free(scratch);
	return ok;
}
