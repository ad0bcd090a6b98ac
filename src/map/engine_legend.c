#include "map/engine_ms.h"

#include "thematic/thematic.h"

#define LINE_HEIGHT 14

/* What a legend says of a layer whose classes have no words, or that has no classes: its title. */
static bool name_classes(layerObj *l, const void *ctx, const char *title, struct err *err)
{
	if (l->numclasses == 0) {
		classObj *c = msGrowLayerClasses(l);
		styleObj *s = c != NULL && initClass(c) == MS_SUCCESS ? msGrowClassStyles(c) : NULL;
		if (s == NULL || initStyle(s) != MS_SUCCESS)
			return engine_failed(ctx, err);
		c->numstyles = 1;
		c->layer = l;
		l->numclasses = 1;
		MS_INIT_COLOR(s->color, 200, 200, 200, 255);
		MS_INIT_COLOR(s->outlinecolor, 90, 90, 90, 255);
	}
	for (int i = 0; i < l->numclasses; i++)
		if (l->class[i]->title == NULL && l->class[i]->name == NULL)
			MS_SET(l->class[i]->title, title);
	return true;
}

/* A class without words is not in the legend. */
static int keep_rule(layerObj *l, const char *rule)
{
	int kept = 0;

	for (int i = 0; i < l->numclasses; i++) {
		classObj *c = l->class[i];
		if (c->name != NULL && strcmp(c->name, rule) == 0) {
			kept++;
			continue;
		}
		msFree(c->name);
		msFree(c->title);
		c->name = c->title = NULL;
	}
	return kept;
}

static bool add_layers(struct engine *e, const struct exchange *x, mapObj *map,
                       const struct engine_legend *legend, struct err *err)
{
	int kept = 0;

	for (size_t i = 0; i < legend->n_layers; i++) {
		const struct layer *layer = legend->layers[i].layer;
		const char *title = text_in(layer->metadata.title, x->lang);
		int before = map->numlayers;
		bool own_words = legend->layers[i].thematic != NULL && legend->layers[i].sld == NULL;
		if (!compose_add(e, x, map, &legend->layers[i], USE_PICTURE, err))
			return false;
		for (int k = before; k < map->numlayers; k++) {
			layerObj *l = GET_LAYER(map, k);
			if (!own_words && !name_classes(l, x->ctx, *title != '\0' ? title : layer->name, err))
				return false;
			if (legend->rule != NULL)
				kept += keep_rule(l, legend->rule);
		}
	}
	return legend->rule == NULL || kept > 0 ||
	       err_set(err, x->ctx, ERR_INVALID_PARAMETER, "RULE", "the style has no rule \"%s\"",
	               "le style n'a pas de règle « %s »", legend->rule);
}

/* A key is as large as the largest symbol in it. */
static void fit_keys(mapObj *map, const struct engine_legend *legend)
{
	double largest = 0;

	for (size_t i = 0; i < legend->n_layers; i++) {
		const struct thematic *t = legend->layers[i].thematic;
		for (size_t k = 0; t != NULL && t->kind == THEMATIC_SYMBOLS && k < t->n_classes; k++)
			largest = fmax(largest, t->classes[k].size);
	}
	int side = (int)ceil(largest) + (largest > 0 ? 2 : 0);
	map->legend.keysizex = side > legend->key_width ? side : legend->key_width;
	map->legend.keysizey = side > legend->key_height ? side : legend->key_height;
	/* words stand at the foot of a key: halfway up of a large one */
	if (map->legend.keysizey > LINE_HEIGHT)
		map->legend.label.offsety = -(map->legend.keysizey - LINE_HEIGHT) / 2;
}

/* An extent of that scale: the library works the scale out of it again. */
static void set_scale(mapObj *map, double scale)
{
	double metres = 39.3701;  /* inches in one */

	map->units = MS_METERS;
	map->width = map->height = 101;
	double side = scale * (map->width - 1) / (map->resolution * metres);
	map->extent = (rectObj){ 0, 0, side, side };
}

bool engine_draw_legend(struct engine *engine, const struct exchange *x,
                        const struct engine_legend *legend, const struct engine_picture *picture,
                        struct out *out, struct err *err)
{
	void *scratch = talloc_new(x->ctx);
	mapObj *map = engine_map(engine, scratch, x->ctx, err);
	bool ok = map != NULL && add_layers(engine, x, map, legend, err);

	if (ok) {
		set_scale(map, legend->scale > 0 ? legend->scale : 1);
		engine_choose_format(map, picture);
		fit_keys(map, legend);
		map->legend.transparent = picture->transparent ? MS_TRUE : MS_FALSE;
		map->legend.imagecolor = map->imagecolor;
		imageObj *image = msDrawLegend(map, legend->scale > 0 ? MS_FALSE : MS_TRUE, NULL);
		ok = engine_write_image(map, image, scratch, x->ctx, out, err);
	}
	talloc_free(scratch);
	engine_clean(engine);
	return ok;
}
