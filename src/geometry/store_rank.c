/* How much detail each point bears. Rings are cut into arcs where what they share begins or ends, so that an arc is
   the same for all who have it; each is ranked by itself in the manner of Douglas and Peucker: the rank of a
   point is the distance by which the line would miss it without it. What a reader leaves out at a tolerance
   is then never farther from what it draws than that, and neighbours leave out the same. */
#include "geometry/store_parts.h"

#include <math.h>
#include <string.h>

enum { NO_POINT = -1, WORK = 64 };

struct ranking {
	const struct geometry_store *s;
	bool closed;
	const uint32_t *same;
	uint32_t *beside;             /* 2 per such point: its neighbours on the first ring that has it */
	float *rank;                  /* per such point; NAN before it has one, HUGE_VALF at the ends of arcs */
	uint32_t *arc;                /* the points of the arc at hand */
};

static uint64_t place_hash(const double *p)
{
	double x = p[0] + 0.0, y = p[1] + 0.0;   /* -0 is 0 */
	uint64_t a, b;

	memcpy(&a, &x, sizeof a);
	memcpy(&b, &y, sizeof b);
	a = (a ^ (b << 32 | b >> 32)) * 0x9E3779B97F4A7C15U;
	a = (a ^ (a >> 29) ^ b) * 0xBF58476D1CE4E5B9U;
	return a ^ (a >> 32);
}

uint32_t *store_same(const struct geometry_store *s, const void *ctx)
{
	size_t n = s->n_points, room = 64;
	const double *xy = s->xy;
	uint32_t *same = mem_array(ctx, uint32_t, n + 1);

	while (room < 2 * n)
		room *= 2;
	uint32_t *slots = mem_array(ctx, uint32_t, room);   /* point + 1 */
	for (size_t i = 0; i < n; i++) {
		size_t at = place_hash(&xy[2 * i]) & (room - 1);
		while (slots[at] != 0) {
			const double *other = &xy[2 * (size_t)(slots[at] - 1)];
			if (other[0] == xy[2 * i] && other[1] == xy[2 * i + 1])
				break;
			at = (at + 1) & (room - 1);
		}
		if (slots[at] == 0)
			slots[at] = (uint32_t)i + 1;
		same[i] = slots[at] - 1;
	}
	talloc_free(slots);
	return same;
}

/* A point whose neighbours are not the same on all rings that have it is where arcs meet. */
static void meet(struct ranking *r, uint32_t point, uint32_t before, uint32_t after)
{
	uint32_t *beside = &r->beside[2 * (size_t)point];

	if (beside[0] == UINT32_MAX) {
		beside[0] = before;
		beside[1] = after;
	} else if (!((beside[0] == before && beside[1] == after) ||
	             (beside[0] == after && beside[1] == before))) {
		r->rank[point] = HUGE_VALF;
	}
}

/* Points of a ring, its last one left out where that is the first again. */
static uint32_t distinct(const struct ranking *r, const struct geometry_ring *ring)
{
	return r->closed && ring->n > 1 ? ring->n - 1 : ring->n;
}

static void find_ends(struct ranking *r)
{
	for (size_t k = 0; k < r->s->n_rings; k++) {
		const struct geometry_ring *ring = &r->s->rings[k];
		const uint32_t *same = &r->same[ring->first];
		uint32_t n = distinct(r, ring);
		for (uint32_t i = 0; i < n; i++)
			meet(r, same[i], same[i > 0 ? i - 1 : n - 1], same[i + 1 < n ? i + 1 : 0]);
		if (!r->closed && n > 0)
			r->rank[same[0]] = r->rank[same[n - 1]] = HUGE_VALF;
	}
}

/* The distance of p from the stretch a-b, squared. */
static double away(const double *p, const double *a, const double *b)
{
	double x = b[0] - a[0], y = b[1] - a[1], px = p[0] - a[0], py = p[1] - a[1];
	double length = x * x + y * y, along = length > 0 ? (px * x + py * y) / length : 0;

	along = along < 0 ? 0 : along > 1 ? 1 : along;
	px -= along * x;
	py -= along * y;
	return px * px + py * py;
}

