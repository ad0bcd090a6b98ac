/* Geometries as GeoJSON (RFC 7946): fixed decimals, exterior rings counter-clockwise, arcs as lines. */
#ifndef JT_GEOMETRY_GDAL_GEOJSON_H
#define JT_GEOMETRY_GDAL_GEOJSON_H

#include <ogr_api.h>

#include <stdbool.h>

#include "base/mem.h"

struct geojson;

/* A writer whose buffer is used again from one geometry to the next. */
struct geojson *geojson_new(const void *ctx);

/* The text, lent until the next one; NULL for a geometry that is absent or empty. */
const char *geojson_write(struct geojson *j, OGRGeometryH geometry, int decimals, bool y_first);

#endif
