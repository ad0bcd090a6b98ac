/* Points from one reference system to another, easting or longitude first in both. */
#ifndef JT_GEOMETRY_MOVE_H
#define JT_GEOMETRY_MOVE_H

#include "catalogue/catalogue.h"

struct move;

/* Goes with ctx. ERR_CRS where PROJ knows no way. */
struct move *move_new(const void *ctx, int from_srs, int to_srs, struct err *err);

/* Moves n points, x and y in turn, in place. Those that have no place there become HUGE_VAL; false when that is so of any. */
bool move_points(struct move *m, double *xy, size_t n);

/* The box around a box, whose edges may bend; false where that has no place there. */
bool move_box(struct move *m, struct bbox *to, const struct bbox *from);

/* Whether both systems are the same. */
bool move_is_none(const struct move *m);

/* Whether the way from one to the other is the same everywhere: what lies beyond the end of the world does so there, too. */
bool move_is_plain(int from_srs, int to_srs);

/* Ways that are kept, as looking for one takes long; those used least go. What is lent stays until so many others have been
   asked for. */
#define MOVES_KEPT 32
struct moves;
struct moves *moves_new(const void *ctx);
struct move *moves_get(struct moves *moves, const void *ctx, int from_srs, int to_srs, struct err *err);

#endif
