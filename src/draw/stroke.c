#include "draw/stroke.h"

#include <math.h>

struct canvas {
	uint8_t *mask;
	int width, height;
	float reach, strength;        /* of the middle of a line to where it ends; 255 or less */
};

static int clamp(double v, int most)
{
	return v < 0 ? 0 : v > most ? most : (int)v;
}

static void cover_pixel(const struct canvas *c, int x, int y, float distance)
{
	float share = c->reach - distance;

	if (share <= 0)
		return;
	uint8_t value = (uint8_t)((share < 1 ? share : 1) * c->strength + 0.5F);
	uint8_t *at = &c->mask[(size_t)y * (size_t)c->width + (size_t)x];
	*at = value > *at ? value : *at;
}

/* Pixels of a row that the segment may reach: those around where it crosses the row. */
static void segment(const struct canvas *c, double x0, double y0, double x1, double y1)
{
	double dx = x1 - x0, dy = y1 - y0, length2 = dx * dx + dy * dy, r = c->reach;
	double low = (y0 < y1 ? y0 : y1) - r, high = (y0 < y1 ? y1 : y0) + r;
	double left = (x0 < x1 ? x0 : x1) - r, right = (x0 < x1 ? x1 : x0) + r;

	if (high < 0 || low > c->height || right < 0 || left > c->width)
		return;
	float inverse = length2 > 0 ? (float)(1 / length2) : 0, fx = (float)dx, fy = (float)dy;
	int bottom = clamp(high + 0.5, c->height - 1);
	for (int y = clamp(low - 0.5, c->height - 1); y <= bottom; y++) {
		double from = left, to = right, py = y + 0.5;
		if (fabs(dy) > 1) {
			/* where a strip of that reach around the segment crosses this row */
			double cross = x0 + (py - y0) * dx / dy, half = r * sqrt(length2) / fabs(dy);
			from = cross - half > left ? cross - half : left;
			to = cross + half < right ? cross + half : right;
		}
		int last = clamp(to + 0.5, c->width - 1);
		for (int x = clamp(from - 0.5, c->width - 1); x <= last; x++) {
			float ax = (float)(x + 0.5 - x0), ay = (float)(py - y0);
			float t = (ax * fx + ay * fy) * inverse;
			t = t < 0 ? 0 : t > 1 ? 1 : t;
			float ex = ax - t * fx, ey = ay - t * fy;
			cover_pixel(c, x, y, sqrtf(ex * ex + ey * ey));
		}
	}
}

void stroke_line(uint8_t *mask, int width, int height, const double *xy, size_t n, double line_width)
{
	struct canvas c = { mask, width, height, (float)(line_width < 1 ? 1 : line_width / 2 + 0.5),
	                    (float)(line_width < 1 ? 255 * line_width : 255) };

	for (size_t i = 1; i < n; i++)
		segment(&c, xy[2 * i - 2], xy[2 * i - 1], xy[2 * i], xy[2 * i + 1]);
}

void stroke_disc(uint8_t *mask, int width, int height, double x, double y, double diameter)
{
	double point[4] = { x, y, x, y };

	stroke_line(mask, width, height, point, 2, diameter);
}
