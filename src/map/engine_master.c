#include "map/engine_ms.h"

#include <uthash.h>

/* How many masters stay; beyond, those that nobody asked for longest go. */
#define MASTERS_KEPT 1000
#define MOST_PARTS 3

struct master {
	UT_hash_handle hh;
	char *key;                   /* use, layer, style */
	char *name;                  /* of the layer */
	uint64_t changed;
	int srs;
	layerObj *parts[MOST_PARTS]; /* bottom first */
	size_t n_parts;
};

static int free_parts(struct master *m)
{
	for (size_t i = 0; i < m->n_parts; i++) {
		freeLayer(m->parts[i]);
		msFree(m->parts[i]);
	}
	return 0;
}

static void drop(struct engine *e, struct master *m)
{
	HASH_DEL(e->masters, m);
	talloc_free(m);
}

void masters_free(struct engine *e)
{
	struct master *m, *next;

	HASH_ITER(hh, e->masters, m, next)
		drop(e, m);
}

void masters_edition(struct engine *e, const struct catalogue *catalogue)
{
	struct master *m, *next;
	bool dropped = false;

	HASH_ITER(hh, e->masters, m, next) {
		const struct layer *layer = catalogue_layer(catalogue, m->name);
		if (layer != NULL && layer->changed == m->changed)
			continue;
		drop(e, m);
		dropped = true;
	}
	if (dropped)
		engine_close_sources(e);
}

static bool add_part(struct engine *e, struct master *m, const void *ctx,
                     const struct layer *layer, const struct style *style,
                     enum geometry_kind kind, enum use use, struct err *err)
{
	layerObj *l = msSmallCalloc(1, sizeof *l);

	m->parts[m->n_parts++] = l;
	if (initLayer(l, e->head) == -1)
		return engine_failed(ctx, err);
	return layer_fill(e, l, ctx, layer, kind, use, err) &&
	       (style == NULL || style_fill(e, l, ctx, layer, kind, style, err));
}

/* A picture of an any-geometry layer is three: areas below lines below points. */
static bool add_parts(struct engine *e, struct master *m, const void *ctx,
                      const struct layer *layer, const struct style *style, enum use use,
                      struct err *err)
{
	static const enum geometry_kind any[] = { GEOMETRY_POLYGON, GEOMETRY_LINE, GEOMETRY_POINT };

	if (layer->geometry != GEOMETRY_ANY || use != USE_PICTURE)
		return add_part(e, m, ctx, layer, style, layer->geometry, use, err);
	for (size_t i = 0; i < sizeof any / sizeof *any; i++)
		if (!add_part(e, m, ctx, layer, style, any[i], use, err))
			return false;
	return true;
}

static struct master *make(struct engine *e, const void *ctx, const struct layer *layer,
                           const struct style *style, enum use use, const char *key,
                           struct err *err)
{
	struct master *m = mem_new(e, struct master);

	talloc_set_destructor(m, free_parts);
	m->key = mem_strdup(m, key);
	m->name = mem_strdup(m, layer->name);
	m->changed = layer->changed;
	m->srs = layer->srs;
	if (!add_parts(e, m, ctx, layer, style, use, err)) {
		talloc_free(m);
		return NULL;
	}
	if (HASH_COUNT(e->masters) >= MASTERS_KEPT)
		drop(e, e->masters);
	return m;
}

/* Found or made, and last in the order of use. */
static struct master *find(struct engine *e, const void *ctx, const struct layer *layer,
                           const struct style *style, enum use use, struct err *err)
{
	struct master *m;
	char *key = mem_printf(ctx, "%d %s %s", use, layer->name, style != NULL ? style->name : "");

	HASH_FIND_STR(e->masters, key, m);
	if (m != NULL)
		HASH_DEL(e->masters, m);
	if (m != NULL && m->changed != layer->changed)
		TALLOC_FREE(m);
	if (m == NULL)
		m = make(e, ctx, layer, style, use, key, err);
	if (m != NULL)
		HASH_ADD_KEYPTR(hh, e->masters, m->key, strlen(m->key), m);
	return m;
}

bool engine_add_layer(struct engine *e, const void *ctx, mapObj *map, const struct layer *layer,
                      const struct style *style, enum use use, struct err *err)
{
	struct master *m = find(e, ctx, layer, style, use, err);

	if (m == NULL)
		return false;
	if (m->parts[0]->connection != NULL)
		engine_opens(e, m->parts[0]->connection);
	for (size_t i = 0; i < m->n_parts; i++) {
		layerObj *l = engine_new_layer(map, ctx, err);
		if (l == NULL)
			return false;
		int index = l->index;
		if (msCopyLayer(l, m->parts[i]) != MS_SUCCESS)
			return engine_failed(ctx, err);
		l->index = index;
		if (!srs_set(e, &l->projection, ctx, m->srs, err))
			return false;
	}
	return true;
}
