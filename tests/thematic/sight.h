/* How far colours are apart for the eye: CIELAB (D65), and what who lacks one kind of cone sees of them (matrices of
   Machado, Oliveira and Fernandes, 2009, severity 1). Reckoned apart from thematic/color.c, on purpose. */
#ifndef JT_TESTS_THEMATIC_SIGHT_H
#define JT_TESTS_THEMATIC_SIGHT_H

#include <math.h>

enum sight { SIGHT_FULL, SIGHT_NO_RED, SIGHT_NO_GREEN, SIGHTS };

struct seen {
	double l, a, b;
};

static JT_UNUSED double seen_part(double ratio)
{
	return ratio > 216.0 / 24389 ? cbrt(ratio) : (24389.0 / 27 * ratio + 16) / 116;
}

static JT_UNUSED struct seen see(uint32_t color, enum sight sight)
{
	static const double cones[SIGHTS][3][3] = {
		{ { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } },
		{ { 0.152286, 1.052583, -0.204868 }, { 0.114503, 0.786281, 0.099216 },
		  { -0.003882, -0.048116, 1.051998 } },
		{ { 0.367322, 0.860646, -0.227968 }, { 0.280085, 0.672501, 0.047413 },
		  { -0.011820, 0.042940, 0.968881 } },
	};
	static const double xyz[3][3] = { { 0.4124564, 0.3575761, 0.1804375 },
		                          { 0.2126729, 0.7151522, 0.0721750 },
		                          { 0.0193339, 0.1191920, 0.9503041 } };
	double light[3], cone[3] = { 0 }, part[3];
	for (int i = 0; i < 3; i++) {
		double v = (color >> (16 - 8 * i) & 0xff) / 255.0;
		light[i] = v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
	}
	for (int i = 0; i < 3; i++) {
		for (int j = 0; j < 3; j++)
			cone[i] += cones[sight][i][j] * light[j];
		cone[i] = fmin(fmax(cone[i], 0), 1);
	}
	for (int i = 0; i < 3; i++) {
		double sum = 0, white = 0;
		for (int j = 0; j < 3; j++) {
			sum += xyz[i][j] * cone[j];
			white += xyz[i][j];
		}
		part[i] = seen_part(sum / white);
	}
	return (struct seen){ 116 * part[1] - 16, 500 * (part[0] - part[1]), 200 * (part[1] - part[2]) };
}

/* Delta E of 1976; about 2.3 can just be told apart side by side. */
static JT_UNUSED double apart(uint32_t one, uint32_t other, enum sight sight)
{
	struct seen x = see(one, sight), y = see(other, sight);
	return sqrt(pow(x.l - y.l, 2) + pow(x.a - y.a, 2) + pow(x.b - y.b, 2));
}

#endif
