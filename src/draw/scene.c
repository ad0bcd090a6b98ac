#include "draw/scene.h"

#include <math.h>
#include <string.h>

#include "draw/stroke.h"
#include "geometry/move.h"
#include "geometry/srs.h"

/* Of a pixel: what may be left out of a border without being seen. */
#define TOLERANCE 0.35

struct making {
	const struct geometry_store *store;
	const struct scene_view *view;
	struct move *move;
	struct cover_builder *builder;
	uint8_t *lines;
	double tolerance;             /* in the store's system */
	double scale_x, scale_y;
	double *xy;                   /* of the ring in hand, in pixels */
};

/* The points of a ring that count at this scale; a ring that would fall together keeps its shape. */
static size_t take_points(struct making *m, const struct geometry_ring *ring)
{
	const struct geometry_store *s = m->store;
	size_t n = 0;

	m->xy = mem_grow(m->builder, m->xy, double, 2 * (size_t)ring->n);
	for (uint32_t i = ring->first; i < ring->first + ring->n; i++) {
		if (s->detail[i] < m->tolerance && i != ring->first && i != ring->first + ring->n - 1)
			continue;
		m->xy[2 * n] = s->xy[2 * (size_t)i];
		m->xy[2 * n++ + 1] = s->xy[2 * (size_t)i + 1];
	}
	return n;
}

static void to_pixels(struct making *m, size_t n)
{
	const struct bbox *b = &m->view->bbox;

	for (size_t i = 0; i < n; i++) {
		m->xy[2 * i] = (m->xy[2 * i] - b->minx) * m->scale_x;
		m->xy[2 * i + 1] = (b->maxy - m->xy[2 * i + 1]) * m->scale_y;
	}
}

static void add_ring(struct making *m, const struct geometry_ring *ring, uint32_t place)
{
	size_t n = take_points(m, ring);

	/* what has no place in the view's system is left out, as libmapserver does */
	if (n < 2 || !move_points(m->move, m->xy, n))
		return;
	to_pixels(m, n);
	cover_ring(m->builder, m->xy, n, ring->hole != 0, place);
	if (m->lines != NULL)
		stroke_line(m->lines, m->view->width, m->view->height, m->xy, n, m->view->line_width);
}

static void add_area(struct making *m, uint32_t area, uint32_t place)
{
	const struct geometry_store *s = m->store;

	for (uint32_t r = s->first_ring[area]; r < s->first_ring[area + 1]; r++)
		add_ring(m, &s->rings[r], place);
}

/* The view in the store's system: its edges may bend there. */
static bool find_box(struct bbox *box, const struct making *m, const void *ctx, struct err *err)
{
	const struct scene_view *v = m->view;

	if (v->srs == m->store->srs) {
		*box = v->bbox;
		return true;
	}
	return bbox_transform(box, &v->bbox, v->srs, m->store->srs) ||
	       err_set(err, ctx, ERR_CRS, "bbox", "this box has no place in the data's reference system",
	               "cette emprise n'a pas de place dans le système de référence des données");
}

static void leave_out_hidden(struct scene *scene, const uint8_t *places)
{
	size_t n = 0;

	for (size_t i = 0; places != NULL && i < scene->n_areas; i++)
		if (places[scene->areas[i]] != PAINT_NOTHING)
			scene->areas[n++] = scene->areas[i];
	scene->n_areas = places != NULL ? n : scene->n_areas;
}

struct scene *scene_make(const void *ctx, const struct geometry_store *store, const struct scene_view *view,
                         struct err *err)
{
	struct scene *scene = mem_new(ctx, struct scene);
	struct making m = {
		.store = store, .view = view,
		.scale_x = view->width / (view->bbox.maxx - view->bbox.minx),
		.scale_y = view->height / (view->bbox.maxy - view->bbox.miny),
	};
	struct bbox box;

	m.move = move_new(scene, store->srs, view->srs, err);
	if (m.move == NULL || !find_box(&box, &m, ctx, err)) {
		talloc_free(scene);
		return NULL;
	}
	scene->areas = geometry_store_find(store, scene, &box, &scene->n_areas);
	leave_out_hidden(scene, view->places);
	m.tolerance = TOLERANCE * fmin((box.maxx - box.minx) / view->width, (box.maxy - box.miny) / view->height);
	m.builder = cover_builder_new(scene, view->width, view->height, (uint32_t)scene->n_areas);
	if (view->line_width > 0)
		m.lines = mem_array(m.builder, uint8_t, (size_t)view->width * (size_t)view->height);
	for (size_t i = 0; i < scene->n_areas; i++)
		add_area(&m, scene->areas[i], (uint32_t)i);
	scene->cover = cover_builder_end(m.builder, m.lines);
	talloc_free(m.move);
	scene->bytes = cover_bytes(scene->cover) + scene->n_areas * sizeof *scene->areas;
	return scene;
}
