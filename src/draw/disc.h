/* Circles laid over a picture of paint.h's pixels. Pure. */
#ifndef JT_DRAW_DISC_H
#define JT_DRAW_DISC_H

#include <stddef.h>
#include <stdint.h>

struct disc {
	double x, y, diameter;        /* pixels */
	uint32_t color, edge;         /* 0xrrggbb */
	double opacity;               /* of both, 0..1 */
	double edge_width;            /* half of it within; 0: none */
};

void disc_draw(uint32_t *pixels, int width, int height, const struct disc *d);

#endif
