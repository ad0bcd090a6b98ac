/* Features by a question to their source in SQL, through GDAL: the cursor of features.h for whatever the direct one
   (direct.h) does not cover. */
#ifndef JT_GEOMETRY_ROWS_H
#define JT_GEOMETRY_ROWS_H

#include "geometry/features.h"

struct rows;                      /* closes with its talloc parent */

struct rows *rows_open(const void *ctx, const struct feature_query *q, struct err *err);
bool rows_count(const void *ctx, const struct feature_query *q, int64_t *n, struct err *err);

/* Fills the values of the layer's columns; their texts live until the next step. */
enum features_step rows_next(struct rows *r, struct feature_value *values, struct err *err);
const char *rows_id(const struct rows *r);

/* The geometry, in the system asked for, as WKB; heights are kept where they are asked for and there are some. */
const unsigned char *rows_wkb(struct rows *r, bool heights, size_t *n);

#endif
