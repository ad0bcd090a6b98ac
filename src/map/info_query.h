/* The features under a place of a map: from geometry stores and columns where a layer has them, else through libmapserver. */
#ifndef JT_MAP_INFO_QUERY_H
#define JT_MAP_INFO_QUERY_H

#include "map/engine.h"

/* engine_query in all that it promises. A place in an area is looked for in the reference system of the data. */
bool info_query(const struct exchange *x, const struct engine_map *map, int column, int row, int64_t most, int shape_srs,
                engine_found_fn *each, void *arg, struct err *err);

#endif
