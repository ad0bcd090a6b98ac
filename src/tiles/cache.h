/* Tiles on disk, below <workspace>/cache/tiles: made once, read by all processes, bounded. A file holds one tile, or all
   those that were drawn together; its name begins with the version of the layer (tiles/tile.h), so that a tile is never
   taken for that of another edition. Who may see it was decided before. All of it is safe to delete, at any time; what is
   damaged is made anew; where nothing can be written tiles are made and not kept. */
#ifndef JT_TILES_CACHE_H
#define JT_TILES_CACHE_H

#include <stdint.h>

#include "base/err.h"

struct tile_cache;

#define TILE_PIECES_MOST 64

/* Bytes of a tile. */
struct tile_piece {
	const void *bytes;
	size_t n;
};

/* `ceiling`: bytes on disk that all tiles of the workspace may take; what was not used for longest goes first. NULL when
   it is 0, which the other functions take for a cache that keeps nothing. */
struct tile_cache *tile_cache_new(const void *ctx, const char *workspace, int64_t ceiling);

/* The name of a file: a layer's version, and all else that its tiles depend on. In ctx. */
char *tile_cache_name(const void *ctx, const char *version, const char *rest);

/* Piece `which` of the file; false when it is not there whole. */
bool tile_cache_read(struct tile_piece *piece, struct tile_cache *c, const void *ctx, const char *name, size_t which);

/* The turn to make a file: whoever else wants to waits until it is freed, in this process or another, and looks again
   then. NULL when there are no turns to be had. */
struct tile_turn;
struct tile_turn *tile_cache_turn(struct tile_cache *c, const void *ctx, const char *name);

/* Keeps the pieces under the name of the turn; false when that did not work out, which is no error: *why is then of
   errno the first time in a row, else 0. */
bool tile_cache_write(struct tile_turn *turn, const struct tile_piece *pieces, size_t n, int *why);

/* What this process did since: tiles found, files made and their bytes, files that had to go for want of room. */
struct tile_counts {
	uint64_t found, made, bytes, dropped;
};
struct tile_counts tile_cache_counts(const struct tile_cache *c);

/* Removes the files of all versions but those that `is_live` knows, what was left half made, and what is too much; adds
   to *removed. */
bool tile_cache_sweep(const void *ctx, const char *workspace, int64_t ceiling,
                      bool (*is_live)(void *arg, const char *version), void *arg, size_t *removed, struct err *err);

#endif
