#include "geometry/store_parts.h"

#include <math.h>
#include <stdlib.h>

/* An outer ring with its holes, or one line: rings [first, end). */
struct part {
	uint32_t first, end;
	double size;                  /* area or length */
};

/* Twice the area of a ring, and what is its centre by weight times three times that; around its first point, as
   far-away coordinates would eat the digits. */
static double weigh(double centre[2], const double *xy, const struct geometry_ring *r)
{
	const double *p = &xy[2 * (size_t)r->first];
	double area = 0;

	for (uint32_t i = 0; i + 1 < r->n; i++) {
		double ax = p[2 * i] - p[0], ay = p[2 * i + 1] - p[1];
		double bx = p[2 * i + 2] - p[0], by = p[2 * i + 3] - p[1];
		double cross = ax * by - bx * ay;
		area += cross;
		centre[0] += (ax + bx) * cross;
		centre[1] += (ay + by) * cross;
	}
	return area;
}

static double length_of(const double *xy, const struct geometry_ring *r)
{
	const double *p = &xy[2 * (size_t)r->first];
	double length = 0;

	for (uint32_t i = 0; i + 1 < r->n; i++)
		length += hypot(p[2 * i + 2] - p[2 * i], p[2 * i + 3] - p[2 * i + 1]);
	return length;
}

static struct part largest(const struct geometry_store *s, size_t feature)
{
	struct part best = { .size = -1 };
	uint32_t end = s->first_ring[feature + 1];

	for (uint32_t r = s->first_ring[feature]; r < end;) {
		struct part one = { .first = r, .end = r + 1 };
		double centre[2] = { 0, 0 };
		while (one.end < end && s->rings[one.end].hole)
			one.end++;
		one.size = s->kind == GEOMETRY_POLYGON ? fabs(weigh(centre, s->xy, &s->rings[r]))
		                                       : length_of(s->xy, &s->rings[r]);
		if (one.size > best.size)
			best = one;
		r = one.end;
	}
	return best;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

/* Where the rings cross the height y, ascending. A vertex counts with the edge above it only. */
static double *crossings(size_t *n, const struct geometry_store *s, const struct part *p, double y,
                         const void *ctx)
{
	double *x = NULL;
	size_t room = 0;

	*n = 0;
	for (uint32_t r = p->first; r < p->end; r++) {
		const double *at = &s->xy[2 * (size_t)s->rings[r].first];
		for (uint32_t i = 0; i + 1 < s->rings[r].n; i++) {
			const double *a = &at[2 * i], *b = a + 2;
			if ((a[1] <= y) == (b[1] <= y))
				continue;
			if (*n == room) {
				room = 2 * room + 16;
				x = mem_grow(ctx, x, double, room);
			}
			x[(*n)++] = a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]);
		}
	}
	if (*n > 0)
		qsort(x, *n, sizeof *x, ascending);
	return x;
}

/* The centre by weight, where it is well inside; else the middle of the stretch that holds it, else of the widest
   at its height. */
static void inside(double inner[2], const struct geometry_store *s, const struct part *p, const void *ctx)
{
	const struct geometry_ring *outer = &s->rings[p->first];
	const double *start = &s->xy[2 * (size_t)outer->first];
	double centre[2] = { 0, 0 }, area = weigh(centre, s->xy, outer), widest = -1;
	size_t n;

	inner[0] = start[0];
	inner[1] = start[1];
	if (area == 0)
		return;
	double x = start[0] + centre[0] / (3 * area), y = start[1] + centre[1] / (3 * area);
	double *cross = crossings(&n, s, p, y, ctx);
	for (size_t i = 0; i + 1 < n; i += 2) {
		double a = cross[i], b = cross[i + 1], width = b - a;
		bool holds = a < x && x < b;
		if (!holds && width <= widest)
			continue;
		bool well = holds && fmin(x - a, b - x) > 0.2 * width;
		inner[0] = well ? x : a + width / 2;
		inner[1] = y;
		widest = width;
		if (holds)
			break;
	}
	talloc_free(cross);
}

static void half_way(double inner[2], const struct geometry_store *s, const struct part *p)
{
	const struct geometry_ring *r = &s->rings[p->first];
	const double *at = &s->xy[2 * (size_t)r->first];
	double left = p->size / 2;

	inner[0] = at[0];
	inner[1] = at[1];
	for (uint32_t i = 0; i + 1 < r->n; i++, at += 2) {
		double step = hypot(at[2] - at[0], at[3] - at[1]);
		if (step >= left && step > 0) {
			inner[0] = at[0] + left / step * (at[2] - at[0]);
			inner[1] = at[1] + left / step * (at[3] - at[1]);
			return;
		}
		left -= step;
	}
}

void store_inner(double inner[2], const struct geometry_store *s, size_t i, const void *ctx)
{
	inner[0] = inner[1] = NAN;
	if (s->first_ring[i] == s->first_ring[i + 1])
		return;
	struct part p = largest(s, i);
	if (s->kind == GEOMETRY_POLYGON)
		inside(inner, s, &p, ctx);
	else
		half_way(inner, s, &p);
}
