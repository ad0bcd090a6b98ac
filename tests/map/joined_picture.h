/* Pictures of the joined squares, each a square of SIDE pixels. */
#ifndef JT_TESTS_MAP_JOINED_PICTURE_H
#define JT_TESTS_MAP_JOINED_PICTURE_H

#include "tests/map/joined.h"
#include "tests/map/picture.h"
#include "tests/map/wms_get.h"

#define MAP "SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&FORMAT=image/png&CRS=CRS:84&LAYERS=statistics"
#define ALL MAP "&WIDTH=320&HEIGHT=40&BBOX=0,45,8,46"
#define SIDE 40

static inline const char *get(struct fixture *f, const char *query)
{
	const char *answer = wms_get(f, "/ows", query);
	if (f->err.code != ERR_NONE)
		fail_msg("%s: %s (%s)", query, f->err.message.en, f->err.detail);
	return answer;
}

static inline struct picture map_of(struct fixture *f, const char *query)
{
	get(f, query);
	return picture_of(f);
}

static inline uint32_t middle_of(const struct picture *p, int square)
{
	return picture_at(p, (square - 1) * SIDE + SIDE / 2, SIDE / 2);
}

static inline uint32_t opaque(uint32_t color)
{
	return color << 8 | 0xff;
}

static inline void assert_same(const struct picture *a, const struct picture *b)
{
	assert_int_equal(a->width, b->width);
	assert_int_equal(a->height, b->height);
	for (int y = 0; y < a->height; y++)
		for (int x = 0; x < a->width; x++)
			if (picture_at(a, x, y) != picture_at(b, x, y))
				fail_msg("pixel %d,%d: %08x, %08x", x, y, picture_at(a, x, y),
				         picture_at(b, x, y));
}

#endif
