/* What a request for a hand-written mapfile may hand to libmapserver: the parameters that its operations
   have, each looked at first, and posted documents within the limits of a filter, written anew. */
#ifndef JT_MAP_MAPFILE_REQUEST_H
#define JT_MAP_MAPFILE_REQUEST_H

#include "map/engine_mapfile.h"

/* WMS or WFS; fills m->parameters or m->document. Parameters that the service does not have are dropped. */
bool mapfile_read_ows(struct engine_mapfile *m, const struct exchange *x, struct err *err);

/* OGC API: a parameter that it does not have is an error. */
bool mapfile_read_api(struct engine_mapfile *m, const struct exchange *x, struct err *err);

/* Whether the request is for WMS, by SERVICE or, without it, by an operation that only WMS has. */
bool mapfile_is_wms(const struct exchange *x);

#endif
