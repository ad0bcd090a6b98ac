/* A joined layer as one table: its columns, and the class of each value that a style draws. */
#ifndef JT_API_EXPORT_CSV_H
#define JT_API_EXPORT_CSV_H

#include "api/filter.h"

bool export_csv(const struct call *c, const struct feature_query *q, struct out *out, struct err *err);

#endif
