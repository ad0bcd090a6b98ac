/* What a publication changes, for people and for scripts. */
#ifndef JT_PUBLISH_DIFFERENCE_H
#define JT_PUBLISH_DIFFERENCE_H

#include "publish/publish.h"

struct difference {
	const char *what; /* "new", "column-added", "column-removed", "column-type", "features",
	                     "bbox", "srs", "geometry", "key", "level", "organisation", "theme",
	                     "title", "styles", "data" */
	const char *name;             /* of a column; else "" */
	const char *before, *after;   /* "" where there is none */
};

/* In the order above; array in ctx. Nothing at all: the same data under the same description. */
struct difference *difference_find(const void *ctx, const struct publish_result *result, size_t *n);

/* "Column pop is new (integer)." */
struct text difference_text(const void *ctx, const struct difference *d);

#endif
