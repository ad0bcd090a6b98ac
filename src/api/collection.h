/* GET /api/collections/{collectionId}: one layer described. */
#ifndef JT_API_COLLECTION_H
#define JT_API_COLLECTION_H

#include "api/call.h"

bool collection_serve(const struct call *c, struct out *out, struct err *err);

/* The description as an element of an open array, or the root. */
void collection_write(struct json *w, const struct call *c, const struct layer *layer);

/* False for a raster, which is drawn but has no items. */
bool collection_has_items(const struct layer *layer);

/* "string", "integer", "number", "boolean", "date" or "datetime". */
const char *collection_column_type(enum column_type type);

/* The layer's dimension "time", or NULL. */
const struct dimension *collection_time(const struct layer *layer);

/* Where else a layer is served: hrefs, NULL where it is not. */
struct elsewhere {
	const char *ows, *wms, *wfs, *theme_wms, *theme_wfs;
};
struct elsewhere collection_elsewhere(const struct call *c, const struct layer *layer);

#endif
