#include "catalogue/joined_layer.h"

#include <string.h>

#include "base/mem.h"

void joined_layer(struct layer *layer, const void *ctx, struct joined *joined)
{
	const struct layer *base = joined->base;
	size_t n = base->n_columns + layer->n_columns;
	struct column *columns = mem_array(ctx, struct column, n);

	if (base->n_columns > 0)
		memcpy(columns, base->columns, base->n_columns * sizeof *columns);
	for (size_t i = 0; i < layer->n_columns; i++) {
		columns[base->n_columns + i] = layer->columns[i];
		columns[base->n_columns + i].nullable = true;
	}
	joined->first = base->n_columns;
	layer->columns = columns;
	layer->n_columns = n;
	layer->geometry = base->geometry;
	layer->srs = base->srs;
	layer->bbox = base->bbox;
	layer->geographic = base->geographic;
	layer->extents = base->extents;
	layer->n_features = base->n_features;
	layer->key = base->key;
	layer->source = base->source;
	layer->framework = NULL;
	layer->joined = joined;
}
