/* A layer of the catalogue over a source, as publishing would describe it. */
#ifndef JT_TESTS_UNIT_LAYER_H
#define JT_TESTS_UNIT_LAYER_H

#include "geometry/vector.h"

/* `id` is the key column, or NULL for the source's own identifier. */
static inline struct layer *layer_over(const void *ctx, const char *source, const char *name,
                                       const char *id)
{
	struct vector_info info;
	struct err err = { 0 };
	struct layer *layer = mem_new(ctx, struct layer);

	if (!vector_inspect(&info, ctx, source, NULL, &err))
		fail_msg("%s (%s)", err.message.en, err.detail);
	*layer = (struct layer){
		.name = name, .level = LEVEL_PUBLIC, .geometry = info.geometry, .srs = info.srs,
		.bbox = info.bbox, .geographic = info.geographic, .n_features = info.n_features,
		.columns = info.columns, .n_columns = info.n_columns, .key = id != NULL ? id : "",
		.source = { .table = info.table, .geometry_column = info.geometry_column,
		            .id_column = id != NULL ? id : info.id_column, .uri = "", .digest = "",
		            .extension = "gpkg" },
		.metadata = { .licence_url = "", .documentation_url = "", .reference_date = "",
		              .updated = "2026-11-22T15:04:05Z",
		              .contact = { "", "", "", "" } },
	};
	return layer;
}

#endif
