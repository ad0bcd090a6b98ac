/* When areas are small, outlines of a colour of their own would be all that is seen of a choropleth. */
#ifndef JT_MAP_OUTLINES_H
#define JT_MAP_OUTLINES_H

#include "geometry/store.h"
#include "map/engine.h"

/* The land of such areas under symbols. */
#define OUTLINES_LAND 0xececec

/* Whether the areas of a layer are wide enough in this view for that, on average; the same for all tiles of a scale. */
bool outlines_seen(struct engine *engine, const struct engine_map *map, const struct geometry_store *store);

#endif
