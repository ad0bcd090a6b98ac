/* Joined layers as libmapserver sees them: a virtual table of our own over the mapped geometry store and the mapped
   columns, put onto a layerObj of a request. Nothing is copied but what is drawn. Only engine*.c may
   include this. */
#ifndef JT_MAP_ENGINE_PLUGIN_H
#define JT_MAP_ENGINE_PLUGIN_H

#include "geometry/mapped.h"
#include "map/engine_ms.h"
#include "thematic/thematic.h"

/* Items that are no columns: a colon is in no column's name. */
#define PLUGIN_CLASS "jointure:class"   /* the place of a feature in the thematic style, by number */
#define PLUGIN_SIZE "jointure:size"     /* the diameter of its symbol */
#define PLUGIN_LABEL "jointure:label"   /* what is written on it */

/* What an item of the layer is read from. */
enum item_source { ITEM_NONE, ITEM_CLASS, ITEM_SIZE, ITEM_LABEL, ITEM_KEY, ITEM_OWN, ITEM_JOINED, ITEM_STATE };

struct plugin_item {
	enum item_source source;
	size_t column;                /* of layer->columns (OWN), of the table (JOINED, STATE) */
};

struct plugin_own;                    /* engine_plugin_own.c: values of the framework's own columns */

/* Behind a layerObj's layerinfo; lives as long as the request. */
struct plugin {
	struct engine *e;
	const struct exchange *x;
	const struct layer *layer;
	const struct geometry_store *store;
	const struct table *table;
	const struct thematic *thematic;      /* or NULL */
	size_t column;                        /* of the table: what the thematic style shows */
	int sized_by;                         /* of the table: larger values are drawn first; -1: none */
	const struct engine_map *map;
	const struct engine_filter *filters; size_t n_filters;
	bool labels;                          /* it is the layer of a thematic style's labels */
	bool points;                          /* inner points in pixels of the picture, in place of areas */
	bool open;
	double tolerance;                     /* of generalisation, in the layer's units */
	struct plugin_item *items;
	const struct plugin_own *own;         /* NULL: none is asked for */
	const struct table *names;            /* column `naming` has what names the features; NULL: their keys do */
	size_t naming;
	const char **places;                  /* the class numbers as text */
	uint32_t *found; size_t n, next;      /* features to hand out */
	double *pixels;                       /* of points: x and y of found[i] */
	struct err *err;                      /* of the request */
};

/* Puts the virtual table onto the layers from number `from` on of a composed map, which draw or ask `d`. */
bool plugin_attach(struct engine *e, const struct exchange *x, mapObj *map, int from,
                   const struct engine_map *m, const struct engine_drawn *d, struct err *err);

/* The joined column of that name as the table counts them; -1 when it is none. */
int plugin_column(const struct layer *layer, const char *name);

/* Why a joined value is not there, in the words of thematic_sld.h; "" where it is. */
const char *plugin_state(const struct plugin *p, size_t column, uint32_t feature);

/* Inner points stand in for areas on a layer that is told so by this. */
void plugin_points(layerObj *l);

/* engine_plugin_shape.c: the geometry of a feature; none left, or none at all, makes an empty shape. */
void plugin_shape(const struct plugin *p, uint32_t feature, shapeObj *shape);
void plugin_point(const struct plugin *p, size_t i, shapeObj *shape);

/* A feature of p->found and its rank. */
struct plugin_ranked {
	double rank;
	uint32_t feature;
};

/* engine_plugin.c: from now on these are what is found, the lowest rank first, of equal ones in the store's order. */
void plugin_put_in_order(struct plugin *p, struct plugin_ranked *ranked, size_t n);

/* engine_plugin_label.c: finds the names of a style's features; what is written on a feature, in ctx; and the features that have room for that, those that matter
   most last, as the library sets out labels from the last one on. */
void plugin_names(struct plugin *p);
char *plugin_label(const struct plugin *p, const void *ctx, uint32_t feature);
void plugin_keep_labelled(struct plugin *p, const struct bbox *box);

/* engine_plugin_own.c: reads columns of the framework for the features of a box; those that the filters leave out are
   not in it. */
const struct plugin_own *own_read(const struct plugin *p, const bool *wanted, const struct bbox *box,
                                  struct err *err);
bool own_has(const struct plugin_own *own, const char *key);
const char *own_value(const struct plugin_own *own, const char *key, size_t column);
/* All of them of one feature, in the order of the framework's columns, as ISO 8601 where they are moments; NULL is
   null. NULL and `err` when they cannot be read. */
const char **own_values(const struct plugin *p, const void *ctx, const char *key, struct err *err);

/* engine_thematic.c: the layers of a thematic style on top of `map`, copies of a master without classes. */
bool engine_add_thematic(struct engine *e, const struct exchange *x, mapObj *map,
                         const struct layer *layer, const struct thematic *t, struct err *err);

#endif
