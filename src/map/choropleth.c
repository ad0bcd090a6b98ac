#include "map/choropleth.h"

#include <math.h>
#include <string.h>

#include "draw/paint.h"
#include "draw/png.h"
#include "draw/scenes.h"
#include "geometry/mapped.h"
#include "map/outlines.h"
#include "thematic/thematic.h"

#define CLASSES (CLASSES_MOST + STATES)

static bool is_png(const char *format)
{
	return strcmp(format, "png") == 0 || strcmp(format, "png8") == 0;
}

bool choropleth_suits(const struct exchange *x, const struct engine_map *map,
                      const struct engine_picture *picture)
{
	const struct engine_drawn *d = &map->layers[0];

	return map->n_layers == 1 && x->mapped != NULL && is_png(picture->format) && d->layer->joined != NULL &&
	       d->thematic != NULL && d->sld == NULL && d->n_filters == 0 &&
	       d->thematic->kind != THEMATIC_SYMBOLS && d->thematic->n_classes <= CLASSES_MOST &&
	       d->layer->geometry == GEOMETRY_POLYGON && d->layer->min_scale <= 0 && d->layer->max_scale <= 0;
}

/* What a scene is made of, opened only when there is none yet. */
struct opening {
	const struct exchange *x;
	const struct layer *layer;
};

static const struct geometry_store *open_store(void *arg, struct err *err)
{
	const struct opening *o = arg;

	return mapped_geometry(o->x->mapped, o->x->ctx, o->layer, err);
}

/* libmapserver's pictures lie half a pixel to the upper left of where they belong, as it draws what is at the centre of
   a pixel at its corner. Layers that are shown over one another must fit, so ours do the same. */
static struct bbox as_libmapserver(const struct engine_map *map)
{
	const struct bbox *b = &map->bbox;
	double x = (b->maxx - b->minx) / map->width / 2, y = (b->maxy - b->miny) / map->height / 2;

	return (struct bbox){ b->minx + x, b->miny - y, b->maxx + x, b->maxy - y };
}

static const struct scene *find_scene(const struct exchange *x, const struct engine_map *map, struct err *err)
{
	const struct engine_drawn *d = &map->layers[0];
	const struct layer *base = d->layer->joined->base;
	const struct geometry_store *store = mapped_geometry(x->mapped, x->ctx, d->layer, err);
	if (store == NULL)
		return NULL;
	struct opening opening = { x, d->layer };
	struct scenes_source source = {
		.identity = mem_printf(x->ctx, "%s-%s", base->source.digest, base->key),
		.open = open_store, .arg = &opening,
	};
	struct scene_view view = {
		.srs = map->srs, .bbox = as_libmapserver(map), .width = map->width, .height = map->height,
		.line_width = outlines_seen(x->engine, map, store) ? d->thematic->outline_width : 0,
	};

	return scenes_get(x->scenes, x->ctx, &source, &view, err);
}

static size_t make_classes(struct paint_class classes[CLASSES], const struct thematic *t)
{
	for (size_t i = 0; i < t->n_classes; i++)
		classes[i] = (struct paint_class){ .color = t->classes[i].color, .opacity = t->opacity };
	for (size_t i = 0; i < STATES; i++) {
		const struct thematic_hatch *h = &t->hatches[i];
		classes[t->n_classes + i] = (struct paint_class){
			
			.color = h->ground, .opacity = t->opacity, .line = h->line, .spacing = h->spacing, .angle = h->angle, .width = h->width,
		};
	}
	return t->n_classes + STATES;
}

static int joined_column(const struct layer *layer, const char *name)
{
	for (size_t i = layer->joined->first; i < layer->n_columns; i++)
		if (strcasecmp(layer->columns[i].name, name) == 0)
			return (int)(i - layer->joined->first);
	return -1;
}

/* The class of each area in view; NULL and `err` when the column cannot be read. */
static const uint8_t *place_areas(const struct exchange *x, const struct engine_drawn *d, const struct scene *scene,
                                  struct err *err)
{
	const struct columns_file *file = mapped_columns(x->mapped, x->ctx, d->layer, err);
	int column = joined_column(d->layer, d->thematic->attribute);

	if (file == NULL)
		return NULL;
	if (column < 0) {
		err_set(err, x->ctx, ERR_STYLE, "STYLES", "this style shows a column that the layer does not have",
		        "ce style montre une colonne que la couche n'a pas");
		return NULL;
	}
	uint8_t *class_of = mem_grow(x->ctx, NULL, uint8_t, scene->n_areas + 1);
	for (size_t i = 0; i < scene->n_areas; i++)
		class_of[i] = (uint8_t)thematic_place(d->thematic, file->table, (size_t)column, scene->areas[i]);
	return class_of;
}

bool choropleth_draw(const struct exchange *x, const struct engine_map *map, const struct engine_picture *picture,
                     struct out *out, struct err *err)
{
	const struct engine_drawn *d = &map->layers[0];
	const struct scene *scene = find_scene(x, map, err);
	const uint8_t *class_of = scene != NULL ? place_areas(x, d, scene, err) : NULL;
	struct paint_class classes[CLASSES];

	if (class_of == NULL)
		return false;
	struct paint p = {
		.classes = classes, .n_classes = make_classes(classes, d->thematic), .class_of = class_of,
		.line_color = d->thematic->outline, .transparent = picture->transparent, .background = picture->background,
		.origin_x = map->bbox.minx * map->width / (map->bbox.maxx - map->bbox.minx),
		.origin_y = -map->bbox.maxy * map->height / (map->bbox.maxy - map->bbox.miny),
	};
	return png_write_painted(out, x->ctx, paint(x->ctx, scene->cover, &p), err);
}
