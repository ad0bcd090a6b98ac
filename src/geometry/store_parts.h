/* What the files of the geometry store share: the arrays while they are made, and the sections that they become.
   Whoever adds to the store adds a line to the table of store_sections.c, and what makes it to store_build.c. */
#ifndef JT_GEOMETRY_STORE_PARTS_H
#define JT_GEOMETRY_STORE_PARTS_H

#include "geometry/store.h"
#include "pack/pack.h"

/* Boxes over the features in the order of a Hilbert curve: node i of a level holds nodes TREE_NODE * i ... of the
   one below; the lowest level is the features' own boxes, of order[i]; levels follow one another, the root comes
   last. */
enum { TREE_NODE = 16 };

struct store_tree {
	size_t n, n_nodes;            /* features that have a geometry; nodes of all levels */
	const uint32_t *order;        /* n */
	const float *nodes;           /* 4 n_nodes: minx, miny, maxx, maxy, rounded outward */
};

enum { STORE_VERSION = 5 };

/* A store with what its own functions need of it; `store` is what is lent. */
struct store_whole {
	struct geometry_store store;
	struct store_tree tree;
	size_t n_key_bytes;
	const char *digest, *key;     /* of the data file; the key's column */
	struct pack *pack;            /* of an opened one */
};

/* What geometry_store_open opens, looked at to the last coordinate first: for what stays open for long. */
struct store_whole *store_open_checked(const void *ctx, const char *workspace, const struct layer *layer,
                                       int64_t memory, struct err *err);

/* Its geometry in another system; `moved` is what is lent. */
struct store_moved {
	struct geometry_moved moved;
	struct store_tree tree;
	bool absent;                  /* the data have no place there, or lie over the end of that world */
	struct pack *pack;
};

/* Opens <workspace>/cache/geometry/<digest>-<srs>.moved of an open store, after making it where it is missing, damaged or
   old. NULL and `err` where there is no room. */
const struct store_moved *store_moved_open(const void *ctx, const char *workspace, const struct store_whole *w,
                                           int srs, struct err *err);

/* Its two halves: the file of it; what is in one, NULL where that is not the one that is meant. */
bool store_moved_write(const void *ctx, const char *path, const struct store_whole *w, int srs, struct err *err);
struct store_moved *store_moved_map(const void *ctx, const char *path, const struct store_whole *w, int srs);

/* Reads the layer's data file into arrays of `w` (children of w), in at most about `memory` bytes (0: no ceiling): ERR_TOO_LARGE. */
bool store_build(struct store_whole *w, const char *path, const struct layer *layer, int64_t memory, struct err *err);

/* How many nodes a tree over n features has. */
size_t store_tree_nodes(size_t n);
/* A box as a node has it. */
void store_box(float node[4], const struct bbox *box);
void store_tree_build(struct store_tree *tree, const void *ctx, const struct bbox *boxes, size_t n);

/* A point inside feature i: of its largest part for polygons, on its longest part for lines. */
void store_inner(double inner[2], const struct geometry_store *s, size_t i, const void *ctx);

/* Per point: the first point at the same place. */
uint32_t *store_same(const struct geometry_store *s, const void *ctx);

/* Fills detail for all points. */
void store_rank(float *detail, const struct geometry_store *s, const uint32_t *same, const void *ctx);

/* Fills in the arcs, children of ctx, once detail is there: its HUGE_VALF are where arcs end. */
void store_arcs(struct geometry_store *s, const uint32_t *same, const void *ctx);

/* The file of a store; `path` must not exist. */
bool store_write(const void *ctx, const char *path, const struct store_whole *w, struct err *err);

/* Opens it and checks all that a reader would follow. With `coordinates` the checksums of those, too. */
struct store_whole *store_map(const void *ctx, const char *path, const struct layer *layer, bool coordinates,
                              struct err *err);

#endif
