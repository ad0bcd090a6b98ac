/* Is what is published still whole: does every source open, are its bytes the ones it was named by,
   is every key present and unique, every geometry valid; of a dataset, are its columns those of its
   framework. */
#ifndef JT_PUBLISH_CHECK_H
#define JT_PUBLISH_CHECK_H

#include "catalogue/catalogue.h"
#include "geometry/vector.h"

struct check_result {
	const struct layer *layer;
	struct notes problems;        /* nothing: all is well */
	struct notes remarks;         /* not wrong, but good to know: features without a geometry */
};

/* Fails only when it was stopped; what is wrong with the layer is a problem, not an error. */
bool check_layer(struct check_result *result, const void *ctx, const char *workspace,
                 const struct layer *layer, progress_fn *progress, void *arg, struct err *err);

#endif
