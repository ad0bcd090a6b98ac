/* What the files of the engine share, and the way in to libmapserver's headers. Only
   engine*.c may include this. */
#ifndef JT_MAP_ENGINE_MS_H
#define JT_MAP_ENGINE_MS_H

#include <proj.h>
#include <mapserver/mapserver.h>
#include <mapserver/mapows.h>
#include <mapserver/mapcopy.h>
#include <mapserver/mapio.h>
#include <mapserver/maperror.h>

#include "map/engine.h"

struct engine {
	const struct conf *conf;
	struct log *log;
	mapObj *head;             /* no layers: output formats, symbols, legend; every map is a copy */
	struct master *masters;   /* by key, the least recently used first */
	struct srs *srs;          /* by EPSG code */
	struct pair *pairs;       /* transformations, by two of these */
	struct opened *opened;    /* by connection: what libmapserver's pool may hold open */
};

/* A string that libmapserver will free. */
#define MS_SET(field, value) (msFree(field), (field) = msStrdup(value))

/* engine_map.c: maps, and what libmapserver keeps between requests. */

/* The map goes with `ctx` from now on; NULL stays NULL. */
mapObj *engine_own_map(const void *ctx, mapObj *map);
/* A copy of the head that goes with `scratch`; messages go to `ctx`. */
mapObj *engine_map(struct engine *e, const void *scratch, const void *ctx, struct err *err);
/* A new last layer of `map`, as initLayer leaves it, for the caller to fill. */
layerObj *engine_new_layer(mapObj *map, const void *ctx, struct err *err);
/* libmapserver's own account of what went wrong, for the log. */
char *engine_errors(const void *ctx);
/* ERR_INTERNAL with a sentence of ours, and that account as detail, unless `err` tells already; false. */
bool engine_failed(const void *ctx, struct err *err);
/* Notes that a layer's source is going to be opened, and stays open where it is a file of the store. */
void engine_opens(struct engine *e, const layerObj *l, bool referenced);
void engine_close_sources(struct engine *e);
/* After each request: errors, time patterns, output handlers, open sources. */
void engine_clean(struct engine *e);

/* engine_master.c: layers made once. */

/* What a layer is needed for: a picture (an any-geometry layer is then three), or its features. */
enum use { USE_PICTURE, USE_QUERY };

/* Adds a copy of the layer on top of `map`; `style` NULL leaves it without classes. */
bool engine_add_layer(struct engine *e, const void *ctx, mapObj *map, const struct layer *layer,
                      const struct style *style, enum use use, struct err *err);
/* The same in a client's own style. */
bool engine_add_styled(struct engine *e, const void *ctx, mapObj *map, const struct layer *layer,
                       const struct sld_style *sld, struct err *err);
/* One copy more of a layer without classes, to be given some; NULL is an error. */
layerObj *engine_add_bare(struct engine *e, const void *ctx, mapObj *map, const struct layer *layer,
                          struct err *err);
void masters_edition(struct engine *e, const struct catalogue *catalogue);
void masters_free(struct engine *e);

/* engine_layer.c: fills a layerObj from the catalogue; kind is not GEOMETRY_ANY for a picture. */
bool layer_fill(struct engine *e, layerObj *l, const void *ctx, const struct layer *layer,
                enum geometry_kind kind, struct err *err);

enum MS_LAYER_TYPE layer_type(enum geometry_kind kind);

/* engine_style.c: the classes of a style of CLASS blocks; an SLD document as it was published. */
bool style_fill(struct engine *e, layerObj *l, const void *ctx, const struct layer *layer,
                enum geometry_kind kind, const struct style *style, struct err *err);
const struct sld_style *style_sld(struct engine *e, const void *ctx, const struct layer *layer,
                                  const struct style *style, struct err *err);

/* engine_sld.c, engine_expression.c: rules as classes, their filters and labels as expressions. */
struct sld_features;
struct sld_filter;
bool features_fill(layerObj *l, const void *ctx, const struct layer *layer, enum geometry_kind kind,
                   const struct sld_features *f, struct err *err);
/* What one symbolizer draws, as styles of a class; a layer of kind `kind`. */
struct sld_symbolizer;
void symbolizer_fill(classObj *c, layerObj *l, const void *ctx, enum geometry_kind kind,
                     const struct sld_symbolizer *s);
void symbol_bound(styleObj *s);  /* after a binding of its size: its opacities */
char *expression_of(const void *ctx, const struct layer *layer, const struct sld_filter *f);
char *expression_string(const void *ctx, const char *text);

/* engine_draw.c: writes an image, without headers, and frees it; NULL is an error. */
bool engine_write_image(mapObj *map, imageObj *image, const void *scratch, const void *ctx,
                        struct out *out, struct err *err);
void engine_choose_format(mapObj *map, const struct engine_picture *p);
/* engine_map for an empty picture of that size in pixels and that format. */
mapObj *engine_sheet(struct engine *e, const void *scratch, const void *ctx, int width, int height,
                     const struct engine_picture *picture, struct err *err);

/* engine_compose.c: what pictures and questions have in common. */

/* Extent, size, projection, scale and layers of `m`, on a copy of the head; WMS's outer edges become
   libmapserver's pixel centres. */
mapObj *compose(struct engine *e, const void *scratch, const struct exchange *x,
                const struct engine_map *m, enum use use, struct err *err);
/* Adds a layer as it is asked for, without what a joined one gets its features from. */
bool compose_add(struct engine *e, const struct exchange *x, mapObj *map, const struct engine_drawn *d,
                 enum use use, struct err *err);
/* SQL of the filters, for the source to apply; in ctx. */
char *filters_sql(const void *ctx, const struct engine_filter *filters, size_t n);

/* engine_srs.c: projections made once, cloned after. */
bool srs_set(struct engine *e, projectionObj *p, const void *ctx, int code, struct err *err);
/* What its coordinates are counted in, an enum MS_UNITS; -1 where that is not known. */
int srs_units(struct engine *e, int code);
/* A transformation made once, for msProject...Ex; NULL where there is none. Lent by the engine until
   the next call. */
reprojectionObj *srs_between(struct engine *e, int from, int to);
void srs_free(struct engine *e);

/* engine_formats.c: the map that all others are copies of. */
mapObj *head_new(const void *ctx, struct err *err);

/* engine_io.c: where libmapserver's output goes while it answers. */
struct sink;
struct sink *sink_open(const void *ctx, struct out *out);
/* The same for a picture: no head comes first. */
struct sink *sink_open_body(const void *ctx, struct out *out);
/* Hands over what is still held. False when the answer was an exception document, or nothing. */
bool sink_close(struct sink *sink, const void *ctx, bool answered, struct err *err);

#endif
