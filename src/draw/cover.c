#include "draw/cover_cells.h"

#include <math.h>

struct cover_builder *cover_builder_new(const void *ctx, int width, int height)
{
	struct cover_builder *b = mem_new(ctx, struct cover_builder);

	b->width = width;
	b->height = height;
	b->rows = mem_array(b, struct cover_row, height);
	b->room = 512;
	b->cells = mem_grow(b, NULL, struct cover_cell, (size_t)b->room * COVER_PIECE);
	b->after = mem_grow(b, NULL, uint32_t, b->room);
	b->cover = mem_new(ctx, struct cover);
	b->cover->width = width;
	b->cover->height = height;
	cover_builder_areas(b, 0);
	return b;
}

void cover_builder_areas(struct cover_builder *b, uint32_t n_areas)
{
	b->cover->n_areas = b->cover->lines = n_areas;
	b->cover->ground = n_areas + 1;
}

static void add_piece(struct cover_builder *b, struct cover_row *row)
{
	if (b->n_pieces == b->room) {
		b->room *= 2;
		b->cells = mem_grow(b, b->cells, struct cover_cell, (size_t)b->room * COVER_PIECE);
		b->after = mem_grow(b, b->after, uint32_t, b->room);
	}
	if (row->last != 0)
		b->after[row->last - 1] = b->n_pieces + 1;
	else
		row->first = b->n_pieces + 1;
	b->after[b->n_pieces] = 0;
	row->last = ++b->n_pieces;
}

/* Edges of one line that follow one another in a pixel share a cell. */
static void add_cell(struct cover_builder *b, struct cover_row *row, uint32_t x, float here, float beyond)
{
	uint32_t place = row->n % COVER_PIECE;

	if (row->n > 0) {
		struct cover_cell *c = &b->cells[(size_t)(row->last - 1) * COVER_PIECE + (row->n - 1) % COVER_PIECE];
		if (c->x == x && c->left == b->left && c->right == b->right) {
			c->here += here;
			c->beyond += beyond;
			return;
		}
	}
	if (place == 0)
		add_piece(b, row);
	b->cells[(size_t)(row->last - 1) * COVER_PIECE + place] =
		(struct cover_cell){ here, beyond, b->left, b->right, x, 0 };
	row->n++;
}

/* A stretch within one row, from x0 to x1; `d` is its height, positive downwards. */
static void in_row(struct cover_builder *b, struct cover_row *row, float x0, float x1, float d)
{
	int column = (int)x0, last = (int)x1;

	if (column == last) {
		if (column < b->width)
			add_cell(b, row, (uint32_t)column, d * (1 - (0.5F * (x0 + x1) - (float)column)), d);
		return;
	}
	float least = x0 < x1 ? x0 : x1, most = x0 < x1 ? x1 : x0, steep = d / (most - least);
	if (column > last) {
		column = last;
		last = (int)x0;
	}
	last = last < b->width ? last : b->width - 1;
	for (; column <= last; column++) {
		float begin = least > (float)column ? least : (float)column;
		float end = most < (float)(column + 1) ? most : (float)(column + 1);
		float part = steep * (end - begin);
		add_cell(b, row, (uint32_t)column, part * (1 - (0.5F * (begin + end) - (float)column)), part);
	}
}

/* An edge that goes down, within the borders of the picture; `sign` is that of its direction before. */
static void inner_edge(struct cover_builder *b, float x0, float y0, float x1, float y1, float sign)
{
	int y = (int)y0, last = (int)y1;
	struct cover_row *row = &b->rows[y];

	if (y == b->height)           /* by rounding */
		return;
	if (y == last) {
		in_row(b, row, x0, x1, sign * (y1 - y0));
		return;
	}
	float slope = (x1 - x0) / (y1 - y0), x = x0, widest = (float)b->width;
	for (; y < last; y++, row++) {
		float next = x0 + slope * ((float)(y + 1) - y0);
		next = next < 0 ? 0 : next > widest ? widest : next;
		in_row(b, row, x, next, sign * ((float)(y + 1) - (y > (int)y0 ? (float)y : y0)));
		x = next;
	}
	if (y1 > (float)last)
		in_row(b, row, x, x1, sign * (y1 - (float)last));
}

/* Left of the picture an edge counts as one along its border; right of it, it does not matter. */
static void edge_by_side(struct cover_builder *b, double x0, double y0, double x1, double y1, float sign)
{
	double left = 0, right = b->width, cuts[4] = { y0, y1, y1, y1 }, slope = (x1 - x0) / (y1 - y0);
	int n = 1;

	if ((x0 < left) != (x1 < left))
		cuts[n++] = y0 + (left - x0) / slope;
	if ((x0 > right) != (x1 > right))
		cuts[n++] = y0 + (right - x0) / slope;
	if (n == 3 && cuts[1] > cuts[2]) {
		double keep = cuts[1];
		cuts[1] = cuts[2];
		cuts[2] = keep;
	}
	cuts[n] = y1;
	for (int i = 0; i < n; i++) {
		double a = fmax(cuts[i], y0), z = fmin(cuts[i + 1], y1);
		if (!(z > a))
			continue;
		double xa = x0 + (a - y0) * slope, xz = x0 + (z - y0) * slope, middle = 0.5 * (xa + xz);
		if (middle > right)
			continue;
		xa = middle < left ? left : fmin(fmax(xa, left), right);
		xz = middle < left ? left : fmin(fmax(xz, left), right);
		inner_edge(b, (float)xa, (float)a, (float)xz, (float)z, sign);
	}
}

static void edge(struct cover_builder *b, const double *from, const double *to, float sign)
{
	double x0 = from[0], y0 = from[1], x1 = to[0], y1 = to[1], width = b->width, height = b->height;

	if (!(y1 > y0) || y1 <= 0 || y0 >= height)
		return;
	if (x0 >= 0 && x1 >= 0 && x0 <= width && x1 <= width && y0 >= 0 && y1 <= height) {
		inner_edge(b, (float)x0, (float)y0, (float)x1, (float)y1, sign);
		return;
	}
	double slope = (x1 - x0) / (y1 - y0);
	if (y0 < 0) {
		x0 -= y0 * slope;
		y0 = 0;
	}
	if (y1 > height) {
		x1 -= (y1 - height) * slope;
		y1 = height;
	}
	edge_by_side(b, x0, y0, x1, y1, sign);
}

void cover_line(struct cover_builder *b, const double *xy, size_t n, uint32_t left, uint32_t right)
{
	b->left = left;
	b->right = right;
	for (size_t i = 1; i < n; i++) {
		const double *from = xy + 2 * i - 2, *to = from + 2;
		if (from[1] < to[1])
			edge(b, from, to, 1);
		else
			edge(b, to, from, -1);
	}
}

void cover_ring(struct cover_builder *b, const double *xy, size_t n, bool hole, uint32_t area)
{
	double doubled = 0;

	for (size_t i = 0, j = n - 1; i < n; j = i++)
		doubled += (xy[2 * j] - xy[0]) * (xy[2 * i + 1] - xy[1]) -
		           (xy[2 * i] - xy[0]) * (xy[2 * j + 1] - xy[1]);
	bool right = (doubled > 0) != hole;
	cover_line(b, xy, n, right ? COVER_NOBODY : area, right ? area : COVER_NOBODY);
	double last[4] = { xy[2 * n - 2], xy[2 * n - 1], xy[0], xy[1] };
	cover_line(b, last, 2, b->left, b->right);
}
