/* What the files that draw areas by ourselves share. */
#ifndef JT_MAP_CHOROPLETH_PARTS_H
#define JT_MAP_CHOROPLETH_PARTS_H

#include "draw/paint.h"
#include "draw/scenes.h"
#include "geometry/mapped.h"
#include "map/choropleth.h"
#include "thematic/thematic.h"

/* A picture on its way. */
struct areas {
	const struct exchange *x;
	const struct engine_map *map;         /* of one layer */
	const struct engine_picture *picture;
	struct out *out;
	struct err *err;
};

/* How the areas are drawn. */
struct look {
	struct paint_class *classes; size_t n_classes;
	uint32_t line_color;
	double line_width;
	const uint8_t *places;        /* scene.h; of a style with this name */
	const char *name;
};

#define LOOK_CLASSES (CLASSES_MOST + STATES)

/* The classes of a thematic style and its states. */
size_t look_classes(struct paint_class classes[LOOK_CLASSES], const struct thematic *t);

const struct scene *areas_scene(const struct areas *a, const struct look *look);

/* The joined column that the style shows, and where; false with an error when it cannot be read. */
bool areas_column(const struct areas *a, const struct table **table, size_t *column);

struct paint areas_paint(const struct areas *a, const struct look *look, const uint8_t *class_of);

/* The picture that libmapserver would draw with these edges lies half a pixel to the lower right of them. */
struct bbox areas_box(const struct engine_map *map);

/* choropleth_symbols.c: circles over areas. */
bool symbols_draw(const struct areas *a);

#endif
