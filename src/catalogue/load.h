/* From the store to a snapshot, and the check whether there is a newer one. */
#ifndef JT_CATALOGUE_LOAD_H
#define JT_CATALOGUE_LOAD_H

#include "catalogue/catalogue.h"

struct db;

/* The schema version that this program writes. */
extern const int catalogue_schema_version;

/* Opens <workspace>/catalogue.sqlite for reading; refuses a newer schema than ours, and an older
   one with a message that says to run `jointure migrate`. */
struct db *catalogue_open(const void *ctx, const char *workspace, struct err *err);

/* The same for writing; brings an older schema up to date first (in one transaction). */
struct db *catalogue_open_write(const void *ctx, const char *workspace, struct err *err);

/* Makes <workspace>/catalogue.sqlite with the present schema; refuses when it exists. */
bool catalogue_create(const void *ctx, const char *workspace, struct err *err);

/* Loads the present edition, whole, in one read transaction. The snapshot is one talloc chunk tree:
   free it and all of it is gone. */
const struct catalogue *catalogue_load(const void *ctx, struct db *db, struct err *err);

/* The edition that the store has now. */
bool catalogue_edition(struct db *db, uint64_t *edition, struct err *err);

#endif
