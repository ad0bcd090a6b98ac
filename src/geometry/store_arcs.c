/* The borders of areas as arcs, each once: a ring is cut where what it shares begins or ends, and at its own first point,
   so that an arc is points in a row. An arc is told by any point between its ends, and where it has none by
   its two ends. Two features share an arc that lie on its two sides; where features lie over one another, the others
   have arcs of their own, so that arcs tell as much as rings. */
#include <math.h>

#include "geometry/bbox.h"
#include "geometry/store_parts.h"

#define NOBODY UINT32_MAX

struct edge {
	uint32_t low, high, arc;      /* arc + 1; 0: free */
};

struct cutting {
	const struct geometry_store *s;
	const void *ctx, *scratch;
	const uint32_t *same;
	struct geometry_arc *arcs;
	size_t n, room;
	uint32_t *arc_of, *at;        /* of each point that is no end: arc + 1, and the point of its owner's ring */
	struct edge *edges;
	size_t n_slots;
	uint32_t *twins;              /* arcs that a ring's first point alone keeps apart, in pairs */
	size_t n_twins, room_twins;
	uint32_t feature, right;      /* of the ring in hand */
};

static bool is_end(const struct cutting *c, uint32_t point)
{
	return isinf(c->s->detail[point]);
}

/* Room for all edges that could be asked for: those between two ends. */
static void make_edges(struct cutting *c)
{
	size_t n = 0;

	for (size_t k = 0; k < c->s->n_rings; k++) {
		const struct geometry_ring *r = &c->s->rings[k];
		for (uint32_t i = r->first; i + 1 < r->first + r->n; i++)
			n += is_end(c, i) && is_end(c, i + 1);
	}
	for (c->n_slots = 64; c->n_slots < 2 * n;)
		c->n_slots *= 2;
	c->edges = mem_array(c->scratch, struct edge, c->n_slots);
}

static struct edge *find_edge(struct cutting *c, uint32_t a, uint32_t b)
{
	uint32_t low = a < b ? a : b, high = a < b ? b : a;
	uint64_t hash = ((uint64_t)low << 32 | high) * 0x9E3779B97F4A7C15U;
	size_t at = (hash ^ hash >> 32) & (c->n_slots - 1);

	while (c->edges[at].arc != 0 && (c->edges[at].low != low || c->edges[at].high != high))
		at = (at + 1) & (c->n_slots - 1);
	c->edges[at].low = low;
	c->edges[at].high = high;
	return &c->edges[at];
}

/* Points of a ring from one cut to the next. */
struct piece {
	uint32_t first, n;
};

/* Whose arc it is: arc + 1, and whether that runs the same way; 0: nobody's. The piece does not end with a ring's first
   point, unless that is an end. */
static uint32_t taken_by(struct cutting *c, const struct piece *p, bool *along)
{
	for (uint32_t i = p->first; i < p->first + p->n; i++) {
		uint32_t point = c->same[i], arc = c->arc_of[point];
		if (is_end(c, i))
			continue;
		*along = arc != 0 && c->same[c->at[point] + 1] == c->same[i + 1];
		return arc;
	}
	uint32_t arc = find_edge(c, c->same[p->first], c->same[p->first + 1])->arc;
	*along = arc != 0 && c->same[c->arcs[arc - 1].first] == c->same[p->first];
	return arc;
}

static uint32_t add_arc(struct cutting *c, const struct piece *p)
{
	if (c->n == c->room) {
		c->room = 2 * c->room + 1024;
		c->arcs = mem_grow(c->ctx, c->arcs, struct geometry_arc, c->room);
	}
	c->arcs[c->n++] = (struct geometry_arc){ p->first, p->n, NOBODY, c->right };
	return (uint32_t)c->n;
}

/* From now on its points tell it; the first point of a ring tells the arc that begins there. */
static void own(struct cutting *c, const struct piece *p, uint32_t number)
{
	bool between = false;

	for (uint32_t i = p->first; i < p->first + p->n; i++) {
		uint32_t point = c->same[i];
		if (is_end(c, i))
			continue;
		between = true;
		if (c->arc_of[point] != 0)
			continue;
		c->arc_of[point] = number;
		c->at[point] = i;
	}
	if (!between)
		find_edge(c, c->same[p->first], c->same[p->first + 1])->arc = number;
}

/* The feature in hand lies beyond all arcs that the piece goes along. */
static void share(struct cutting *c, const struct piece *p, uint32_t number)
{
	c->arcs[number - 1].other = c->feature;
	for (uint32_t i = p->first; i < p->first + p->n; i++)
		if (!is_end(c, i))
			c->arcs[c->arc_of[c->same[i]] - 1].other = c->feature;
}

static void add_twins(struct cutting *c, uint32_t a, uint32_t b)
{
	if (c->n_twins + 2 > c->room_twins) {
		c->room_twins = 2 * c->room_twins + 256;
		c->twins = mem_grow(c->scratch, c->twins, uint32_t, c->room_twins);
	}
	c->twins[c->n_twins++] = a - 1;
	c->twins[c->n_twins++] = b - 1;
}

/* What becomes of a piece. */
enum fate { SHARED, OWNED, EXTRA };

/* Whether some of the points between its ends are nobody's while others are somebody's: a ring goes that way a second time
   before it has come to its end. */
static bool is_half_taken(const struct cutting *c, const struct piece *p)
{
	bool some = false, all = true;

	for (uint32_t i = p->first; i < p->first + p->n; i++) {
		bool taken = !is_end(c, i) && c->arc_of[c->same[i]] != 0;
		some = some || taken;
		all = all && (taken || is_end(c, i));
	}
	return some && !all;
}

