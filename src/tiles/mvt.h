/* Mapbox Vector Tiles 2.1 straight from a geometry store: the features of one tile, cut to it, with the detail that its
   grid can bear, or its scale (mvt_shape.h), and the columns of any tables that stand in the order of the features. */
#ifndef JT_TILES_MVT_H
#define JT_TILES_MVT_H

#include "base/out.h"
#include "geometry/move.h"
#include "geometry/store.h"
#include "table/table.h"

#define MVT_EXTENT 4096
#define MVT_MARGIN 64             /* of the grid, around the tile: borders there are not seen */

struct mvt_column {
	const struct table *table;
	size_t column;
	const char *name;
};

struct mvt {
	const char *name;             /* of the tile's layer */
	const struct geometry_store *store;
	int srs;                      /* of the tile */
	struct bbox bbox;             /* of the tile, in srs */
	const struct mvt_column *columns; size_t n_columns;
	bool points;                  /* each feature as the point inside it that the store has */
	int step;                     /* of the grid's places, those that vertices stand on (mvt_shape.h); 0 or 1: all */
};

/* Writes the tile: nothing at all where no feature is in it. Values that are not present are left out; where that is for a
   reason to tell, "<column>.state" is "secret" or "not-applicable". The feature's id is that of the store. */
bool mvt_write(struct out *out, const void *ctx, const struct mvt *tile, struct err *err);

#endif
