/* Colours in OKLab (B. Ottosson, 2020), a space in which equal steps look equal: where ramps are drawn. Pure. */
#ifndef JT_THEMATIC_COLOR_H
#define JT_THEMATIC_COLOR_H

#include <stdint.h>

/* Lightness 0..1, chroma 0..0.4, hue in degrees. */
struct lch {
	double l, c, h;
};

struct lab {
	double l, a, b;
};

struct lab lab_of_lch(struct lch color);
struct lab lab_of_color(uint32_t color);
struct lab lab_between(struct lab from, struct lab to, double t);

/* The nearest colour that screens show (sRGB), of the same lightness and hue: what is too vivid pales. */
uint32_t color_of_lab(struct lab lab);

/* "#rrggbb". */
void color_text(uint32_t color, char text[8]);

#endif
