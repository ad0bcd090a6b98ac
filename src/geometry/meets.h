/* Which features of a store meet the box of a query: exactly, on their geometry, as ST_Intersects tells it. */
#ifndef JT_GEOMETRY_MEETS_H
#define JT_GEOMETRY_MEETS_H

#include "geometry/box_ring.h"
#include "geometry/store.h"

/* Whether feature i meets one of n rings. What only touches meets. */
bool meets_any(const struct box_ring *rings, size_t n, const struct geometry_store *s, uint32_t i);

#endif
