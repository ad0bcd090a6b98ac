/* Which area covers which pixel, and by how much: what a map of areas is before it has colours, so that another
   indicator, other classes or colours over the same view cost a look-up for each run of pixels. The share of a pixel is
   the area of the polygon in it, so that neighbours share a pixel without a seam: with what lies between them their
   shares add up to one. Pure: no I/O. Coordinates are pixels, from the upper left corner of the picture, y down. */
#ifndef JT_DRAW_COVER_H
#define JT_DRAW_COVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"

#define COVER_NOBODY UINT32_MAX       /* the side of a line where no area is */
#define COVER_SHARES 256              /* a whole pixel */

/* Pixels in a row that one area has whole. */
struct cover_span {
	uint32_t x, n, area;
};

/* The areas are 0 ... n_areas - 1; `lines` stands for what is drawn over them, `ground` for what none covers. Spans and
   mixed pixels of row y: from row_spans[y], row_mixed[y] on; together they are every pixel once. */
struct cover {
	int width, height;
	uint32_t n_areas, lines, ground;
	struct cover_span *spans;
	uint32_t *row_spans, *row_mixed;      /* height + 1 */
	size_t n_mixed;
	uint32_t *x;                          /* of each mixed pixel, ascending in a row */
	uint32_t *first;                      /* n_mixed + 1: where its parts begin */
	uint32_t *parts;                      /* COVER_PART each; shares of a pixel add up to COVER_SHARES. At least
	                                         COVER_PARTS of a pixel: what it lacks are parts that have no share */
};

#define COVER_PARTS 4                 /* of a pixel: two areas, the ground and lines */

/* The area of a part and its share, 0 to 255. */
#define COVER_PART(area, share) ((area) << 8 | (share))
#define COVER_AREA(part)  ((part) >> 8)
#define COVER_SHARE(part) ((part) & 255)
#define COVER_AREAS 16000000          /* at most */

struct cover_builder;

/* Width and height from 1 on, their product below 2^31. */
struct cover_builder *cover_builder_new(const void *ctx, int width, int height);

/* How many areas there are, at most COVER_AREAS: before the first border. */
void cover_builder_areas(struct cover_builder *b, uint32_t n_areas);

/* A border of n points, x and y in turn, with the areas at its sides as who walks along it in the picture has them, or
   COVER_NOBODY. All borders of an area must be there; what is outside of the picture costs little. `stroke`: a line is drawn
   along it, of that width in pixels, at most COVER_THIN; 0: none. */
void cover_line(struct cover_builder *b, const double *xy, size_t n, uint32_t left, uint32_t right, double stroke);
#define COVER_THIN 0.5                /* up to here a pixel has of a line what its length there times its width is */

/* A ring of an area, closed or not, in either direction. */
void cover_ring(struct cover_builder *b, const double *xy, size_t n, bool hole, uint32_t area);

/* The cover, in the builder's ctx; the builder is gone. Where areas overlap, the last one lies on top. `lines`: how
   much of each pixel wider lines cover, 0 to 255 (stroke.h); NULL for none. */
struct cover *cover_builder_end(struct cover_builder *b, const uint8_t *lines);

/* Of memory, about. */
size_t cover_bytes(const struct cover *c);

#endif
