#include "map/outlines.h"

/* The least width, in pixels, and how many features are measured. */
#define LEAST 8
#define SAMPLES 500

bool outlines_seen(struct engine *engine, const struct engine_map *map, const struct geometry_store *store)
{
	size_t step = store->n / SAMPLES + 1, n = 0;
	struct bbox seen;
	double sum = 0;

	if (!engine_transform(engine, &seen, &map->bbox, map->srs, store->srs))
		return true;
	for (size_t i = 0; i < store->n; i += step) {
		const struct bbox *b = &store->boxes[i];
		if (b->minx > b->maxx)
			continue;
		sum += b->maxx - b->minx;
		n++;
	}
	double pixel = (seen.maxx - seen.minx) / map->width;
	return n == 0 || sum / (double)n >= LEAST * pixel;
}
