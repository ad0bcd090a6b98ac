/* What of the tile cache nobody can ask for any more. */
#ifndef JT_TILES_COLLECT_H
#define JT_TILES_COLLECT_H

#include "tiles/cache.h"

struct db;

/* Removes the tiles of layers that are not in the present edition as they were, and of joins that are gone, and what is
   over the ceiling; adds the files to *removed. */
bool tiles_collect(struct db *db, const void *ctx, const char *workspace, int64_t ceiling, size_t *removed,
                   struct err *err);

#endif
