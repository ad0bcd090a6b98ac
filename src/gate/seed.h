/* Tiles made before anybody asks for them, into the workspace's cache: what `jointure seed` does. */
#ifndef JT_GATE_SEED_H
#define JT_GATE_SEED_H

#include "conf/conf.h"
#include "tiles/cache.h"
#include "tiles/tile.h"

struct seed {
	const char *layer, *style;    /* by name; style NULL: the first */
	const struct matrix_set *set;
	const struct tile_format *format;
	int first, last;              /* matrices */
	const struct bbox *box;       /* in degrees, longitude first; NULL: all of the layer */
};

/* How many tiles that are; the seed must be right (seed_check). */
int64_t seed_count(const struct seed *s, const struct layer *layer);

/* Whether the layer has such tiles, and they would be kept; names what is wrong. */
bool seed_check(const struct seed *s, const void *ctx, const struct conf *conf, const struct layer *layer,
                struct err *err);

/* The layer of a name: of the catalogue, or a stored join's; lent by `joins`. */
struct catalogue;
struct joins;
const struct layer *seed_layer(const struct catalogue *c, const struct joins *joins, const char *name);

/* Makes part `part` of `parts` of them, but for those far from every feature; those that are there stay. Tells of each batch: how many tiles are done since the last
   time, and what the cache had to do for all so far; it may stop it. Fails when room runs out: tiles would then
   drive each other out. */
typedef bool seed_tell_fn(void *arg, int64_t tiles, const struct tile_counts *so_far);
bool seed_run(const struct seed *s, const void *ctx, const char *workspace, int part, int parts, seed_tell_fn *tell,
              void *arg, struct err *err);

#endif
