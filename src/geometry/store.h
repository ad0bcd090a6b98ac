/* The geometry store: the features of one framework version in one file that all processes map. It holds
   their ids, keys, boxes and rings, an index over the boxes, and for each vertex how much detail it
   bears, so that a reader at a small scale leaves out what no pixel can show, and neighbours leave out
   the same. It is made from the version's data file, is safe to delete, and is rebuilt when it is
   missing, damaged or of another version.

   Features stand in the order of their ids, which is the order of joined columns; feature i is row i of a
   joined table. Coordinates are those of the layer's reference system, easting or longitude first. */
#ifndef JT_GEOMETRY_STORE_H
#define JT_GEOMETRY_STORE_H

#include "catalogue/catalogue.h"

struct geometry_ring {
	uint32_t first, n;            /* of its points, the last the same as the first */
	uint32_t hole;                /* of the ring before it that is none */
};

struct geometry_store {
	enum geometry_kind kind;      /* GEOMETRY_POINT, GEOMETRY_LINE or GEOMETRY_POLYGON */
	int srs;
	struct bbox bbox;
	size_t n;                     /* features */
	size_t n_rings, n_points;     /* "ring" stands for lines and for points of a multi-point, too */
	const int64_t *ids;           /* ascending: of the data file's rows */
	const uint32_t *key_offsets;  /* key of feature i: keys + key_offsets[i], NUL-terminated; "" for none */
	const char *keys;
	const uint32_t *by_key;       /* n: features in the order of the bytes of their keys */
	const struct bbox *boxes;     /* minx > maxx where a feature has no geometry */
	const uint32_t *first_ring;   /* n + 1 */
	const struct geometry_ring *rings;
	const double *xy;             /* 2 n_points */
	const float *detail;          /* per point: the tolerance (units of the reference system) up to which it is
	                                 needed; HUGE_VALF for those that always are (ends of shared lines) */
	const double *inner;          /* 2 n: a point inside each feature, NAN where it has no geometry */
};

/* Makes the store of a layer's imported data (source.referenced must be false) at
   <workspace>/cache/geometry/<digest>-<key column>.store, unless a good one is there; two who
   come at once make it once. ERR_UNAVAILABLE when the data cannot be read or there is no room. */
bool geometry_store_make(const void *ctx, const char *workspace, const struct layer *layer, struct err *err);

/* Opens it, after making it where it is missing, damaged or old; that its coordinates are as they were written is
   looked at by geometry_store_make alone. Goes with ctx. */
const struct geometry_store *geometry_store_open(const void *ctx, const char *workspace,
                                                 const struct layer *layer, struct err *err);

/* Removes stores whose data file is gone from the data store, and adds to *removed. */
bool geometry_store_sweep(const void *ctx, const char *workspace, size_t *removed, struct err *err);

/* The features whose boxes meet `box` (in the store's system), ascending, in an array of ctx. */
uint32_t *geometry_store_find(const struct geometry_store *s, const void *ctx, const struct bbox *box, size_t *n);

/* The feature of an id, or of a key, or UINT32_MAX. */
uint32_t geometry_store_feature(const struct geometry_store *s, int64_t id);
uint32_t geometry_store_keyed(const struct geometry_store *s, const char *key);

#endif
