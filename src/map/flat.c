#include "map/flat_parts.h"

#include <string.h>

struct flat_rule {
	bool conditional, otherwise;
	struct flat_test test;
};

/* What the symbolizers of a rule come to: a fill, a hatching over it, a border. */
struct look {
	struct paint_class area;
	bool filled, hatched, bordered;
	uint32_t line_color;
	double line_width;
};

static bool take_stroke(struct look *l, const struct sld_stroke *s)
{
	if (!s->paint.given || s->width <= 0)
		return true;
	if (l->bordered || s->n_dashes > 0 || s->paint.opacity < 1)
		return false;
	l->bordered = true;
	l->line_color = s->paint.color;
	l->line_width = s->width;
	return true;
}

/* Lines over a ground that is as opaque as they are. */
static bool take_hatch(struct look *l, const struct sld_mark *m)
{
	const struct sld_paint *paint = m->stroke.paint.given ? &m->stroke.paint : &m->fill;

	if (l->hatched || !l->filled || strcmp(m->name, "hatch") != 0 || !paint->given || !(m->size > 0) ||
	    paint->opacity != l->area.opacity)
		return false;
	l->hatched = true;
	l->area.line = paint->color;
	l->area.spacing = m->size;
	l->area.angle = -m->rotation;
	l->area.width = m->stroke.paint.given ? m->stroke.width : 1;
	return true;
}

static bool take_polygon(struct look *l, const struct sld_symbolizer *s)
{
	/* what comes later covers what came before */
	if ((s->fill.given || s->mark.name != NULL) && (l->bordered || l->hatched || (s->fill.given && l->filled)))
		return false;
	if (s->fill.given) {
		l->filled = true;
		l->area.color = s->fill.color;
		l->area.opacity = s->fill.opacity;
	}
	return (s->mark.name == NULL || take_hatch(l, &s->mark)) && take_stroke(l, &s->stroke);
}

static bool look_of(struct look *l, const struct sld_rule *r)
{
	*l = (struct look){ .filled = false };
	if (r->min_scale > 0 || r->max_scale > 0)
		return false;
	for (size_t i = 0; i < r->n_symbolizers; i++) {
		const struct sld_symbolizer *s = &r->symbolizers[i];
		if (s->kind == SLD_POLYGON ? !take_polygon(l, s) : s->kind != SLD_LINE || !take_stroke(l, &s->stroke))
			return false;
	}
	return l->filled || l->bordered;
}

/* All rules must have the same border, as neighbours share theirs. */
static bool add_class(struct flat *f, const struct sld_rule *r)
{
	struct look look;

	if (!look_of(&look, r))
		return false;
	double width = look.bordered ? look.line_width : 0;
	if (f->n_classes > 0 && (width != f->line_width || (width > 0 && look.line_color != f->line_color)))
		return false;
	f->line_color = look.line_color;
	f->line_width = width;
	f->translucent = f->translucent || !look.filled || look.area.opacity < 1;
	f->classes[f->n_classes++] = look.area;
	return true;
}

bool flat_of_style(struct flat *f, const void *ctx, const struct sld_style *style, bool blocks,
                   const struct flat_columns *columns)
{
	const struct sld_features *features = style->features;

	if (style->n_features != 1 || features->n_rules == 0 || features->n_rules > PAINT_CLASSES)
		return false;
	struct flat_rule *rules = mem_array(ctx, struct flat_rule, features->n_rules);
	*f = (struct flat){ .classes = mem_array(ctx, struct paint_class, features->n_rules), .rules = rules,
	                    .first = blocks };
	for (size_t i = 0; i < features->n_rules; i++) {
		const struct sld_rule *r = &features->rules[i];
		rules[i].conditional = r->filter != NULL;
		rules[i].otherwise = r->otherwise;
		if (!add_class(f, r) ||
		    (r->filter != NULL && !flat_bind(&rules[i].test, ctx, r->filter, blocks, columns)))
			return false;
	}
	return paint_can(f->classes, f->n_classes);
}

/* The last one lies on top, and those for what is left below all. */
uint8_t flat_place(const struct flat *f, size_t row, bool *several)
{
	uint8_t place = PAINT_NOTHING, left = PAINT_NOTHING;

	for (size_t i = 0; i < f->n_classes; i++) {
		const struct flat_rule *r = &f->rules[i];
		if (r->otherwise && !f->first) {
			*several = *several || left != PAINT_NOTHING;
			left = (uint8_t)i;
			continue;
		}
		if (r->conditional && !flat_meets(&r->test, row))
			continue;
		if (f->first)
			return (uint8_t)i;
		*several = *several || place != PAINT_NOTHING;
		place = (uint8_t)i;
	}
	return place != PAINT_NOTHING ? place : left;
}
