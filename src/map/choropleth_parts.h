/* What the files that draw areas by ourselves share. */
#ifndef JT_MAP_CHOROPLETH_PARTS_H
#define JT_MAP_CHOROPLETH_PARTS_H

#include "draw/paint.h"
#include "draw/scenes.h"
#include "geometry/mapped.h"
#include "map/choropleth.h"
#include "thematic/thematic.h"

/* A layer on its way into a picture. */
struct areas {
	const struct exchange *x;
	const struct engine_map *map;         /* of this layer alone */
	const struct engine_picture *picture;
	double scale;
	struct err *err;
};

/* How the areas are drawn. */
struct look {
	struct paint_class *classes; size_t n_classes;
	uint32_t line_color;
	double line_width;
	const uint8_t *places;        /* scene.h; what they depend on has this name */
	const char *name;
};

#define LOOK_CLASSES (CLASSES_MOST + STATES)

/* The areas of a layer, ready to be painted. */
struct shown {
	struct look look;
	struct paint_class classes[LOOK_CLASSES];     /* of a thematic style and its states */
	const struct scene *scene;
	const uint8_t *class_of;
};

/* The classes of a thematic style and its states. */
size_t look_classes(struct paint_class classes[LOOK_CLASSES], const struct thematic *t);

/* The joined column that the style shows, and where; false with an error when it cannot be read. */
bool areas_column(const struct areas *a, const struct table **table, size_t *column);

bool areas_show(struct shown *s, const struct areas *a);

struct paint areas_paint(const struct areas *a, const struct shown *s);

/* The picture that libmapserver would draw with these edges lies half a pixel to the lower right of them. */
struct bbox areas_box(const struct engine_map *map);

/* choropleth_symbols.c: what the areas under circles look like, `seen` where they are large enough for outlines; and the
   circles over a picture that has them. */
void symbols_look(struct shown *s, const struct thematic *t, bool seen);
bool symbols_draw(const struct areas *a, uint32_t *pixels);

/* Whether the layer's areas are ours to draw; and whether it then has labels, which libmapserver lays over them. */
bool areas_suit(const struct areas *a);
bool areas_labelled(const struct areas *a);

/* One layer in the view of all. */
struct engine_map areas_alone(const struct engine_map *map, size_t i);

/* choropleth_canvas.c: pictures of several layers, with labels, with symbols, or in other formats than PNG. */
bool canvas_draw(const struct exchange *x, const struct engine_map *map, const struct engine_picture *picture,
                 double scale, struct out *out, struct err *err);

#endif
