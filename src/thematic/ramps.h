/* Ramps of colours for classes: sequential, diverging and qualitative ones, with what they are good for. */
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
	bool colour_blind_safe;
};

/* All of them; *n of them. */
const struct ramp *ramps(size_t *n);

/* By name, without case; NULL when there is none. */
const struct ramp *ramp_find(const char *name);

/* `n` colours (1..20; a qualitative ramp repeats none and may have fewer: false then). */
bool ramp_colors(uint32_t *colors, const struct ramp *ramp, size_t n, bool reverse);

#endif
