/* The geometry store: the features of an imported layer of one kind of geometry in one file that all processes map. It
   holds their ids, keys, boxes and rings, an index over the boxes, for each vertex how much detail it bears, so
   that a reader at a small scale leaves out what no pixel can show, and neighbours leave out the same, and the
   borders of areas as arcs, each once, whoever shares it. It is made from the layer's data file, is safe
   to delete, and is rebuilt when it is missing, damaged or of another version.

   Features stand in the order of their ids, which is the order of joined columns; feature i is row i of a
   joined table. Coordinates are those of the layer's reference system, easting or longitude first. */
#ifndef JT_GEOMETRY_STORE_H
#define JT_GEOMETRY_STORE_H

#include "catalogue/catalogue.h"

struct geometry_ring {
	uint32_t first, n;            /* of its points, the last the same as the first */
	uint32_t hole;                /* of the ring before it that is none */
};

/* A stretch of border between two places where borders meet (or where its ring begins): points that lie in a row in a ring
   of the feature that owns it, the one of its features that comes first. The arcs that a feature owns and those that it is
   `other` of are its rings, whole: where features lie over one another, arcs do, too. */
struct geometry_arc {
	uint32_t first, n;            /* of its points */
	uint32_t other;               /* the feature on its other side, which comes after its owner (or is it, where that touches
	                                 itself); UINT32_MAX: nobody */
	uint32_t right;               /* 1 where its owner lies on the right of who walks along it, easting to the right and
	                                 northing upwards; 0: on the left */
};

struct geometry_shared {
	uint32_t arc, owner;
};

/* The same geometry in another reference system: arrays in step with the store's own. */
struct geometry_moved {
	int srs;
	struct bbox bbox;
	const struct bbox *boxes;     /* minx > maxx where a feature has no place there */
	const double *xy;             /* 2 n_points; HUGE_VAL twice for a point that has no place there */
	const double *inner;          /* 2 n; NAN where there is none */
};

struct geometry_store {
	enum geometry_kind kind;      /* GEOMETRY_POINT, GEOMETRY_LINE or GEOMETRY_POLYGON */
	bool multi;                   /* its data are multi-geometries: always true of lines and polygons */
	int srs;
	struct bbox bbox;
	size_t n;                     /* features */
	size_t n_rings, n_points;     /* "ring" stands for lines and for points of a multi-point, too */
	const int64_t *ids;           /* ascending: of the data file's rows */
	const uint32_t *key_offsets;  /* key of feature i: keys + key_offsets[i], NUL-terminated; "" for none */
	const char *keys;
	const uint32_t *by_key;       /* n: features in the order of the bytes of their keys */
	const uint32_t *key_place;    /* n: where feature i stands in that order */
	const struct bbox *boxes;     /* minx > maxx where a feature has no geometry */
	const uint32_t *first_ring;   /* n + 1 */
	const struct geometry_ring *rings;
	const double *xy;             /* 2 n_points */
	const float *detail;          /* per point: the tolerance (units of the reference system) up to which it is
	                                 needed; HUGE_VALF for those that always are (ends of shared lines) */
	const double *inner;          /* 2 n: a point inside each feature, NAN where it has no geometry */

	/* Polygons only, else none. The arcs of feature i are arcs[first_arc[i]] up to arcs[first_arc[i + 1]]; those that it
	   shares with a feature before it are that one's. An arc lies in the box of its owner: who strokes
	   the arcs of all features that a view meets has stroked each border in it, once. */
	size_t n_arcs;
	const uint32_t *first_arc;    /* n + 1 */
	const struct geometry_arc *arcs;
	const float *arc_boxes;       /* 4 n_arcs: minx, miny, maxx, maxy, rounded outward */
	size_t n_shared;
	const uint32_t *first_shared; /* n + 1: the arcs that feature i is `other` of, its own left out */
	const struct geometry_shared *shared;

	const struct geometry_moved *moved;   /* where mapped.h was asked to keep one and could; else NULL */
};

/* Whether a layer can have a store: imported, vector, of one kind of geometry. */
bool geometry_store_suits(const struct layer *layer);

/* Makes the store of a layer's imported data (source.referenced must be false) at
   <workspace>/cache/geometry/<digest>-<key column>.store, unless a good one is there; two who
   come at once make it once. ERR_UNAVAILABLE when the data cannot be read or there is no room; ERR_TOO_LARGE where that
   takes more than `memory` bytes (0: no ceiling). */
bool geometry_store_make(const void *ctx, const char *workspace, const struct layer *layer, int64_t memory,
                         struct err *err);

/* Opens it, after making it (without a ceiling) where it is missing, damaged or old; that its coordinates are as they were written is
   looked at by geometry_store_make alone. Goes with ctx. */
const struct geometry_store *geometry_store_open(const void *ctx, const char *workspace,
                                                 const struct layer *layer, struct err *err);

/* The same of its geometry in another system, <digest>-<srs>.moved; nothing where `srs` is 0 or the data's. */
bool geometry_store_move(const void *ctx, const char *workspace, const struct layer *layer, int srs, struct err *err);

/* What the two are called in their folder. */
char *geometry_store_name(const void *ctx, const struct layer *layer);
char *geometry_moved_name(const void *ctx, const char *digest, int srs);

/* Removes stores, and what is kept beside them, whose data file is gone from the data store, and adds to *removed. */
bool geometry_store_sweep(const void *ctx, const char *workspace, size_t *removed, struct err *err);

/* The features whose boxes meet `box` (in the store's system), ascending, in an array of ctx. */
uint32_t *geometry_store_find(const struct geometry_store *s, const void *ctx, const struct bbox *box, size_t *n);

/* The same in no order, but that those come first of which a vertex lies in `inner`, as far as boxes tell. NULL where there are
   none. `inner` lies in `box`, and may be empty. */
uint32_t *geometry_store_find_sure(const struct geometry_store *s, const void *ctx, const struct bbox *box, const struct bbox *inner,
                                   size_t *n, size_t *n_sure);

/* As geometry_store_find, by the boxes of s->moved, which must be there: `box` is in its system. */
uint32_t *geometry_store_find_moved(const struct geometry_store *s, const void *ctx, const struct bbox *box,
                                    size_t *n);

/* The feature of an id, or of a key, or UINT32_MAX. */
uint32_t geometry_store_feature(const struct geometry_store *s, int64_t id);
uint32_t geometry_store_keyed(const struct geometry_store *s, const char *key);

#endif
