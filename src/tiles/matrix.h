/* Tile matrix sets (OGC 17-083r4): the grids that tiles are cut by. Tiles are 256 pixels wide and high. */
#ifndef JT_TILES_MATRIX_H
#define JT_TILES_MATRIX_H

#include "catalogue/catalogue.h"

#define MATRIX_PIXELS 256

struct matrix_set {
	const char *name;             /* "WebMercatorQuad", "LAMB93_10cm" */
	const char *uri;              /* of its definition; "" where it has none */
	struct text title;
	int srs;                      /* 4326 stands for longitude, latitude order here */
	const char *crs, *urn;        /* the same as OGC API and as WMTS name it */
	const char *scales;           /* URI of the well-known scale set that it is of; "" */
	double metres;                /* of a unit of the system */
	double left, top;             /* upper left corner of all matrices */
	double resolution;            /* units of a pixel in matrix 0; each next has half of it */
	int n;                        /* matrices, 0 .. n - 1 */
	struct bbox bbox;             /* that the set is for, in srs */
};

/* All of them; *n of them. */
const struct matrix_set *matrix_sets(size_t *n);

/* By name; NULL when there is none. */
const struct matrix_set *matrix_set_find(const char *name);

/* Units of a pixel, and OGC's scale denominator (a pixel of 0.28 mm). */
double matrix_resolution(const struct matrix_set *set, int z);
double matrix_scale(const struct matrix_set *set, int z);

/* Columns and rows of a matrix: those that meet the set's box. */
void matrix_size(const struct matrix_set *set, int z, int64_t *width, int64_t *height);

/* The box of a tile; false when the matrix has no such tile. */
bool matrix_tile(struct bbox *box, const struct matrix_set *set, int z, int64_t column, int64_t row);

struct tile_range {
	int64_t left, right, top, bottom;   /* columns and rows, the last ones included */
};

/* The tiles of a matrix that meet a box in the set's system; false when none does. */
bool matrix_range(struct tile_range *range, const struct matrix_set *set, int z, const struct bbox *box);

#endif