static const double *at(const struct ranking *r, uint32_t i)
{
	return &r->s->xy[2 * (size_t)r->arc[i]];
}

struct stretch {
	uint32_t from, to;            /* of the arc */
	float most;                   /* the rank of what it was split by */
};

/* Splits at the point farthest away, or in the middle where lines that wind too much would take too long: the
   rank is right for any point of the stretch. */
static struct stretch split(struct ranking *r, const struct stretch *s, uint64_t *work, uint32_t *middle)
{
	double farthest = 0;
	uint32_t n = s->to - s->from;

	*middle = s->from + n / 2;
	for (uint32_t i = s->from + 1; i < s->to; i++) {
		double d = away(at(r, i), at(r, s->from), at(r, s->to));
		if (d > farthest) {
			farthest = d;
			*middle = i;
		}
	}
	if (*work < n)
		*middle = s->from + n / 2;
	else
		*work -= n;
	float rank = fminf((float)sqrt(farthest), s->most);
	r->rank[r->arc[*middle]] = rank;
	return (struct stretch){ s->from, *middle, rank };
}

/* The longer half waits, so that no more than the logarithm of the arc's points wait. */
static void rank_arc(struct ranking *r, uint32_t n)
{
	struct stretch waiting[64];
	uint64_t work = WORK * (uint64_t)n;
	size_t depth = 0;

	waiting[depth++] = (struct stretch){ 0, n - 1, HUGE_VALF };
	while (depth > 0) {
		struct stretch s = waiting[--depth];
		uint32_t middle = s.from;
		if (s.to - s.from < 2)
			continue;
		struct stretch first = split(r, &s, &work, &middle);
		struct stretch second = { middle, s.to, first.most };
		bool longer = middle - s.from > s.to - middle;
		waiting[depth++] = longer ? first : second;
		waiting[depth++] = longer ? second : first;
	}
}

/* From point `from` of a ring of n, which is an end, to the next end; returns its number, n or more where it goes
   round. */
static uint32_t take_arc(struct ranking *r, const uint32_t *same, uint32_t n, uint32_t from)
{
	uint32_t count = 0, i = from;

	do {
		r->arc[count++] = same[i % n];
		i++;
	} while (r->rank[same[i % n]] != HUGE_VALF);
	r->arc[count++] = same[i % n];

	/* points between ends belong to one arc: when one has a rank, this arc was met before */
	if (count > 2 && isnan(r->rank[r->arc[1]]))
		rank_arc(r, count);
	return i;
}

static void rank_ring(struct ranking *r, const struct geometry_ring *ring)
{
	const uint32_t *same = &r->same[ring->first];
	uint32_t n = distinct(r, ring), first = 0;

	while (first < n && r->rank[same[first]] != HUGE_VALF)
		first++;
	if (first == n) {   /* an island, or what lies in a hole of its own */
		if (n == 0 || !isnan(r->rank[same[0]]))
			return;
		first = 0;
		r->rank[same[0]] = HUGE_VALF;
	}
	for (uint32_t i = first, end = first + (r->closed ? n : n - 1); i < end;)
		i = take_arc(r, same, n, i);
}

void store_rank(float *detail, const struct geometry_store *s, const uint32_t *same, const void *ctx)
{
	void *scratch = talloc_new(ctx);
	struct ranking r = { .s = s, .closed = s->kind == GEOMETRY_POLYGON, .rank = detail, .same = same };
	uint32_t longest = 0;

	for (size_t k = 0; k < s->n_rings; k++)
		longest = s->rings[k].n > longest ? s->rings[k].n : longest;
	r.beside = mem_array(scratch, uint32_t, 2 * s->n_points + 1);
	r.arc = mem_array(scratch, uint32_t, (size_t)longest + 2);
	memset(r.beside, NO_POINT, 2 * s->n_points * sizeof *r.beside);
	for (size_t i = 0; i < s->n_points; i++)
		detail[i] = NAN;
	find_ends(&r);
	for (size_t k = 0; k < s->n_rings; k++)
		rank_ring(&r, &s->rings[k]);
	for (size_t i = 0; i < s->n_points; i++)
		detail[i] = detail[r.same[i]];
	talloc_free(scratch);
}
