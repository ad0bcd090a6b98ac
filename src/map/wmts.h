/* WMTS 1.0.0 (OGC 07-057r7): key-value pairs at /ows, /ows/{theme} and /wmts, and resources below /wmts/1.0.0/. */
#ifndef JT_MAP_WMTS_H
#define JT_MAP_WMTS_H

#include "service/service.h"

extern const struct service wmts_service;

/* GetCapabilities; kept. */
bool wmts_capabilities(const struct exchange *x, struct out *out, struct err *err);

#endif
