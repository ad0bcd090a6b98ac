#include "draw/paint.h"

#include <math.h>

#define PI 3.14159265358979323846

/* Premultiplied, 0..1 of 255. */
struct light {
	float r, g, b, a;
};

struct hatch {
	float across_x, across_y;     /* how many lines a step of a pixel crosses */
	float phase, spacing, half;   /* spacing 0: none */
};

struct palette {
	struct light ground[256], line[256];
	struct hatch hatch[256];
};

uint32_t paint_pixel(uint32_t color)
{
	return 0xff000000U | (color & 0xff) << 16 | (color & 0xff00) | (color >> 16 & 0xff);
}

static struct light light_of(uint32_t color, double opacity)
{
	float a = (float)opacity;

	return (struct light){ a * (float)(color >> 16 & 255), a * (float)(color >> 8 & 255),
	                       a * (float)(color & 255), a };
}

static void prepare(struct palette *l, const struct paint *p)
{
	for (size_t i = 0; i < p->n_classes; i++) {
		const struct paint_class *c = &p->classes[i];
		double x = sin(c->angle * PI / 180), y = cos(c->angle * PI / 180);
		double lines = c->spacing > 0 ? (p->origin_x * x + p->origin_y * y) / c->spacing : 0;
		l->ground[i] = light_of(c->color, p->opacity);
		l->line[i] = light_of(c->line, p->opacity);
		if (c->spacing > 0)
			l->hatch[i] = (struct hatch){ (float)(x / c->spacing), (float)(y / c->spacing),
			                              (float)(lines - floor(lines)), (float)c->spacing,
			                              (float)c->width / 2 };
	}
}

static struct light mix(struct light a, struct light b, float share)
{
	float rest = 1 - share;

	return (struct light){ a.r * rest + b.r * share, a.g * rest + b.g * share, a.b * rest + b.b * share,
	                       a.a * rest + b.a * share };
}

/* The light of a class at a place: its hatching's line, its ground or both. */
static struct light class_light(const struct palette *l, uint8_t class, float x, float y)
{
	const struct hatch *h = &l->hatch[class];

	if (h->spacing <= 0)
		return l->ground[class];
	float along = x * h->across_x + y * h->across_y + h->phase;
	float away = fabsf(along - roundf(along)) * h->spacing;
	float share = h->half + 0.5F - away;
	return mix(l->ground[class], l->line[class], share < 0 ? 0 : share > 1 ? 1 : share);
}

static void add(struct light *to, struct light l, float share)
{
	to->r += l.r * share;
	to->g += l.g * share;
	to->b += l.b * share;
	to->a += l.a * share;
}

static struct light over(struct light top, struct light below)
{
	float rest = 1 - top.a;

	return (struct light){ top.r + below.r * rest, top.g + below.g * rest, top.b + below.b * rest,
	                       top.a + below.a * rest };
}

static uint32_t byte_of(float v)
{
	return v <= 0 ? 0 : v >= 255 ? 255 : (uint32_t)(v + 0.5F);
}

static uint32_t pixel_of(struct light l)
{
	if (l.a <= 0.001F)
		return 0;
	float scale = 1 / l.a;
	return byte_of(l.r * scale) | byte_of(l.g * scale) << 8 | byte_of(l.b * scale) << 16 |
	       byte_of(l.a * 255) << 24;
}

static struct light areas_light(const struct cover *c, const struct paint *p, const struct palette *l,
                                uint32_t owner, float x, float y)
{
	struct light sum = { 0 };

	if (owner == COVER_NONE)
		return sum;
	if ((owner & COVER_MIXED) == 0)
		return p->class_of[owner] == PAINT_NOTHING ? sum : class_light(l, p->class_of[owner], x, y);
	uint32_t mixed = owner & ~COVER_MIXED;
	for (uint32_t i = c->first[mixed]; i < c->first[mixed + 1]; i++) {
		uint8_t class = p->class_of[c->area[i]];
		if (class != PAINT_NOTHING)
			add(&sum, class_light(l, class, x, y), (float)c->share[i] / COVER_WHOLE);
	}
	return sum;
}

void paint(uint32_t *pixels, const struct cover *cover, const struct paint *p)
{
	struct light below = light_of(p->background, p->transparent ? 0 : 1);
	struct light line = light_of(p->line_color, p->line_opacity);
	struct palette *l = mem_new(cover, struct palette);
	size_t at = 0;
	uint32_t plain[256] = { 0 };  /* a class alone, where nothing else depends on the place */

	prepare(l, p);
	for (size_t i = 0; i < p->n_classes; i++)
		plain[i] = l->hatch[i].spacing > 0 ? 0 : pixel_of(over(l->ground[i], below));
	for (int y = 0; y < cover->height; y++) {
		for (int x = 0; x < cover->width; x++, at++) {
			uint32_t owner = cover->owner[at];
			uint8_t mask = p->lines != NULL ? p->lines[at] : 0;
			uint8_t class = owner < COVER_MIXED ? p->class_of[owner] : PAINT_NOTHING;
			if (mask == 0 && class != PAINT_NOTHING && plain[class] != 0) {
				pixels[at] = plain[class];
				continue;
			}
			struct light seen = areas_light(cover, p, l, owner, (float)x + 0.5F, (float)y + 0.5F);
			if (mask > 0) {
				float share = (float)mask / 255;
				struct light stroke = { line.r * share, line.g * share, line.b * share, line.a * share };
				seen = over(stroke, seen);
			}
			pixels[at] = pixel_of(over(seen, below));
		}
	}
	talloc_free(l);
}
