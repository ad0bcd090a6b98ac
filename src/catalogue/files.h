/* Files and folders of a workspace: what the data store and the stored joins share. Paths stand in the detail of an
   error only. */
#ifndef JT_CATALOGUE_FILES_H
#define JT_CATALOGUE_FILES_H

#include <sys/stat.h>

#include "base/err.h"

/* An open file; closes with its talloc parent. */
struct file {
	int fd;
};

/* Says why the last call for that path went wrong: no room, or no right. Returns false. */
bool files_failed(const void *ctx, const char *path, struct err *err);

struct file *files_open(const void *ctx, const char *path, int flags, struct err *err);

/* Makes the folder where it is not there, and syncs the one above it then. */
bool files_make_folder(const void *ctx, const char *above, const char *path, struct err *err);
bool files_sync_folder(const void *ctx, const char *path, struct err *err);

/* While the lock of a folder is held (until its talloc parent goes), nobody else has it. */
struct file *files_lock(const void *ctx, const char *folder, struct err *err);

/* Shows every name of the folder but hidden ones, until `visit` returns false; a folder that is not there has
   none. */
bool files_each(const void *ctx, const char *folder,
                bool (*visit)(void *arg, const char *path, const char *name), void *arg, struct err *err);

/* One that is not there is removed already. */
bool files_remove(const void *ctx, const char *path, struct err *err);

/* Seconds since it was written. */
int64_t files_age(const struct stat *st);

#endif
