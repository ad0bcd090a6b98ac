#include "thematic/ramps.h"

#include "base/text.h"
#include "thematic/color.h"

/* The colours that a ramp passes through, at even distances: ours, chosen by eye and by a search for the
   distances that tests/thematic/test_ramps.c asks for. Qualitative ones have no course: a colour is an anchor. */
#define ANCHORS 20
struct course {
	struct ramp ramp;
	size_t n;
	struct lch anchors[ANCHORS];
};

/* clang-format off */
static const struct course courses[] = {
	{ { "Blues", RAMP_SEQUENTIAL, { "Bleus", "Blues" }, true }, 4, {
		{ 0.96, 0.018, 240 }, { 0.80, 0.085, 240 }, { 0.57, 0.140, 250 }, { 0.33, 0.110, 260 } } },
	{ { "Greens", RAMP_SEQUENTIAL, { "Verts", "Greens" }, true }, 4, {
		{ 0.97, 0.022, 140 }, { 0.82, 0.105, 147 }, { 0.58, 0.140, 150 }, { 0.33, 0.085, 155 } } },
	{ { "Oranges", RAMP_SEQUENTIAL, { "Oranges", "Oranges" }, true }, 4, {
		{ 0.97, 0.022, 75 }, { 0.83, 0.115, 65 }, { 0.64, 0.170, 47 }, { 0.38, 0.110, 42 } } },
	{ { "Purples", RAMP_SEQUENTIAL, { "Violets", "Purples" }, true }, 4, {
		{ 0.97, 0.012, 305 }, { 0.80, 0.075, 300 }, { 0.57, 0.140, 298 }, { 0.32, 0.150, 293 } } },
	{ { "Reds", RAMP_SEQUENTIAL, { "Rouges", "Reds" }, true }, 4, {
		{ 0.96, 0.020, 45 }, { 0.79, 0.115, 33 }, { 0.58, 0.200, 27 }, { 0.33, 0.125, 25 } } },
	{ { "Greys", RAMP_SEQUENTIAL, { "Gris", "Greys" }, true }, 2, {
		{ 0.96, 0.000, 0 }, { 0.28, 0.000, 0 } } },
	{ { "YlOrRd", RAMP_SEQUENTIAL, { "Jaune, orange, rouge", "Yellow, orange, red" }, true }, 5, {
		{ 0.97, 0.060, 105 }, { 0.86, 0.130, 82 }, { 0.71, 0.170, 52 }, { 0.53, 0.190, 28 },
		{ 0.34, 0.130, 20 } } },
	{ { "YlOrBr", RAMP_SEQUENTIAL, { "Jaune, orange, brun", "Yellow, orange, brown" }, true }, 5, {
		{ 0.97, 0.060, 107 }, { 0.86, 0.125, 88 }, { 0.70, 0.150, 62 }, { 0.51, 0.125, 48 },
		{ 0.32, 0.075, 42 } } },
	{ { "YlGn", RAMP_SEQUENTIAL, { "Jaune, vert", "Yellow, green" }, true }, 5, {
		{ 0.98, 0.050, 107 }, { 0.87, 0.115, 124 }, { 0.71, 0.140, 142 }, { 0.52, 0.120, 150 },
		{ 0.33, 0.080, 155 } } },
	{ { "YlGnBu", RAMP_SEQUENTIAL, { "Jaune, vert, bleu", "Yellow, green, blue" }, true }, 5, {
		{ 0.97, 0.060, 107 }, { 0.83, 0.095, 155 }, { 0.66, 0.105, 215 }, { 0.47, 0.125, 255 },
		{ 0.28, 0.110, 270 } } },
	{ { "BuPu", RAMP_SEQUENTIAL, { "Bleu, violet", "Blue, purple" }, true }, 5, {
		{ 0.97, 0.012, 220 }, { 0.82, 0.050, 240 }, { 0.67, 0.090, 280 }, { 0.48, 0.140, 310 },
		{ 0.29, 0.120, 320 } } },
	{ { "GnBu", RAMP_SEQUENTIAL, { "Vert, bleu", "Green, blue" }, true }, 5, {
		{ 0.97, 0.025, 135 }, { 0.84, 0.080, 155 }, { 0.69, 0.095, 205 }, { 0.50, 0.120, 245 },
		{ 0.31, 0.100, 258 } } },
	{ { "viridis", RAMP_SEQUENTIAL, { "Violet, vert, jaune (viridis)", "Purple, green, yellow (viridis)" },
	    true }, 5, {
		{ 0.28, 0.120, 305 }, { 0.45, 0.105, 265 }, { 0.61, 0.095, 195 }, { 0.77, 0.150, 145 },
		{ 0.93, 0.170, 108 } } },
	{ { "cividis", RAMP_SEQUENTIAL, { "Bleu, gris, jaune (cividis)", "Blue, grey, yellow (cividis)" },
	    true }, 4, {
		{ 0.27, 0.090, 262 }, { 0.47, 0.030, 265 }, { 0.68, 0.045, 100 }, { 0.92, 0.140, 100 } } },
	{ { "RdBu", RAMP_DIVERGING, { "Rouge, bleu", "Red, blue" }, true }, 7, {
		{ 0.38, 0.145, 22 }, { 0.60, 0.165, 30 }, { 0.82, 0.080, 42 }, { 0.97, 0.000, 0 },
		{ 0.82, 0.070, 232 }, { 0.60, 0.120, 247 }, { 0.38, 0.110, 257 } } },
	{ { "PuOr", RAMP_DIVERGING, { "Violet, orange", "Purple, orange" }, true }, 7, {
		{ 0.38, 0.140, 297 }, { 0.60, 0.115, 298 }, { 0.82, 0.060, 300 }, { 0.97, 0.000, 0 },
		{ 0.82, 0.100, 75 }, { 0.60, 0.135, 58 }, { 0.38, 0.090, 50 } } },
	{ { "BrBG", RAMP_DIVERGING, { "Brun, bleu-vert", "Brown, blue-green" }, true }, 7, {
		{ 0.38, 0.085, 60 }, { 0.60, 0.110, 68 }, { 0.82, 0.075, 80 }, { 0.97, 0.000, 0 },
		{ 0.82, 0.065, 190 }, { 0.60, 0.095, 190 }, { 0.38, 0.065, 190 } } },
	{ { "PiYG", RAMP_DIVERGING, { "Rose, vert", "Pink, green" }, true }, 7, {
		{ 0.38, 0.165, 350 }, { 0.60, 0.180, 350 }, { 0.82, 0.085, 350 }, { 0.97, 0.000, 0 },
		{ 0.82, 0.100, 128 }, { 0.60, 0.135, 134 }, { 0.38, 0.090, 138 } } },
	{ { "PRGn", RAMP_DIVERGING, { "Violet, vert", "Purple, green" }, true }, 7, {
		{ 0.38, 0.145, 315 }, { 0.60, 0.130, 315 }, { 0.82, 0.065, 315 }, { 0.97, 0.000, 0 },
		{ 0.82, 0.085, 145 }, { 0.60, 0.130, 148 }, { 0.38, 0.090, 152 } } },
	{ { "Safe", RAMP_QUALITATIVE, { "Contrastes sûrs", "Safe contrasts" }, true }, 8, {
		{ 0.63, 0.19, 266 }, { 0.87, 0.19, 106 }, { 0.41, 0.11, 47 }, { 0.90, 0.07, 170 },
		{ 0.38, 0.18, 319 }, { 0.71, 0.08, 245 }, { 0.82, 0.11, 108 }, { 0.43, 0.07, 354 } } },
	{ { "Set2", RAMP_QUALITATIVE, { "Doux", "Soft" }, false }, 8, {
		{ 0.74, 0.11, 195 }, { 0.70, 0.14, 41 }, { 0.76, 0.12, 246 }, { 0.84, 0.14, 86 },
		{ 0.77, 0.14, 306 }, { 0.84, 0.14, 151 }, { 0.81, 0.09, 359 }, { 0.71, 0.07, 109 } } },
	{ { "Dark2", RAMP_QUALITATIVE, { "Soutenus", "Deep" }, false }, 8, {
		{ 0.57, 0.16, 263 }, { 0.62, 0.14, 64 }, { 0.61, 0.13, 162 }, { 0.58, 0.16, 336 },
		{ 0.62, 0.16, 127 }, { 0.48, 0.12, 22 }, { 0.62, 0.11, 222 }, { 0.46, 0.07, 106 } } },
	{ { "Set3", RAMP_QUALITATIVE, { "Pâles", "Pale" }, false }, 12, {
		{ 0.78, 0.13, 190 }, { 0.88, 0.12, 85 }, { 0.79, 0.13, 304 }, { 0.78, 0.13, 46 },
		{ 0.78, 0.12, 229 }, { 0.86, 0.13, 124 }, { 0.82, 0.12, 351 }, { 0.93, 0.05, 204 },
		{ 0.78, 0.06, 125 }, { 0.88, 0.06, 295 }, { 0.92, 0.12, 157 }, { 0.87, 0.05, 31 } } },
	{ { "Paired", RAMP_QUALITATIVE, { "Par paires", "Paired" }, false }, 12, {
		{ 0.83, 0.07, 245 }, { 0.53, 0.13, 253 }, { 0.86, 0.10, 140 }, { 0.56, 0.15, 146 },
		{ 0.82, 0.09, 20 }, { 0.55, 0.20, 26 }, { 0.87, 0.10, 78 }, { 0.70, 0.17, 55 },
		{ 0.82, 0.07, 310 }, { 0.46, 0.15, 302 }, { 0.94, 0.10, 107 }, { 0.47, 0.09, 60 } } },
	{ { "Many", RAMP_QUALITATIVE, { "Vingt couleurs", "Twenty colours" }, false }, 20, {
		{ 0.58, 0.13, 273 }, { 0.79, 0.12, 59 }, { 0.60, 0.14, 157 }, { 0.45, 0.19, 26 },
		{ 0.80, 0.10, 245 }, { 0.89, 0.15, 121 }, { 0.73, 0.15, 321 }, { 0.50, 0.10, 85 },
		{ 0.51, 0.07, 190 }, { 0.80, 0.10, 3 }, { 0.45, 0.19, 274 }, { 0.90, 0.07, 99 },
		{ 0.59, 0.15, 49 }, { 0.90, 0.15, 168 }, { 0.47, 0.12, 344 }, { 0.55, 0.08, 126 },
		{ 0.43, 0.07, 251 }, { 0.59, 0.13, 19 }, { 0.79, 0.05, 178 }, { 0.43, 0.05, 42 } } },
};
/* clang-format on */

