/* The rows of a dataset as a cube: territories, what tells several rows of one territory apart, indicators. Where that leaves
   several rows in one place, they are numbered. */
#ifndef JT_TJS_CUBE_H
#define JT_TJS_CUBE_H

#include "tjs/forms.h"

struct cube_levels;

/* One column that is no data, and its values in the order of numbers, or of bytes. */
struct cube_dimension {
	const struct tjs_column *column;
	const char **values; size_t n;
	struct cube_levels *levels;
};

struct cube {
	const struct tjs_sheet *sheet;
	size_t n_territories;
	struct cube_dimension *dimensions; size_t n_dimensions;
	size_t n_times;               /* most rows in one place */
	size_t *indicators; size_t n_indicators;      /* of the data */
};

/* A row and its place but for the indicator: territory, dimensions, number. */
struct cube_place {
	uint32_t row;
	size_t territory;
	uint64_t place;
};
typedef void cube_fn(void *to, const struct cube *c, const struct cube_place *place);

/* ERR_OPTION where there would be more places than a number can tell. In the sheet's context. */
bool cube_open(struct cube *c, const struct tjs_sheet *s, struct err *err);

/* All rows, those of a territory one after the other, territories by key. */
void cube_each(const struct cube *c, cube_fn *fn, void *to);

#endif
