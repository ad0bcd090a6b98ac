#include "draw/lay.h"

static uint32_t opacity_of(uint32_t pixel)
{
	return pixel >> 24;
}

/* v / 255, rounded, of v up to 255 * 255. */
static uint32_t over255(uint32_t v)
{
	return (v + 128 + ((v + 128) >> 8)) >> 8;
}

uint32_t lay_multiply(uint32_t pixel)
{
	uint32_t a = opacity_of(pixel), product = a << 24;

	for (int shift = 0; shift < 24; shift += 8)
		product |= over255((pixel >> shift & 255) * a) << shift;
	return product;
}

static uint32_t divide(uint32_t pixel)
{
	uint32_t a = opacity_of(pixel), quotient = a << 24;

	for (int shift = 0; a > 0 && shift < 24; shift += 8) {
		uint32_t v = ((pixel >> shift & 255) * 255 + a / 2) / a;
		quotient |= (v < 255 ? v : 255) << shift;
	}
	return quotient;
}

uint32_t lay_premultiplied(uint32_t below, uint32_t above)
{
	uint32_t left = 255 - opacity_of(above), sum = 0;

	if (left == 255)
		return below;
	if (left == 0)
		return above;
	uint32_t ground = lay_multiply(below);
	for (int shift = 0; shift < 32; shift += 8) {
		uint32_t v = (above >> shift & 255) + over255((ground >> shift & 255) * left);
		sum |= (v < 255 ? v : 255) << shift;
	}
	return divide(sum);
}

void lay_over(uint32_t *below, const uint32_t *above, size_t n)
{
	for (size_t i = 0; i < n; i++)
		below[i] = lay_premultiplied(below[i], lay_multiply(above[i]));
}

void lay_mask(uint32_t *below, const uint8_t *mask, size_t n, uint32_t color, double opacity)
{
	uint32_t most = (uint32_t)(255 * opacity + 0.5);
	uint32_t pixel = (color & 0xff) << 16 | (color & 0xff00) | (color >> 16 & 0xff);

	for (size_t i = 0; i < n; i++)
		if (mask[i] > 0)
			below[i] = lay_premultiplied(below[i], lay_multiply(pixel | over255(mask[i] * most) << 24));
}
