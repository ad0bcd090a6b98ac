/* A country of some hundred odd areas for the tests of drawing: borders that wind, shared by neighbours, with gaps,
   enclaves, islands and areas of two parts; in EPSG:4326 from -3,43 to 6,49. Layers: "mosaic" with the columns code, reg
   ("A" to "E", "" in places), pop (whole numbers, some null) and rate; "told", joined to it, with a measure "share", a
   count "people" and a name "kind", the last two in places without a value. */
#ifndef JT_TESTS_MAP_MOSAIC_H
#define JT_TESTS_MAP_MOSAIC_H

#include "tests/map/fixture.h"

#include "thematic/thematic.h"

struct fixture *mosaic_new(void);
/* The same as *state, with scenes that are kept, as the first thing of a group of tests. */
int mosaic_open(void **state);

/* A style of "told" by a column. */
const struct thematic *mosaic_thematic(struct fixture *f, const char *column, const struct thematic_wish *wish);

/* Numbers that look random and are the same each time. */
struct dice {
	uint64_t state;
};
double dice(struct dice *d, double from, double to);
size_t dice_of(struct dice *d, size_t n);

#endif
