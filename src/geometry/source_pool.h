/* Vector sources that a process keeps open between requests: opening one costs more than most
   questions to it. Those used last stay; one that nobody asked for in a while is closed, so that
   a data file that was withdrawn gives its space back. */
#ifndef JT_GEOMETRY_SOURCE_POOL_H
#define JT_GEOMETRY_SOURCE_POOL_H

#include "catalogue/catalogue.h"

struct source_pool;

/* A pool of at most `most` sources; it closes with `ctx`, which must outlive all that was lent. */
struct source_pool *source_pool_new(const void *ctx, size_t most);

/* How many are open now. */
size_t source_pool_count(const struct source_pool *pool);

/* A source that is lent; goes back with `ctx`. */
struct source_lease;

/* Opens `name` (as data_open_name gives it), or lends the one that is open. `pool` may be NULL.
   A failure is ERR_UNAVAILABLE: what the catalogue lists should open. */
struct source_lease *source_borrow(const void *ctx, struct source_pool *pool, const char *name,
                                   struct err *err);

/* This one no longer answers (a connection was lost): the next to ask opens it anew. */
void source_drop(struct source_lease *lease);

#endif
