/* How a layer looks that was published without a style. */
#ifndef JT_PUBLISH_STYLE_DEFAULT_H
#define JT_PUBLISH_STYLE_DEFAULT_H

#include "catalogue/catalogue.h"

/* One style named "default": a CLASS block for the geometry of `layer`, with its title in the
   legend; for a raster an empty one, which draws it as it is. */
struct style style_default(const void *ctx, const struct layer *layer);

#endif
