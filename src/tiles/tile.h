/* One tile of a layer, as it is asked for, and what decides how it looks. */
#ifndef JT_TILES_TILE_H
#define JT_TILES_TILE_H

#include "tiles/matrix.h"

struct tile {
	const struct layer *layer;
	const struct style *style;    /* of the layer; not of a vector tile */
	const struct matrix_set *set;
	int z;
	int64_t column, row;
	bool points;                  /* of a vector tile: each feature as a point inside it, to put a symbol there */
};

/* The last matrix that clients are told of for vector tiles: larger scales they make of its tiles. */
#define TILE_LAST_VECTORS 14

struct tile_format {
	const char *type, *suffix;    /* "image/png", "png" */
	const char *engine;           /* the engine's name of a picture; NULL: a vector tile */
	bool transparent;
};
extern const struct tile_format tile_formats[];  /* ends with a NULL type */

/* By media type or suffix; NULL when there is none. */
const struct tile_format *tile_format_find(const char *name);

/* Vector tiles are made of layers that have a geometry store: imported ones of one kind of geometry. */
bool tile_has_vectors(const struct layer *layer);

/* Whether a layer has tiles in that matrix set: some of it lies in the set's area. */
bool tile_in_set(const struct layer *layer, const struct matrix_set *set);

/* The box of a layer in the set's system, its part outside the set's own cut off; false when none is left. */
bool tile_extent(struct bbox *box, const struct layer *layer, const struct matrix_set *set);

/* The digest of all that a layer's pictures, or its vector tiles, depend on: data, columns, joined columns; of pictures,
   styles, dimensions and limits of scale, too. Two layers of one version look the same, in whatever edition. NULL for a
   referenced source, which changes unseen. */
char *tile_version(const void *ctx, const struct layer *layer, bool pictures);

#endif
