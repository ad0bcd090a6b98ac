/* What the files of the cover share while it is made. */
#ifndef JT_DRAW_COVER_CELLS_H
#define JT_DRAW_COVER_CELLS_H

#include "draw/cover.h"

/* What a border does in one pixel: by how much it changes the share that the area on its left has of this
   pixel (`here`), and of all to the right of it (`beyond`); the area on its right loses the same. */
struct cover_cell {
	float here, beyond;
	uint32_t left, right;
	uint32_t x;
	uint32_t next;                /* of the same pixel: its place, + 1 */
};

/* The cells of a row lie in pieces of so many, as rows are swept one after the other. */
#define COVER_PIECE 32

struct cover_row {
	uint32_t first, last;         /* piece + 1; 0: none */
	uint32_t n;                   /* cells in all */
};

struct cover_builder {
	int width, height;
	struct cover_row *rows;
	struct cover_cell *cells;     /* COVER_PIECE for each piece */
	uint32_t *after;              /* of each piece: the next of its row, + 1 */
	uint32_t n_pieces, room;
	uint32_t left, right;         /* of the line in hand */
	struct cover *cover;
};

#endif
