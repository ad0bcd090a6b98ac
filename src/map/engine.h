/* libmapserver kept warm: the only door to it. Layers of the catalogue become layerObj
   "masters" when they are first asked for; each request gets a small map with copies of
   only the layers that it names. Pictures, questions and legends are asked for by plain
   structs, without libmapserver's own WMS; WFS goes through its dispatcher, which gets
   nothing but the parameters that our parsers rebuilt. One request at a time. */
#ifndef JT_MAP_ENGINE_H
#define JT_MAP_ENGINE_H

#include "service/service.h"

struct engine *engine_new(const void *ctx, const struct conf *conf, struct log *log,
                          struct err *err);

/* A new snapshot: masters of layers that did not change stay, the others go. */
void engine_edition(struct engine *engine, const struct catalogue *catalogue);

struct engine_parameter {
	const char *name, *value;
};

/* One request to libmapserver's own dispatcher. */
struct engine_request {
	const char *service;                          /* "WFS" */
	const struct engine_parameter *parameters;    /* SERVICE, VERSION, REQUEST ... all that it gets, decoded */
	size_t n_parameters;                          /* at most 60 */
	const struct layer *const *layers;            /* the only ones in the map */
	size_t n_layers;
	const char *online_resource;                  /* ends in "?" or "&" */
	const char *schema_path;                      /* what SCHEMAS_LOCATION is built on, or NULL */
};

/* Sends libmapserver's answer (headers and body, streamed) to `out`. When it failed, or drew an exception
   of its own instead of an answer, nothing has been written and `err` tells: its text only in detail.
   What its exception blames on a parameter is ERR_INVALID_PARAMETER with that locator. */
bool engine_dispatch(struct engine *engine, const struct exchange *x,
                     const struct engine_request *r, struct out *out, struct err *err);

/* The box in another coordinate system, x = easting or longitude first in both; false where that
   cannot be. Projections are kept: cheap enough for thousands of layers. */
bool engine_transform(struct engine *engine, struct bbox *to, const struct bbox *from, int from_srs,
                      int to_srs);

/* True when EPSG writes this system's coordinates northing or latitude first. */
bool engine_axis_inverted(int srs);

/* Checks CLASS blocks or an SLD document against `layer` before it is published: parses it as the engine
   would, draws nothing. The message (in `ctx`) says what is wrong and, for CLASS blocks, the line. */
bool engine_check_style(struct engine *engine, const void *ctx, const struct layer *layer,
                        const struct style *style, struct err *err);

#endif
