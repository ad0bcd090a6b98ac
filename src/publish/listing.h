/* What is in the catalogue, as JSON for the operator: all of it, without a view. */
#ifndef JT_PUBLISH_LISTING_H
#define JT_PUBLISH_LISTING_H

#include "base/json.h"
#include "catalogue/catalogue.h"

/* An object of its own under `key`. `owner` and `theme` are names; those of the layer when it
   has them. */
void listing_layer(struct json *w, const char *key, const struct layer *layer, const char *owner,
                   const char *theme);
void listing_organisation(struct json *w, const char *key, const struct organisation *o);
void listing_theme(struct json *w, const char *key, const struct theme *t);

/* "polygon", "line", "point", "any", "raster"; the types of columns as XML Schema names them. */
const char *listing_geometry(enum geometry_kind kind);
const char *listing_type(enum column_type type);

#endif
