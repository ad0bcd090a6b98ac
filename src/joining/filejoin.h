/* A table joined to the features of a GeoJSON file, without a framework: what OGC API - Joins calls a file join. The file
   comes back as it was, byte for byte, but for the properties that were joined. Features that no row matches have
   them too, as null. */
#ifndef JT_JOINING_FILEJOIN_H
#define JT_JOINING_FILEJOIN_H

#include "joining/joining.h"

/* Reads o->left and the table, and writes the new file `to`. `matched` features have a row. Errors name "left", "left_key",
   and those of joining_run. */
bool filejoin_run(const char *to, const void *ctx, const struct joining *on, const struct order *o, size_t *matched,
                  struct err *err);

#endif
