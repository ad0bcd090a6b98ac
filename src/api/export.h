/* GET /api/collections/{collectionId}/export: all features of a joined layer as one file: GeoJSON as it streams,
   CSV and GeoPackage made on the first request and kept in the workspace's cache/. */
#ifndef JT_API_EXPORT_H
#define JT_API_EXPORT_H

#include "api/call.h"

bool export_serve(const struct call *c, struct out *out, struct err *err);

/* All features of c->layer as GeoJSON, headers included. */
bool export_geojson(const struct call *c, struct out *out, struct err *err);

#endif
