/* Points from one reference system to another, easting or longitude first in both. */
#ifndef JT_GEOMETRY_MOVE_H
#define JT_GEOMETRY_MOVE_H

#include "base/err.h"

struct move;

/* Goes with ctx. ERR_CRS where PROJ knows no way. */
struct move *move_new(const void *ctx, int from_srs, int to_srs, struct err *err);

/* Moves n points, x and y in turn, in place. Those that have no place there become HUGE_VAL; false when that is so of any. */
bool move_points(struct move *m, double *xy, size_t n);

#endif