static enum fate fate_of(struct cutting *c, const struct piece *p, uint32_t *of)
{
	bool along = false;

	if (is_half_taken(c, p))
		return EXTRA;
	*of = taken_by(c, p, &along);
	if (*of == 0)
		return OWNED;
	const struct geometry_arc *a = &c->arcs[*of - 1];
	return a->other == NOBODY && (a->right == c->right) != along ? SHARED : EXTRA;
}

/* A ring whose first point is no end begins and ends with the two parts of one arc: they have one fate. */
static void cut_ring(struct cutting *c, const struct geometry_ring *ring)
{
	uint32_t last = ring->first + ring->n - 1, head = 0, of = 0;
	bool whole = is_end(c, ring->first);
	enum fate heads = OWNED;

	for (uint32_t from = ring->first, to; from < last; from = to) {
		to = from + 1;
		while (to < last && !is_end(c, to))
			to++;
		const struct piece p = { from, to - from + 1 };
		bool first = from == ring->first, tail = !whole && to == last && !first;
		if (p.n == 2 && c->same[from] == c->same[to])   /* no border at all */
			continue;
		enum fate fate = tail ? heads : fate_of(c, &p, &of);
		if (fate == SHARED) {
			share(c, &p, tail ? head : of);
			head = first ? of : head;
		} else {
			uint32_t number = add_arc(c, &p);
			if (fate == OWNED)
				own(c, &p, number);
			if (tail)
				add_twins(c, head, number);
			head = first ? number : head;
		}
		heads = first ? fate : heads;
	}
}

static void take_twins(struct cutting *c)
{
	for (size_t i = 0; i < c->n_twins; i += 2) {
		struct geometry_arc *a = &c->arcs[c->twins[i]], *b = &c->arcs[c->twins[i + 1]];
		if (a->other == NOBODY)
			a->other = b->other;
		else if (b->other == NOBODY)
			b->other = a->other;
	}
}

/* Whether the feature of a ring lies on its right: by its area around its first point, y upwards. */
static bool on_the_right(const struct geometry_store *s, const struct geometry_ring *ring)
{
	const double *p = &s->xy[2 * (size_t)ring->first];
	double area = 0;

	for (uint32_t i = 0; i + 1 < ring->n; i++)
		area += (p[2 * i] - p[0]) * (p[2 * i + 3] - p[1]) - (p[2 * i + 2] - p[0]) * (p[2 * i + 1] - p[1]);
	return (area < 0) != (ring->hole != 0);
}

static float *arc_boxes(const struct cutting *c)
{
	float *boxes = mem_array(c->ctx, float, 4 * c->n + 1);

	for (size_t k = 0; k < c->n; k++) {
		struct bbox box = BBOX_NOWHERE;
		for (uint32_t i = 0; i < c->arcs[k].n; i++)
			bbox_add(&box, &c->s->xy[2 * ((size_t)c->arcs[k].first + i)]);
		store_box(&boxes[4 * k], &box);
	}
	return boxes;
}

/* Of each feature, the arcs of those before it that it shares, by counting. */
static void list_shared(struct geometry_store *s, const void *ctx)
{
	uint32_t *first = mem_array(ctx, uint32_t, s->n + 2);

	for (size_t i = 0; i < s->n; i++)
		for (size_t k = s->first_arc[i]; k < s->first_arc[i + 1]; k++)
			if (s->arcs[k].other != NOBODY && s->arcs[k].other != i)
				first[s->arcs[k].other + 2]++;
	for (size_t i = 2; i < s->n + 2; i++)
		first[i] += first[i - 1];
	s->n_shared = first[s->n + 1];
	struct geometry_shared *shared = mem_array(ctx, struct geometry_shared, s->n_shared + 1);
	for (size_t i = 0; i < s->n; i++)
		for (size_t k = s->first_arc[i]; k < s->first_arc[i + 1]; k++)
			if (s->arcs[k].other != NOBODY && s->arcs[k].other != i)
				shared[first[s->arcs[k].other + 1]++] =
					(struct geometry_shared){ (uint32_t)k, (uint32_t)i };
	s->first_shared = first;
	s->shared = shared;
}

void store_arcs(struct geometry_store *s, const uint32_t *same, const void *ctx)
{
	void *scratch = talloc_new(ctx);
	struct cutting c = { .s = s, .ctx = ctx, .scratch = scratch, .same = same,
	                     .arcs = mem_array(ctx, struct geometry_arc, 1), .room = 1,
	                     .arc_of = mem_array(scratch, uint32_t, s->n_points + 1),
	                     .at = mem_array(scratch, uint32_t, s->n_points + 1) };
	uint32_t *first = mem_array(ctx, uint32_t, s->n + 1);
	size_t n = s->kind == GEOMETRY_POLYGON ? s->n : 0;

	make_edges(&c);
	for (size_t i = 0; i < n; i++) {
		c.feature = (uint32_t)i;
		for (uint32_t r = s->first_ring[i]; r < s->first_ring[i + 1]; r++) {
			c.right = on_the_right(s, &s->rings[r]);
			cut_ring(&c, &s->rings[r]);
		}
		first[i + 1] = (uint32_t)c.n;
	}
	take_twins(&c);
	s->n_arcs = c.n;
	s->arcs = c.arcs;
	s->first_arc = first;
	s->arc_boxes = arc_boxes(&c);
	list_shared(s, ctx);
	talloc_free(scratch);
}
