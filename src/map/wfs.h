/* Web Feature Service 1.0.0, 1.1.0 and 2.0.0, reading only: features of the caller's view with vector
   geometry, as GML 2, 3.1 and 3.2, GeoJSON, CSV, XLSX, Shapefile, GeoPackage and KML. */
#ifndef JT_MAP_WFS_H
#define JT_MAP_WFS_H

#include "service/service.h"

extern const struct service wfs_service;

#endif