#define COURSES (sizeof courses / sizeof *courses)

const struct ramp *ramps_at(size_t i)
{
	return i < COURSES ? &courses[i].ramp : NULL;
}

const struct ramp *ramp_find(const char *name)
{
	for (size_t i = 0; i < COURSES; i++)
		if (text_same(courses[i].ramp.name, name))
			return &courses[i].ramp;
	return NULL;
}

/* Every ramp is the head of its course. */
static const struct course *course_of(const struct ramp *ramp)
{
	return (const struct course *)ramp;
}

size_t ramp_most(const struct ramp *ramp)
{
	return ramp->kind == RAMP_QUALITATIVE ? course_of(ramp)->n : RAMP_COLORS;
}

uint32_t ramp_color(const struct ramp *ramp, double place)
{
	const struct course *c = course_of(ramp);
	double at = place * (double)(c->n - 1);
	size_t from = at >= (double)(c->n - 1) ? c->n - 2 : (size_t)at;

	return color_of_lab(lab_between(lab_of_lch(c->anchors[from]), lab_of_lch(c->anchors[from + 1]),
	                                at - (double)from));
}

/* Few classes need not reach to the ends of a ramp, where colours are nearly white or nearly black. */
static double place(const struct ramp *ramp, size_t i, size_t n)
{
	double margin = n < 3 ? 0.2 : n < 5 ? 0.1 : n < 7 ? 0.05 : 0;

	if (n == 1)
		return ramp->kind == RAMP_DIVERGING ? 0.5 : 0.6;
	return margin + (1 - 2 * margin) * (double)i / (double)(n - 1);
}

bool ramp_colors(uint32_t *colors, const struct ramp *ramp, size_t n, bool reverse)
{
	const struct course *c = course_of(ramp);

	if (n > ramp_most(ramp))
		return false;
	for (size_t i = 0; i < n; i++) {
		uint32_t *to = &colors[reverse ? n - 1 - i : i];
		*to = ramp->kind == RAMP_QUALITATIVE ? color_of_lab(lab_of_lch(c->anchors[i]))
		                                     : ramp_color(ramp, place(ramp, i, n));
	}
	return true;
}
