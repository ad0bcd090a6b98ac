/* GET /api/collections/{collectionId}/items and items/{featureId}: features, written as they are read. */
#ifndef JT_API_ITEMS_H
#define JT_API_ITEMS_H

#include "api/filter.h"

bool items_page(const struct call *c, struct out *out, struct err *err);
bool items_one(const struct call *c, struct out *out, struct err *err);

/* One page of them, before its features are read. */
struct item_page {
	const struct filter *filter;
	struct features *features;
	int64_t matched;
	const char *next, *previous;  /* hrefs, or NULL */
};

/* Writes features, one after the other, as the members of open objects. `f` must stay. */
struct items_writer {
	struct geojson *geojson;      /* geometry/geojson.h */
	bool number;                  /* ids are numbers in the source */
};

struct items_writer items_writer(const struct call *c, const struct filter *f);
void items_write_feature(const struct items_writer *to, struct json *w, struct features *features);

/* The path of one item. */
char *items_path(const struct call *c, const char *id);

#endif
