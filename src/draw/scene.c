#include "draw/scene.h"

#include <math.h>
#include <string.h>

#include "draw/borders.h"
#include "draw/stroke.h"

/* Of a pixel: what may be left out of a border without being seen. */
#define TOLERANCE 0.35

struct making {
	const struct geometry_store *store;
	const struct scene_view *view;
	struct borders borders;
	struct bbox box;              /* of the view, in the store's system */
	uint32_t *found; size_t n_found;  /* features that the view meets, ascending */
	uint32_t *side;               /* of each: its area where arcs tell all of it, else COVER_NOBODY */
	uint32_t *by_feature;         /* the same by feature, where that is worth it */
	struct cover_builder *builder;
	uint8_t *lines;               /* mask of the borders where they are wide, or NULL */
};

static bool is_shown(const struct making *m, uint32_t feature)
{
	return m->view->places == NULL || m->view->places[feature] != PAINT_NOTHING;
}

/* The area on that side of an arc. */
static uint32_t side_of(const struct making *m, uint32_t feature)
{
	size_t low = 0, high = m->n_found;

	if (feature == UINT32_MAX)
		return COVER_NOBODY;
	if (m->by_feature != NULL)
		return m->by_feature[feature];
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (m->found[middle] < feature)
			low = middle + 1;
		else
			high = middle;
	}
	return low < m->n_found && m->found[low] == feature ? m->side[low] : COVER_NOBODY;
}

static void add_arc(struct making *m, uint32_t owner, uint32_t side, size_t at)
{
	const struct geometry_arc *a = &m->store->arcs[at];
	uint32_t other = side_of(m, a->other);
	bool beside = borders_beside(&m->borders, m->store->arc_boxes + 4 * at);
	bool stroked = m->view->line_width > 0 && !beside &&
	               (is_shown(m, owner) || (a->other != UINT32_MAX && is_shown(m, a->other)));

	if (side == COVER_NOBODY && other == COVER_NOBODY && !stroked)
		return;
	size_t n = beside ? borders_ends(&m->borders, a->first, a->n) : borders_take(&m->borders, a->first, a->n);
	if (n < 2)
		return;
	bool thin = m->view->line_width <= COVER_THIN;
	cover_stroke(m->builder, stroked && thin ? m->view->line_width : 0);
	cover_line(m->builder, m->borders.line, n, a->right ? other : side, a->right ? side : other);
	if (stroked && !thin)
		stroke_line(m->lines, m->view->width, m->view->height, m->borders.line, n, m->view->line_width);
}

/* An area that goes beyond the view: some of its borders are those of neighbours that the view does not meet. */
static void add_rings(struct making *m, uint32_t feature, uint32_t area)
{
	const struct geometry_store *s = m->store;

	for (uint32_t r = s->first_ring[feature]; r < s->first_ring[feature + 1]; r++) {
		size_t n = borders_take(&m->borders, s->rings[r].first, s->rings[r].n);
		cover_stroke(m->builder, 0);
		/* what has no place in the view's system is left out, as libmapserver does */
		if (n > 1)
			cover_ring(m->builder, m->borders.line, n, s->rings[r].hole != 0, area);
	}
}

static bool is_within(const struct bbox *inner, const struct bbox *outer)
{
	return inner->minx >= outer->minx && inner->maxx <= outer->maxx && inner->miny >= outer->miny &&
	       inner->maxy <= outer->maxy;
}

/* Numbers the areas that are shown, and tells which of them arcs tell all of. */
static void number_areas(struct making *m, struct scene *scene)
{
	m->side = mem_grow(m->builder, NULL, uint32_t, m->n_found + 1);
	scene->areas = mem_grow(scene, NULL, uint32_t, m->n_found + 1);
	if (m->n_found > m->store->n / 16) {
		m->by_feature = mem_grow(m->builder, NULL, uint32_t, m->store->n + 1);
		memset(m->by_feature, 0xff, m->store->n * sizeof *m->by_feature);
	}
	for (size_t i = 0; i < m->n_found; i++) {
		uint32_t feature = m->found[i];
		bool shown = is_shown(m, feature);
		m->side[i] = shown && is_within(&m->store->boxes[feature], &m->box) ? (uint32_t)scene->n_areas : COVER_NOBODY;
		if (m->by_feature != NULL)
			m->by_feature[feature] = m->side[i];
		if (shown)
			scene->areas[scene->n_areas++] = feature;
	}
}

