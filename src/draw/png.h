/* Pixels as PNG (W3C PNG, second edition), in 256 colours of a palette: a map of classes has few colours beside the
   mixtures along its borders, and a picture of a byte a pixel is small and quick to make. */
#ifndef JT_DRAW_PNG_H
#define JT_DRAW_PNG_H

#include "base/out.h"
#include "draw/paint.h"

/* False, as out.h has it, when nobody listens any more. */
bool png_write_painted(struct out *out, const void *ctx, const struct painted *p);

#define PNG_EXACT 250                 /* at most */

/* Writes a picture of paint.h's pixels. The `n` colours of `exact` stay as they are; of the others, those that are alike share a
   colour: as much alike as it takes for all to fit in the palette. */
bool png_write(struct out *out, const void *ctx, const uint32_t *pixels, int width, int height,
               const uint32_t *exact, size_t n);

/* The colours of a picture, *n of them; false when they are more than PNG_EXACT. */
bool png_colors(uint32_t colors[PNG_EXACT], size_t *n, const void *ctx, const uint32_t *pixels, size_t n_pixels);

#endif
