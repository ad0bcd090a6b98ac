#include "tiles/clip.h"

#include "base/mem.h"

struct border {
	int axis;                     /* 0: x, 1: y */
	double at;
	bool below;                   /* the inside is */
};

bool clip_inside(const struct clip *c, double x, double y)
{
	return x >= c->low && x <= c->high && y >= c->low && y <= c->high;
}

static bool within(const struct border *b, const double *p)
{
	return b->below ? p[b->axis] <= b->at : p[b->axis] >= b->at;
}

static void cross(const struct border *b, const double *p, const double *q, double *at)
{
	int other = 1 - b->axis;
	double t = (b->at - p[b->axis]) / (q[b->axis] - p[b->axis]);

	at[b->axis] = b->at;
	at[other] = p[other] + t * (q[other] - p[other]);
}

static size_t cut(const struct border *b, const double *from, size_t n, double *to)
{
	size_t kept = 0;

	for (size_t i = 0, j = n - 1; i < n; j = i++) {
		const double *p = from + 2 * j, *q = from + 2 * i;
		bool pin = within(b, p), qin = within(b, q);
		if (pin != qin)
			cross(b, p, q, to + 2 * kept++);
		if (qin) {
			to[2 * kept] = q[0];
			to[2 * kept++ + 1] = q[1];
		}
	}
	return kept;
}

static double *reserve(struct clip *c, int which, size_t n)
{
	if (n > c->room[which]) {
		c->room[which] = 2 * n;
		c->cut[which] = mem_grow(c->ctx, c->cut[which], double, 2 * c->room[which]);
	}
	return c->cut[which];
}

const double *clip_ring(struct clip *c, const double *xy, size_t *n)
{
	const struct border borders[] = { { 0, c->low, false }, { 0, c->high, true },
	                                  { 1, c->low, false }, { 1, c->high, true } };
	bool all = true;

	for (size_t i = 0; all && i < *n; i++)
		all = clip_inside(c, xy[2 * i], xy[2 * i + 1]);
	for (int i = 0; !all && *n > 0 && i < 4; i++) {
		double *to = reserve(c, i % 2, 2 * *n);  /* an edge leaves two points at most */
		*n = cut(&borders[i], xy, *n, to);
		xy = to;
	}
	return xy;
}

/* The part of a segment inside, as two places along it; false when there is none (Liang and Barsky 1984). */
static bool stretch(const struct clip *c, const double *p, const double *q, double *from, double *to)
{
	*from = 0;
	*to = 1;
	for (int axis = 0; axis < 2; axis++) {
		double d = q[axis] - p[axis];
		double low = c->low - p[axis], high = c->high - p[axis];
		if (d == 0) {
			if (low > 0 || high < 0)
				return false;
			continue;
		}
		double in = (d > 0 ? low : high) / d, out = (d > 0 ? high : low) / d;
		*from = in > *from ? in : *from;
		*to = out < *to ? out : *to;
	}
	return *from < *to;
}

void clip_line(struct clip *c, const double *xy, size_t n, void (*piece)(void *arg, const double *xy, size_t n),
               void *arg)
{
	double *cut = reserve(c, 0, n + 1);
	size_t kept = 0;

	for (size_t i = 1; i < n; i++) {
		const double *p = xy + 2 * i - 2, *q = xy + 2 * i;
		double from, to;
		bool there = stretch(c, p, q, &from, &to);
		if (kept > 0 && (!there || from > 0)) {
			piece(arg, cut, kept);
			kept = 0;
		}
		if (!there)
			continue;
		if (kept == 0) {
			cut[0] = p[0] + from * (q[0] - p[0]);
			cut[1] = p[1] + from * (q[1] - p[1]);
			kept = 1;
		}
		cut[2 * kept] = p[0] + to * (q[0] - p[0]);
		cut[2 * kept + 1] = p[1] + to * (q[1] - p[1]);
		kept++;
		if (to < 1) {
			piece(arg, cut, kept);
			kept = 0;
		}
	}
	if (kept > 0)
		piece(arg, cut, kept);
}
