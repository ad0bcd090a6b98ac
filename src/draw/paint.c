#include "draw/paint.h"

#include <math.h>
#include <string.h>

#include "draw/bins.h"
#include "draw/deflate.h"

#define PI 3.14159265358979323846
#define LEVELS 8                      /* of a hatching, from ground to line */

struct hatch {
	float across_x, across_y;     /* how many lines a step of a pixel crosses */
	float phase, spacing, half;
};

/* What a place can have: the classes, lines, ground; and those of hatchings level by level. */
struct tones {
	uint64_t light[256];          /* premultiplied, over the background (bins.h) */
	uint32_t pixel[256];
	size_t n;
	uint8_t levels[256];          /* of a hatched class: its first level; 0: not hatched */
	struct hatch hatch[256];
	uint8_t *of;                  /* of the cover's areas, its lines and its ground */
	bool hatched;                 /* some area is */
};

uint32_t paint_pixel(uint32_t color)
{
	return 0xff000000U | (color & 0xff) << 16 | (color & 0xff00) | (color >> 16 & 0xff);
}

static uint64_t opaque(uint32_t color)
{
	return (color >> 16 & 255) | (uint64_t)(color >> 8 & 255) << 16 | (uint64_t)(color & 255) << 32 |
	       UINT64_C(255) << 48;
}

/* `share` of 256 of the one over the other. */
static uint64_t blend(uint64_t top, uint64_t below, uint64_t share)
{
	return (top * share + below * (256 - share) + LIGHT_HALF) >> 8 & LIGHT_LANES;
}

static uint32_t straight(uint64_t light)
{
	uint32_t a = (uint32_t)(light >> 48), color = 0;

	for (int i = 0; a > 0 && i < 3; i++) {
		uint32_t v = ((uint32_t)(light >> 16 * i & 255) * 255 + a / 2) / a;
		color |= (v > 255 ? 255 : v) << 8 * i;
	}
	return color | a << 24;
}

static uint64_t share_of(double opacity)
{
	return (uint64_t)(256 * (opacity < 0 ? 0 : opacity > 1 ? 1 : opacity) + 0.5);
}

static void add_hatch(struct tones *t, size_t class, const struct paint *p, uint64_t ground)
{
	const struct paint_class *c = &p->classes[class];
	double x = sin(c->angle * PI / 180), y = cos(c->angle * PI / 180);
	double lines = (p->origin_x * x + p->origin_y * y) / c->spacing;

	t->hatch[class] = (struct hatch){ (float)(x / c->spacing), (float)(y / c->spacing), (float)(lines - floor(lines)),
	                                  (float)c->spacing, (float)c->width / 2 };
	t->levels[class] = (uint8_t)t->n;
	uint64_t line = blend(opaque(c->line), ground, share_of(c->opacity));
	for (uint64_t i = 0; i <= LEVELS; i++, t->n++) {
		t->light[t->n] = blend(line, t->light[class], i * 256 / LEVELS);
		t->pixel[t->n] = straight(t->light[t->n]);
	}
}

bool paint_can(const struct paint_class *classes, size_t n)
{
	size_t tones = n;

	for (size_t i = 0; i < n; i++)
		tones += classes[i].spacing > 0 ? LEVELS + 1 : 0;
	return tones <= PAINT_CLASSES;
}

static void place_areas(struct tones *t, const struct cover *c, const struct paint *p, uint8_t none)
{
	uint8_t levels = 0;

	t->of = mem_grow(t, NULL, uint8_t, (size_t)c->n_areas + 2);
	for (size_t i = 0; i < c->n_areas; i++) {
		uint8_t class = p->class_of[i];
		levels |= t->levels[class];
		t->of[i] = class == PAINT_NOTHING ? none : class;
	}
	t->hatched = levels != 0;
}

static struct tones *make_tones(const void *ctx, const struct cover *c, const struct paint *p)
{
	struct tones *t = mem_new(ctx, struct tones);
	uint64_t ground = p->transparent ? 0 : opaque(p->background);
	uint8_t lines = (uint8_t)p->n_classes, none = (uint8_t)(p->n_classes + 1);

