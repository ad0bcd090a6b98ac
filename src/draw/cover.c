#include "draw/cover_cells.h"

#include <math.h>
#include <string.h>

#define PIECES 64                     /* that are made at once */

struct cover_builder *cover_builder_new(const void *ctx, int width, int height)
{
	struct cover_builder *b = mem_new(ctx, struct cover_builder);
	size_t n = (size_t)height + 2;

	b->width = width;
	b->height = height;
	b->rows = mem_grow(b, NULL, struct cover_row, n);
	for (size_t y = 0; y < n; y++)
		b->rows[y] = (struct cover_row){ .last = &b->none, .end = &b->none + 1 };
	return b;
}

void cover_builder_areas(struct cover_builder *b, uint32_t n_areas)
{
	b->n_areas = n_areas;
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
	memset(p, 0, sizeof *p);
	*(row->first == NULL ? &row->first : &row->newest->after) = p;
	row->newest = p;
	row->end = p->cells + COVER_PIECE;
	return p->cells;
}

/* What edges that follow one another do in a pixel adds up; new cells are zero. */
static inline void add_cell(struct cover_builder *b, struct cover_row *row, int x, double here, double beyond, double line)
{
	bool same = (row->x == (uint32_t)x) & (row->line == b->line);
	struct cover_cell *c = row->last + !same;

	if (c == row->end)
		c = add_piece(b, row);
	c->here += (float)here;
	c->beyond += (float)beyond;
	c->line += (float)line;
	c->x = row->x = (uint32_t)x;
	c->sides = b->sides;
	row->last = c;
	row->line = b->line;
}

/* An edge within the picture: from pixel to pixel, by how far along it their sides are crossed, the next one of `tx` and
   `ty`. `sign` and `stroke` are as of the builder. */
static void walk(struct cover_builder *b, const double *from, const double *to, double sign, double stroke)
{
	double dx = to[0] - from[0], dy = to[1] - from[1];
	int x = (int)from[0], y = (int)from[1], across = (int)to[0] - x, down = (int)to[1] - y;
	double height = sign * dy, line = stroke > 0 ? stroke * (double)sqrtf((float)(dx * dx + dy * dy)) : 0;
	double t = 0, right = ++x - from[0], half = dx / 2;
	struct cover_row *row = b->rows + y + 1;

	if (across != 0 || down != 0) {
		int step_x = across < 0 ? -1 : 1, step_y = down < 0 ? -1 : 1;
		double per_x = 1 / dx, per_y = 1 / dy, each_x = step_x * per_x, each_y = step_y * per_y;
		double tx = across != 0 ? (right - (across < 0)) * per_x : 2;
		double ty = down != 0 ? ((down > 0) + y - from[1]) * per_y : 2;
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

/* An edge that goes down, in the rows of the picture. Left of it that counts as one along its border; right of it, it
   does not matter. */
static void walk_by_side(struct cover_builder *b, const double *from, const double *to, double sign)
{
	double left = 0, right = b->width, slope = (to[0] - from[0]) / (to[1] - from[1]);
	double cuts[4] = { from[1], to[1], to[1], to[1] };
	int n = 1;

	if ((from[0] < left) != (to[0] < left))
		cuts[n++] = from[1] + (left - from[0]) / slope;
	if ((from[0] > right) != (to[0] > right))
		cuts[n++] = from[1] + (right - from[0]) / slope;
	if (n == 3 && cuts[1] > cuts[2]) {
		double keep = cuts[1];
		cuts[1] = cuts[2];
		cuts[2] = keep;
	}
	cuts[n] = to[1];
	for (int i = 0; i < n; i++) {
		double a = fmax(cuts[i], from[1]), z = fmin(cuts[i + 1], to[1]);
		if (!(z > a))
			continue;
		double xa = from[0] + (a - from[1]) * slope, xz = from[0] + (z - from[1]) * slope, middle = 0.5 * (xa + xz);
		if (middle > right)
			continue;
		bool inside = middle >= left;
		double begin[2] = { inside ? fmin(fmax(xa, left), right) : left, a };
		double end[2] = { inside ? fmin(fmax(xz, left), right) : left, z };
		walk(b, begin, end, sign, inside ? b->stroke : 0);
	}
}

/* Of an edge that goes neither up nor down there is its line alone. */
static void walk_flat(struct cover_builder *b, const double *from, const double *to)
{
	double width = b->width;
	double begin[2] = { fmin(fmax(from[0], 0), width), from[1] }, end[2] = { fmin(fmax(to[0], 0), width), from[1] };

	if (b->stroke > 0 && from[1] >= 0 && from[1] < b->height && begin[0] != end[0])
		walk(b, begin, end, b->sign, b->stroke);
}

/* What of an edge is in the rows of the picture. */
static void clip(struct cover_builder *b, const double *from, const double *to)
{
	bool falls = from[1] < to[1];
	const double *top = falls ? from : to, *bottom = falls ? to : from;
	double begin[2] = { top[0], top[1] }, end[2] = { bottom[0], bottom[1] };
	double height = b->height, slope = (end[0] - begin[0]) / (end[1] - begin[1]);

	if (!(end[1] > begin[1])) {
		walk_flat(b, from, to);
		return;
	}
	if (end[1] <= 0 || begin[1] >= height)
		return;
	if (begin[1] < 0) {
		begin[0] -= begin[1] * slope;
		begin[1] = 0;
	}
	if (end[1] > height) {
		end[0] -= (end[1] - height) * slope;
		end[1] = height;
	}
	walk_by_side(b, begin, end, falls ? b->sign : -b->sign);
}

void cover_line(struct cover_builder *b, const double *xy, size_t n, uint32_t left, uint32_t right, double stroke)
{
	bool turned = left > right, inside = false;
	double width = b->width, height = b->height;

	if (left == right) {
		if (!(stroke > 0))
			return;
		left = right = COVER_NOBODY;
	}
	b->line++;
	b->stroke = stroke * COVER_SHARES;
	b->sides = turned ? COVER_SIDES(right, left) : COVER_SIDES(left, right);
	b->sign = left == right ? 0 : turned ? -1 : 1;
	for (size_t i = 0; i < n; i++, xy += 2) {
		bool was_inside = inside;
		inside = xy[0] >= 0 && xy[0] <= width && xy[1] >= 0 && xy[1] <= height;
		if (was_inside && inside)
			walk(b, xy - 2, xy, b->sign, b->stroke);
		else if (i > 0)
			clip(b, xy - 2, xy);
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
	cover_line(b, xy, n, sides[0], sides[1], 0);
	cover_line(b, last, 2, sides[0], sides[1], 0);
}
