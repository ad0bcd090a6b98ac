/* Maps of areas drawn by ourselves (src/draw): one layer as PNG, in a thematic style (choropleth, categories, symbols)
   or in one that is flat (flat.h). Everything else is libmapserver's. */
#ifndef JT_MAP_CHOROPLETH_H
#define JT_MAP_CHOROPLETH_H

#include "map/engine.h"

/* Whether we can draw that. */
bool choropleth_suits(const struct exchange *x, const struct engine_map *map,
                      const struct engine_picture *picture);

/* Draws and writes it, without headers. */
bool choropleth_draw(const struct exchange *x, const struct engine_map *map, const struct engine_picture *picture,
                     struct out *out, struct err *err);

#endif
