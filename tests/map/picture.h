/* Pictures of an answer, as a test looks at them. */
#ifndef JT_TESTS_MAP_PICTURE_H
#define JT_TESTS_MAP_PICTURE_H

#include "tests/map/fixture.h"

struct picture {
	int width, height, bands;
	uint8_t *pixels;              /* four bytes each: red, green, blue, alpha */
};

/* The answer so far, decoded; palettes become colours. Fails the test when it is no picture. */
struct picture picture_of(struct fixture *f);

/* 0xrrggbbaa at a column and a row. */
uint32_t picture_at(const struct picture *p, int x, int y);

/* How many pixels have that colour. */
int picture_count(const struct picture *p, uint32_t color);

#endif
