/* Which area covers which pixel, and by how much: what a map of areas is before it has colours, so that another
   indicator, other classes or colours over the same view cost a look-up for each pixel. The share of a pixel is
   exact (the area of the polygon in it), so that neighbours share a pixel without a seam: their shares add
   up to one. Pure: no I/O. Coordinates are pixels, from the upper left corner of the picture, y down. */
#ifndef JT_DRAW_COVER_H
#define JT_DRAW_COVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"

#define COVER_NONE  UINT32_MAX        /* nothing is there */
#define COVER_MIXED (UINT32_C(1) << 31) /* | number of the mixed pixel: several areas, or a part of one */
#define COVER_WHOLE UINT16_MAX

struct cover {
	int width, height;
	uint32_t *owner;              /* of each pixel, row by row: the area that fills it, or one of these marks */
	size_t n_mixed;
	uint32_t *first;              /* n_mixed + 1: where a mixed pixel's parts begin */
	uint32_t *area;               /* of each part */
	uint16_t *share;              /* of each part, of COVER_WHOLE; those of a pixel add up to at most that */
};

struct cover_builder;

/* Width and height from 1 on, their product below 2^31. */
struct cover_builder *cover_builder_new(const void *ctx, int width, int height);

/* A ring of the area in hand, n points, x and y in turn, closed or not, in either direction. Parts of it outside of
   the picture cost little. */
void cover_ring(struct cover_builder *b, const double *xy, size_t n, bool hole);

/* The rings since the last call are those of `area`, below COVER_MIXED. Where areas overlap, the first one
   that fills a pixel has it. */
void cover_area(struct cover_builder *b, uint32_t area);

/* The cover, in the builder's ctx; the builder is gone. */
struct cover *cover_builder_end(struct cover_builder *b);

#endif
