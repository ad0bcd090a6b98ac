/* Borders of a geometry store as lines in the picture of a view: with the points that count at its scale, and of what is
   beside the view no more than it takes to go round it. */
#ifndef JT_DRAW_BORDERS_H
#define JT_DRAW_BORDERS_H

#include "draw/warp.h"

struct borders {
	const void *ctx;
	const double *xy;             /* of the store */
	const float *detail;
	double tolerance;             /* least detail of a point that is taken */
	struct bbox box;              /* of the view and a little more, in the store's system */
	struct warp *warp;
	double *line;                 /* what was taken, in pixels */
	size_t room;
};

/* Where a box (minx, miny, maxx, maxy) is: all of it in the view, or all on one side of it and no longer than the view: then
   its line is as good as the straight one between its ends. */
enum borders_place { BORDERS_WITHIN, BORDERS_BESIDE, BORDERS_ACROSS };
enum borders_place borders_place(const struct borders *b, const float *box);

/* The line from point `first` on, of n points, whose box is there; how many it has then, 0 where one of them has no place in
   the picture. */
size_t borders_take(struct borders *b, uint32_t first, uint32_t n, enum borders_place place);

#endif
