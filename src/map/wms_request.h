/* What the operations of WMS read from a request, as plain values. */
#ifndef JT_MAP_WMS_REQUEST_H
#define JT_MAP_WMS_REQUEST_H

#include "map/engine.h"

enum wms_version { WMS_111, WMS_130 };

/* The version that the request is written in; what is not said is told from SRS and CRS. */
enum wms_version wms_version(const struct exchange *x);
const char *wms_version_text(enum wms_version version);

/* The name of the layer that stands for all. */
const char *wms_root_name(const struct exchange *x);

/* The layers that a name means in this service, in the order of drawing; an array in x->ctx. Hidden and
   missing are the same error, which blames `locator`. */
bool wms_find(const struct exchange *x, const char *name, const char *locator,
              const struct layer *const **layers, size_t *n, struct err *err);

/* All visible layers of a theme, or (NULL) of the service, in the order of drawing. */
const struct layer *const *wms_layers(const struct exchange *x, const struct theme *theme, size_t *n);

/* The group of the stored joins that the view lists, which are in no theme; by name. */
#define WMS_JOINS "joins"
const struct layer *const *wms_joins(const struct exchange *x, size_t *n);
bool wms_is_join(const struct layer *layer);

/* The style of that name ("" or "default": the first); NULL with ERR_STYLE when there is none. */
const struct style *wms_style(const struct exchange *x, const struct layer *layer, const char *name,
                              const char *locator, struct err *err);

/* The style that SLD_BODY gives to a layer of that name; NULL where it gives none. SLD is refused. */
bool wms_own_style(const struct sld_style **style, const struct exchange *x, const char *name,
                   struct err *err);

/* What GetMap and GetFeatureInfo have in common. */
struct wms_map {
	enum wms_version version;
	struct engine_map map;
	const char *crs;              /* as the client wrote it */
	bool longitude_first;         /* of that reference: whether x comes first in it */
};

bool wms_read_map(struct wms_map *m, const struct exchange *x, struct err *err);

/* service_layers_unchanged for an answer about these layers: a referenced source may change unseen, so
   answers over one carry no validators. */
bool wms_current(const struct exchange *x, struct out *out, const struct engine_map *map,
                 const char *version);

/* A picture's media type: one of ours, and the engine's name of it. */
struct wms_format {
	const char *type, *content_type, *engine;
	bool transparent;             /* it can be */
	bool listed;                  /* in the capabilities; the others are other words for these */
};
extern const struct wms_format wms_formats[];  /* ends with a NULL type */

/* NULL with ERR_FORMAT when it is none of ours. */
const struct wms_format *wms_format(const struct exchange *x, const char *type, struct err *err);

/* FORMAT, TRANSPARENT, BGCOLOR. */
bool wms_read_picture(struct engine_picture *p, const struct wms_format **format,
                      const struct exchange *x, struct err *err);

/* The filters of a layer by TIME, ELEVATION and DIM_name (wms_dimension.c), in x->ctx. */
bool wms_read_dimensions(struct engine_drawn *drawn, const struct exchange *x, struct err *err);

/* The parameter of a dimension: TIME, ELEVATION, DIM_name. */
const char *wms_dimension_parameter(const void *ctx, const char *name);

/* The parameters of a layer's dimensions that the request has, as "name=value&...". */
char *wms_dimensions_asked(const struct exchange *x, const struct layer *layer);

#endif
