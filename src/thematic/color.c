#include "thematic/color.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

struct rgb {
	double r, g, b;               /* linear light, 0..1 where it can be shown */
};

struct lab lab_of_lch(struct lch color)
{
	double angle = color.h * acos(-1) / 180;

	return (struct lab){ color.l, color.c * cos(angle), color.c * sin(angle) };
}

struct lab lab_between(struct lab from, struct lab to, double t)
{
	return (struct lab){ from.l + (to.l - from.l) * t, from.a + (to.a - from.a) * t,
		             from.b + (to.b - from.b) * t };
}

static struct rgb rgb_of_lab(struct lab lab)
{
	double l = pow(lab.l + 0.3963377774 * lab.a + 0.2158037573 * lab.b, 3);
	double m = pow(lab.l - 0.1055613458 * lab.a - 0.0638541728 * lab.b, 3);
	double s = pow(lab.l - 0.0894841775 * lab.a - 1.2914855480 * lab.b, 3);

	return (struct rgb){ 4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
		             -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
		             -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s };
}

static double linear(uint32_t byte)
{
	double v = (double)(byte & 0xff) / 255;
	return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static uint32_t byte_of(double v)
{
	double encoded = v <= 0.0031308 ? 12.92 * v : 1.055 * pow(v, 1 / 2.4) - 0.055;
	return encoded <= 0 ? 0 : encoded >= 1 ? 255 : (uint32_t)lround(encoded * 255);
}

struct lab lab_of_color(uint32_t color)
{
	double r = linear(color >> 16), g = linear(color >> 8), b = linear(color);
	double l = cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
	double m = cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
	double s = cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);

	return (struct lab){ 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
		             1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
		             0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s };
}

static bool shown(struct rgb c)
{
	const double off = 1e-4;
	return fmin(fmin(c.r, c.g), c.b) >= -off && fmax(fmax(c.r, c.g), c.b) <= 1 + off;
}

uint32_t color_of_lab(struct lab lab)
{
	double part = 1;              /* of the chroma that stays */

	if (!shown(rgb_of_lab(lab))) {
		part = 0;
		for (double step = 0.5; step > 1e-5; step /= 2)
			if (shown(rgb_of_lab((struct lab){ lab.l, lab.a * (part + step),
			                                   lab.b * (part + step) })))
				part += step;
	}
	struct rgb c = rgb_of_lab((struct lab){ lab.l, lab.a * part, lab.b * part });
	return byte_of(c.r) << 16 | byte_of(c.g) << 8 | byte_of(c.b);
}

void color_text(uint32_t color, char text[8])
{
	snprintf(text, 8, "#%06x", (unsigned)(color & 0xffffff));
}
