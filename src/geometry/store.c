#include "geometry/store.h"

#include <string.h>

#include "catalogue/data.h"
#include "geometry/kept.h"
#include "geometry/store_parts.h"

bool geometry_store_suits(const struct layer *layer)
{
	return !layer->source.referenced && layer->geometry <= GEOMETRY_POLYGON;
}

/* A key column whose name would make the file's too long goes by its digest. */
char *geometry_store_name(const void *ctx, const struct layer *layer)
{
	char digest[DIGEST_TEXT];

	digest_of(layer->key, digest);
	return mem_printf(ctx, "%s-%s.store", layer->source.digest,
	                  strlen(layer->key) < DIGEST_TEXT ? layer->key : digest);
}

struct wanted {
	const char *workspace;
	const struct layer *layer;
	int64_t memory;
};

static bool good(const void *tmp, const char *path, const void *arg)
{
	const struct wanted *wanted = arg;
	struct err why = { 0 };

	return store_map(tmp, path, wanted->layer, true, &why) != NULL;
}

static bool make(const void *tmp, const char *path, const void *arg, struct err *err)
{
	const struct wanted *wanted = arg;
	const struct source *source = &wanted->layer->source;
	struct store_whole *w = mem_new(tmp, struct store_whole);
	char *data = data_path(tmp, wanted->workspace, source->digest, source->extension);

	return store_build(w, data, wanted->layer, wanted->memory, err) && store_write(tmp, path, w, err);
}

bool geometry_store_make(const void *ctx, const char *workspace, const struct layer *layer, int64_t memory,
                         struct err *err)
{
	const struct wanted wanted = { workspace, layer, memory };
	char *name = geometry_store_name(NULL, layer);
	bool done = kept_make(ctx, workspace, name, &(struct kept){ good, make, &wanted, memory }, err);

	talloc_free(name);
	return done;
}

static struct store_whole *open_store(const void *ctx, const char *workspace, const struct layer *layer,
                                      bool checked, int64_t memory, struct err *err)
{
	void *tmp = talloc_new(ctx);
	char *path = kept_path(tmp, workspace, geometry_store_name(tmp, layer));
	struct err why = { 0 };
	struct store_whole *w = store_map(ctx, path, layer, checked, &why);

	if (w == NULL && geometry_store_make(ctx, workspace, layer, memory, err))
		w = store_map(ctx, path, layer, checked, err);
	talloc_free(tmp);
	return w;
}

const struct geometry_store *geometry_store_open(const void *ctx, const char *workspace,
                                                 const struct layer *layer, struct err *err)
{
	const struct store_whole *w = open_store(ctx, workspace, layer, false, 0, err);
	return w != NULL ? &w->store : NULL;
}

struct store_whole *store_open_checked(const void *ctx, const char *workspace, const struct layer *layer,
                                       int64_t memory, struct err *err)
{
	return open_store(ctx, workspace, layer, true, memory, err);
}

bool geometry_store_move(const void *ctx, const char *workspace, const struct layer *layer, int srs, struct err *err)
{
	struct store_whole *w = srs != 0 && srs != layer->srs ? open_store(ctx, workspace, layer, false, 0, err) : NULL;
	bool done = w != NULL ? store_moved_open(w, workspace, w, srs, err) != NULL
	                      : srs == 0 || srs == layer->srs;

	if (!done)
		err_keep(err, ctx);
	talloc_free(w);
	return done;
}

uint32_t geometry_store_feature(const struct geometry_store *s, int64_t id)
{
	size_t low = 0, high = s->n;

	while (low < high) {
		size_t middle = (low + high) / 2;
		if (s->ids[middle] < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < s->n && s->ids[low] == id ? (uint32_t)low : UINT32_MAX;
}

uint32_t geometry_store_keyed(const struct geometry_store *s, const char *key)
{
	size_t low = 0, high = s->n;

	while (low < high) {
		size_t middle = (low + high) / 2;
		if (strcmp(s->keys + s->key_offsets[s->by_key[middle]], key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	bool found = low < s->n && strcmp(s->keys + s->key_offsets[s->by_key[low]], key) == 0;
	return found ? s->by_key[low] : UINT32_MAX;
}
