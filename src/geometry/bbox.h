/* Boxes as they grow. */
#ifndef JT_GEOMETRY_BBOX_H
#define JT_GEOMETRY_BBOX_H

#include <math.h>
#include <stdbool.h>

#include "catalogue/catalogue.h"

#define BBOX_NOWHERE ((struct bbox){ HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL })

static inline bool bbox_somewhere(const struct bbox *b)
{
	return b->minx <= b->maxx;
}

static inline void bbox_join(struct bbox *b, const struct bbox *with)
{
	b->minx = fmin(b->minx, with->minx);
	b->miny = fmin(b->miny, with->miny);
	b->maxx = fmax(b->maxx, with->maxx);
	b->maxy = fmax(b->maxy, with->maxy);
}

static inline void bbox_add(struct bbox *b, const double *xy)
{
	bbox_join(b, &(struct bbox){ xy[0], xy[1], xy[0], xy[1] });
}

#endif
