/* The files that a process keeps mapped between requests: geometry stores of frameworks and columns of joins. Those
   used last stay; nothing is opened before it is asked for. What is lent stays valid until the request
   ends (mapped_trim). */
#ifndef JT_GEOMETRY_MAPPED_H
#define JT_GEOMETRY_MAPPED_H

#include "geometry/store.h"
#include "table/columns_file.h"

struct mapped;

/* At most `most` files stay over from one request to the next. */
struct mapped *mapped_new(const void *ctx, const char *workspace, size_t most);

/* The geometry of a framework's layer; of a joined layer, that of its base. Errors: ERR_UNAVAILABLE. */
const struct geometry_store *mapped_geometry(struct mapped *m, const void *ctx, const struct layer *layer,
                                             struct err *err);

/* The joined columns of a joined layer (layer->joined != NULL): row i is feature i, column j is
   layer->columns[layer->joined->first + j]. */
const struct columns_file *mapped_columns(struct mapped *m, const void *ctx, const struct layer *layer,
                                          struct err *err);

/* Between requests: closes those that were not used lately, beyond `most`. */
void mapped_trim(struct mapped *m);

#endif
