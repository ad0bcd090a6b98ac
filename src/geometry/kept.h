/* Files of the workspace's cache/geometry/ that can be made again from the data store: made by whoever comes first,
   whole or not at all, and swept once their data are gone. Their names begin with the digest of
   the data file and "-". */
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
};

/* <workspace>/cache/geometry/<name> */
char *kept_path(const void *ctx, const char *workspace, const char *name);

/* Makes the file unless there is a good one; two who come at once make it once, and who comes for another need not
   wait. ERR_UNAVAILABLE when there is no room. */
bool kept_make(const void *ctx, const char *workspace, const char *name, const struct kept *kept, struct err *err);

#endif
