#include "map/engine_plugin.h"

#include <uthash.h>

#include "map/sld.h"

/* How many masters stay; beyond, those that nobody asked for longest go. */
#define MASTERS_KEPT 1000

struct part {
	layerObj *layer;
	enum geometry_kind kind;
};

struct master {
	UT_hash_handle hh;
	char *key;                   /* use, layer, style, version of what is joined */
	char *name;                  /* of the layer */
	uint64_t changed;
	int srs;
	struct part *parts;          /* bottom first */
	size_t n_parts;
};

static int free_parts(struct master *m)
{
	for (size_t i = 0; i < m->n_parts; i++) {
		freeLayer(m->parts[i].layer);
		msFree(m->parts[i].layer);
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

/* What is being built: a master of a layer in a style, by CLASS blocks or by rules of SLD. */
struct build {
	struct engine *e;
	struct master *m;
	const void *ctx;
	const struct layer *layer;
	const struct style *style;
	enum use use;
	struct err *err;
};

static bool add_part(const struct build *b, enum geometry_kind kind, const struct sld_features *f)
{
	struct master *m = b->m;
	layerObj *l = msSmallCalloc(1, sizeof *l);

	m->parts = mem_grow(m, m->parts, struct part, m->n_parts + 1);
	m->parts[m->n_parts++] = (struct part){ l, kind };
	if (initLayer(l, b->e->head) == -1)
		return engine_failed(b->ctx, b->err);
	if (!layer_fill(b->e, l, b->ctx, b->layer, kind, b->err))
		return false;
	if (f != NULL)
		return features_fill(l, b->ctx, b->layer, kind, f, b->err);
	return b->style == NULL || style_fill(b->e, l, b->ctx, b->layer, kind, b->style, b->err);
}

/* A picture of an any-geometry layer is three: areas below lines below points. */
static bool add_kinds(const struct build *b, const struct sld_features *f)
{
	static const enum geometry_kind any[] = { GEOMETRY_POLYGON, GEOMETRY_LINE, GEOMETRY_POINT };

	if (b->layer->geometry != GEOMETRY_ANY || b->use != USE_PICTURE)
		return add_part(b, b->layer->geometry, f);
	for (size_t i = 0; i < sizeof any / sizeof *any; i++)
		if (!add_part(b, any[i], f))
			return false;
	return true;
}

static bool add_parts(const struct build *b)
{
	if (b->style == NULL || b->style->kind != STYLE_SLD)
		return add_kinds(b, NULL);
	const struct sld_style *sld = style_sld(b->e, b->ctx, b->layer, b->style, b->err);
	for (size_t i = 0; sld != NULL && i < sld->n_features; i++)
		if (!add_kinds(b, &sld->features[i]))
			return false;
	return sld != NULL;
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
	struct build b = { e, m, ctx, layer, style, use, err };
	if (!add_parts(&b)) {
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
	char *key = mem_printf(ctx, "%d %s %s %s", use, layer->name, style != NULL ? style->name : "",
	                       layer->joined != NULL ? layer->joined->version : "");

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

static layerObj *copy_part(struct engine *e, const void *ctx, mapObj *map, const struct master *m,
                           const layerObj *part, struct err *err)
{
	layerObj *l = engine_new_layer(map, ctx, err);

	if (l == NULL)
		return NULL;
	int index = l->index;
	if (msCopyLayer(l, part) != MS_SUCCESS) {
		engine_failed(ctx, err);
		return NULL;
	}
	l->index = index;
	return srs_set(e, &l->projection, ctx, m->srs, err) ? l : NULL;
}

bool engine_add_layer(struct engine *e, const void *ctx, mapObj *map, const struct layer *layer,
                      const struct style *style, enum use use, struct err *err)
{
	struct master *m = find(e, ctx, layer, style, use, err);

	if (m == NULL)
		return false;
	if (layer->joined == NULL)
		engine_opens(e, m->parts[0].layer, layer->source.referenced);
	for (size_t i = 0; i < m->n_parts; i++)
		if (copy_part(e, ctx, map, m, m->parts[i].layer, err) == NULL)
			return false;
	return true;
}

layerObj *engine_add_bare(struct engine *e, const void *ctx, mapObj *map, const struct layer *layer,
                          struct err *err)
{
	struct master *m = find(e, ctx, layer, NULL, USE_PICTURE, err);

	return m != NULL ? copy_part(e, ctx, map, m, m->parts[0].layer, err) : NULL;
}

/* Whether these rules draw points only, which then stand at the inner points of a joined layer's areas. */
static bool all_points(const struct layer *layer, const struct sld_features *f)
{
	bool all = layer->joined != NULL && f->n_rules > 0;

	for (size_t i = 0; i < f->n_rules; i++)
		for (size_t k = 0; k < f->rules[i].n_symbolizers; k++)
			all = all && f->rules[i].symbolizers[k].kind == SLD_POINT;
	return all;
}

static bool add_features(struct engine *e, const void *ctx, mapObj *map, const struct layer *layer,
                         const struct master *m, const struct sld_features *f, struct err *err)
{
	bool points = all_points(layer, f);

	for (size_t i = 0; i < m->n_parts; i++) {
		layerObj *l = copy_part(e, ctx, map, m, m->parts[i].layer, err);
		if (l == NULL ||
		    !features_fill(l, ctx, layer, points ? GEOMETRY_POINT : m->parts[i].kind, f, err))
			return false;
		if (points)
			plugin_points(l);
	}
	return true;
}

bool engine_add_styled(struct engine *e, const void *ctx, mapObj *map, const struct layer *layer,
                       const struct sld_style *sld, struct err *err)
{
	struct master *m = find(e, ctx, layer, NULL, USE_PICTURE, err);

	if (m == NULL)
		return false;
	if (layer->joined == NULL)
		engine_opens(e, m->parts[0].layer, layer->source.referenced);
	for (size_t f = 0; f < sld->n_features; f++)
		if (!add_features(e, ctx, map, layer, m, &sld->features[f], err))
			return false;
	return true;
}
