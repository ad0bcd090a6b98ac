/* What makes a layer a joined one: of a dataset or of a stored join. Only for src/catalogue. */
#ifndef JT_CATALOGUE_JOINED_LAYER_H
#define JT_CATALOGUE_JOINED_LAYER_H

#include "catalogue/catalogue.h"

/* `layer` has the name, metadata, level, owner, styles and the joined columns already: it gets the features
   of the base, and the base's columns before its own, in an array of ctx. Keeps `joined`, and fills its
   `first`. */
void joined_layer(struct layer *layer, const void *ctx, struct joined *joined);

#endif
