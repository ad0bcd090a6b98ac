/* Lines as a mask: for each pixel, how much of it the lines cover, 0 to 255. Where lines overlap, the mask has the most of
   them, so that a border that two areas share is drawn once however often it comes. Pure. */
#ifndef JT_DRAW_STROKE_H
#define JT_DRAW_STROKE_H

#include <stddef.h>
#include <stdint.h>

/* Adds a line of n points (pixels, x and y in turn, y down) of that width in pixels, above 0, to a mask of
   width x height bytes. */
void stroke_line(uint8_t *mask, int width, int height, const double *xy, size_t n, double line_width);

/* A disc around (x, y), its border included. */
void stroke_disc(uint8_t *mask, int width, int height, double x, double y, double diameter);

#endif
