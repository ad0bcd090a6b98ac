/* Files of the workspace's cache/geometry/ that can be made again from the data store: made by whoever comes first,
   whole or not at all, and swept once their data are gone. Their names begin with the digest of
   the data file and "-". One that would take more memory to make than it may is not tried again before it
   may take more. */
#ifndef JT_GEOMETRY_KEPT_H
#define JT_GEOMETRY_KEPT_H

#include <stdint.h>

#include "base/err.h"

struct kept {
	/* whether the file at `path` is there and whole, to the last byte */
	bool (*good)(const void *tmp, const char *path, const void *arg);
	/* writes a new file at `path` */
	bool (*make)(const void *tmp, const char *path, const void *arg, struct err *err);
	const void *arg;
	int64_t memory;               /* bytes that making it may take (the setting store_memory); 0: no ceiling */
};

/* What `make` says of a file that would take more. */
bool kept_too_large(const void *ctx, int64_t memory, struct err *err);

/* <workspace>/cache/geometry/<name> */
char *kept_path(const void *ctx, const char *workspace, const char *name);

/* Makes the file unless there is a good one; two who come at once make it once, and who comes for another need not
   wait. ERR_UNAVAILABLE when there is no room; ERR_TOO_LARGE. */
bool kept_make(const void *ctx, const char *workspace, const char *name, const struct kept *kept, struct err *err);

/* Whether it was too large for a ceiling that was no lower than this one; then ERR_TOO_LARGE. */
bool kept_refused(const void *ctx, const char *workspace, const char *name, int64_t memory, struct err *err);

#endif
