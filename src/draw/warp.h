/* From the coordinates of the data to the pixels of a view, by a grid of points that PROJ moved where that comes near
   enough: as much as an eye can tell, a fiftieth of a pixel. */
#ifndef JT_DRAW_WARP_H
#define JT_DRAW_WARP_H

#include "catalogue/catalogue.h"
#include "geometry/move.h"

struct warp;

/* From the system that `move` comes from to a picture of `bbox` (in the one it goes to), outer edges; most points will be in
   `data`, the box of the view in the first one. `move` must outlive it. */
struct warp *warp_new(const void *ctx, struct move *move, const struct bbox *data, const struct bbox *bbox, int width,
                      int height);

/* Moves n points, x and y in turn, in place; false when one of them has no place there. */
bool warp_points(struct warp *w, double *xy, size_t n);

#endif
