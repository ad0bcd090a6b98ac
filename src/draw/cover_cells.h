/* What the files of the cover share while it is made. */
#ifndef JT_DRAW_COVER_CELLS_H
#define JT_DRAW_COVER_CELLS_H

#include "draw/cover.h"

/* What borders between two areas do in one pixel: by how much they change the share that the first area has of this pixel
   (`here`), and of all to the right of it (`beyond`); the second one loses the same. */
struct cover_cell {
	float here, beyond;
	float line;                   /* what lines along them take of it, of COVER_SHARES */
	uint32_t x;                   /* of the pixel, + 1 */
	uint64_t sides;               /* COVER_SIDES */
};

/* The areas of a border, the lesser one first. */
#define COVER_SIDES(first, second) ((first) | (uint64_t)(second) << 32)
#define COVER_FIRST(sides)  ((uint32_t)(sides))
#define COVER_SECOND(sides) ((uint32_t)((sides) >> 32))

/* The cells of a row lie in pieces, as rows are swept one after the other. */
#define COVER_PIECE 32
struct cover_piece {
	struct cover_piece *after;
	struct cover_cell cells[COVER_PIECE];
};

struct cover_row {
	struct cover_cell *last, *end;        /* the cell that came last; behind those of its piece */
	uint32_t x, line;                     /* of the last one, so that it need not be looked at */
	struct cover_piece *first, *newest;
};

/* Rows and pixels have a margin of one around them, where what ends on the edges of the picture, or is off it by rounding,
   may leave cells that nobody asks for. */
struct cover_builder {
	int width, height;
	struct cover_row *rows;       /* row y is rows[y + 1] */
	struct cover_cell none;       /* the last one of an empty row */
	uint32_t line;                /* number of the line in hand */
	struct cover_piece *free;     /* so many at hand */
	size_t n_free, n_cells;       /* n_cells: that there is room for */
	uint64_t sides;               /* of it */
	double sign;                  /* -1 where its areas are told the other way round */
	double stroke;                /* what a pixel's width of it takes of a pixel, of COVER_SHARES */
	uint32_t n_areas;
};

#endif
