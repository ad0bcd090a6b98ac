#include "map/choropleth_parts.h"

#include <string.h>

#include "draw/png.h"
#include "map/flat.h"
#include "map/outlines.h"

/* Pictures of pixels. */
static bool is_ours(const char *format)
{
	static const char *const formats[] = { "png", "png8", "jpeg", "webp" };

	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (strcmp(formats[i], format) == 0)
			return true;
	return false;
}

bool areas_suit(const struct areas *a)
{
	const struct engine_drawn *d = &a->map->layers[0];

	if (a->x->mapped == NULL || d->layer->geometry != GEOMETRY_POLYGON || !mapped_suits(d->layer) ||
	    (d->layer->joined == NULL && !mapped_there(a->x->mapped, a->x->ctx, d->layer)))
		return false;
	if (d->sld != NULL || d->thematic == NULL)
		return flat_layer_of(a->x, d, a->scale) != NULL;
	return d->thematic->n_classes <= CLASSES_MOST && (d->n_filters == 0 || flat_filtered(a->x, d) != NULL);
}

bool areas_labelled(const struct areas *a)
{
	const struct engine_drawn *d = &a->map->layers[0];

	if (d->sld == NULL && d->thematic != NULL)
		return d->thematic->labels != LABELS_NONE;
	const struct flat_layer *l = flat_layer_of(a->x, d, a->scale);
	return l != NULL && l->flat.labels;
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

static const struct scene *scene_of(const struct areas *a, const struct look *look)
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

struct paint areas_paint(const struct areas *a, const struct shown *s)
{
	const struct bbox *b = &a->map->bbox;

	return (struct paint){
		.classes = s->look.classes, .n_classes = s->look.n_classes, .class_of = s->class_of,
		.line_color = s->look.line_color, .transparent = a->picture->transparent,
		.background = a->picture->background, .origin_x = b->minx * a->map->width / (b->maxx - b->minx),
		.origin_y = -b->maxy * a->map->height / (b->maxy - b->miny),
	};
}

static bool show_thematic(struct shown *s, const struct areas *a)
{
	const struct engine_drawn *d = &a->map->layers[0];
	const struct thematic *t = d->thematic;
	const struct geometry_store *store = mapped_geometry(a->x->mapped, a->x->ctx, d->layer, a->err);
	const struct flat_filtered *filtered = d->n_filters > 0 ? flat_filtered(a->x, d) : NULL;
	const struct table *table;
	size_t column;

	if (store == NULL || !areas_column(a, &table, &column))
		return false;
	bool seen = outlines_seen(a->x->engine, a->map, store);
	if (t->kind == THEMATIC_SYMBOLS)
		symbols_look(s, t, seen);
	else
		s->look = (struct look){ .classes = s->classes, .n_classes = look_classes(s->classes, t),
		                         .line_color = t->outline, .line_width = seen ? t->outline_width : 0 };
	if (filtered != NULL) {
		s->look.places = filtered->places;
		s->look.name = filtered->name;
	}
	if ((s->scene = scene_of(a, &s->look)) == NULL)
		return false;
	uint8_t *class_of = mem_grow(a->x->ctx, NULL, uint8_t, s->scene->n_areas + 1);
	thematic_places(class_of, t, table, column, s->scene->areas, s->scene->n_areas);
	s->class_of = class_of;
	return true;
}

static bool show_flat(struct shown *s, const struct areas *a)
{
	const struct flat_layer *l = flat_layer_of(a->x, &a->map->layers[0], a->scale);

	if (l == NULL)
		return err_set(a->err, a->x->ctx, ERR_INTERNAL, NULL, "the style of this layer is gone",
		               "le style de cette couche a disparu");
	s->look = (struct look){ .classes = l->flat.classes, .n_classes = l->flat.n_classes,
	                         .line_color = l->flat.line_color, .line_width = l->flat.line_width,
	                         .places = l->hides ? l->places : NULL, .name = l->name };
	if ((s->scene = scene_of(a, &s->look)) == NULL)
		return false;
	uint8_t *class_of = mem_grow(a->x->ctx, NULL, uint8_t, s->scene->n_areas + 1);
	for (size_t i = 0; i < s->scene->n_areas; i++)
		class_of[i] = l->places[s->scene->areas[i]];
	s->class_of = class_of;
	return true;
}

bool areas_show(struct shown *s, const struct areas *a)
{
	const struct engine_drawn *d = &a->map->layers[0];

	return d->sld != NULL || d->thematic == NULL ? show_flat(s, a) : show_thematic(s, a);
}

struct engine_map areas_alone(const struct engine_map *map, size_t i)
{
	struct engine_map one = *map;

	one.layers = &map->layers[i];
	one.n_layers = 1;
	return one;
}

bool choropleth_suits(const struct exchange *x, const struct engine_map *map,
                      const struct engine_picture *picture)
{
	double scale = engine_scale(x->engine, map);

	for (size_t i = 0; i < map->n_layers && is_ours(picture->format); i++) {
		struct engine_map one = areas_alone(map, i);
		struct areas a = { .x = x, .map = &one, .picture = picture, .scale = scale };
		if (areas_suit(&a))
			return true;
	}
	return false;
}

bool choropleth_labelled(const struct exchange *x, const struct engine_map *map, const struct engine_picture *picture)
{
	double scale = engine_scale(x->engine, map);

	for (size_t i = 0; i < map->n_layers; i++) {
		struct engine_map one = areas_alone(map, i);
		struct areas a = { .x = x, .map = &one, .picture = picture, .scale = scale };
		if (!areas_suit(&a) || areas_labelled(&a))
			return true;
	}
	return false;
}

/* Areas and nothing else, as PNG: no pixel is written but as a byte of a palette. */
static bool is_plain(const struct areas *a)
{
	const struct engine_drawn *d = &a->map->layers[0];

	if (a->map->n_layers != 1 || strncmp(a->picture->format, "png", 3) != 0 || areas_labelled(a))
		return false;
	return (d->sld != NULL || d->thematic == NULL || d->thematic->kind != THEMATIC_SYMBOLS) &&
	       flat_in_scale(d->layer->min_scale, d->layer->max_scale, a->scale);
}

bool choropleth_draw(const struct exchange *x, const struct engine_map *map, const struct engine_picture *picture,
                     struct out *out, struct err *err)
{
	struct areas a = { x, map, picture, engine_scale(x->engine, map), err };
	struct shown s = { 0 };

	if (!is_plain(&a))
		return canvas_draw(x, map, picture, a.scale, out, err);
	if (!areas_show(&s, &a))
		return false;
	const struct paint p = areas_paint(&a, &s);
	return png_write_painted(out, x->ctx, paint(x->ctx, s.scene->cover, &p));
}
