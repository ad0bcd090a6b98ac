/* The areas of a framework in one view: what does not depend on the indicator that is drawn over them. Made once for a
   view, and worth keeping. */
#ifndef JT_DRAW_SCENE_H
#define JT_DRAW_SCENE_H

#include "draw/paint.h"
#include "geometry/move.h"
#include "geometry/store.h"

struct scene_view {
	int srs;
	struct bbox bbox;             /* in srs, x first, outer edges */
	int width, height;            /* pixels */
	double line_width;            /* of the borders, pixels; 0 for none */
	const uint8_t *places;        /* of all features; those that are PAINT_NOTHING are not there. NULL: all are.
	                                 What the store is named by names these, too */
};

struct scene {
	struct cover *cover;          /* area i is feature areas[i] of the store */
	uint32_t *areas; size_t n_areas;  /* features that the view may show, ascending */
	size_t bytes;                 /* of memory, about */
};

/* The store must be one of polygons. Goes with ctx. ERR_CRS where there is no way from its system to the view's. */
struct scene *scene_make(const void *ctx, const struct geometry_store *store, struct moves *moves,
                         const struct scene_view *view, struct err *err);

#endif
