/* Cutting to a square: low <= x, y <= high. */
#ifndef JT_TILES_CLIP_H
#define JT_TILES_CLIP_H

#include <stdbool.h>
#include <stddef.h>

struct clip {
	const void *ctx;              /* of what is cut */
	double low, high;
	double *cut[2];               /* with room for so many points */
	size_t room[2];
};

bool clip_inside(const struct clip *c, double x, double y);

/* A ring of *n points (Sutherland and Hodgman 1974: parts of it may hang together along the border). Lent until the
   next call; `xy` itself where nothing had to be cut. */
const double *clip_ring(struct clip *c, const double *xy, size_t *n);

/* The pieces of a line, one after the other. */
void clip_line(struct clip *c, const double *xy, size_t n, void (*piece)(void *arg, const double *xy, size_t n),
               void *arg);

#endif
