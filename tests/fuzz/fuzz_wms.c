/* A WMS request as key-value pairs, read as GetMap reads it. */
#include <math.h>

#include "map/wms_request.h"
#include "tests/fuzz/fuzz.h"

static void check(const struct wms_map *m, const struct conf *conf)
{
	const struct bbox *b = &m->map.bbox;

	assert(m->map.n_layers > 0 && m->map.n_layers <= (size_t)conf->max_layers);
	assert(isfinite(b->minx) && isfinite(b->maxy) && b->minx < b->maxx && b->miny < b->maxy);
	assert(m->map.width > 0 && m->map.height > 0);
	assert((int64_t)m->map.width * m->map.height <= conf->max_pixels);
	for (size_t i = 0; i < m->map.n_layers; i++) {
		assert(m->map.layers[i].layer != NULL && m->map.layers[i].style != NULL);
		for (size_t k = 0; k < m->map.layers[i].n_filters; k++)
			assert(m->map.layers[i].filters[k].n_ranges > 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct dimension dimensions[] = {
		{ "time", "vu", "ISO8601", "2016-01-01,2017-01-01/2018-12-31/P1D", "2016" },
		{ "elevation", "densite", "m", "0/100,250", "" },
		{ "name", "nom", "", "a,b,c", "" },
	};
	void *ctx = talloc_new(NULL);
	struct fuzz_world *w = fuzz_world(ctx);
	struct err err = { 0 };
	struct engine_picture picture;
	const struct wms_format *format;
	struct wms_map m;

	w->layer.dimensions = dimensions;
	w->layer.n_dimensions = 3;
	if (!kvp_parse(&w->request.query, ctx, fuzz_text(ctx, data, size), &err)) {
		fuzz_explained(&err);
	} else {
		if (wms_read_map(&m, &w->x, &err))
			check(&m, &w->conf);
		else
			fuzz_explained(&err);
		err = (struct err){ 0 };
		if (!wms_read_picture(&picture, &format, &w->x, &err))
			fuzz_explained(&err);
	}
	talloc_free(ctx);
	return 0;
}
