#include "map/engine_ms.h"

#define MARGIN 6
#define LETTER 6

bool engine_has_format(const struct engine *engine, const char *format)
{
	return msSelectOutputFormat(engine->head, format) != NULL;
}

void engine_choose_format(mapObj *map, const struct engine_picture *p)
{
	outputFormatObj *format = msSelectOutputFormat(map, p->format);

	msApplyOutputFormat(&map->outputformat, format, p->transparent ? MS_TRUE : MS_FALSE);
	MS_INIT_COLOR(map->imagecolor, (int)(p->background >> 16 & 255), (int)(p->background >> 8 & 255),
	              (int)(p->background & 255), 255);
}

struct image_handle {
	imageObj *image;
};

static int free_image(struct image_handle *h)
{
	msFreeImage(h->image);
	return 0;
}

/* The image goes before the map that it belongs to. */
bool engine_write_image(mapObj *map, imageObj *image, const void *scratch, const void *ctx,
                        struct out *out, struct err *err)
{
	if (image == NULL)
		return engine_failed(ctx, err);
	struct image_handle *h = mem_new(scratch, struct image_handle);
	h->image = image;
	talloc_set_destructor(h, free_image);
	struct sink *sink = sink_open_body(scratch, out);
	int rc = msSaveImage(map, image, NULL);
	bool ok = sink_close(sink, ctx, rc == MS_SUCCESS, err);
	talloc_free(h);
	return ok;
}

static bool draw(mapObj *map, const void *scratch, const void *ctx, struct out *out, struct err *err)
{
	return engine_write_image(map, msDrawMap(map, MS_FALSE), scratch, ctx, out, err);
}

bool engine_draw(struct engine *engine, const struct exchange *x, const struct engine_map *map,
                 const struct engine_picture *picture, struct out *out, struct err *err)
{
	void *scratch = talloc_new(x->ctx);
	mapObj *composed = compose(engine, scratch, x, map, USE_PICTURE, err);
	bool ok = composed != NULL;

	if (ok) {
		engine_choose_format(composed, picture);
		ok = draw(composed, scratch, x->ctx, out, err);
	}
	talloc_free(scratch);
	engine_clean(engine);
	return ok;
}

/* A layer with one point in the upper left corner, which carries the text. */
static bool add_text(mapObj *map, const void *ctx, const char *text, struct err *err)
{
	layerObj *l = engine_new_layer(map, ctx, err);
	if (l == NULL)
		return false;
	MS_SET(l->name, "text");
	l->type = MS_LAYER_POINT;
	l->status = MS_ON;
	l->transform = MS_FALSE;
	l->connectiontype = MS_INLINE;
	if (msGrowLayerClasses(l) == NULL || initClass(l->class[0]) != MS_SUCCESS)
		return engine_failed(ctx, err);
	l->numclasses = 1;
	l->class[0]->layer = l;
	labelObj *label = msGrowClassLabels(l->class[0]);
	if (label == NULL)
		return engine_failed(ctx, err);
	initLabel(label);
	l->class[0]->numlabels = 1;
	label->size = 9;
	label->position = MS_LR;
	label->force = MS_TRUE;
	label->wrap = ' ';
	label->maxlength = (map->width - 2 * MARGIN) / LETTER;
	MS_INIT_COLOR(label->color, 160, 0, 0, 255);
	shapeObj shape;
	msInitShape(&shape);
	shape.type = MS_SHAPE_POINT;
	pointObj point = { .x = MARGIN, .y = MARGIN };
	lineObj line = { .numpoints = 1, .point = &point };
	msAddLine(&shape, &line);
	shape.text = msStrdup(text);
	insertFeatureList(&l->features, &shape);
	msFreeShape(&shape);
	return true;
}

mapObj *engine_sheet(struct engine *e, const void *scratch, const void *ctx, int width, int height,
                     const struct engine_picture *picture, struct err *err)
{
	mapObj *map = engine_map(e, scratch, ctx, err);

	if (map != NULL) {
		map->width = width;
		map->height = height;
		engine_choose_format(map, picture);
	}
	return map;
}

bool engine_draw_text(struct engine *engine, const struct exchange *x, int width, int height,
                      const struct engine_picture *picture, const char *text, struct out *out,
                      struct err *err)
{
	void *scratch = talloc_new(x->ctx);
	mapObj *map = engine_sheet(engine, scratch, x->ctx, width, height, picture, err);
	bool ok = map != NULL;

	if (ok) {
		map->extent = (rectObj){ 0, 0, width, height };
		ok = (text == NULL || add_text(map, x->ctx, text, err)) &&
		     draw(map, scratch, x->ctx, out, err);
	}
	talloc_free(scratch);
	engine_clean(engine);
	return ok;
}
