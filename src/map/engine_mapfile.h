/* The engine's door for hand-written mapfiles. */
#ifndef JT_MAP_ENGINE_MAPFILE_H
#define JT_MAP_ENGINE_MAPFILE_H

#include "map/engine.h"

struct engine_parameter {
	const char *name, *value;
};

struct engine_mapfile {
	const char *name, *path;                      /* of the mapfile */
	const struct engine_parameter *parameters;    /* all that libmapserver gets, decoded */
	size_t n_parameters;
	const char *document;                         /* a posted document, written anew; or NULL */
	const char *const *api;                       /* path steps below ogcapi/, or NULL: OWS */
	size_t n_api;
	const char *online_resource;
};

/* Parses the mapfile and sends libmapserver's answer (headers and body, streamed) to `out`. When it failed,
   or drew an exception of its own instead of an answer, nothing has been written and `err` tells: its text
   only in detail, what it blames on a parameter with that locator. An error in the mapfile names its line. */
bool engine_mapfile(struct engine *engine, const struct exchange *x,
                    const struct engine_mapfile *m, struct out *out, struct err *err);

#endif
