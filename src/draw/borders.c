#include "draw/borders.h"

#include <math.h>
#include <string.h>

/* On which sides of the view a point is. */
static unsigned sides(const struct bbox *b, double x, double y)
{
	return (x < b->minx) | (unsigned)(x > b->maxx) << 1 | (unsigned)(y < b->miny) << 2 | (unsigned)(y > b->maxy) << 3;
}

/* What is taken so far ends at `last`; points after it up to `waiting` are all on one side, and so is any line between
   them. They are not left out farther than the view is wide, as lines may bend when they are moved. */
struct taking {
	const double *last, *waiting;
	unsigned common;              /* sides of `last` and all after it */
	double wide, high;
	size_t n;
};

static void put(struct borders *b, struct taking *t, const double *point)
{
	b->line[2 * t->n] = point[0];
	b->line[2 * t->n++ + 1] = point[1];
	t->last = point;
}

static void take(struct borders *b, struct taking *t, const double *point)
{
	unsigned side = sides(&b->box, point[0], point[1]);

	if ((t->common & side) != 0 && fabs(point[0] - t->last[0]) < t->wide && fabs(point[1] - t->last[1]) < t->high) {
		t->waiting = point;
		t->common &= side;
		return;
	}
	if (t->waiting != NULL) {
		const double *before = t->waiting;
		put(b, t, before);
		t->waiting = NULL;
		t->common = sides(&b->box, before[0], before[1]) & side;
		if (t->common != 0) {
			t->waiting = point;
			return;
		}
	}
	put(b, t, point);
	t->common = side;
}

static void make_room(struct borders *b, size_t n)
{
	if (n <= b->room)
		return;
	b->room = 2 * n;
	b->line = mem_grow(b->ctx, b->line, double, 2 * b->room);
}

static bool is_somewhere(const double *point)
{
	return fabs(point[0]) < HUGE_VAL && fabs(point[1]) < HUGE_VAL;
}

static size_t take_around(struct borders *b, const double *xy, const float *detail, uint32_t n)
{
	struct taking t = { .wide = 2 * (b->box.maxx - b->box.minx), .high = 2 * (b->box.maxy - b->box.miny) };
	float tolerance = (float)b->tolerance;

	for (uint32_t i = 0; i < n; i++) {
		const double *point = xy + 2 * (size_t)i;
		if (i > 0 && i + 1 < n && detail[i] < tolerance)
			continue;
		if (!is_somewhere(point))
			return 0;
		if (i == 0) {
			put(b, &t, point);
			t.common = sides(&b->box, point[0], point[1]);
		} else {
			take(b, &t, point);
		}
	}
	if (t.waiting != NULL)
		put(b, &t, t.waiting);
	return t.n;
}

/* All of the line is in the view: each point is written, and the next one over it where it does not count. */
static size_t take_within(struct borders *b, const double *xy, const float *detail, uint32_t n)
{
	double *to = b->line;
	float tolerance = (float)b->tolerance;
	uint32_t last = n - 1;

	memcpy(to, xy, 2 * sizeof *to);
	to += 2;
	for (uint32_t i = 1; i < last; i++) {
		memcpy(to, xy + 2 * (size_t)i, 2 * sizeof *to);
		to += detail[i] >= tolerance ? 2 : 0;
	}
	memcpy(to, xy + 2 * (size_t)last, 2 * sizeof *to);
	return (size_t)(to - b->line) / 2 + 1;
}

static size_t take_ends(struct borders *b, const double *xy, uint32_t n)
{
	const double *last = xy + 2 * ((size_t)n - 1);

	if (!is_somewhere(xy) || !is_somewhere(last))
		return 0;
	memcpy(b->line, xy, 2 * sizeof *xy);
	memcpy(b->line + 2, last, 2 * sizeof *xy);
	return 2;
}

enum borders_place borders_place(const struct borders *b, const float *box)
{
	const struct bbox *v = &b->box;
	double minx = (double)box[0], miny = (double)box[1], maxx = (double)box[2], maxy = (double)box[3];

	if (minx >= v->minx && miny >= v->miny && maxx <= v->maxx && maxy <= v->maxy)
		return BORDERS_WITHIN;
	return (maxx < v->minx || minx > v->maxx || maxy < v->miny || miny > v->maxy) &&
	       maxx - minx < 2 * (v->maxx - v->minx) && maxy - miny < 2 * (v->maxy - v->miny)
	       ? BORDERS_BESIDE : BORDERS_ACROSS;
}

size_t borders_take(struct borders *b, uint32_t first, uint32_t n, enum borders_place place)
{
	const double *xy = b->xy + 2 * (size_t)first;
	const float *detail = b->detail + first;
	size_t taken = 0;

	if (n < 2)
		return 0;
	make_room(b, n);
	switch (place) {
	case BORDERS_WITHIN:
		taken = take_within(b, xy, detail, n);
		break;
	case BORDERS_BESIDE:
		taken = take_ends(b, xy, n);
		break;
	case BORDERS_ACROSS:
		taken = take_around(b, xy, detail, n);
		break;
	}
	return warp_points(b->warp, b->line, taken) ? taken : 0;
}
