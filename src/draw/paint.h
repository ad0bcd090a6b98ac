/* Colours over a cover: each area in the colour or the hatching of its class, shares of a pixel mixed, lines on top. Pure. */
#ifndef JT_DRAW_PAINT_H
#define JT_DRAW_PAINT_H

#include "draw/cover.h"

struct paint_class {
	uint32_t color;               /* 0xrrggbb */
	uint32_t line;                /* of a hatching */
	double spacing, angle, width; /* pixels, degrees; spacing 0: no hatching */
};

#define PAINT_NOTHING UINT8_MAX       /* the class of an area that is not drawn */

struct paint {
	const struct paint_class *classes; size_t n_classes;  /* at most 255 */
	const uint8_t *class_of;      /* of each area */
	double opacity;               /* of the areas, 0..1 */
	const uint8_t *lines;         /* mask (stroke.h), or NULL */
	uint32_t line_color;
	double line_opacity;
	bool transparent;
	uint32_t background;
	double origin_x, origin_y;    /* of hatchings, pixels: the same place of the world in neighbouring tiles */
};

/* Writes width x height pixels: 0xaabbggrr in memory order R, G, B, A, not premultiplied. */
void paint(uint32_t *pixels, const struct cover *cover, const struct paint *p);

/* What 0xrrggbb is, opaque, in `pixels`. */
uint32_t paint_pixel(uint32_t color);

#endif
