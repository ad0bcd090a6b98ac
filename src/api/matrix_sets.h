/* OGC API - Tiles: the grids, /tileMatrixSets and /tileMatrixSets/{tileMatrixSetId} (OGC 17-083r4, JSON). */
#ifndef JT_API_MATRIX_SETS_H
#define JT_API_MATRIX_SETS_H

#include "api/call.h"
#include "tiles/matrix.h"

bool matrix_sets_serve(const struct call *c, struct out *out, struct err *err);
bool matrix_sets_one(const struct call *c, struct out *out, struct err *err);

/* The set of the call; NULL with ERR_NOT_FOUND when there is none of that name. */
const struct matrix_set *matrix_sets_named(const struct call *c, struct err *err);

/* The URI of its definition: OGC's, or ours. */
const char *matrix_sets_uri(const struct call *c, const struct matrix_set *set);

/* Where it is told here. */
char *matrix_sets_href(const struct call *c, const struct matrix_set *set, const char *f);

/* Members "tileMatrixSetURI" and "crs" of what is cut by it. */
void matrix_sets_name(struct json *w, const struct call *c, const struct matrix_set *set);

#endif
