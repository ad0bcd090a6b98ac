/* The colours of a picture, counted, and shared out to a palette: those that are alike share one, as much alike as it
   takes for all to fit. Pure. A light is a colour of four channels, 0 to 255, sixteen bits for each: red the lowest,
   green, blue, opacity the highest; that is so because a sum of shares of lights is one multiplication for each. */
#ifndef JT_DRAW_BINS_H
#define JT_DRAW_BINS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"

#define LIGHT_LANES UINT64_C(0x00ff00ff00ff00ff)
#define LIGHT_HALF  UINT64_C(0x0080008000800080)

struct bins {
	size_t n;
	uint8_t *index;               /* after bins_share_out: of each bin, in the palette */
	struct bin *all;
	size_t room;
	uint32_t *places[16];         /* by opacity, of each colour: its bin, + 1; NULL: none have that opacity yet, but for the first */
};

struct bins *bins_new(const void *ctx);

/* Makes `code`'s bin; use bins_add. */
uint32_t bins_make(struct bins *b, uint32_t code);

struct bin {
	uint32_t code, count;
	uint64_t even, odd;           /* sums of its lights' channels */
};

/* Lights alike have one code: five bits of a colour, red the lowest, four of opacity: 0 where nothing shows through, else 8 and
   three bits, so that a border within a country is not taken for one like those of its coast. One multiplication brings the
   five bits of each channel to their place. */
#define BINS_COLORS (1U << 15)
static inline uint32_t bins_opacity(uint64_t light)
{
	return light >> 48 == 255 ? 0 : (uint32_t)(8 | (7 - (light >> 53 & 7)));
}

static inline uint32_t bins_color(uint64_t light)
{
	uint64_t color = (light & UINT64_C(0x000000f800f800f8)) * (UINT64_C(1) << 42 | 1U << 31 | 1U << 20);

	return (uint32_t)(color >> 45 & (BINS_COLORS - 1));
}

/* Counts a light; the number of its bin. `opaque`: that it is so is known. */
static inline uint32_t bins_add(struct bins *b, uint64_t light, bool opaque)
{
	uint32_t color = bins_color(light), opacity = opaque ? 0 : bins_opacity(light);
	const uint32_t *places = b->places[opacity];
	uint32_t at = opaque || places != NULL ? places[color] : 0;

	if (__builtin_expect(at == 0, false))
		at = bins_make(b, color | opacity * BINS_COLORS);
	struct bin *bin = &b->all[at - 1];
	bin->count++;
	bin->even += light & UINT64_C(0x000000ff000000ff);
	bin->odd += light >> 16 & UINT64_C(0x000000ff000000ff);
	return at - 1;
}

/* Gives each bin one of at most `room` colours (1 to 256), numbered from `first` on; writes the lights of these to
   `lights` and returns how many there are. */
size_t bins_share_out(struct bins *b, uint64_t *lights, size_t first, size_t room);

#endif
