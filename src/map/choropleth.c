#include "map/choropleth_parts.h"

#include <string.h>

#include "draw/png.h"
#include "map/flat.h"
#include "map/outlines.h"

static bool is_png(const char *format)
{
	return strcmp(format, "png") == 0 || strcmp(format, "png8") == 0;
}

bool choropleth_suits(const struct exchange *x, const struct engine_map *map,
                      const struct engine_picture *picture)
{
	const struct engine_drawn *d = &map->layers[0];

	if (map->n_layers != 1 || x->mapped == NULL || !is_png(picture->format) || d->sld != NULL || d->n_filters > 0 ||
	    d->layer->geometry != GEOMETRY_POLYGON || d->layer->min_scale > 0 || d->layer->max_scale > 0 ||
	    !mapped_suits(d->layer))
		return false;
	return d->thematic != NULL ? d->thematic->n_classes <= CLASSES_MOST : flat_layer_of(x, d) != NULL;
}

/* What a scene is made of, opened only when there is none yet. */
static const struct geometry_store *open_store(void *arg, struct err *err)
{
	const struct areas *a = arg;

	return mapped_geometry(a->x->mapped, a->x->ctx, a->map->layers[0].layer, err);
}

/* libmapserver's pictures lie half a pixel to the upper left of where they belong, as it draws what is at the centre of
   a pixel at its corner. Layers that are shown over one another must fit, so ours do the same. */
struct bbox areas_box(const struct engine_map *map)
{
	const struct bbox *b = &map->bbox;
	double x = (b->maxx - b->minx) / map->width / 2, y = (b->maxy - b->miny) / map->height / 2;

	return (struct bbox){ b->minx + x, b->miny - y, b->maxx + x, b->maxy - y };
}

const struct scene *areas_scene(const struct areas *a, const struct look *look)
{
	const struct layer *layer = a->map->layers[0].layer, *base = layer->joined != NULL ? layer->joined->base : layer;
	struct areas opening = *a;
	struct scenes_source source = {
		.identity = mem_printf(a->x->ctx, "%s-%s%s%s", base->source.digest, base->key,
		                       look->places != NULL ? " " : "", look->places != NULL ? look->name : ""),
		.open = open_store, .arg = &opening,
	};
	struct scene_view view = {
		.srs = a->map->srs, .bbox = areas_box(a->map), .width = a->map->width, .height = a->map->height,
		.line_width = look->line_width, .places = look->places,
	};

	return scenes_get(a->x->scenes, a->x->ctx, &source, &view, a->err);
}

size_t look_classes(struct paint_class classes[LOOK_CLASSES], const struct thematic *t)
{
	for (size_t i = 0; i < t->n_classes; i++)
		classes[i] = (struct paint_class){ .color = t->classes[i].color, .opacity = t->opacity };
	for (size_t i = 0; i < STATES; i++) {
		const struct thematic_hatch *h = &t->hatches[i];
		classes[t->n_classes + i] = (struct paint_class){
			.color = h->ground, .opacity = 1, .line = h->line, .spacing = h->spacing, .angle = h->angle,
			.width = h->width,
		};
	}
	return t->n_classes + STATES;
}

bool areas_column(const struct areas *a, const struct table **table, size_t *column)
{
	const struct layer *layer = a->map->layers[0].layer;
	const char *name = a->map->layers[0].thematic->attribute;
	const struct columns_file *file = mapped_columns(a->x->mapped, a->x->ctx, layer, a->err);

	if (file == NULL)
		return false;
	*table = file->table;
	for (size_t i = layer->joined->first; i < layer->n_columns; i++) {
		*column = i - layer->joined->first;
		if (strcasecmp(layer->columns[i].name, name) == 0)
			return true;
	}
	return err_set(a->err, a->x->ctx, ERR_STYLE, "STYLES", "this style shows a column that the layer does not have",
	               "ce style montre une colonne que la couche n'a pas");
}

struct paint areas_paint(const struct areas *a, const struct look *look, const uint8_t *class_of)
{
	const struct bbox *b = &a->map->bbox;

	return (struct paint){
		.classes = look->classes, .n_classes = look->n_classes, .class_of = class_of,
		.line_color = look->line_color, .transparent = a->picture->transparent,
		.background = a->picture->background, .origin_x = b->minx * a->map->width / (b->maxx - b->minx),
		.origin_y = -b->maxy * a->map->height / (b->maxy - b->miny),
	};
}

static bool write(const struct areas *a, const struct look *look, const struct scene *scene, const uint8_t *class_of)
{
	const struct paint p = areas_paint(a, look, class_of);

	return png_write_painted(a->out, a->x->ctx, paint(a->x->ctx, scene->cover, &p));
}

static bool draw_thematic(const struct areas *a)
{
	const struct thematic *t = a->map->layers[0].thematic;
	const struct geometry_store *store = mapped_geometry(a->x->mapped, a->x->ctx, a->map->layers[0].layer, a->err);
	struct paint_class classes[LOOK_CLASSES];
	const struct table *table;
	size_t column;

	if (store == NULL || !areas_column(a, &table, &column))
		return false;
	struct look look = { .classes = classes, .n_classes = look_classes(classes, t), .line_color = t->outline,
	                     .line_width = outlines_seen(a->x->engine, a->map, store) ? t->outline_width : 0 };
	const struct scene *scene = areas_scene(a, &look);
	if (scene == NULL)
		return false;
	uint8_t *class_of = mem_grow(a->x->ctx, NULL, uint8_t, scene->n_areas + 1);
	for (size_t i = 0; i < scene->n_areas; i++)
		class_of[i] = (uint8_t)thematic_place(t, table, column, scene->areas[i]);
	return write(a, &look, scene, class_of);
}

static bool draw_flat(const struct areas *a, const struct flat_layer *l)
{
	const struct engine_drawn *d = &a->map->layers[0];
	const uint8_t *places = l->places;
	struct look look = { .classes = l->flat.classes, .n_classes = l->flat.n_classes,
	                     .line_color = l->flat.line_color, .line_width = l->flat.line_width,
	                     .places = l->hides ? places : NULL,
	                     .name = mem_printf(a->x->ctx, "%llu %s", (unsigned long long)d->layer->changed,
	                                        d->style->name) };
	const struct scene *scene = areas_scene(a, &look);

	if (scene == NULL)
		return false;
	uint8_t *class_of = mem_grow(a->x->ctx, NULL, uint8_t, scene->n_areas + 1);
	for (size_t i = 0; i < scene->n_areas; i++)
		class_of[i] = places[scene->areas[i]];
	return write(a, &look, scene, class_of);
}

bool choropleth_draw(const struct exchange *x, const struct engine_map *map, const struct engine_picture *picture,
                     struct out *out, struct err *err)
{
	const struct engine_drawn *d = &map->layers[0];
	struct areas a = { x, map, picture, out, err };

	if (d->thematic == NULL)
		return draw_flat(&a, flat_layer_of(x, d));
	return d->thematic->kind == THEMATIC_SYMBOLS ? symbols_draw(&a) : draw_thematic(&a);
}
