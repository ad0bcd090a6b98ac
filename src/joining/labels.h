/* The names of a framework's territories and the keys of their parents, in the order of its geometry store. They are read
   from the data file once, and kept as a columns file beside the store in the workspace's cache, which is safe to delete. */
#ifndef JT_JOINING_LABELS_H
#define JT_JOINING_LABELS_H

#include "geometry/store.h"

struct labels {
	const char *const *names;     /* per feature; NULL where there is none; NULL when no column holds names */
	const char *const *parents;   /* the same of the parents' keys */
};

/* Hangs from ctx. */
bool labels_open(struct labels *labels, const void *ctx, const char *workspace, const struct framework *framework,
                 const struct geometry_store *store, struct err *err);

#endif
