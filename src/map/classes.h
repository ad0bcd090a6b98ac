/* MapServer CLASS blocks as publishers give them: looked through before libmapserver reads
   them, because its language can also include files, fetch pictures and name other data. */
#ifndef JT_MAP_CLASSES_H
#define JT_MAP_CLASSES_H

#include "catalogue/catalogue.h"

/* True when `body` is nothing but CLASS ... END blocks (and CLASSITEM, LABELITEM before them) that
   use our symbols and columns of `layer`. The message names the line. */
bool classes_check(const void *ctx, const struct layer *layer, const char *body, struct err *err);

/* The names that SYMBOL may have, NULL-ended. */
extern const char *const classes_symbols[];

#endif
