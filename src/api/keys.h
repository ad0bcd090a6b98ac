/* GET /api/collections/{collectionId}/keys and /keys/{keyFieldId}: the key field of a framework's collection, and the keys
   in it. */
#ifndef JT_API_KEYS_H
#define JT_API_KEYS_H

#include "api/call.h"

bool keys_serve(const struct call *c, struct out *out, struct err *err);
bool keys_values(const struct call *c, struct out *out, struct err *err);

/* Something can be joined to it. */
bool keys_has(const struct layer *layer);

#define KEYS_DEFAULT 1000
#define KEYS_MOST    10000

#endif
