#include "map/flat_parts.h"

#include <string.h>

struct flat_rule {
	bool off;                     /* not at this scale */
	bool conditional, otherwise;
	bool nothing;                 /* draws labels alone */
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
	for (size_t i = 0; i < r->n_symbolizers; i++) {
		const struct sld_symbolizer *s = &r->symbolizers[i];
		if (s->kind == SLD_TEXT)
			continue;
		if (s->kind == SLD_POLYGON ? !take_polygon(l, s) : s->kind != SLD_LINE || !take_stroke(l, &s->stroke))
			return false;
	}
	return true;
}

static bool has_labels(const struct sld_rule *r)
{
	bool any = r->labelled;

	for (size_t i = 0; i < r->n_symbolizers; i++)
		any = any || r->symbolizers[i].kind == SLD_TEXT;
	return any;
}

/* All rules that draw must have the same border, as neighbours share theirs. */
static bool add_class(struct flat *f, struct flat_rule *to, const struct sld_rule *r, bool first)
{
	struct look look;

	if (!look_of(&look, r))
		return false;
	f->labels = f->labels || has_labels(r);
	to->nothing = !look.filled && !look.bordered;
	if (to->nothing)
		return has_labels(r);
	double width = look.bordered ? look.line_width : 0;
	if (!first && (width != f->line_width || (width > 0 && look.line_color != f->line_color)))
		return false;
	f->line_color = look.line_color;
	f->line_width = width;
	f->translucent = f->translucent || !look.filled || look.area.opacity < 1;
	f->classes[to - f->rules] = look.area;
	return true;
}

bool flat_in_scale(double least, double most, double scale)
{
	return scale <= 0 || ((most <= 0 || scale <= most) && (least <= 0 || scale > least));
}

static bool is_off(const struct sld_rule *r, double scale)
{
	return !flat_in_scale(r->min_scale, r->max_scale, scale);
}

size_t flat_step(const struct sld_style *style, double scale)
{
	size_t step = 0;

	for (size_t i = 0; scale > 0 && i < style->n_features; i++) {
		for (size_t k = 0; k < style->features[i].n_rules; k++) {
			const struct sld_rule *r = &style->features[i].rules[k];
			step += (r->min_scale > 0 && scale > r->min_scale) + (r->max_scale > 0 && scale > r->max_scale);
		}
	}
	return step;
}

/* Whether rules of it draw labels and nothing else at this scale, if anything. */
static bool only_labels(const struct sld_features *f, double scale)
{
	for (size_t i = 0; i < f->n_rules; i++)
		for (size_t k = 0; !is_off(&f->rules[i], scale) && k < f->rules[i].n_symbolizers; k++)
			if (f->rules[i].symbolizers[k].kind != SLD_TEXT)
				return false;
	return true;
}

/* The rules that draw areas, of which there may be one set; labels are noted of the others. False when there are more. */
static bool find_features(struct flat *f, const struct sld_features **found, const struct sld_style *style, double scale)
{
	*found = NULL;
	for (size_t i = 0; i < style->n_features; i++) {
		const struct sld_features *one = &style->features[i];
		if (!only_labels(one, scale)) {
			if (*found != NULL)
				return false;
			*found = one;
			continue;
		}
		for (size_t k = 0; k < one->n_rules; k++)
			f->labels = f->labels || (!is_off(&one->rules[k], scale) && has_labels(&one->rules[k]));
	}
	return *found == NULL || (*found)->n_rules <= PAINT_CLASSES;
}

bool flat_of_style(struct flat *f, const void *ctx, const struct sld_style *style, bool blocks,
                   const struct flat_columns *columns, double scale)
{
	const struct sld_features *features;
	bool first = true;

	*f = (struct flat){ .first = blocks };
	if (!find_features(f, &features, style, scale))
		return false;
	if (features == NULL)
		return style->n_features > 0;
	struct flat_rule *rules = mem_array(ctx, struct flat_rule, features->n_rules);
	f->rules = rules;
	f->classes = mem_array(ctx, struct paint_class, features->n_rules);
	f->n_classes = features->n_rules;
	for (size_t i = 0; i < features->n_rules; i++) {
		const struct sld_rule *r = &features->rules[i];
		rules[i].off = is_off(r, scale);
		rules[i].conditional = r->filter != NULL;
		rules[i].otherwise = r->otherwise;
		if (rules[i].off)
			continue;
		if (!add_class(f, &rules[i], r, first) ||
		    (r->filter != NULL && !flat_bind(&rules[i].test, ctx, r->filter, blocks, columns)))
			return false;
		first = first && rules[i].nothing;
	}
	return paint_can(f->classes, f->n_classes);
}

static bool is_met(const struct flat_rule *r, size_t row)
{
	return !r->off && (!r->conditional || flat_meets(&r->test, row));
}

/* The last one lies on top; the first of those for what is left, where none else is met. */
uint8_t flat_place(const struct flat *f, size_t row, bool *several)
{
	uint8_t place = PAINT_NOTHING, left = PAINT_NOTHING;
	bool met = false;

	for (size_t i = 0; i < f->n_classes; i++) {
		const struct flat_rule *r = &f->rules[i];
		uint8_t own = r->nothing ? PAINT_NOTHING : (uint8_t)i;
		if (r->otherwise && !f->first) {
			left = r->off || left != PAINT_NOTHING ? left : own;
			continue;
		}
		if (!is_met(r, row))
			continue;
		if (f->first)
			return own;
		met = true;
		*several = *several || (place != PAINT_NOTHING && !r->nothing);
		place = r->nothing ? place : own;
	}
	return met ? place : left;
}
