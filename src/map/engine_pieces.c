#include "map/engine_ms.h"

#include <string.h>

/* The pixels of a picture that libmapserver has in memory, four bytes each. */
static bool pixels_of(rasterBufferObj *pixels, imageObj *image)
{
	rendererVTableObj *renderer = image->format->vtable;

	return renderer->supports_pixel_buffer != 0 && renderer->getRasterBufferHandle(image, pixels) == MS_SUCCESS &&
	       pixels->type == MS_BUFFER_BYTE_RGBA && pixels->data.rgba.pixel_step == 4;
}

static imageObj *cut(mapObj *map, imageObj *whole, int side, int left, int top)
{
	imageObj *piece = msImageCreate(side, side, map->outputformat, map->web.imagepath, map->web.imageurl,
	                                map->resolution, map->defresolution, &map->imagecolor);
	rasterBufferObj from, to;

	if (piece == NULL)
		return NULL;
	if (!pixels_of(&from, whole) || !pixels_of(&to, piece)) {
		msFreeImage(piece);
		msSetError(MS_IMGERR, "no pixels to cut", "cut()");
		return NULL;
	}
	for (int row = 0; row < side; row++)
		memcpy(to.data.rgba.pixels + (size_t)row * to.data.rgba.row_step,
		       from.data.rgba.pixels + (size_t)(top + row) * from.data.rgba.row_step + 4 * (size_t)left,
		       4 * (size_t)side);
	return piece;
}

struct image_handle {
	imageObj *image;
};

static int free_image(struct image_handle *h)
{
	msFreeImage(h->image);
	return 0;
}

static bool draw(mapObj *map, const void *scratch, const void *ctx, int side, int margin, struct out **pieces,
                 struct err *err)
{
	imageObj *whole = msDrawMap(map, MS_FALSE);
	if (whole == NULL)
		return engine_failed(ctx, err);
	struct image_handle *h = mem_new(scratch, struct image_handle);
	h->image = whole;
	talloc_set_destructor(h, free_image);

	bool done = true;
	for (int top = margin; done && top + side <= map->height; top += side)
		for (int left = margin; done && left + side <= map->width; left += side)
			done = engine_write_image(map, cut(map, whole, side, left, top), scratch, ctx, *pieces++, err);
	talloc_free(h);
	return done;
}

bool engine_draw_pieces(struct engine *engine, const struct exchange *x, const struct engine_map *map,
                        const struct engine_picture *picture, int side, int margin, struct out **pieces,
                        struct err *err)
{
	void *scratch = talloc_new(x->ctx);
	mapObj *composed = compose(engine, scratch, x, map, USE_PICTURE, err);
	bool done = composed != NULL;

	if (done) {
		engine_choose_format(composed, picture);
		done = draw(composed, scratch, x->ctx, side, margin, pieces, err);
	}
	talloc_free(scratch);
	engine_clean(engine);
	return done;
}
