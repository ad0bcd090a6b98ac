/* The values of a vector tile's layer, each once, numbered in the order in which they came. */
#ifndef JT_TILES_MVT_VALUES_H
#define JT_TILES_MVT_VALUES_H

#include "tiles/protobuf.h"

struct mvt_value {
	uint32_t hash, first, n;      /* its bytes among those written */
};

struct mvt_values {
	struct protobuf written;      /* fields of the layer, as they go into the tile */
	struct mvt_value *values;
	uint32_t n, room;
	uint32_t *slots;              /* number + 1 */
	size_t n_slots;
};

void mvt_values_open(struct mvt_values *v, const void *ctx);

/* The number of a value. */
uint32_t mvt_values_text(struct mvt_values *v, const char *text);
uint32_t mvt_values_integer(struct mvt_values *v, int64_t value);
uint32_t mvt_values_real(struct mvt_values *v, double value);

#endif
