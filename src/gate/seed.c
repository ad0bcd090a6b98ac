#include "gate/seed.h"

#include <string.h>

#include "catalogue/joins.h"
#include "catalogue/load.h"
#include "db/db.h"
#include "draw/scenes.h"
#include "geometry/mapped.h"
#include "geometry/source_pool.h"
#include "geometry/srs.h"
#include "map/engine.h"
#include "map/tile.h"
#include "service/document.h"

/* Tiles that are drawn at once (map/tile.c) are not shared out among processes. */
enum { BATCH = 4 };

/* All that an exchange is made of, but for the request. */
struct seeding {
	const struct seed *seed;
	const struct layer *layer;
	struct tile tile;
	struct exchange x;
	seed_tell_fn *tell;
	void *arg;
};

static const struct style *find_style(const struct layer *layer, const char *name)
{
	for (size_t i = 0; i < layer->n_styles; i++)
		if (name == NULL || strcmp(layer->styles[i].name, name) == 0)
			return &layer->styles[i];
	return NULL;
}

/* The part of the layer's extent that is wanted, in the set's system. */
static bool find_extent(struct bbox *box, const struct seed *s, const struct layer *layer)
{
	struct bbox wanted;

	if (!tile_extent(box, layer, s->set))
		return false;
	if (s->box == NULL)
		return true;
	if (!bbox_transform(&wanted, s->box, 4326, s->set->srs))
		return false;
	box->minx = wanted.minx > box->minx ? wanted.minx : box->minx;
	box->miny = wanted.miny > box->miny ? wanted.miny : box->miny;
	box->maxx = wanted.maxx < box->maxx ? wanted.maxx : box->maxx;
	box->maxy = wanted.maxy < box->maxy ? wanted.maxy : box->maxy;
	return box->minx <= box->maxx && box->miny <= box->maxy;
}

bool seed_check(const struct seed *s, const void *ctx, const struct conf *conf, const struct layer *layer,
                struct err *err)
{
	struct bbox box;

	if (conf->tile_cache == 0)
		return err_set(err, ctx, ERR_NOT_SUPPORTED, "tile_cache",
		               "No tiles are kept here: give tile_cache a size in jointure.conf.",
		               "Aucune tuile n'est gardée ici : donnez une taille à tile_cache dans jointure.conf.");
	if (tile_version(ctx, layer, true) == NULL)
		return err_set(err, ctx, ERR_NOT_SUPPORTED, "NAME",
		               "The tiles of %s are not kept: its source is referenced, and may change unseen.",
		               "Les tuiles de %s ne sont pas gardées : sa source est référencée et peut changer sans qu'on "
		               "le voie.", layer->name);
	if (s->format->engine == NULL && !tile_has_vectors(layer))
		return err_set(err, ctx, ERR_FORMAT, "format", "%s has no vector tiles.", "%s n'a pas de tuiles vectorielles.",
		               layer->name);
	if (s->format->engine != NULL && find_style(layer, s->style) == NULL)
		return err_set(err, ctx, ERR_STYLE, "style", "%s has no style %s.", "%s n'a pas de style %s.", layer->name,
		               s->style != NULL ? s->style : "default");
	return find_extent(&box, s, layer) ||
	       err_set(err, ctx, ERR_INVALID_PARAMETER, "bbox", "Nothing of %s lies there in %s.",
	               "Rien de %s ne se trouve là dans %s.", layer->name, s->set->name);
}

int64_t seed_count(const struct seed *s, const struct layer *layer)
{
	struct tile_range r;
	struct bbox box;
	int64_t n = 0;

	if (!find_extent(&box, s, layer))
		return 0;
	for (int z = s->first; z <= s->last; z++)
		if (matrix_range(&r, s->set, z, &box))
			n += (r.right - r.left + 1) * (r.bottom - r.top + 1);
	return n;
}

const struct layer *seed_layer(const struct catalogue *c, const struct joins *joins, const char *name)
{
	const struct layer *layer = catalogue_layer(c, name);

	return layer != NULL ? layer : joins_layer(joins, name);
}

/* As a worker's (gate/gateway.c), for whoever may see all. */
static bool open_exchange(struct seeding *g, const void *ctx, const char *workspace, struct err *err)
{
	const struct conf *conf = conf_load(ctx, workspace, err);
	struct db *db = conf != NULL ? catalogue_open(ctx, conf->workspace, err) : NULL;
	const struct catalogue *c = db != NULL ? catalogue_load(ctx, db, err) : NULL;
	struct joins *joins = joins_new(ctx);
	bool changed;

	if (c == NULL || !joins_refresh(joins, db, c, &changed, err))
		return false;
	g->x = (struct exchange){
		.conf = conf, .lang = conf->language, .view = view_open(ctx, c, joins, NULL),
		.sources = source_pool_new(ctx, (size_t)conf->open_sources),
		.mapped = mapped_new(ctx, conf->workspace, (size_t)conf->open_sources),
		.scenes = scenes_new(ctx, 0), .documents = documents_new(ctx, 1 << 20),
		.tiles = tile_cache_new(ctx, conf->workspace, conf->tile_cache),
		.engine = engine_new(ctx, conf, NULL, err),
	};
	mapped_move(g->x.mapped, (int)conf->kept_srs);
	mapped_ceiling(g->x.mapped, conf->store_memory);
	if (g->x.engine == NULL)
		return false;
	engine_edition(g->x.engine, c);
	g->layer = seed_layer(c, joins, g->seed->layer);
	return g->layer != NULL || err_set(err, ctx, ERR_LAYER, "NAME", "There is no layer %s.",
	                                   "Il n'y a pas de couche %s.", g->seed->layer);
}

