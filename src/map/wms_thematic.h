/* What a request asks of its joined layers: which attribute, and how it is to be shown. STYLES names an attribute, or the
   parameters of ours do, which the capabilities tell of. */
#ifndef JT_MAP_WMS_THEMATIC_H
#define JT_MAP_WMS_THEMATIC_H

#include "map/wms_request.h"
#include "thematic/thematic.h"

/* Gives the joined layers among them their thematic style, where they are not drawn in a style of another kind. Wrong
   values are errors that name the parameter. */
bool wms_read_thematic(struct engine_drawn *drawn, size_t n, const struct exchange *x, struct err *err);

/* True when the request has one of those parameters. */
bool wms_asks_thematic(const struct exchange *x);

/* Those that the request has, as "name=value&...": what a picture of joined layers depends on beside their styles. */
char *wms_thematic_asked(const struct exchange *x);

/* The parameters and the attributes of a joined layer, told to people. */
const char *wms_thematic_words(const struct exchange *x, const struct layer *layer);

/* service_layers_unchanged for `what` of these layers. */
bool wms_unchanged(const struct exchange *x, struct out *out, const struct engine_drawn *drawn, size_t n,
                   const char *what);

#endif
