/* A workspace with one imported layer in it, as publishing would leave it. */
#ifndef JT_TESTS_UNIT_STORE_H
#define JT_TESTS_UNIT_STORE_H

#include "catalogue/data.h"
#include "geometry/store.h"
#include "tests/geometry/sources.h"
#include "tests/geometry/unit_layer.h"

/* Imports `source` into `workspace`; its layer is named `name`. `key` may be NULL. */
static inline struct layer *stored_layer(const void *ctx, const char *workspace, const char *source,
                                         const char *name, const char *key)
{
	struct err err = { 0 };
	struct vector_info info;
	char digest[DIGEST_TEXT];
	int64_t size;
	char *file = data_incoming(ctx, workspace, "gpkg", &err);
	struct vector_import job = { .from = source, .to = file, .name = name, .key = key };

	if (!vector_import(&info, ctx, &job, NULL, NULL, &err))
		fail_msg("%s", err.message.en);
	assert_true(data_take(ctx, workspace, file, "gpkg", digest, &size, &err));
	struct layer *layer = layer_over(ctx, data_path(ctx, workspace, digest, "gpkg"), name, key);
	layer->source.digest = mem_strdup(ctx, digest);
	return layer;
}

/* The same of GeoJSON features. */
static inline struct layer *stored_features(const void *ctx, const char *workspace, const char *name,
                                            const char *key, const char *features)
{
	return stored_layer(ctx, workspace, source_geojson(ctx, workspace, "source.geojson", features), name,
	                    key);
}

static inline const struct geometry_store *stored_open(const void *ctx, const char *workspace,
                                                       const struct layer *layer)
{
	struct err err = { 0 };
	const struct geometry_store *s = geometry_store_open(ctx, workspace, layer, &err);

	if (s == NULL)
		fail_msg("%s (%s)", err.message.en, err.detail);
	return s;
}

static inline const char *stored_key(const struct geometry_store *s, size_t i)
{
	return s->keys + s->key_offsets[i];
}

static inline char *stored_path(const void *ctx, const char *workspace, const struct layer *layer)
{
	return mem_printf(ctx, "%s/cache/geometry/%s-%s.store", workspace, layer->source.digest, layer->key);
}

#endif
