/* GET /api/collections/{collectionId}/styles and /styles/{styleId}: how a layer is drawn, in the forms that programs take. */
#ifndef JT_API_STYLES_H
#define JT_API_STYLES_H

#include "api/call.h"

bool styles_serve(const struct call *c, struct out *out, struct err *err);
bool styles_one(const struct call *c, struct out *out, struct err *err);

#endif
