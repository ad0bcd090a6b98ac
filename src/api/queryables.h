/* GET /api/collections/{collectionId}/queryables: the columns to filter items by, as a JSON Schema. */
#ifndef JT_API_QUERYABLES_H
#define JT_API_QUERYABLES_H

#include "api/call.h"

bool queryables_serve(const struct call *c, struct out *out, struct err *err);

/* "string", "integer", "number" or "boolean"; *format is "date", "date-time" or NULL. */
const char *queryables_type(enum column_type type, const char **format);

#endif
