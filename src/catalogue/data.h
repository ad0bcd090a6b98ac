/* The data store: immutable files by digest, with a small interface so that another
   (object storage) can stand behind it. Rows of the catalogue name digests, never paths. */
#ifndef JT_CATALOGUE_DATA_H
#define JT_CATALOGUE_DATA_H

#include "catalogue/catalogue.h"

/* The path that GDAL or libmapserver opens for a data file: <workspace>/data/ab/abcd....gpkg.
   No check that it exists. `digest` and `extension` as in struct source. */
char *data_path(const void *ctx, const char *workspace, const char *digest, const char *extension);

/* What a source opens as: data_path for imported data, the URI for referenced. */
char *data_open_name(const void *ctx, const char *workspace, const struct source *source);

/* A path for a new file in <workspace>/data/incoming/, with that extension, that no one else has:
   the folder is there afterwards, the file is not. An extension is 1 to 8 lower-case letters and
   digits. */
char *data_incoming(const void *ctx, const char *workspace, const char *extension, struct err *err);

/* Takes the incoming file into the store: digests it, syncs it, makes it read-only, renames it
   to its name and syncs the folder. The same content again is the same file. The incoming file
   is gone afterwards, also on failure. */
bool data_take(const void *ctx, const char *workspace, const char *incoming, const char *extension,
               char digest[DIGEST_TEXT], int64_t *size, struct err *err);

/* Shows each file of the store to `keep`, with its digest, extension and the seconds since it came
   (or came again), and removes those for which it returns false. Nothing can come into the store
   between the question and the removal. Files that were left in incoming/ for over a day go too.
   Error texts live in `ctx`. */
bool data_sweep(const void *ctx, const char *workspace,
                bool (*keep)(void *arg, const char *digest, const char *extension, int64_t age),
                void *arg, struct err *err);

#endif
