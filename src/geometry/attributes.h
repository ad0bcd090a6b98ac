/* A layer's own columns in the order of its geometry store, as a file that processes map beside that: made from the
   data file, safe to delete. What a reader gets of it stands in mapped.h. */
#ifndef JT_GEOMETRY_ATTRIBUTES_H
#define JT_GEOMETRY_ATTRIBUTES_H

#include "catalogue/catalogue.h"
#include "table/columns_file.h"

/* Makes <workspace>/cache/geometry/<digest>-<columns>.columns of a layer that suits (geometry_store_suits), unless a
   good one is there. ERR_UNAVAILABLE when the data cannot be read or there is no room; ERR_TOO_LARGE when
   the texts of a column are, or it takes more than `memory` bytes (0: no ceiling). */
bool attributes_make(const void *ctx, const char *workspace, const struct layer *layer, int64_t memory, struct err *err);

/* Opens it, after making it where it is missing, damaged or old. Goes with ctx. */
struct columns_file *attributes_open(const void *ctx, const char *workspace, const struct layer *layer,
                                     int64_t memory, struct err *err);

/* What the file is called in its folder. */
char *attributes_name(const void *ctx, const struct layer *layer);

#endif
