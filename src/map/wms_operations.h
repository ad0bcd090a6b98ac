/* The operations of WMS, one function each. */
#ifndef JT_MAP_WMS_OPERATIONS_H
#define JT_MAP_WMS_OPERATIONS_H

#include "map/wms_request.h"

typedef bool wms_operation_fn(const struct exchange *x, struct out *out, struct err *err);

wms_operation_fn wms_capabilities;     /* wms_capabilities.c */
wms_operation_fn wms_getmap;           /* wms_getmap.c */
wms_operation_fn wms_getfeatureinfo;   /* wms_info.c */

wms_operation_fn wms_getlegendgraphic; /* wms_legend.c */
wms_operation_fn wms_getstyles;        /* wms_styles.c */
wms_operation_fn wms_describelayer;

/* An error as a picture, where EXCEPTIONS asks for it (wms_getmap.c); false when it does not, or when not
   even that can be drawn. */
bool wms_refuse_in_picture(const struct exchange *x, const struct err *err, struct out *out);

#endif
