/* Geometries as text, from WKB: GeoJSON (RFC 7946) and WKT (OGC 06-103r4), with a fixed number of decimals. */
#ifndef JT_GEOMETRY_SHAPE_TEXT_H
#define JT_GEOMETRY_SHAPE_TEXT_H

#include "base/pen.h"
#include "geometry/wkb.h"

/* Adds the text; false, and nothing is added, for a geometry that is absent (wkb NULL), empty or damaged. Exterior
   rings are counter-clockwise; `y_first` swaps the axes. */
bool shape_geojson(struct pen *to, const void *wkb, size_t n, int decimals, bool y_first);

/* The same as WKT, x first, rings as they are. */
bool shape_wkt(struct pen *to, const void *wkb, size_t n, int decimals);

#endif
