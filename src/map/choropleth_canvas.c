/* Pictures that are laid together: our areas and what libmapserver draws in the order of the layers, labels over all. */
#include "map/choropleth_parts.h"

#include <string.h>

#include "draw/lay.h"
#include "draw/png.h"
#include "map/flat.h"

/* Colours of classes that stay as they are. */
#define EXACT 64

struct canvas {
	const struct exchange *x;
	const struct engine_map *map;
	const struct engine_picture *picture;
	double scale;
	struct err *err;
	uint32_t *pixels, ground;
	bool empty;                   /* nothing is painted yet, the ground neither */
	bool foreign;                 /* libmapserver drew features */
	struct engine_drawn *run; size_t n_run;             /* layers of libmapserver's, one over the other, to be drawn */
	struct engine_drawn *labelled; size_t n_labelled;   /* layers that may have labels */
	uint32_t exact[EXACT]; size_t n_exact;
};

static size_t n_pixels(const struct canvas *c)
{
	return (size_t)c->map->width * (size_t)c->map->height;
}

static void fill_ground(struct canvas *c)
{
	for (size_t i = 0, n = n_pixels(c); c->empty && i < n; i++)
		c->pixels[i] = c->ground;
	c->empty = false;
}

static bool draw_part(struct canvas *c, const struct engine_drawn *layers, size_t n, enum engine_part_drawn what)
{
	struct engine_map some = *c->map;

	some.layers = layers;
	some.n_layers = n;
	fill_ground(c);
	return engine_draw_over(c->x->engine, c->x, &some, what, c->pixels, c->err);
}

static bool draw_run(struct canvas *c)
{
	size_t n = c->n_run;

	c->n_run = 0;
	c->foreign = c->foreign || n > 0;
	return n == 0 || draw_part(c, c->run, n, ENGINE_FEATURES);
}

static void add_exact(struct canvas *c, uint32_t color, double opacity)
{
	uint32_t a = (uint32_t)(255 * opacity + 0.5), pixel = (paint_pixel(color) & 0xffffff) | a << 24;

	if (c->n_exact < EXACT)
		c->exact[c->n_exact++] = lay_premultiplied(c->ground, lay_multiply(pixel));
}

static void add_colors(struct canvas *c, const struct look *look)
{
	for (size_t i = 0; i < look->n_classes; i++) {
		const struct paint_class *class = &look->classes[i];
		add_exact(c, class->color, class->opacity);
		if (class->spacing > 0)
			add_exact(c, class->line, class->opacity);
	}
}

/* The first layer brings the ground with it, the others lie over what is there. */
static void paint_areas(struct canvas *c, const struct areas *a, const struct shown *s)
{
	struct paint p = areas_paint(a, s);

	add_colors(c, &s->look);
	if (c->empty) {
		paint_pixels(c->pixels, s->scene->cover, &p);
		c->empty = false;
		return;
	}
	uint32_t *over = mem_grow(c->x->ctx, NULL, uint32_t, n_pixels(c));
	p.transparent = true;
	paint_pixels(over, s->scene->cover, &p);
	lay_over(c->pixels, over, n_pixels(c));
	talloc_free(over);
}

static bool draw_own(struct canvas *c, const struct areas *a)
{
	const struct engine_drawn *d = &a->map->layers[0];
	struct shown s = { 0 };

	if (!draw_run(c) || !areas_show(&s, a))
		return false;
	paint_areas(c, a, &s);
	if (areas_labelled(a))
		c->labelled[c->n_labelled++] = *d;
	return d->sld != NULL || d->thematic == NULL || d->thematic->kind != THEMATIC_SYMBOLS || symbols_draw(a, c->pixels);
}

static bool draw_layer(struct canvas *c, size_t i)
{
	struct engine_map one = areas_alone(c->map, i);
	const struct engine_drawn *d = &one.layers[0];
	struct areas a = { c->x, &one, c->picture, c->scale, c->err };

	if (!flat_in_scale(d->layer->min_scale, d->layer->max_scale, c->scale))
		return true;
	if (areas_suit(&a))
		return draw_own(c, &a);
	c->run[c->n_run++] = *d;
	if (d->layer->geometry != GEOMETRY_RASTER)
		c->labelled[c->n_labelled++] = *d;
	return true;
}

static bool draw(struct canvas *c)
{
	const struct engine_picture *p = c->picture;

	c->empty = true;
	c->ground = p->transparent ? 0 : paint_pixel(p->background);
	add_exact(c, p->background, p->transparent ? 0 : 1);
	c->pixels = mem_grow(c->x->ctx, NULL, uint32_t, n_pixels(c));
	c->run = mem_array(c->x->ctx, struct engine_drawn, c->map->n_layers);
	c->labelled = mem_array(c->x->ctx, struct engine_drawn, c->map->n_layers);
	for (size_t i = 0; i < c->map->n_layers; i++)
		if (!draw_layer(c, i))
			return false;
	fill_ground(c);
	return draw_run(c) && (c->n_labelled == 0 || draw_part(c, c->labelled, c->n_labelled, ENGINE_LABELS));
}

/* What we draw has few colours, and mixtures of these; of what others draw no colour is given up that a palette would
   not hold. */
static bool write(const struct canvas *c, const uint32_t *pixels, int width, int height, struct out *out)
{
	uint32_t all[PNG_EXACT];
	size_t n = (size_t)width * (size_t)height, n_all;
	const char *format = c->picture->format;
	bool png = strcmp(format, "png") == 0;

	if (strcmp(format, "png8") == 0 || (png && !c->foreign))
		return png_write(out, c->x->ctx, pixels, width, height, c->exact, c->n_exact);
	if (png && png_colors(all, &n_all, c->x->ctx, pixels, n))
		return png_write(out, c->x->ctx, pixels, width, height, all, n_all);
	return engine_write_pixels(c->x->engine, c->x, pixels, width, height, c->picture, out, c->err);
}

bool canvas_draw(const struct exchange *x, const struct engine_map *map, const struct engine_picture *picture,
                 double scale, struct out *out, struct err *err)
{
	struct canvas c = { .x = x, .map = map, .picture = picture, .scale = scale, .err = err };

	return draw(&c) && write(&c, c.pixels, map->width, map->height, out);
}

bool choropleth_pieces(const struct exchange *x, const struct engine_map *map, const struct engine_picture *picture,
                       int side, int margin, struct out **pieces, struct err *err)
{
	struct canvas c = { .x = x, .map = map, .picture = picture, .scale = engine_scale(x->engine, map), .err = err };
	size_t across = (size_t)side, wide = (size_t)map->width;
	uint32_t *piece = mem_array(x->ctx, uint32_t, across * across);

	if (!draw(&c))
		return false;
	for (int top = margin; top + side <= map->height; top += side) {
		for (int left = margin; left + side <= map->width; left += side) {
			for (size_t row = 0; row < across; row++)
				memcpy(piece + row * across, c.pixels + ((size_t)top + row) * wide + (size_t)left, across * sizeof *piece);
			if (!write(&c, piece, side, side, *pieces++))
				return false;
		}
	}
	return true;
}
