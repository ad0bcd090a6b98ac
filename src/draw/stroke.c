#include "draw/stroke.h"

#include <math.h>
#include <stdbool.h>

/* Pixels: up to here what a line has at its ends and corners cannot be told apart. */
#define THIN 1.25

struct canvas {
	uint8_t *mask;
	int width, height;
	float reach, most;            /* from the middle of a line to where it ends; what a pixel has of it, of 255 */
};

static int clamp(double v, int most)
{
	return v < 0 ? 0 : v > most ? most : (int)v;
}

static void cover_pixel(const struct canvas *c, int x, int y, float distance)
{
	float share = 255 * (c->reach - distance);

	if (share <= 0)
		return;
	uint8_t value = (uint8_t)((share < c->most ? share : c->most) + 0.5F);
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

/* A thin line has two or three pixels in each row that it crosses (or each column where it is flat), at a distance that
   grows evenly: no root, no quotient for a pixel. */
static void thin_segment(const struct canvas *c, double x0, double y0, double x1, double y1)
{
	double dx = x1 - x0, dy = y1 - y0;
	bool steep = fabs(dy) >= fabs(dx);
	double along0 = steep ? y0 : x0, along1 = steep ? y1 : x1, across0 = steep ? x0 : y0;
	double run = along1 - along0, slope = run == 0 ? 0 : (steep ? dx : dy) / run;
	int most = (steep ? c->height : c->width) - 1, widest = (steep ? c->width : c->height) - 1;
	double low = run < 0 ? along1 : along0, high = run < 0 ? along0 : along1;

	if (!(high >= -1 && low <= most + 1) || fmax(x0, x1) < -2 || fmin(x0, x1) > c->width + 2 || fmax(y0, y1) < -2 ||
	    fmin(y0, y1) > c->height + 2)
		return;
	int i = clamp(low, most), last = clamp(high, most);
	float narrow = 255 / sqrtf(1 + (float)(slope * slope)), half = 255 * c->reach / narrow;
	size_t step = steep ? 1 : (size_t)c->width, line = steep ? (size_t)c->width : 1;
	uint8_t *row = c->mask + (size_t)i * line;
	for (double at = across0 + (i + 0.5 - along0) * slope; i <= last; i++, at += slope, row += line) {
		if (!(at > -half && at < widest + 1 + half))
			continue;
		float middle = (float)at - 0.5F;
		int end = clamp((double)(middle + half), widest);
		for (int j = clamp((double)(middle - half + 1), widest); j <= end; j++) {
			float share = 255 * c->reach - fabsf((float)j - middle) * narrow;
			share = share < 0 ? 0 : share < c->most ? share : c->most;
			uint8_t value = (uint8_t)(share + 0.5F), *pixel = row + (size_t)j * step;
			*pixel = value > *pixel ? value : *pixel;
		}
	}
}

void stroke_line(uint8_t *mask, int width, int height, const double *xy, size_t n, double line_width)
{
	struct canvas c = { mask, width, height, (float)(line_width / 2 + 0.5),
	                    (float)(line_width < 1 ? 255 * line_width : 255) };

	for (size_t i = 1; i < n; i++)
		(line_width <= THIN ? thin_segment : segment)(&c, xy[2 * i - 2], xy[2 * i - 1], xy[2 * i], xy[2 * i + 1]);
}

void stroke_disc(uint8_t *mask, int width, int height, double x, double y, double diameter)
{
	struct canvas c = { mask, width, height, (float)(diameter / 2 + 0.5), 255 };

	segment(&c, x, y, x, y);
}
