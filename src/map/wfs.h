/* Web Feature Service 1.0.0, 1.1.0 and 2.0.0, reading only: features of the caller's view with vector
   geometry, as GML 2, 3.1 and 3.2, GeoJSON, CSV, XLSX, Shapefile, GeoPackage and KML.

   The features come through geometry/features.h, and the filters are compiled by filter.h. libmapserver
   8.0 answers for hand-written mapfiles only: between a filter and OGR it pastes the pattern of
   PropertyIsLike into SQL unquoted, holds identifiers such as "01001" against numbers and reads what
   is NULL as empty text; and its GML has six decimals whatever the system. */
#ifndef JT_MAP_WFS_H
#define JT_MAP_WFS_H

#include "service/service.h"

extern const struct service wfs_service;

#endif
