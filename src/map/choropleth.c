#include "map/choropleth.h"

#include <math.h>
#include <string.h>

#include "draw/paint.h"
#include "draw/png.h"
#include "draw/scenes.h"
#include "geometry/mapped.h"
#include "map/flat.h"
#include "map/outlines.h"
#include "thematic/thematic.h"

#define CLASSES (CLASSES_MOST + STATES)

static bool is_png(const char *format)
{
	return strcmp(format, "png") == 0 || strcmp(format, "png8") == 0;
}

static bool suits_thematic(const struct thematic *t)
{
	return t->kind != THEMATIC_SYMBOLS && t->n_classes <= CLASSES_MOST;
}

bool choropleth_suits(const struct exchange *x, const struct engine_map *map,
                      const struct engine_picture *picture)
{
	const struct engine_drawn *d = &map->layers[0];

	if (map->n_layers != 1 || x->mapped == NULL || !is_png(picture->format) || d->sld != NULL || d->n_filters > 0 ||
	    d->layer->geometry != GEOMETRY_POLYGON || d->layer->min_scale > 0 || d->layer->max_scale > 0 ||
	    !mapped_suits(d->layer))
		return false;
	return d->thematic != NULL ? suits_thematic(d->thematic) : flat_layer_of(x, d) != NULL;
}

/* How the areas are drawn. */
struct look {
	struct paint_class *classes; size_t n_classes;
	uint32_t line_color;
	double line_width;
	const uint8_t *places;        /* scene.h; of a style with this name */
	const char *name;
};

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

static const struct scene *find_scene(const struct exchange *x, const struct engine_map *map,
                                      const struct look *look, struct err *err)
{
	const struct layer *layer = map->layers[0].layer, *base = layer->joined != NULL ? layer->joined->base : layer;
	struct opening opening = { x, layer };
	struct scenes_source source = {
		.identity = mem_printf(x->ctx, "%s-%s%s%s", base->source.digest, base->key, look->places != NULL ? " " : "",
		                       look->places != NULL ? look->name : ""),
		.open = open_store, .arg = &opening,
	};
	struct scene_view view = {
		.srs = map->srs, .bbox = as_libmapserver(map), .width = map->width, .height = map->height,
		.line_width = look->line_width, .places = look->places,
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

static const uint8_t *places_in_view(const struct exchange *x, const uint8_t *places, const struct scene *scene)
{
	uint8_t *class_of = mem_grow(x->ctx, NULL, uint8_t, scene->n_areas + 1);

	for (size_t i = 0; i < scene->n_areas; i++)
		class_of[i] = places[scene->areas[i]];
	return class_of;
}

static bool write(const struct exchange *x, const struct engine_map *map, const struct engine_picture *picture,
                  const struct look *look, const struct scene *scene, const uint8_t *class_of, struct out *out,
                  struct err *err)
{
	struct paint p = {
		.classes = look->classes, .n_classes = look->n_classes, .class_of = class_of,
		.line_color = look->line_color, .transparent = picture->transparent, .background = picture->background,
		.origin_x = map->bbox.minx * map->width / (map->bbox.maxx - map->bbox.minx),
		.origin_y = -map->bbox.maxy * map->height / (map->bbox.maxy - map->bbox.miny),
	};

	return png_write_painted(out, x->ctx, paint(x->ctx, scene->cover, &p), err);
}

static bool draw_thematic(const struct exchange *x, const struct engine_map *map, const struct engine_picture *picture,
                          struct out *out, struct err *err)
{
	const struct engine_drawn *d = &map->layers[0];
	const struct geometry_store *store = mapped_geometry(x->mapped, x->ctx, d->layer, err);
	struct paint_class classes[CLASSES];

	if (store == NULL)
		return false;
	struct look look = { .classes = classes, .n_classes = make_classes(classes, d->thematic),
	                     .line_color = d->thematic->outline,
	                     .line_width = outlines_seen(x->engine, map, store) ? d->thematic->outline_width : 0 };
	const struct scene *scene = find_scene(x, map, &look, err);
	const uint8_t *class_of = scene != NULL ? place_areas(x, d, scene, err) : NULL;
	return class_of != NULL && write(x, map, picture, &look, scene, class_of, out, err);
}

static bool draw_flat(const struct exchange *x, const struct engine_map *map, const struct engine_picture *picture,
                      const struct flat_layer *l, struct out *out, struct err *err)
{
	const struct engine_drawn *d = &map->layers[0];
	const uint8_t *places = l->places;
	struct look look = { .classes = l->flat.classes, .n_classes = l->flat.n_classes,
	                     .line_color = l->flat.line_color, .line_width = l->flat.line_width,
	                     .places = l->hides ? places : NULL,
	                     .name = mem_printf(x->ctx, "%llu %s", (unsigned long long)d->layer->changed, d->style->name) };
	const struct scene *scene = find_scene(x, map, &look, err);

	return scene != NULL &&
	       write(x, map, picture, &look, scene, places_in_view(x, places, scene), out, err);
}

bool choropleth_draw(const struct exchange *x, const struct engine_map *map, const struct engine_picture *picture,
                     struct out *out, struct err *err)
{
	const struct engine_drawn *d = &map->layers[0];

	if (d->thematic != NULL)
		return draw_thematic(x, map, picture, out, err);
	return draw_flat(x, map, picture, flat_layer_of(x, d), out, err);
}
