/* What the files of the cover share while it is made. */
#ifndef JT_DRAW_COVER_CELLS_H
#define JT_DRAW_COVER_CELLS_H

#include "draw/cover.h"

/* What a border does in one pixel: by how much it changes the share that the area on its left has of this
   pixel (`here`), and of all to the right of it (`beyond`); the area on its right loses the same. */
struct cover_cell {
	float here, beyond;
	uint32_t left, right;
	uint32_t next;                /* cell of the same pixel, + 1 */
};

struct cover_builder {
	int width, height;
	uint32_t *head;               /* of each pixel: its last cell, + 1 */
	struct cover_cell *cells;
	size_t n_cells, room;
	uint32_t left, right;         /* of the line in hand */
	struct cover *cover;
};

#endif
