/* OGC API - Features, parts 1 (core, JSON, GeoJSON, HTML, OpenAPI 3.0) and 2 (reference systems by
   reference) over the layers of the caller's view, at /api. */
#ifndef JT_API_API_H
#define JT_API_API_H

#include "service/service.h"

extern const struct service api_service;

#endif
