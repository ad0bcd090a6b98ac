/* A copy of the catalogue, or of the whole workspace, while it is in use. */
#ifndef JT_PUBLISH_BACKUP_H
#define JT_PUBLISH_BACKUP_H

#include "db/db.h"
#include "geometry/vector.h"

struct backup_result {
	bool whole;                   /* a folder: with data files, settings and mapfiles */
	size_t copied, present;       /* data files */
};

/* `to` is a file that is not there yet (the catalogue alone), or a folder (made when it ends in
   "/"): this becomes a workspace with the catalogue as it is now and all data files that it may
   point to. In a folder that holds an older backup only new data files are copied, and the
   catalogue is replaced last. */
bool backup_run(struct backup_result *result, const void *ctx, struct db *db, const char *workspace,
                const char *to, progress_fn *progress, void *arg, struct err *err);

#endif
