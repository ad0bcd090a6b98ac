/* MapServer CLASS blocks as publishers give them: looked through before libmapserver reads
   them, because its language can also include files, fetch pictures and name other data. */
#ifndef JT_MAP_CLASSES_H
#define JT_MAP_CLASSES_H

#include "catalogue/catalogue.h"

/* True when `body` is nothing but CLASS ... END blocks (and CLASSITEM, LABELITEM before them) that
   use our symbols and columns of `layer`. The message names the line. */
bool classes_check(const void *ctx, const struct layer *layer, const char *body, struct err *err);

/* An EXPRESSION of a class (without its outer brackets) as a filter of SLD, or NULL when it is none. */
struct sld_filter;
const struct sld_filter *classes_filter(const void *ctx, const char *expression);

/* The names that SYMBOL may have, NULL-ended. */
extern const char *const classes_symbols[];

#endif
