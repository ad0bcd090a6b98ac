/* GET /api and /api/conformance. */
#ifndef JT_API_ROOT_H
#define JT_API_ROOT_H

#include "api/call.h"

bool root_landing(const struct call *c, struct out *out, struct err *err);
bool root_conformance(const struct call *c, struct out *out, struct err *err);

extern const char *const root_classes[];       /* of conformance; NULL-ended */

#endif
