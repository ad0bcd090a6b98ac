/* OGC API - Joins, part 1 (22-026): joins listed, made, described, refreshed, deleted; files joined; jobs. */
#ifndef JT_API_JOINS_H
#define JT_API_JOINS_H

#include "api/call.h"

bool joins_serve(const struct call *c, struct out *out, struct err *err);      /* GET /joins */
bool joins_make(const struct call *c, struct out *out, struct err *err);       /* POST /joins */
bool joins_one(const struct call *c, struct out *out, struct err *err);        /* GET /joins/{joinId} */
bool joins_refreshed(const struct call *c, struct out *out, struct err *err);  /* PUT, POST /joins/{joinId} */
bool joins_remove(const struct call *c, struct out *out, struct err *err);     /* DELETE /joins/{joinId} */
bool joins_files(const struct call *c, struct out *out, struct err *err);      /* POST /filejoin */
bool joins_job(const struct call *c, struct out *out, struct err *err);        /* GET /jobs/{jobId} */

#define JOINS_DEFAULT 10
#define JOINS_MOST    1000

#endif
