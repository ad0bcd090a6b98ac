/* Maps of areas drawn by ourselves (src/draw): layers in a thematic style (choropleth, categories, symbols) or in one that is
   flat (flat.h). What else is in the map is libmapserver's: other layers, each in its place among ours, and labels,
   which lie over all. */
#ifndef JT_MAP_CHOROPLETH_H
#define JT_MAP_CHOROPLETH_H

#include "map/engine.h"

/* Whether we can draw some of that. */
bool choropleth_suits(const struct exchange *x, const struct engine_map *map,
                      const struct engine_picture *picture);

/* Draws and writes it, without headers. */
bool choropleth_draw(const struct exchange *x, const struct engine_map *map, const struct engine_picture *picture,
                     struct out *out, struct err *err);

/* Whether labels are among that, so that what is cut out of a larger picture has labels that were set out in all of it. */
bool choropleth_labelled(const struct exchange *x, const struct engine_map *map, const struct engine_picture *picture);

/* The same cut in pieces, as engine_draw_pieces does. */
bool choropleth_pieces(const struct exchange *x, const struct engine_map *map, const struct engine_picture *picture,
                       int side, int margin, struct out **pieces, struct err *err);

#endif