	for (size_t i = 0; i < p->n_classes; i++)
		t->light[i] = blend(opaque(p->classes[i].color), ground, share_of(p->classes[i].opacity));
	t->light[lines] = opaque(p->line_color);
	t->light[none] = ground;
	t->n = p->n_classes + 2;
	for (size_t i = 0; i < t->n; i++)
		t->pixel[i] = straight(t->light[i]);
	for (size_t i = 0; p->transparent && i < p->n_classes; i++)
		t->pixel[i] = (paint_pixel(p->classes[i].color) & 0xffffff) | (t->pixel[i] & 0xff000000);
	for (size_t i = 0; i < p->n_classes; i++)
		if (p->classes[i].spacing > 0)
			add_hatch(t, i, p, ground);
	place_areas(t, c, p, none);
	t->of[c->lines] = lines;
	t->of[c->ground] = none;
	return t;
}

/* The tone of a hatching at the middle of a pixel. */
static uint8_t level_at(const struct tones *t, uint8_t class, uint32_t x, uint32_t y)
{
	const struct hatch *h = &t->hatch[class];
	float along = ((float)x + 0.5F) * h->across_x + ((float)y + 0.5F) * h->across_y + h->phase;
	float away = fabsf(along - floorf(along + 0.5F)) * h->spacing, share = h->half + 0.5F - away;

	return (uint8_t)(t->levels[class] + (share <= 0 ? 0 : share >= 1 ? LEVELS : (int)(share * LEVELS + 0.5F)));
}

static uint64_t mixture(const struct tones *t, const struct cover *c, size_t mixed, uint32_t y)
{
	uint64_t sum = LIGHT_HALF;

	for (uint32_t i = c->first[mixed]; i < c->first[mixed + 1]; i++) {
		uint8_t tone = t->of[COVER_AREA(c->parts[i])];
		if (t->levels[tone] != 0)
			tone = level_at(t, tone, c->x[mixed], y);
		sum += t->light[tone] * COVER_SHARE(c->parts[i]);
	}
	return sum >> 8 & LIGHT_LANES;
}

static inline uint64_t light_of(const uint64_t *light, const uint8_t *of, uint32_t part)
{
	return light[of[COVER_AREA(part)]] * COVER_SHARE(part);
}

/* All mixtures without hatchings, without asking how many parts there are where these are no more than usual: nothing is
   guessed wrong. What the loop reads again and again is in registers. */
static inline __attribute__((always_inline)) void bin_plain(uint32_t *bin_of, struct bins *bins, const struct tones *t,
                                                           const struct cover *c, bool opaque)
{
	const uint8_t *of = t->of;
	const uint64_t *light = t->light;
	const uint32_t *first = c->first, *all = c->parts;

	for (size_t i = 0, n = c->n_mixed; i < n; i++) {
		const uint32_t *part = all + first[i], *end = all + first[i + 1];
		uint64_t sum = LIGHT_HALF + light_of(light, of, part[0]) + light_of(light, of, part[1]) +
		               light_of(light, of, part[2]) + light_of(light, of, part[3]);
		for (part += COVER_PARTS; part < end; part++)
			sum += light_of(light, of, *part);
		bin_of[i] = bins_add(bins, sum >> 8 & LIGHT_LANES, opaque);
	}
}

/* The bin of each mixed pixel. */
static uint32_t *bin_mixtures(struct bins *bins, const struct tones *t, const struct cover *c, bool opaque)
{
	uint32_t *bin_of = mem_grow(t, NULL, uint32_t, c->n_mixed + 1);

	if (!t->hatched && opaque)
		bin_plain(bin_of, bins, t, c, true);
	else if (!t->hatched)
		bin_plain(bin_of, bins, t, c, false);
	for (uint32_t y = 0; t->hatched && y < (uint32_t)c->height; y++)
		for (size_t i = c->row_mixed[y]; i < c->row_mixed[y + 1]; i++)
			bin_of[i] = bins_add(bins, mixture(t, c, i, y), false);
	return bin_of;
}