static bool make_tile(struct seeding *g, const void *ctx, int64_t row, int64_t column, struct err *err)
{
	static const struct request request = { .method = METHOD_GET, .path = "", .content_type = "" };
	void *own = talloc_new(ctx);
	struct err failure = { 0 };

	g->x.ctx = own;
	g->x.request = &request;
	g->tile.row = row;
	g->tile.column = column;
	bool done = tile_answer(&g->x, out_new_buffer(own), &g->tile, g->seed->format, &failure);
	if (!done) {
		*err = failure;
		err_keep(err, ctx);
	}
	talloc_free(own);
	mapped_trim(g->x.mapped);
	return done;
}

/* Whether a batch has features in it or near it, as far as the layer's store tells: overseas, most of an extent is sea. */
static bool has_features(const struct seeding *g, int64_t row, int64_t column)
{
	void *own = talloc_new(NULL);
	struct err ignored = { 0 };
	const struct geometry_store *store = tile_has_vectors(g->layer) ?
		mapped_geometry(g->x.mapped, own, g->layer, &ignored) : NULL;
	struct bbox first, seen;
	bool has = true;

	if (store != NULL && matrix_tile(&first, g->tile.set, g->tile.z, column, row)) {
		double side = first.maxx - first.minx, edge = side / 4;
		struct bbox box = { first.minx - edge, first.maxy - BATCH * side - edge, first.minx + BATCH * side + edge,
		                    first.maxy + edge };
		size_t n = 1;
		if (g->tile.set->srs == store->srs)
			geometry_store_find(store, own, &box, &n);
		else if (bbox_transform(&seen, &box, g->tile.set->srs, store->srs))
			geometry_store_find(store, own, &seen, &n);
		has = n > 0;
	}
	talloc_free(own);
	return has;
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t greatest(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* The tiles of one batch that lie in the range. */
static bool make_batch(struct seeding *g, const void *ctx, const struct tile_range *r, int64_t row, int64_t column,
                       struct err *err)
{
	int64_t n = 0;
	bool has = has_features(g, row, column);

	for (int64_t y = greatest(row, r->top); y <= least(row + BATCH - 1, r->bottom); y++)
		for (int64_t x = greatest(column, r->left); x <= least(column + BATCH - 1, r->right); x++, n++)
			if (has && !make_tile(g, ctx, y, x, err))
				return false;
	struct tile_counts so_far = tile_cache_counts(g->x.tiles);
	if (so_far.dropped > 0)
		return err_set(err, ctx, ERR_TOO_LARGE, "tile_cache",
		               "The room for tiles is full: ask for fewer, or give tile_cache a larger size in jointure.conf.",
		               "La place des tuiles est pleine : demandez-en moins, ou donnez une plus grande taille à "
		               "tile_cache dans jointure.conf.");
	return g->tell(g->arg, n, &so_far) ||
	       err_set(err, ctx, ERR_UNAVAILABLE, NULL, "Stopped.", "Arrêté.");
}

bool seed_run(const struct seed *s, const void *ctx, const char *workspace, int part, int parts, seed_tell_fn *tell,
              void *arg, struct err *err)
{
	struct seeding g = { .seed = s, .tell = tell, .arg = arg };
	struct bbox box;
	int64_t batch = 0;

	if (!open_exchange(&g, ctx, workspace, err) || !seed_check(s, ctx, g.x.conf, g.layer, err))
		return false;
	g.tile = (struct tile){ .layer = g.layer, .set = s->set,
	                        .style = s->format->engine != NULL ? find_style(g.layer, s->style) : NULL };
	find_extent(&box, s, g.layer);
	for (int z = s->first; z <= s->last; z++) {
		struct tile_range r;
		if (!matrix_range(&r, s->set, z, &box))
			continue;
		g.tile.z = z;
		for (int64_t row = r.top - r.top % BATCH; row <= r.bottom; row += BATCH)
			for (int64_t column = r.left - r.left % BATCH; column <= r.right; column += BATCH)
				if (batch++ % parts == part && !make_batch(&g, ctx, &r, row, column, err))
					return false;
	}
	return true;
}
