/* Makes a tile, as a picture or as a vector tile: what WMTS and OGC API - Tiles have in common. */
#ifndef JT_MAP_TILE_H
#define JT_MAP_TILE_H

#include "service/service.h"
#include "tiles/tile.h"

/* Answers with the tile; validators included. A joined layer takes the thematic parameters of the request, one with
   dimensions theirs. Kept in x->tiles. ERR_TILE where the matrix has no such tile. */
bool tile_answer(const struct exchange *x, struct out *out, const struct tile *tile,
                 const struct tile_format *format, struct err *err);

/* The vector tile of a layer that has some; `box` is the tile's. */
bool tile_vectors(const struct exchange *x, struct out *out, const struct tile *tile, const struct bbox *box,
                  struct err *err);

#endif
