/* Features as GeoJSON (RFC 7946): their members as text, put together past the JSON writer, which takes them as they are
   (json_raw_n). */
#ifndef JT_GEOMETRY_GEOJSON_H
#define JT_GEOMETRY_GEOJSON_H

#include "base/pen.h"
#include "geometry/features.h"

struct geojson;

struct geojson_form {
	int decimals;
	bool y_first;
	/* What to write for a text that may not be UTF-8; NULL: its wrong bytes become U+FFFD. */
	const char *(*clean)(const void *ctx, const char *text);
};

/* For the features of that query; its layer and columns must stay. Goes with ctx. */
struct geojson *geojson_new(const void *ctx, const struct feature_query *q, const struct geojson_form *form);

/* "type", "id", "geometry" and "properties" of the feature that the cursor is at, without the braces around them; n
   bytes, lent until the next. `number`: the id is written as it is. */
const char *geojson_members(struct geojson *g, struct features *f, const char *id, bool number, size_t *n);

#endif
