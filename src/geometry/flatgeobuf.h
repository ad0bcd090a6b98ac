/* Features as FlatGeobuf (version 3), feature by feature as the cursor gives them: nothing of it is held. There is no index
   in it, which would have to come before the first feature, and know the size of the last. */
#ifndef JT_GEOMETRY_FLATGEOBUF_H
#define JT_GEOMETRY_FLATGEOBUF_H

#include "base/out.h"
#include "geometry/features.h"

#define FLATGEOBUF_TYPE "application/flatgeobuf"

/* The features of `q` as one file; `title` may be "". Only the wanted columns are in it. Columns carry their titles in
   `lang`. false where the features cannot be read (`err`) or nobody reads any more (no error). */
bool flatgeobuf_write(struct out *out, const void *ctx, const struct feature_query *q, const char *title, enum lang lang,
                      struct err *err);

#endif