static void add_areas(struct making *m, struct scene *scene)
{
	const struct geometry_store *s = m->store;
	uint32_t area = 0;

	number_areas(m, scene);
	cover_builder_areas(m->builder, (uint32_t)scene->n_areas);
	for (size_t i = 0; i < m->n_found; i++) {
		uint32_t feature = m->found[i];
		for (size_t at = s->first_arc[feature]; at < s->first_arc[feature + 1]; at++)
			add_arc(m, feature, m->side[i], at);
		if (!is_shown(m, feature))
			continue;
		if (m->side[i] == COVER_NOBODY)
			add_rings(m, feature, area);
		area++;
	}
}

/* The view in the store's system: its edges may bend there. Where it has no place there as a whole, all features may be
   in it, at any scale. */
static double find_box(struct bbox *box, const struct geometry_store *s, const struct scene_view *v, struct move *back)
{
	bool found = move_box(back, box, &v->bbox);

	if (!found || !(box->maxx > box->minx) || !(box->maxy > box->miny)) {
		*box = s->bbox;
		return 0;
	}
	return TOLERANCE * fmin((box->maxx - box->minx) / v->width, (box->maxy - box->miny) / v->height);
}

static struct bbox widened(const struct bbox *b, const struct scene_view *v)
{
	double pixels = v->line_width + 2;
	double x = pixels * (b->maxx - b->minx) / v->width, y = pixels * (b->maxy - b->miny) / v->height;

	return (struct bbox){ b->minx - x, b->miny - y, b->maxx + x, b->maxy + y };
}

static bool find_borders(struct making *m, struct scene *scene, struct moves *moves, struct err *err)
{
	const struct geometry_store *s = m->store;
	const struct scene_view *v = m->view;
	struct move *there = moves_get(moves, scene, s->srs, v->srs, err);
	struct move *back = there != NULL ? moves_get(moves, scene, v->srs, s->srs, err) : NULL;
	struct borders *b = &m->borders;

	if (back == NULL)
		return false;
	*b = (struct borders){ .ctx = m->builder, .xy = s->xy, .detail = s->detail };
	b->tolerance = find_box(&m->box, s, v, back);
	b->box = widened(&m->box, v);
	b->warp = warp_new(m->builder, there, &b->box, &v->bbox, v->width, v->height);
	m->found = geometry_store_find(s, m->builder, &b->box, &m->n_found);
	return true;
}

static bool few_enough(const struct making *m, const void *ctx, struct err *err)
{
	return m->n_found <= COVER_AREAS ||
	       err_set(err, ctx, ERR_TOO_LARGE, "bbox", "the view has %zu areas; at most %d can be drawn",
	               "la vue compte %zu zones ; %d au plus peuvent être dessinées", m->n_found, COVER_AREAS);
}

struct scene *scene_make(const void *ctx, const struct geometry_store *store, struct moves *moves,
                         const struct scene_view *view, struct err *err)
{
	struct scene *scene = mem_new(ctx, struct scene);
	struct making m = { .store = store, .view = view };

	m.builder = cover_builder_new(scene, view->width, view->height);
	if (!find_borders(&m, scene, moves, err) || !few_enough(&m, scene, err)) {
		err_keep(err, ctx);
		talloc_free(scene);
		return NULL;
	}
	if (view->line_width > COVER_THIN)
		m.lines = mem_array(m.builder, uint8_t, (size_t)view->width * (size_t)view->height);
	add_areas(&m, scene);
	scene->cover = cover_builder_end(m.builder, m.lines);
	scene->bytes = cover_bytes(scene->cover) + scene->n_areas * sizeof *scene->areas;
	return scene;
}
