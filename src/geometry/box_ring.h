/* The box of a query in the system of a layer. A box in another system than the data's is no box there: it becomes a
   ring with close vertices, with a box around it (what an index can find) and one inside it (what needs no
   closer look). */
#ifndef JT_GEOMETRY_BOX_RING_H
#define JT_GEOMETRY_BOX_RING_H

#include "geometry/features.h"

enum { BOX_STEPS = 100, BOX_VERTICES = 4 * BOX_STEPS + 1, BOX_RINGS_MOST = 2 };

struct box_ring {
	struct bbox outer, inner;     /* the inner one may be empty: minx > maxx or miny > maxy */
	double x[BOX_VERTICES], y[BOX_VERTICES];  /* counter-clockwise, the last the same as the first */
	int n;
};

/* The rings that q->bbox is of, in an array of ctx: two where it crosses the 180th meridian, none where the layer can
   have nothing. */
bool box_rings(struct box_ring **rings, size_t *n, const void *ctx, const struct feature_query *q,
               struct err *err);

#endif
