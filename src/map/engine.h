/* libmapserver kept warm: the only door to it. Layers of the catalogue become layerObj
   "masters" when they are first asked for; each request gets a small map with copies of
   only the layers that it names. Pictures, questions and legends are asked for by plain
   structs, without libmapserver's own WMS: nothing that a client wrote reaches its parsers.
   One request at a time. */
#ifndef JT_MAP_ENGINE_H
#define JT_MAP_ENGINE_H

#include "service/service.h"

struct engine *engine_new(const void *ctx, const struct conf *conf, struct log *log,
                          struct err *err);

/* A new snapshot: masters of layers that did not change stay, the others go. */
void engine_edition(struct engine *engine, const struct catalogue *catalogue);

/* A value of a dimension, or a range of values: whole texts of the column's type, or moments. */
struct engine_range {
	const char *from, *to;                        /* the same for one value */
};

/* One of the ranges must hold. */
struct engine_filter {
	const struct column *column;
	const struct engine_range *ranges; size_t n_ranges;
};

struct sld_style;                                     /* map/sld.h */
struct thematic;                                      /* thematic/thematic.h */

/* A layer of a map, as it is asked for. */
struct engine_drawn {
	const struct layer *layer;
	const struct style *style;                    /* one of the layer's */
	const struct sld_style *sld;                  /* a client's own in its place, or NULL */
	const char *sld_digest;                       /* of that style, where there is one */
	const struct thematic *thematic;              /* of a joined layer: in place of `style`, or NULL */
	const struct engine_filter *filters; size_t n_filters;
};

struct engine_map {
	const struct engine_drawn *layers; size_t n_layers;  /* bottom first */
	int srs;
	struct bbox bbox;                             /* in srs, x first, outer edges */
	int width, height;                            /* pixels */
};

struct engine_picture {
	const char *format;                           /* "png", "png8", "jpeg", "webp", "svg", "pdf" */
	bool transparent;
	uint32_t background;                          /* 0xrrggbb */
};

/* Whether this build of the library has that picture format. */
bool engine_has_format(const struct engine *engine, const char *format);

/* Draws the map and writes the picture, without headers. Layers that are outside of their scales
   are left out, as WMS asks. */
bool engine_draw(struct engine *engine, const struct exchange *x, const struct engine_map *map,
                 const struct engine_picture *picture, struct out *out, struct err *err);

/* Draws the map once and cuts it in pieces of `side` pixels, row by row; the pixels around them (`margin` on each side,
   drawn so that nothing ends at a piece's edge) are left out. Writes each as a picture of its own to pieces[], buffers. */
bool engine_draw_pieces(struct engine *engine, const struct exchange *x, const struct engine_map *map,
                        const struct engine_picture *picture, int side, int margin, struct out **pieces,
                        struct err *err);

/* What of a map is laid over a picture that has the rest of it already. */
enum engine_part_drawn { ENGINE_FEATURES, ENGINE_LABELS };

/* Draws that over width x height pixels of draw/paint.h. Labels give way to one another as they would in the whole map, when
   its layers are in this one that have labels. Nothing is drawn where the scale allows none. */
bool engine_draw_over(struct engine *engine, const struct exchange *x, const struct engine_map *map,
                      enum engine_part_drawn what, uint32_t *pixels, struct err *err);

/* Writes pixels of draw/paint.h as a picture without headers. */
bool engine_write_pixels(struct engine *engine, const struct exchange *x, const uint32_t *pixels, int width,
                         int height, const struct engine_picture *picture, struct out *out, struct err *err);

/* The denominator of its scale, which limits of layers and rules are compared with; 0: it has none. */
double engine_scale(struct engine *engine, const struct engine_map *map);

/* A ring, a line or a set of points: x and y in turn. */
struct engine_part {
	const double *xy; size_t n;                   /* n points */
	bool hole;                                    /* of the last part that is none */
};

struct engine_shape {
	enum geometry_kind kind;                      /* point, line or polygon */
	const struct engine_part *parts; size_t n_parts;
};

/* A feature under the place asked about; all of it lent until the function returns. */
struct engine_found {
	size_t layer;                                 /* its place in engine_map.layers */
	const char *id;                               /* NULL for a pixel of a raster */
	const char *const *names, *const *values;     /* of the layer's columns, or a raster's "band_1" ...; */
	size_t n;                                     /* a NULL value is null */
	const char *const *states;                    /* why a joined value is null: "no-data", "secret",
	                                                 "not-applicable"; NULL where there is no reason to tell */
	const struct engine_shape *shape;             /* in shape_srs, or NULL */
};
typedef bool engine_found_fn(void *arg, const struct engine_found *found, struct err *err);

/* How far from its middle, in pixels, a point or a line may lie to be at it. */
#define ENGINE_NEAR 4

/* The features of each layer at a pixel of the map, first layer first, at most `most` each. `shape_srs`
   0 asks for no geometries. `each` may stop it by returning false with an error. */
bool engine_query(struct engine *engine, const struct exchange *x, const struct engine_map *map,
                  int column, int row, int64_t most, int shape_srs, engine_found_fn *each, void *arg,
                  struct err *err);

/* A picture of that size with nothing but `text` in it (NULL: nothing at all). */
bool engine_draw_text(struct engine *engine, const struct exchange *x, int width, int height,
                      const struct engine_picture *picture, const char *text, struct out *out,
                      struct err *err);

struct engine_legend {
	const struct engine_drawn *layers; size_t n_layers;
	double scale;                                 /* denominator; 0: classes of all scales */
	int key_width, key_height;                    /* of a symbol, pixels */
	const char *rule;                             /* only the class of that name; NULL: all */
};

/* A picture of the classes with their titles; a class without one has its layer's. */
bool engine_draw_legend(struct engine *engine, const struct exchange *x,
                        const struct engine_legend *legend, const struct engine_picture *picture,
                        struct out *out, struct err *err);

/* A style of a layer as SLD, also one of CLASS blocks; NULL without an error when it cannot be told so. */
const struct sld_style *engine_style(struct engine *engine, const struct exchange *x,
                                     const struct layer *layer, const struct style *style,
                                     struct err *err);

/* The box in another coordinate system, x = easting or longitude first in both; false where that
   cannot be. Projections are kept: cheap enough for thousands of layers. */
bool engine_transform(struct engine *engine, struct bbox *to, const struct bbox *from, int from_srs,
                      int to_srs);

/* The same of n points, x and y in turn, in place; false when one has no place there. */
bool engine_move(struct engine *engine, double *xy, size_t n, int from_srs, int to_srs);

/* True when EPSG writes this system's coordinates northing or latitude first. */
bool engine_axis_inverted(int srs);

/* Checks CLASS blocks or an SLD document against `layer` before it is published: parses it as the engine
   would, draws nothing. The message (in `ctx`) says what is wrong and, for CLASS blocks, the line. */
bool engine_check_style(struct engine *engine, const void *ctx, const struct layer *layer,
                        const struct style *style, struct err *err);

#endif
