/* Ramps of colours for classes: sequential, diverging and qualitative ones, with what they are good for. They bear
   the names that map makers know where they look alike; their colours are computed (color.h), not those of another
   collection. Sequential ramps go from light to dark, viridis and cividis from dark to light; diverging ones are
   symmetric in lightness around a light neutral middle. */
#ifndef JT_THEMATIC_RAMPS_H
#define JT_THEMATIC_RAMPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/lang.h"

enum ramp_kind { RAMP_SEQUENTIAL, RAMP_DIVERGING, RAMP_QUALITATIVE };

struct ramp {
	const char *name;             /* "Blues", "RdBu", "viridis", "Set2" ... */
	enum ramp_kind kind;
	struct text title;
	bool colour_blind_safe;       /* neighbours stay apart for who sees no red or no green */
};

/* All of them, 0 first; NULL after the last. */
const struct ramp *ramps_at(size_t i);

/* By name, without case; NULL when there is none. */
const struct ramp *ramp_find(const char *name);

#define RAMP_COLORS 20

/* How many colours it has: RAMP_COLORS; a qualitative ramp repeats none and may have fewer. */
size_t ramp_most(const struct ramp *ramp);

/* The colour at a place 0..1 of a sequential or diverging ramp. */
uint32_t ramp_color(const struct ramp *ramp, double place);

/* `n` colours, 1..ramp_most; false when there are more. */
bool ramp_colors(uint32_t *colors, const struct ramp *ramp, size_t n, bool reverse);

#endif
