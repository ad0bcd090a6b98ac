#include "geometry/meets.h"

struct point {
	double x, y;
};

static struct point point_of(const struct geometry_store *s, const struct geometry_ring *r, uint32_t i)
{
	const double *xy = &s->xy[2 * ((size_t)r->first + i)];

	return (struct point){ xy[0], xy[1] };
}

static struct point corner(const struct box_ring *r, int i)
{
	return (struct point){ r->x[i], r->y[i] };
}

/* Open on no side: boxes that touch meet. False of what is empty. */
static bool overlap(const struct bbox *a, const struct bbox *b)
{
	return a->minx <= b->maxx && b->minx <= a->maxx && a->miny <= b->maxy && b->miny <= a->maxy;
}

static bool holds(const struct bbox *box, const struct bbox *inside)
{
	return box->minx <= inside->minx && inside->maxx <= box->maxx && box->miny <= inside->miny &&
	       inside->maxy <= box->maxy;
}

static struct bbox box_of(struct point a, struct point b)
{
	return (struct bbox){ a.x < b.x ? a.x : b.x, a.y < b.y ? a.y : b.y, a.x < b.x ? b.x : a.x,
	                      a.y < b.y ? b.y : a.y };
}

/* On which side of a to b: 1 left, -1 right, 0 on its line. */
static int side(struct point a, struct point b, struct point c)
{
	double d = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);

	return (d > 0) - (d < 0);
}

/* Segments, ends included, each maybe a point. On one line, their boxes decide. */
static bool cross(struct point a, struct point b, struct point c, struct point d)
{
	struct bbox ab = box_of(a, b), cd = box_of(c, d);

	return overlap(&ab, &cd) && side(a, b, c) * side(a, b, d) <= 0 && side(c, d, a) * side(c, d, b) <= 0;
}

/* Whether a ray from p to the right crosses the segment: an odd number of times from inside. */
static bool passes(struct point p, struct point a, struct point b)
{
	if ((a.y > p.y) == (b.y > p.y))
		return false;
	return p.x < a.x + (p.y - a.y) / (b.y - a.y) * (b.x - a.x);
}

static bool in_box_ring(const struct box_ring *r, struct point p)
{
	bool inside = false;

	for (int i = 0; i + 1 < r->n; i++)
		inside ^= passes(p, corner(r, i), corner(r, i + 1));
	return inside;
}

static bool in_polygon(const struct geometry_store *s, uint32_t feature, struct point p)
{
	bool inside = false;

	for (uint32_t i = s->first_ring[feature]; i < s->first_ring[feature + 1]; i++)
		for (uint32_t j = 0; j + 1 < s->rings[i].n; j++)
			inside ^= passes(p, point_of(s, &s->rings[i], j), point_of(s, &s->rings[i], j + 1));
	return inside;
}

/* The edges of a box ring that lie within reach of a feature. */
struct edges {
	struct point from[BOX_VERTICES], to[BOX_VERTICES];
	int n;
};

static void find_edges(struct edges *e, const struct box_ring *r, const struct bbox *reach)
{
	e->n = 0;
	for (int i = 0; i + 1 < r->n; i++) {
		struct point a = corner(r, i), b = corner(r, i + 1);
		struct bbox box = box_of(a, b);
		if (!overlap(&box, reach))
			continue;
		e->from[e->n] = a;
		e->to[e->n++] = b;
	}
}

/* A line crosses an edge, or has a vertex in the box inside. */
static bool line_meets(const struct geometry_store *s, const struct geometry_ring *line, const struct box_ring *r,
                       const struct edges *e)
{
	for (uint32_t i = 0; i < line->n; i++) {
		struct point b = point_of(s, line, i), a = i > 0 ? point_of(s, line, i - 1) : b;
		struct bbox at = box_of(b, b), reach = box_of(a, b);
		if (holds(&r->inner, &at))
			return true;
		if (!overlap(&reach, &r->outer))
			continue;
		for (int k = 0; k < e->n; k++)
			if (cross(a, b, e->from[k], e->to[k]))
				return true;
	}
	return false;
}

static bool meets(const struct box_ring *r, const struct geometry_store *s, uint32_t feature)
{
	const struct bbox *box = &s->boxes[feature];
	struct edges e;

	if (box->minx > box->maxx || !overlap(&r->outer, box))
		return false;
	if (holds(&r->inner, box))
		return true;
	find_edges(&e, r, box);
	for (uint32_t i = s->first_ring[feature]; i < s->first_ring[feature + 1]; i++)
		if (line_meets(s, &s->rings[i], r, &e))
			return true;
	/* no borders cross: each part is inside, or the ring is inside one, or they are apart */
	for (uint32_t i = s->first_ring[feature]; i < s->first_ring[feature + 1]; i++)
		if (!s->rings[i].hole && in_box_ring(r, point_of(s, &s->rings[i], 0)))
			return true;
	return s->kind == GEOMETRY_POLYGON && in_polygon(s, feature, corner(r, 0));
}

bool meets_any(const struct box_ring *rings, size_t n, const struct geometry_store *s, uint32_t i)
{
	for (size_t k = 0; k < n; k++)
		if (meets(&rings[k], s, i))
			return true;
	return false;
}
