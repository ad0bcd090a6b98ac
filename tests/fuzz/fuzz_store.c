/* A geometry store made of any shapes: points of a small grid, so that borders meet, run over one another and fall together.
   A byte is a place (its low six bits), and what comes after it: 0x40 ends a ring (the next is a hole where 0x80 is set,
   too), 0x80 alone ends the feature. The arcs must tell what the rings tell, and the file what was written. */
#include <math.h>

#include "geometry/bbox.h"
#include "geometry/store_parts.h"
#include "tests/fuzz/fuzz.h"

enum { GRID = 8, PLACES = GRID * GRID, MOST = 2000 };

static const struct layer layer = { .key = "code", .source = { .digest = "0123" } };

struct shapes {
	struct store_whole w;
	uint32_t first_ring[MOST + 2];
	struct geometry_ring rings[MOST + 1];
	double xy[4 * MOST + 4];
	uint32_t begin;               /* point of the ring in hand */
	bool hole;
};

static void put_point(struct shapes *s, unsigned place)
{
	double *p = &s->xy[2 * s->w.store.n_points++];

	p[0] = place % GRID;
	p[1] = place / GRID;
}

/* Rings are closed; holes of nothing are none. */
static void end_ring(struct shapes *s)
{
	struct geometry_store *g = &s->w.store;
	uint32_t n = (uint32_t)g->n_points - s->begin;
	const double *first = &s->xy[2 * (size_t)s->begin], *last = first + 2 * (size_t)(n - 1);

	if (n == 0)
		return;
	if (n == 1 || first[0] != last[0] || first[1] != last[1])
		put_point(s, (unsigned)(first[1] * GRID + first[0]));
	bool hole = s->hole && g->n_rings > s->first_ring[g->n];
	s->rings[g->n_rings++] = (struct geometry_ring){ s->begin, (uint32_t)g->n_points - s->begin, hole };
	s->begin = (uint32_t)g->n_points;
	s->hole = false;
}

static void end_feature(struct shapes *s)
{
	struct geometry_store *g = &s->w.store;

	end_ring(s);
	g->n++;
	s->first_ring[g->n] = (uint32_t)g->n_rings;
}

static void read_shapes(struct shapes *s, const uint8_t *data, size_t size)
{
	s->w.store = (struct geometry_store){ .kind = GEOMETRY_POLYGON, .multi = true, .srs = 2154, .first_ring = s->first_ring,
	                                      .rings = s->rings, .xy = s->xy };
	for (size_t i = 0; i < size && i < MOST; i++) {
		put_point(s, data[i] & 63);
		if (data[i] & 0x40) {
			end_ring(s);
			s->hole = (data[i] & 0x80) != 0;
		} else if (data[i] & 0x80) {
			end_feature(s);
		}
	}
	end_feature(s);
}

static void complete(struct shapes *s)
{
	struct geometry_store *g = &s->w.store;
	float *detail = mem_array(s, float, g->n_points + 1);
	double *inner = mem_array(s, double, 2 * g->n + 1);
	struct bbox *boxes = mem_array(s, struct bbox, g->n + 1);
	int64_t *ids = mem_array(s, int64_t, g->n + 1);
	uint32_t *zeros = mem_array(s, uint32_t, g->n + 1);

	g->ids = ids;
	g->key_offsets = g->by_key = g->key_place = zeros;
	g->keys = "";
	g->boxes = boxes;
	g->detail = detail;
	g->inner = inner;
	for (size_t i = 0; i < g->n; i++) {
		ids[i] = (int64_t)i;
		boxes[i] = BBOX_NOWHERE;
		for (uint32_t r = g->first_ring[i]; r < g->first_ring[i + 1]; r++)
			for (uint32_t p = 0; p < g->rings[r].n; p++)
				bbox_add(&boxes[i], &g->xy[2 * ((size_t)g->rings[r].first + p)]);
		store_inner(&inner[2 * i], g, i, s);
	}
	uint32_t *same = store_same(g, s);
	store_rank(detail, g, same, s);
	store_arcs(g, same, s);
	store_tree_build(&s->w.tree, s, boxes, g->n);
	s->w.n_key_bytes = 1;
	s->w.digest = layer.source.digest;
	s->w.key = layer.key;
}

static unsigned place(const double *p)
{
	return (unsigned)(p[1] * GRID + p[0]);
}

/* Counts the stretches of points in a row, for a feature, in either direction. */
static void count(int *counts, const struct geometry_store *g, uint32_t first, uint32_t n, int by)
{
	for (uint32_t i = first; i + 1 < first + n; i++) {
		unsigned a = place(&g->xy[2 * (size_t)i]), b = place(&g->xy[2 * ((size_t)i + 1)]);
		counts[a < b ? a * PLACES + b : b * PLACES + a] += a != b ? by : 0;
	}
}

static void arcs_tell_the_rings(const struct geometry_store *g, const void *ctx)
{
	int *counts = mem_array(ctx, int, PLACES * PLACES);

	for (uint32_t i = 0; i < g->n; i++) {
		memset(counts, 0, PLACES * PLACES * sizeof *counts);
		for (uint32_t r = g->first_ring[i]; r < g->first_ring[i + 1]; r++)
			count(counts, g, g->rings[r].first, g->rings[r].n, 1);
		for (uint32_t k = g->first_arc[i]; k < g->first_arc[i + 1]; k++)
			count(counts, g, g->arcs[k].first, g->arcs[k].n, -1);
		for (uint32_t k = 0; k < g->n_arcs; k++)
			if (g->arcs[k].other == i)
				count(counts, g, g->arcs[k].first, g->arcs[k].n, -1);
		for (size_t k = 0; k < PLACES * PLACES; k++)
			assert(counts[k] == 0);
	}
}

static void reads_back(const struct shapes *s, const char *path)
{
	const struct geometry_store *g = &s->w.store;
	struct err err = { 0 };
	size_t found;

	assert(store_write(s, path, &s->w, &err));
	const struct store_whole *w = store_map(s, path, &layer, true, &err);
	assert(w != NULL && w->store.n == g->n && w->store.n_points == g->n_points && w->store.n_arcs == g->n_arcs);
	assert(memcmp(w->store.xy, g->xy, 2 * g->n_points * sizeof *g->xy) == 0);
	geometry_store_find(&w->store, s, &(struct bbox){ 0, 0, GRID, GRID }, &found);
	assert(found == w->tree.n);
	for (size_t i = 0; i < g->n_points; i++)
		assert(g->detail[i] >= 0);
	for (size_t i = 0; i < g->n; i++) {
		const struct bbox *b = &g->boxes[i];
		const double *p = &g->inner[2 * i];
		assert(isnan(p[0]) ? b->minx > b->maxx
		                   : p[0] >= b->minx && p[0] <= b->maxx && p[1] >= b->miny && p[1] <= b->maxy);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *ctx = talloc_new(NULL);
	struct shapes *s = mem_new(ctx, struct shapes);
	char *path = mem_printf(ctx, "%s/store", fuzz_file(ctx, "store", data, 0));

	read_shapes(s, data, size);
	complete(s);
	if (size <= MOST / 4)
		arcs_tell_the_rings(&s->w.store, ctx);
	unlink(path);
	reads_back(s, path);
	talloc_free(ctx);
	return 0;
}
