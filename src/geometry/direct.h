/* Features from mapped files: the geometry store of a layer, its own columns, the joined ones. The cursor of
   features.h for queries by box, ids, values, time and page, in any reference system; nothing of it asks the
   source. */
#ifndef JT_GEOMETRY_DIRECT_H
#define JT_GEOMETRY_DIRECT_H

#include "geometry/features.h"

struct direct;                    /* goes with its talloc parent */

/* *covered tells whether this cursor answers the query; where it does not, the result means nothing, and there is no
   error: the source is to be asked. That is so, too, where the files cannot be made. */
struct direct *direct_open(const void *ctx, const struct feature_query *q, bool *covered, struct err *err);
bool direct_count(const void *ctx, struct feature_query *q, int64_t *n, bool *covered, struct err *err);

/* FEATURES_ROW or FEATURES_END. Fills the values of the layer's columns; their texts live until the next step. */
enum features_step direct_next(struct direct *s, struct feature_value *values);
const char *direct_id(const struct direct *s);
const unsigned char *direct_wkb(struct direct *s, size_t *n);

#endif
