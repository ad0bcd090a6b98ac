#include "draw/disc.h"

#include <math.h>

static float channel(uint32_t pixel, int shift)
{
	return (float)(pixel >> shift & 255);
}

/* A colour (0xrrggbb) over a pixel, by Porter and Duff. */
static uint32_t over(uint32_t pixel, uint32_t color, float share)
{
	float below = channel(pixel, 24) / 255 * (1 - share), all = share + below;
	uint32_t result = 0;

	if (share <= 0)
		return pixel;
	for (int i = 0; i < 3; i++) {
		float mixed = (channel(color, 16 - 8 * i) * share + channel(pixel, 8 * i) * below) / all;
		result |= (uint32_t)(mixed + 0.5F) << 8 * i;
	}
	return result | (uint32_t)(all * 255 + 0.5F) << 24;
}

static float within(float share)
{
	return share < 0 ? 0 : share > 1 ? 1 : share;
}

static int clamp(double v, int most)
{
	return !(v > 0) ? 0 : v > most ? most : (int)v;
}

void disc_draw(uint32_t *pixels, int width, int height, const struct disc *d)
{
	float radius = (float)(d->diameter / 2), half = (float)(d->edge_width / 2), opacity = (float)d->opacity;
	double reach = d->diameter / 2 + d->edge_width / 2 + 1;
	int top = clamp(floor(d->y - reach), height), bottom = clamp(ceil(d->y + reach), height);
	int left = clamp(floor(d->x - reach), width), right = clamp(ceil(d->x + reach), width);

	for (int y = top; y < bottom; y++) {
		uint32_t *row = pixels + (size_t)y * (size_t)width;
		for (int x = left; x < right; x++) {
			float away = (float)hypot(x + 0.5 - d->x, y + 0.5 - d->y);
			float thin = d->diameter < 1 ? radius * 2 : 1;
			row[x] = over(row[x], d->color, opacity * thin * within(radius + 0.5F - away));
			if (half > 0)
				row[x] = over(row[x], d->edge, opacity * fminf(2 * half, within(half + 0.5F - fabsf(away - radius))));
		}
	}
}
