#include "draw/png.h"

#include <string.h>

#include <libdeflate.h>

#include "draw/bins.h"
#include "draw/deflate.h"

#define SLOTS 1024                    /* of the exact colours, by hash; a power of two above 256 */
#define NONE  UINT16_MAX

/* Colours that stay as they are. */
struct exact {
	uint32_t keys[SLOTS];
	uint16_t slots[SLOTS];
};

static size_t slot_of(const struct exact *e, uint32_t color)
{
	size_t at = (color * UINT32_C(2654435761)) >> 22;

	while (e->slots[at] != NONE && e->keys[at] != color)
		at = (at + 1) % SLOTS;
	return at;
}

static uint64_t spread(uint32_t color)
{
	return (color & 255) | (uint64_t)(color & 0xff00) << 8 | (uint64_t)(color & 0xff0000) << 16 |
	       (uint64_t)(color & 0xff000000) << 24;
}

static uint32_t gather(uint64_t light)
{
	return (uint32_t)((light & 255) | (light >> 8 & 0xff00) | (light >> 16 & 0xff0000) |
	                  (light >> 24 & 0xff000000));
}

static void add_exact(struct exact *e, struct painted *p, uint32_t color)
{
	size_t at = slot_of(e, color);

	if (e->slots[at] != NONE)
		return;
	e->keys[at] = color;
	e->slots[at] = (uint16_t)p->n_colors;
	p->colors[p->n_colors++] = color;
}

bool png_colors(uint32_t colors[PNG_EXACT], size_t *n, const void *ctx, const uint32_t *pixels, size_t n_pixels)
{
	struct painted *p = mem_new(ctx, struct painted);
	struct exact *e = mem_new(p, struct exact);

	memset(e->slots, 0xff, sizeof e->slots);
	for (size_t i = 0; i < n_pixels && p->n_colors <= PNG_EXACT; i++)
		if (i == 0 || pixels[i] != pixels[i - 1])
			add_exact(e, p, pixels[i]);
	bool few = p->n_colors <= PNG_EXACT;
	*n = few ? p->n_colors : 0;
	memcpy(colors, p->colors, *n * sizeof *colors);
	talloc_free(p);
	return few;
}

/* The number of each pixel: of its exact colour, or 256 + its bin. */
static uint32_t *number_pixels(const void *ctx, const struct exact *e, struct bins *bins, const uint32_t *pixels, size_t n)
{
	uint32_t *numbers = mem_grow(ctx, NULL, uint32_t, n);

	for (size_t i = 0; i < n; i++) {
		if (i > 0 && pixels[i] == pixels[i - 1] && numbers[i - 1] < 256) {
			numbers[i] = numbers[i - 1];
			continue;
		}
		uint16_t exact = e->slots[slot_of(e, pixels[i])];
		numbers[i] = exact != NONE ? exact : 256 + bins_add(bins, spread(pixels[i]), false);
	}
	return numbers;
}

/* Pixels as bytes of a palette. */
static struct painted *reduce(const void *ctx, const uint32_t *pixels, int width, int height, const uint32_t *exact,
                              size_t n)
{
	struct painted *p = mem_new(ctx, struct painted);
	struct exact *e = mem_new(p, struct exact);
	struct bins *bins = bins_new(p);
	size_t w = (size_t)width, h = (size_t)height;
	uint64_t lights[256];

	memset(e->slots, 0xff, sizeof e->slots);
	for (size_t i = 0; i < n; i++)
		add_exact(e, p, exact[i]);
	uint32_t *numbers = number_pixels(p, e, bins, pixels, w * h);
	size_t shared = bins_share_out(bins, lights, p->n_colors, 256 - p->n_colors);
	for (size_t i = 0; i < shared; i++)
		p->colors[p->n_colors++] = gather(lights[i]);
	p->width = width;
	p->height = height;
	p->rows = mem_array(p, uint8_t, (w + 1) * h + DEFLATE_BEYOND);
	for (size_t y = 0; y < h; y++) {
		uint8_t *row = p->rows + (w + 1) * y + 1;
		for (size_t x = 0; x < w; x++) {
			uint32_t number = numbers[y * w + x];
			row[x] = number < 256 ? (uint8_t)number : bins->index[number - 256];
		}
	}
	return p;
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

static bool write_palette(struct out *out, const struct painted *p)
{
	uint8_t colors[256 * 3], opacity[256];
	size_t clear = 0;             /* up to the last one that is not opaque */

	for (size_t i = 0; i < p->n_colors; i++) {
		for (int c = 0; c < 3; c++)
			colors[3 * i + (size_t)c] = (uint8_t)(p->colors[i] >> 8 * c);
		opacity[i] = (uint8_t)(p->colors[i] >> 24);
		if (opacity[i] != 255)
			clear = i + 1;
	}
	return chunk(out, "PLTE", colors, 3 * p->n_colors) && (clear == 0 || chunk(out, "tRNS", opacity, clear));
}

bool png_write_painted(struct out *out, const void *ctx, const struct painted *p)
{
	static const uint8_t signature[8] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
	uint8_t header[13] = { [8] = 8, [9] = 3 };  /* eight bits, a palette */
	void *scratch = talloc_new(ctx);

	put32(header, (uint32_t)p->width);
	put32(header + 4, (uint32_t)p->height);
	bool ok = out_write(out, signature, sizeof signature) && chunk(out, "IHDR", header, sizeof header) &&
	          write_palette(out, p);
	size_t size;
	const uint8_t *packed = deflate_runs(scratch, p->rows, ((size_t)p->width + 1) * (size_t)p->height, &size);
	ok = ok && chunk(out, "IDAT", packed, size) && chunk(out, "IEND", "", 0);
	talloc_free(scratch);
	return ok;
}

bool png_write(struct out *out, const void *ctx, const uint32_t *pixels, int width, int height,
               const uint32_t *exact, size_t n)
{
	struct painted *p = reduce(ctx, pixels, width, height, exact, n);
	bool ok = png_write_painted(out, ctx, p);

	talloc_free(p);
	return ok;
}
