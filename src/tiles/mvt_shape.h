/* The geometry of a feature on the grid of a vector tile, as the commands of the specification (4.3).

   At small scales vertices stand on every step'th place of the grid only (twice as far apart where most areas of a layer are
   narrower than a pixel), and those that the store ranks below half a step are left out. Neighbours leave out the same
   and move the same, so that no gap comes between them: an area of which nothing is left is closed over by those around
   it. Of what has no neighbours and is too small (islands, buildings) the areas are added up in the order of the features,
   and whenever that comes to a square of a step, the one in hand is drawn as that square. Points stay where they are. */
#ifndef JT_TILES_MVT_SHAPE_H
#define JT_TILES_MVT_SHAPE_H

#include "geometry/move.h"
#include "geometry/store.h"
#include "tiles/clip.h"
#include "tiles/mvt.h"
#include "tiles/protobuf.h"

struct mvt_shape {
	const void *ctx;
	const struct geometry_store *store;
	const struct geometry_moved *moved;   /* the store's geometry in the tile's system, or NULL */
	struct move *move;                    /* where there is none */
	bool points;                          /* see struct mvt */
	int32_t step;
	struct bbox around;                   /* the tile with its margin, in its system */
	double left, top, scale_x, scale_y;   /* from there to steps */
	double tolerance;                     /* in units of the store */
	struct clip clip;                     /* in steps */
	double *xy;                           /* the points in hand, and room for so many */
	int32_t *grid;
	size_t room, room_grid;
	size_t ends;                          /* of the points in hand, those where borders meet */
	double loose;                         /* squares of a step that were too small to be seen */
	struct protobuf commands;             /* of the feature */
	int32_t x, y;                         /* where the pen is, in steps */
};

bool mvt_shape_open(struct mvt_shape *s, const void *ctx, const struct mvt *tile, struct err *err);

/* The features that may be in the tile, ascending. */
uint32_t *mvt_shape_find(const struct mvt_shape *s, const struct mvt *tile, size_t *n);

/* Writes s->commands: none where nothing of the feature is in the tile. */
void mvt_shape_put(struct mvt_shape *s, uint32_t feature);

#endif
