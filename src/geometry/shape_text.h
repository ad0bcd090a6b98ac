/* Geometries as text, from WKB: GeoJSON (RFC 7946) and WKT (OGC 06-103r4), with a fixed number of decimals. */
#ifndef JT_GEOMETRY_SHAPE_TEXT_H
#define JT_GEOMETRY_SHAPE_TEXT_H

#include "base/mem.h"
#include "geometry/wkb.h"

struct shape_text;

/* A writer whose buffer is used again from one geometry to the next. */
struct shape_text *shape_text_new(const void *ctx);

/* The text, lent until the next one; NULL for a geometry that is absent (wkb NULL), empty or damaged. Exterior
   rings are counter-clockwise; `y_first` swaps the axes. */
const char *shape_geojson(struct shape_text *t, const void *wkb, size_t n, int decimals, bool y_first);

/* The same as WKT, x first, rings as they are. */
const char *shape_wkt(struct shape_text *t, const void *wkb, size_t n, int decimals);

#endif
