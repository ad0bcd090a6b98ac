/* Long documents put together from parts that are kept: runs of some dozens of layers, each the same bytes, compressed once,
   as long as its layers are the same. A publication so makes one part anew, and a theme or the first page of a view costs
   what is its own. The answer is sent while it is made. */
#ifndef JT_SERVICE_COMPOSE_H
#define JT_SERVICE_COMPOSE_H

#include "base/xml.h"
#include "service/service.h"

struct compose;

/* document_answer (document.h) for a document that lists layers: `make` writes it with compose_writer and compose_layers, or
   with compose_out and compose_values, and cannot fail. */
typedef void compose_make_fn(const struct exchange *x, struct compose *c, void *arg);
void compose_answer(const struct exchange *x, struct out *out, const char *name, const char *content_type,
                    compose_make_fn *make, void *arg);

/* For all but the layers. */
xmlTextWriterPtr compose_writer(struct compose *c);

/* Writes the elements of one layer with that writer, and tells nothing but what the layer (its version, its name), the
   language, the theme, the key, the settings and `kind` decide. x->ctx lasts as long as the call. */
typedef void compose_layer_fn(void *arg, const struct exchange *x, xmlTextWriterPtr w, const struct layer *layer);

/* The elements of these, one after the other. */
void compose_layers(struct compose *c, const char *kind, const struct layer *const *layers, size_t n,
                    compose_layer_fn *write, void *arg);

/* The same for JSON. All but the layers goes here. */
struct out *compose_out(struct compose *c);

/* Writes one layer as a JSON value; what it tells beyond what compose_layer_fn may is added by `more` (or NULL). */
typedef void compose_value_fn(void *arg, const struct exchange *x, struct out *out, const struct layer *layer);
typedef void compose_more_fn(struct digest *d, const struct layer *layer);

/* The values of these as elements of an array, which is open and empty. */
void compose_values(struct compose *c, const char *kind, const struct layer *const *layers, size_t n,
                    compose_value_fn *write, compose_more_fn *more, void *arg);

#endif
