#include "tiles/collect.h"

#include <stdlib.h>
#include <string.h>

#include "catalogue/joins.h"
#include "catalogue/load.h"
#include "tiles/tile.h"

struct live {
	char **versions;
	size_t n;
};

/* Of its pictures, and of its vector tiles. */
enum { VERSIONS_OF_A_LAYER = 2 };

static void add(struct live *live, const struct layer *layers, size_t n)
{
	for (size_t i = 0; i < VERSIONS_OF_A_LAYER * n; i++) {
		char *version = tile_version(live->versions, &layers[i / VERSIONS_OF_A_LAYER], i % VERSIONS_OF_A_LAYER == 0);
		if (version != NULL)
			live->versions[live->n++] = version;
	}
}

static int in_order(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_live(void *arg, const char *version)
{
	const struct live *live = arg;

	return bsearch(&version, live->versions, live->n, sizeof *live->versions, in_order) != NULL;
}

bool tiles_collect(struct db *db, const void *ctx, const char *workspace, int64_t ceiling, size_t *removed,
                   struct err *err)
{
	void *own = talloc_new(ctx);
	const struct catalogue *c = catalogue_load(own, db, err);
	struct joins *joins = joins_new(own);
	bool changed, done = c != NULL && joins_refresh(joins, db, c, &changed, err);

	if (done) {
		size_t n;
		const struct layer *joined = joins_layers(joins, &n);
		struct live live = { .versions = mem_array(own, char *, VERSIONS_OF_A_LAYER * (c->n_layers + n) + 1) };
		add(&live, c->layers, c->n_layers);
		add(&live, joined, n);
		qsort(live.versions, live.n, sizeof *live.versions, in_order);
		done = tile_cache_sweep(ctx, workspace, ceiling, is_live, &live, removed, err);
	} else {
		err_keep(err, ctx);
	}
	talloc_free(own);
	return done;
}
