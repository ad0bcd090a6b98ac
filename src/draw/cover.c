#include "draw/cover_cells.h"

#include <math.h>

#define PIECES 64                     /* that are made at once */

struct cover_builder *cover_builder_new(const void *ctx, int width, int height)
{
	struct cover_builder *b = mem_new(ctx, struct cover_builder);
	size_t n = (size_t)height + 2;

	b->width = width;
	b->height = height;
	b->none = (struct cover_cell){ .x = UINT32_MAX };
	b->rows = mem_grow(b, NULL, struct cover_row, n);
	for (size_t y = 0; y < n; y++)
		b->rows[y] = (struct cover_row){ .last = &b->none, .end = &b->none + 1 };
	return b;
}

void cover_builder_areas(struct cover_builder *b, uint32_t n_areas)
{
	b->n_areas = n_areas;
}

void cover_stroke(struct cover_builder *b, double width)
{
	b->stroke = width * COVER_SHARES;
}

static struct cover_cell *add_piece(struct cover_builder *b, struct cover_row *row)
{
	if (b->n_free == 0) {
		b->free = mem_grow(b, NULL, struct cover_piece, PIECES);
		b->n_free = PIECES;
	}
	struct cover_piece *p = b->free++;
	b->n_free--;
	b->n_cells += COVER_PIECE;
	p->after = NULL;
	*(row->first == NULL ? &row->first : &row->newest->after) = p;
	row->newest = p;
	row->end = p->cells + COVER_PIECE;
	return p->cells;
}

/* What edges that follow one another do in a pixel adds up. */
static inline void add_cell(struct cover_builder *b, struct cover_row *row, int x, double here, double beyond, double line)
{
	struct cover_cell *c = row->last;

	if (c->x == (uint32_t)x && c->sides == b->sides) {
		c->here += (float)here;
		c->beyond += (float)beyond;
		c->line += (float)line;
		return;
	}
	if (++c == row->end)
		c = add_piece(b, row);
	*c = (struct cover_cell){ (float)here, (float)beyond, (float)line, (uint32_t)x, b->sides };
	row->last = c;
}

struct edge {
	double x0, y0, x1, y1;
	double sign, stroke;          /* as of the builder */
};

/* From pixel to pixel, by how far along the edge its sides are crossed: the next one of `tx` and `ty`. */
static void walk(struct cover_builder *b, const struct edge *e)
{
	double dx = e->x1 - e->x0, dy = e->y1 - e->y0;
	int x = (int)e->x0, y = (int)e->y0, across = (int)e->x1 - x, down = (int)e->y1 - y;
	double height = e->sign * dy, line = e->stroke > 0 ? e->stroke * sqrt(dx * dx + dy * dy) : 0;
	double t = 0, right = ++x - e->x0, half = dx / 2;
	struct cover_row *row = b->rows + y + 1;

	if (across != 0 || down != 0) {
		int step_x = across < 0 ? -1 : 1, step_y = down < 0 ? -1 : 1;
		double per_x = 1 / dx, per_y = 1 / dy, each_x = step_x * per_x, each_y = step_y * per_y;
		double tx = across != 0 ? (right - (across < 0)) * per_x : 2;
		double ty = down != 0 ? ((down > 0) + y - e->y0) * per_y : 2;
		for (int n = step_x * across + step_y * down; n > 0; n--) {
			bool is_x = tx < ty;
			double next = is_x ? tx : ty, d = height * (next - t);
			add_cell(b, row, x, d * (right - half * (t + next)), d, line * (next - t));
			t = next;
			row += is_x ? 0 : step_y;
			x += is_x ? step_x : 0;
			right += is_x ? step_x : 0;
			tx += is_x ? each_x : 0;
			ty += is_x ? 0 : each_y;
		}
	}
	double d = height * (1 - t);
	add_cell(b, row, x, d * (right - half * (t + 1)), d, line * (1 - t));
}