/* Tones of spans keep their colours; each has a place in the palette when it is there. */
static void place_tones(struct painted *to, uint8_t index[256], const struct tones *t, const struct cover *c)
{
	bool used[256] = { false };

	for (size_t i = 0; i < c->row_spans[c->height]; i++)
		used[t->of[c->spans[i].area]] = true;
	for (size_t tone = 0; tone < t->n; tone++) {
		if (!used[tone])
			continue;
		if (t->levels[tone] != 0) {
			memset(used + t->levels[tone], true, LEVELS + 1);
			continue;
		}
		index[tone] = (uint8_t)to->n_colors;
		to->colors[to->n_colors++] = t->pixel[tone];
	}
}

static void fill(uint8_t *row, const struct cover_span *s, uint8_t index)
{
	/* what is too much is written over by what comes after it */
	uint64_t eight = index * UINT64_C(0x0101010101010101);

	for (uint32_t i = 0; i < s->n; i += sizeof eight)
		memcpy(row + s->x + i, &eight, sizeof eight);
}

static void fill_row(uint8_t *row, const struct cover *c, const struct tones *t, const uint8_t index[256], uint32_t y)
{
	for (size_t i = c->row_spans[y]; i < c->row_spans[y + 1]; i++) {
		const struct cover_span *s = &c->spans[i];
		uint8_t tone = t->of[s->area];
		if (t->levels[tone] == 0)
			fill(row, s, index[tone]);
		else
			for (uint32_t x = s->x; x < s->x + s->n; x++)
				row[x] = index[level_at(t, tone, x, y)];
	}
}

static void fill_mixed(uint8_t *restrict row, const struct cover *c, const uint8_t *restrict index,
                       const uint32_t *restrict bin_of, uint32_t y)
{
	const uint32_t *restrict x = c->x;

	for (size_t i = c->row_mixed[y], end = c->row_mixed[y + 1]; i < end; i++)
		row[x[i]] = index[bin_of[i]];
}

struct painted *paint(const void *ctx, const struct cover *c, const struct paint *p)
{
	struct painted *to = mem_new(ctx, struct painted);
	struct tones *t = make_tones(to, c, p);
	size_t stride = (size_t)c->width + 1;
	uint8_t index[256] = { 0 };
	uint64_t lights[256];

	to->width = c->width;
	to->height = c->height;
	place_tones(to, index, t, c);
	struct bins *bins = bins_new(t);
	uint32_t *bin_of = bin_mixtures(bins, t, c, !p->transparent);
	size_t n = bins_share_out(bins, lights, to->n_colors, 256 - to->n_colors);
	for (size_t i = 0; i < n; i++)
		to->colors[to->n_colors++] = straight(lights[i]);
	to->rows = mem_grow(to, NULL, uint8_t, stride * (size_t)c->height + DEFLATE_BEYOND);
	for (uint32_t y = 0; y < (uint32_t)c->height; y++) {
		uint8_t *row = to->rows + stride * y;
		row[0] = 0;
		fill_row(row + 1, c, t, index, y);
		fill_mixed(row + 1, c, bins->index, bin_of, y);
	}
	talloc_free(t);
	return to;
}

void paint_pixels(uint32_t *pixels, const struct cover *c, const struct paint *p)
{
	struct tones *t = make_tones(c, c, p);

	for (uint32_t y = 0; y < (uint32_t)c->height; y++) {
		uint32_t *row = pixels + (size_t)y * (size_t)c->width;
		for (size_t i = c->row_spans[y]; i < c->row_spans[y + 1]; i++) {
			const struct cover_span *s = &c->spans[i];
			uint8_t tone = t->of[s->area];
			for (uint32_t x = s->x; x < s->x + s->n; x++)
				row[x] = t->pixel[t->levels[tone] == 0 ? tone : level_at(t, tone, x, y)];
		}
		for (size_t i = c->row_mixed[y]; i < c->row_mixed[y + 1]; i++)
			row[c->x[i]] = straight(mixture(t, c, i, y));
	}
	talloc_free(t);
}
