/* The keys of a framework's features as TJS has them: one K for each, or several where the key is made of several
   columns (layer->key_parts). */
#ifndef JT_GDAS_KEYS_H
#define JT_GDAS_KEYS_H

#include "base/xml_fast.h"
#include "gdas/page.h"
#include "geometry/mapped.h"

#define TJS_KEY_PARTS 4

struct tjs_keys {
	const struct geometry_store *store;
	const char *name;                             /* of the column */
	size_t length;                                /* most characters of a key */
	const struct table_column *parts[TJS_KEY_PARTS]; size_t n_parts;  /* per feature; none: the key is one column's */
	const char *names[TJS_KEY_PARTS];
};

bool tjs_keys_open(struct tjs_keys *k, const struct exchange *x, const struct framework *f, struct err *err);

/* A Column for each part, or the one; `name` is what a dataset calls its column of keys (NULL: as the framework does). */
void tjs_keys_columns(const struct tjs_page *p, const struct tjs_keys *k, const char *name);

/* The K of a feature; `element` is tjs_name of "tjs:K". */
void tjs_keys_write(struct xml_fast *w, const struct tjs_keys *k, const char *element, uint32_t feature);

#endif