/* Left of the picture an edge counts as one along its border; right of it, it does not matter. */
static void walk_by_side(struct cover_builder *b, const struct edge *e)
{
	double left = 0, right = b->width, slope = (e->x1 - e->x0) / (e->y1 - e->y0);
	double cuts[4] = { e->y0, e->y1, e->y1, e->y1 };
	int n = 1;

	if ((e->x0 < left) != (e->x1 < left))
		cuts[n++] = e->y0 + (left - e->x0) / slope;
	if ((e->x0 > right) != (e->x1 > right))
		cuts[n++] = e->y0 + (right - e->x0) / slope;
	if (n == 3 && cuts[1] > cuts[2]) {
		double keep = cuts[1];
		cuts[1] = cuts[2];
		cuts[2] = keep;
	}
	cuts[n] = e->y1;
	for (int i = 0; i < n; i++) {
		double a = fmax(cuts[i], e->y0), z = fmin(cuts[i + 1], e->y1);
		if (!(z > a))
			continue;
		double xa = e->x0 + (a - e->y0) * slope, xz = e->x0 + (z - e->y0) * slope, middle = 0.5 * (xa + xz);
		if (middle > right)
			continue;
		struct edge part = { left, a, left, z, e->sign, 0 };
		if (middle >= left) {
			part.x0 = fmin(fmax(xa, left), right);
			part.x1 = fmin(fmax(xz, left), right);
			part.stroke = e->stroke;
		}
		walk(b, &part);
	}
}

/* Of an edge that goes neither up nor down there is its line alone. */
static void walk_flat(struct cover_builder *b, struct edge e)
{
	double width = b->width;

	if (!(e.stroke > 0) || !(e.y0 >= 0 && e.y0 < b->height) || fmax(e.x0, e.x1) < 0 || fmin(e.x0, e.x1) > width)
		return;
	e.x0 = fmin(fmax(e.x0, 0), width);
	e.x1 = fmin(fmax(e.x1, 0), width);
	walk(b, &e);
}

/* What of an edge is in the rows of the picture. */
static void clip(struct cover_builder *b, const double *from, const double *to)
{
	bool falls = from[1] < to[1];
	const double *top = falls ? from : to, *bottom = falls ? to : from;
	struct edge e = { top[0], top[1], bottom[0], bottom[1], falls ? b->sign : -b->sign, b->stroke };
	double height = b->height, slope = (e.x1 - e.x0) / (e.y1 - e.y0);

	if (!(e.y1 > e.y0)) {
		walk_flat(b, e);
		return;
	}
	if (e.y1 <= 0 || e.y0 >= height)
		return;
	if (e.y0 < 0) {
		e.x0 -= e.y0 * slope;
		e.y0 = 0;
	}
	if (e.y1 > height) {
		e.x1 -= (e.y1 - height) * slope;
		e.y1 = height;
	}
	walk_by_side(b, &e);
}

static bool is_inside(const struct cover_builder *b, const double *xy)
{
	return xy[0] >= 0 && xy[0] <= b->width && xy[1] >= 0 && xy[1] <= b->height;
}

void cover_line(struct cover_builder *b, const double *xy, size_t n, uint32_t left, uint32_t right)
{
	bool turned = left > right, inside = is_inside(b, xy);

	if (left == right) {
		if (!(b->stroke > 0))
			return;
		left = right = COVER_NOBODY;
	}
	b->sides = turned ? COVER_SIDES(right, left) : COVER_SIDES(left, right);
	b->sign = turned ? -1 : 1;
	for (size_t i = 1; i < n; i++) {
		const double *from = xy + 2 * i - 2, *to = from + 2;
		bool was_inside = inside;
		inside = is_inside(b, to);
		if (was_inside && inside) {
			struct edge e = { from[0], from[1], to[0], to[1], b->sign, b->stroke };
			walk(b, &e);
		} else {
			clip(b, from, to);
		}
	}
}

void cover_ring(struct cover_builder *b, const double *xy, size_t n, bool hole, uint32_t area)
{
	double doubled = 0;

	for (size_t i = 0, j = n - 1; i < n; j = i++)
		doubled += (xy[2 * j] - xy[0]) * (xy[2 * i + 1] - xy[1]) -
		           (xy[2 * i] - xy[0]) * (xy[2 * j + 1] - xy[1]);
	bool right = (doubled > 0) != hole;
	uint32_t sides[2] = { right ? COVER_NOBODY : area, right ? area : COVER_NOBODY };
	double last[4] = { xy[2 * n - 2], xy[2 * n - 1], xy[0], xy[1] };
	cover_line(b, xy, n, sides[0], sides[1]);
	cover_line(b, last, 2, sides[0], sides[1]);
}
