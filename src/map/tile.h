/* One tile of a layer, as a picture or as a vector tile: what WMTS and other tile services have in common. */
#ifndef JT_MAP_TILE_H
#define JT_MAP_TILE_H

#include "map/engine.h"
#include "tiles/matrix.h"

struct tile {
	const struct layer *layer;
	const struct style *style;    /* of the layer; not of a vector tile */
	const struct matrix_set *set;
	int z;
	int64_t column, row;
};

struct tile_format {
	const char *type, *suffix;    /* "image/png", "png" */
	const char *engine;           /* the engine's name of a picture; NULL: a vector tile */
	bool transparent;
};
extern const struct tile_format tile_formats[];  /* ends with a NULL type */

/* By media type or suffix; NULL when there is none. */
const struct tile_format *tile_format_find(const char *name);

/* Vector tiles are made of layers that have a geometry store: frameworks and joined layers. */
bool tile_has_vectors(const struct layer *layer);

/* Whether a layer has tiles in that matrix set: some of it lies in the set's area. */
bool tile_in_set(const struct layer *layer, const struct matrix_set *set);

/* Answers with the tile; validators included. A joined layer takes the thematic parameters of the request. ERR_TILE
   where the matrix has no such tile. */
bool tile_answer(const struct exchange *x, struct out *out, const struct tile *tile,
                 const struct tile_format *format, struct err *err);

#endif
