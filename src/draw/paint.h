/* Colours over a cover: each area in the colour or the hatching of its class, shares of a pixel mixed. Pure. */
#ifndef JT_DRAW_PAINT_H
#define JT_DRAW_PAINT_H

#include "draw/cover.h"

struct paint_class {
	uint32_t color;               /* 0xrrggbb */
	double opacity;               /* 0..1 */
	uint32_t line;                /* of a hatching */
	double spacing, angle, width; /* pixels, degrees; spacing 0: no hatching */
};

#define PAINT_CLASSES 160             /* at most; hatchings count for nine */
#define PAINT_NOTHING UINT8_MAX       /* the class of an area that is not drawn */

struct paint {
	const struct paint_class *classes; size_t n_classes;
	const uint8_t *class_of;      /* of each area of the cover */
	uint32_t line_color;
	bool transparent;
	uint32_t background;
	double origin_x, origin_y;    /* of hatchings, pixels: the same place of the world in neighbouring tiles */
};

/* Whether classes are within the ceiling. */
bool paint_can(const struct paint_class *classes, size_t n);

/* A picture of 256 colours at most: a byte for each pixel, before each row one that is 0 (png.h); behind the last one,
   DEFLATE_BEYOND (deflate.h). Colours as in paint_pixels. */
struct painted {
	int width, height;
	uint8_t *rows;
	uint32_t colors[256];
	size_t n_colors;
};
struct painted *paint(const void *ctx, const struct cover *cover, const struct paint *p);

/* Writes width x height pixels: 0xaabbggrr in memory order R, G, B, A, not premultiplied. */
void paint_pixels(uint32_t *pixels, const struct cover *cover, const struct paint *p);

/* What 0xrrggbb is, opaque, in `pixels`. */
uint32_t paint_pixel(uint32_t color);

#endif
