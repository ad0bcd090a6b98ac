/* /map/{name}: a hand-written mapfile of the workspace's mapfiles/ folder, served whole by
   libmapserver as WMS, WFS and (at /map/{name}/ogcapi) OGC API, under the level that
   "jointure level mapfile:NAME LEVEL" gave it. Without a level it does not exist. What a
   client sends is an allow-list of parameters within the limits, and posted documents that
   were parsed and written anew (mapfile_request.h); SLD, substitutions and remote contexts are
   off, and layers that their author closed ("ows_enable_request" "!*") are not in the map. */
#ifndef JT_MAP_MAPFILE_H
#define JT_MAP_MAPFILE_H

#include "service/service.h"

extern const struct service mapfile_service;

#endif
