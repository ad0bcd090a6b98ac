/* Table Joining Service 1.0 (OGC 10-070r2). */
#ifndef JT_TJS_TJS_H
#define JT_TJS_TJS_H

#include "service/service.h"

/* The version of the standard that this room implements: "1.0.0". */
const char *tjs_version(void);

extern const struct service tjs_service;

#endif
