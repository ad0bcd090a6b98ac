/* What libmapserver draws, laid over pixels of ours; pixels of ours in its formats. */
#include "map/engine_ms.h"

#include <string.h>

#include "draw/lay.h"

struct image_handle {
	imageObj *image;
};

static int free_image(struct image_handle *h)
{
	msFreeImage(h->image);
	return 0;
}

/* The image goes with ctx, and before its map. NULL is an error. */
static imageObj *own_image(const void *scratch, imageObj *image, const void *ctx, struct err *err)
{
	if (image == NULL) {
		engine_failed(ctx, err);
		return NULL;
	}
	struct image_handle *h = mem_new(scratch, struct image_handle);
	h->image = image;
	talloc_set_destructor(h, free_image);
	return image;
}

/* The pixels of an image in memory: four bytes each, colours premultiplied. */
static bool pixels_of(rasterBufferObj *pixels, imageObj *image, const void *ctx, struct err *err)
{
	rendererVTableObj *renderer = image->format->vtable;

	return (renderer->supports_pixel_buffer != 0 &&
	        renderer->getRasterBufferHandle(image, pixels) == MS_SUCCESS && pixels->type == MS_BUFFER_BYTE_RGBA &&
	        pixels->data.rgba.pixel_step == 4) ||
	       engine_failed(ctx, err);
}

static size_t place_of(const rasterBufferObj *p, int row, int column)
{
	return (size_t)row * p->data.rgba.row_step + 4 * (size_t)column;
}

static uint32_t pixel_at(const rasterBufferObj *p, size_t at)
{
	uint32_t opacity = p->data.rgba.a != NULL ? p->data.rgba.a[at] : 255;

	return p->data.rgba.r[at] | (uint32_t)p->data.rgba.g[at] << 8 | (uint32_t)p->data.rgba.b[at] << 16 | opacity << 24;
}

static void set_pixel(const rasterBufferObj *p, size_t at, uint32_t pixel)
{
	p->data.rgba.r[at] = (uint8_t)pixel;
	p->data.rgba.g[at] = (uint8_t)(pixel >> 8);
	p->data.rgba.b[at] = (uint8_t)(pixel >> 16);
	if (p->data.rgba.a != NULL)
		p->data.rgba.a[at] = (uint8_t)(pixel >> 24);
}

/* The limits of labels, unlike those of classes, are -1 where there are none. */
static bool within(double scale, double least, double most)
{
	return (least < 0 || scale >= least) && (most < 0 || scale < most);
}

static bool class_labels(const classObj *c, double scale)
{
	bool any = false;

	if ((c->maxscaledenom > 0 && scale > c->maxscaledenom) || (c->minscaledenom > 0 && scale <= c->minscaledenom))
		return false;
	for (int i = 0; i < c->numlabels; i++)
		any = any || within(scale, c->labels[i]->minscaledenom, c->labels[i]->maxscaledenom);
	return any;
}

/* Leaves of a layer its labels alone: styles stay, as they say how large a symbol is, but are never in scale. */
static bool only_labels(layerObj *l, double scale)
{
	bool any = false;

	for (int i = 0; i < l->numclasses; i++) {
		classObj *c = l->class[i];
		any = any || class_labels(c, scale);
		for (int k = 0; k < c->numstyles; k++)
			c->styles[k]->maxscaledenom = 0;
	}
	if (!any)
		l->status = MS_OFF;
	return any;
}

/* Whether anything is left to be drawn. */
static bool choose(mapObj *map, enum engine_part_drawn what, double scale)
{
	bool any = what == ENGINE_FEATURES;

	for (int i = 0; i < map->numlayers; i++) {
		layerObj *l = GET_LAYER(map, i);
		if (what == ENGINE_FEATURES)
			l->labelmaxscaledenom = 0;
		else
			any = only_labels(l, scale) || any;
	}
	return any;
}

static bool lay(mapObj *map, const void *scratch, uint32_t *pixels, const void *ctx, struct err *err)
{
	imageObj *image = own_image(scratch, msDrawMap(map, MS_FALSE), ctx, err);
	rasterBufferObj drawn;

	if (image == NULL || !pixels_of(&drawn, image, ctx, err))
		return false;
	for (int row = 0; row < map->height; row++) {
		uint32_t *below = pixels + (size_t)row * (size_t)map->width;
		size_t at = place_of(&drawn, row, 0);
		/* most of it is empty */
		for (int column = 0; column < map->width; column++, at += 4)
			if (drawn.data.rgba.a == NULL || drawn.data.rgba.a[at] != 0)
				below[column] = lay_premultiplied(below[column], pixel_at(&drawn, at));
	}
	return true;
}

bool engine_draw_over(struct engine *engine, const struct exchange *x, const struct engine_map *map,
                      enum engine_part_drawn what, uint32_t *pixels, struct err *err)
{
	static const struct engine_picture over = { .format = "png", .transparent = true, .background = 0xffffff };
	void *scratch = talloc_new(x->ctx), *drawn = talloc_new(x->ctx);
	mapObj *composed = compose(engine, scratch, x, map, USE_PICTURE, err);
	bool ok = composed != NULL;

	if (ok && choose(composed, what, engine_scale(engine, map))) {
		engine_choose_format(composed, &over);
		ok = lay(composed, drawn, pixels, x->ctx, err);
	}
	talloc_free(drawn);
	talloc_free(scratch);
	engine_clean(engine);
	return ok;
}

static bool write_pixels(mapObj *map, const void *scratch, const uint32_t *pixels, struct out *out, const void *ctx,
                         struct err *err)
{
	imageObj *image = msImageCreate(map->width, map->height, map->outputformat, map->web.imagepath, map->web.imageurl,
	                                map->resolution, map->defresolution, &map->imagecolor);
	rasterBufferObj to;

	if (image == NULL)
		return engine_failed(ctx, err);
	if (!pixels_of(&to, image, ctx, err)) {
		msFreeImage(image);
		return false;
	}
	for (int row = 0; row < map->height; row++)
		for (int column = 0; column < map->width; column++)
			set_pixel(&to, place_of(&to, row, column), lay_multiply(*pixels++));
	return engine_write_image(map, image, scratch, ctx, out, err);
}

bool engine_write_pixels(struct engine *engine, const struct exchange *x, const uint32_t *pixels, int width,
                         int height, const struct engine_picture *picture, struct out *out, struct err *err)
{
	void *scratch = talloc_new(x->ctx);
	mapObj *map = engine_sheet(engine, scratch, x->ctx, width, height, picture, err);
	bool ok = map != NULL && write_pixels(map, scratch, pixels, out, x->ctx, err);

	talloc_free(scratch);
	engine_clean(engine);
	return ok;
}
