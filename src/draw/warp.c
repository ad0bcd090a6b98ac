#include "draw/warp.h"

#include <math.h>

#define LEAST 4
#define MOST  64                      /* cells of the grid in each direction */
#define NEAR  0.02                    /* pixels */

struct warp {
	struct move *move;
	bool same;                    /* it moves nothing */
	double minx, maxy, scale_x, scale_y;  /* of the picture */
	struct bbox data;
	int cells;                    /* 0: each point is moved by itself */
	double per_x, per_y;          /* cells for a unit of the data */
	double *nodes;                /* x and y in pixels, row by row from the south */
};

static void to_pixels(const struct warp *w, double *xy, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		xy[2 * i] = (xy[2 * i] - w->minx) * w->scale_x;
		xy[2 * i + 1] = (w->maxy - xy[2 * i + 1]) * w->scale_y;
	}
}

static bool one_by_one(const struct warp *w, double *xy, size_t n)
{
	if (!move_points(w->move, xy, n))
		return false;
	to_pixels(w, xy, n);
	return true;
}

/* Points of a grid of n x n cells, each one moved. */
static double *make_nodes(const struct warp *w, const void *ctx, int n)
{
	double *nodes = mem_grow(ctx, NULL, double, 2 * (size_t)(n + 1) * (size_t)(n + 1)), *at = nodes;

	for (int row = 0; row <= n; row++) {
		for (int column = 0; column <= n; column++) {
			*at++ = w->data.minx + (w->data.maxx - w->data.minx) * column / n;
			*at++ = w->data.miny + (w->data.maxy - w->data.miny) * row / n;
		}
	}
	if (one_by_one(w, nodes, (size_t)(n + 1) * (size_t)(n + 1)))
		return nodes;
	talloc_free(nodes);
	return NULL;
}

/* Whether the points between those of a coarser grid lie where it puts them. */
static bool comes_near(const double *coarse, const double *fine, int n)
{
	int wide = n + 1, twice = 2 * n + 1;

	for (int row = 0; row < twice; row++) {
		for (int column = 0; column < twice; column++) {
			const double *sw = coarse + 2 * ((row / 2) * wide + column / 2);
			const double *se = sw + 2 * (column % 2), *nw = sw + 2 * wide * (row % 2), *ne = nw + 2 * (column % 2);
			const double *is = fine + 2 * (row * twice + column);
			for (int c = 0; c < 2; c++)
				if (!(fabs((sw[c] + se[c] + nw[c] + ne[c]) / 4 - is[c]) < 4 * NEAR))
					return false;
		}
	}
	return true;
}

/* Halving a cell makes a quarter of the error: a fine grid is near enough where the coarser one was within four times
   that. */
static void make_grid(struct warp *w)
{
	double *nodes = make_nodes(w, w, LEAST);

	for (int n = LEAST; nodes != NULL && n < MOST; n *= 2) {
		double *fine = make_nodes(w, w, 2 * n);
		bool near = fine != NULL && comes_near(nodes, fine, n);
		talloc_free(nodes);
		nodes = fine;
		if (!near)
			continue;
		w->cells = 2 * n;
		w->nodes = nodes;
		w->per_x = 2 * n / (w->data.maxx - w->data.minx);
		w->per_y = 2 * n / (w->data.maxy - w->data.miny);
		return;
	}
	talloc_free(nodes);
}

struct warp *warp_new(const void *ctx, struct move *move, const struct bbox *data, const struct bbox *bbox, int width,
                      int height)
{
	struct warp *w = mem_new(ctx, struct warp);

	w->move = move;
	w->same = move_is_none(move);
	w->minx = bbox->minx;
	w->maxy = bbox->maxy;
	w->scale_x = width / (bbox->maxx - bbox->minx);
	w->scale_y = height / (bbox->maxy - bbox->miny);
	w->data = *data;
	if (!w->same && data->maxx > data->minx && data->maxy > data->miny)
		make_grid(w);
	return w;
}

bool warp_points(struct warp *w, double *xy, size_t n)
{
	size_t stride = 2 * (size_t)(w->cells + 1);
	double most = w->cells;

	if (w->same) {
		to_pixels(w, xy, n);
		return true;
	}
	if (w->cells == 0)
		return one_by_one(w, xy, n);
	for (size_t i = 0; i < n; i++, xy += 2) {
		double x = (xy[0] - w->data.minx) * w->per_x, y = (xy[1] - w->data.miny) * w->per_y;
		if (!(x >= 0 && x < most && y >= 0 && y < most)) {
			if (!one_by_one(w, xy, 1))
				return false;
			continue;
		}
		size_t column = (size_t)x, row = (size_t)y;
		const double *south = w->nodes + row * stride + 2 * column, *north = south + stride;
		x -= (double)column;
		y -= (double)row;
		for (int c = 0; c < 2; c++) {
			double low = south[c] + (south[c + 2] - south[c]) * x, high = north[c] + (north[c + 2] - north[c]) * x;
			xy[c] = low + (high - low) * y;
		}
	}
	return true;
}
