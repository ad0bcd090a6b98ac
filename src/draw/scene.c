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
	void *scratch;
	struct borders borders;
	struct bbox box;              /* of the view, in the store's system */
	uint32_t *found; size_t n_found;  /* features that the view meets, ascending */
	uint32_t *areas;              /* of each its area, COVER_NOBODY where it is not shown */
	uint32_t *sides;              /* the same where arcs tell of it; of n_found: COVER_NOBODY */
	uint8_t *by_rings;            /* of each: whether some of its arcs have no place in the picture */
	bool lost;                    /* one was met of a feature that is told by arcs */
	uint32_t *places; unsigned shift; /* of each group of 2^shift features: where in `found` it begins */
	struct cover_builder *builder;
	uint8_t *lines;               /* mask of the borders where they are wide, or NULL */
};

static bool is_shown(const struct making *m, uint32_t feature)
{
	return m->view->places == NULL || m->view->places[feature] != PAINT_NOTHING;
}

/* The place of a feature among those found; n_found: the view does not meet it. */
static size_t place_of(const struct making *m, uint32_t feature)
{
	if (feature == UINT32_MAX)
		return m->n_found;
	const uint32_t *from = m->places + (feature >> m->shift);
	for (uint32_t i = from[0]; i < from[1]; i++)
		if (m->found[i] == feature)
			return i;
	return m->n_found;
}

/* Features stand in so many groups, about, as are found of them. */
static void group_found(struct making *m)
{
	while (m->store->n >> (m->shift + 1) > m->n_found)
		m->shift++;
	size_t n = (m->store->n >> m->shift) + 1, i = 0;
	m->places = mem_grow(m->scratch, NULL, uint32_t, n + 1);
	for (size_t group = 0; group < n; group++) {
		m->places[group] = (uint32_t)i;
		while (i < m->n_found && m->found[i] >> m->shift == group)
			i++;
	}
	m->places[n] = (uint32_t)i;
}

/* An arc with what is on its sides, its owner's first; false where it has no place. */
static bool add_arc(struct making *m, size_t at, uint32_t side, uint32_t other, bool stroked)
{
	const struct geometry_arc *a = &m->store->arcs[at];
	enum borders_place place = borders_place(&m->borders, m->store->arc_boxes + 4 * at);
	bool thin = m->view->line_width <= COVER_THIN;

	stroked = stroked && place != BORDERS_BESIDE;
	if (side == COVER_NOBODY && other == COVER_NOBODY && !stroked)
		return true;
	size_t n = borders_take(&m->borders, a->first, a->n, place);
	if (n < 2)
		return false;
	cover_line(m->builder, m->borders.line, n, a->right ? other : side, a->right ? side : other,
	           stroked && thin ? m->view->line_width : 0);
	if (stroked && !thin)
		stroke_line(m->lines, m->view->width, m->view->height, m->borders.line, n, m->view->line_width);
	return true;
}

/* A feature an arc of which has no place. */
static void lose(struct making *m, size_t place)
{
	if (m->sides[place] == COVER_NOBODY)
		return;
	m->by_rings[place] = 1;
	m->lost = true;
}

/* A feature some of whose points have no place in the picture: what else it has is shown. */
static void add_rings(struct making *m, uint32_t feature, uint32_t area)
{
	const struct geometry_store *s = m->store;

	for (uint32_t r = s->first_ring[feature]; r < s->first_ring[feature + 1]; r++) {
		size_t n = borders_take(&m->borders, s->rings[r].first, s->rings[r].n, BORDERS_ACROSS);
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

/* Numbers the areas that are shown. */
static void number_areas(struct making *m, struct scene *scene)
{
	m->areas = mem_grow(m->scratch, NULL, uint32_t, m->n_found + 1);
	m->sides = mem_grow(m->scratch, NULL, uint32_t, m->n_found + 1);
	m->by_rings = mem_array(m->scratch, uint8_t, m->n_found + 1);
	scene->areas = mem_grow(scene, NULL, uint32_t, m->n_found + 1);
	group_found(m);
	for (size_t i = 0; i < m->n_found; i++) {
		uint32_t feature = m->found[i];
		bool shown = is_shown(m, feature);
		m->areas[i] = shown ? (uint32_t)scene->n_areas : COVER_NOBODY;
		if (shown)
			scene->areas[scene->n_areas++] = feature;
	}
}

/* Borders of a feature that are those of features before it, as far as the view does not meet these. */
static void add_shared(struct making *m, size_t place)
{
	const struct geometry_store *s = m->store;
	uint32_t feature = m->found[place];

	for (uint32_t i = s->first_shared[feature]; i < s->first_shared[feature + 1]; i++)
		if (place_of(m, s->shared[i].owner) == m->n_found &&
		    !add_arc(m, s->shared[i].arc, COVER_NOBODY, m->sides[place], false))
			lose(m, place);
}

static void add_arcs(struct making *m, size_t place, bool shown)
{
	const struct geometry_store *s = m->store;
	uint32_t feature = m->found[place], side = m->sides[place];
	bool lined = m->view->line_width > 0;

	for (size_t at = s->first_arc[feature], end = s->first_arc[feature + 1]; at < end; at++) {
		uint32_t other = s->arcs[at].other;
		size_t beyond = place_of(m, other);
		bool stroked = lined && (shown || (other != UINT32_MAX && is_shown(m, other)));
		if (add_arc(m, at, side, m->sides[beyond], stroked))
			continue;
		lose(m, place);
		lose(m, beyond);
	}
}

static void add_areas(struct making *m)
{
	for (size_t i = 0; i < m->n_found; i++) {
		uint32_t feature = m->found[i];
		bool shown = is_shown(m, feature);
		add_arcs(m, i, shown);
		if (m->by_rings[i])
			add_rings(m, feature, m->areas[i]);
		else if (shown && !is_within(&m->store->boxes[feature], &m->box))
			add_shared(m, i);
	}
}

/* Arcs without a place are found on the way; then all is told anew, what has such by its rings. */
static void make_cover(struct making *m, struct scene *scene)
{
	const struct scene_view *v = m->view;

	do {
		talloc_free(m->builder);
		m->builder = cover_builder_new(scene, v->width, v->height);
		cover_builder_areas(m->builder, (uint32_t)scene->n_areas);
		m->lost = false;
		for (size_t i = 0; i < m->n_found; i++)
			m->sides[i] = m->by_rings[i] ? COVER_NOBODY : m->areas[i];
		m->sides[m->n_found] = COVER_NOBODY;
		add_areas(m);
	} while (m->lost);
	scene->cover = cover_builder_end(m->builder, m->lines);
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
	*b = (struct borders){ .ctx = m->scratch, .xy = s->xy, .detail = s->detail };
	b->tolerance = find_box(&m->box, s, v, back);
	b->box = widened(&m->box, v);
	b->warp = warp_new(m->scratch, there, &b->box, &v->bbox, v->width, v->height);
	m->found = geometry_store_find(s, m->scratch, &b->box, &m->n_found);
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

	m.scratch = talloc_new(scene);
	if (!find_borders(&m, scene, moves, err) || !few_enough(&m, scene, err)) {
		err_keep(err, ctx);
		talloc_free(scene);
		return NULL;
	}
	if (view->line_width > COVER_THIN)
		m.lines = mem_array(m.scratch, uint8_t, (size_t)view->width * (size_t)view->height);
	number_areas(&m, scene);
	make_cover(&m, scene);
	talloc_free(m.scratch);
	scene->bytes = cover_bytes(scene->cover) + scene->n_areas * sizeof *scene->areas;
	return scene;
}
