/* Rules of SLD as libmapserver's classes. */
#include "map/engine_ms.h"

#include "map/sld.h"

static void set_color(colorObj *c, const struct sld_paint *p)
{
	MS_INIT_COLOR(*c, (int)(p->color >> 16 & 255), (int)(p->color >> 8 & 255), (int)(p->color & 255),
	              (int)lround(p->opacity * 255));
}

static styleObj *new_style(classObj *c)
{
	styleObj *s = msGrowClassStyles(c);

	if (s != NULL && initStyle(s) == MS_SUCCESS)
		c->numstyles++;
	return s;
}

static void set_stroke(styleObj *s, const struct sld_stroke *stroke)
{
	static const int caps[] = { [SLD_CAP_BUTT] = MS_CJC_BUTT, [SLD_CAP_ROUND] = MS_CJC_ROUND,
	                            [SLD_CAP_SQUARE] = MS_CJC_SQUARE };
	static const int joins[] = { [SLD_JOIN_MITER] = MS_CJC_MITER, [SLD_JOIN_ROUND] = MS_CJC_ROUND,
	                             [SLD_JOIN_BEVEL] = MS_CJC_BEVEL };

	s->width = stroke->width;
	s->linecap = caps[stroke->cap];
	s->linejoin = joins[stroke->join];
	for (int i = 0; i < stroke->n_dashes; i++)
		s->pattern[i] = stroke->dashes[i];
	s->patternlength = stroke->n_dashes;
}

/* The line of a line, or the outline of an area. */
static void add_stroke(classObj *c, enum geometry_kind kind, const struct sld_stroke *stroke)
{
	styleObj *s = stroke->paint.given && stroke->width > 0 ? new_style(c) : NULL;

	if (s == NULL)
		return;
	set_color(kind == GEOMETRY_POLYGON ? &s->outlinecolor : &s->color, &stroke->paint);
	set_stroke(s, stroke);
}

static void set_symbol(styleObj *s, layerObj *l, const char *name)
{
	char *copy = msStrdup(name);

	s->symbol = msGetSymbolIndex(&l->map->symbolset, copy, MS_FALSE);
	MS_SET(s->symbolname, name);
	msFree(copy);
}

static void set_mark(styleObj *s, layerObj *l, const struct sld_mark *m, const char *name)
{
	set_symbol(s, l, name);
	s->size = m->size;
	s->angle = -m->rotation;
	if (m->fill.given)
		set_color(&s->color, &m->fill);
	if (m->stroke.paint.given) {
		set_color(&s->outlinecolor, &m->stroke.paint);
		s->width = m->stroke.width;
	}
}

static void set_expression(expressionObj *e, const char *text)
{
	msFreeExpression(e);
	e->string = msStrdup(text);
	e->type = MS_EXPRESSION;
}

/* What is bound to a value has one opacity, fill and outline. */
void symbol_bound(styleObj *s)
{
	s->outlinecolor.alpha = s->color.alpha;
	s->opacity = (int)lround(s->color.alpha / 2.55);
}

/* The square root of the square: the library knows no absolute value. */
static void set_size(styleObj *s, const void *ctx, const struct sld_mark *m)
{
	if (m->sized_by == NULL)
		return;
	set_expression(&s->exprBindings[MS_STYLE_BINDING_SIZE],
	               mem_printf(ctx, "(%.17g * (([%s] * [%s]) ^ %.17g))", m->factor, m->sized_by, m->sized_by,
	                          m->exponent / 2));
	s->nexprbindings++;
	symbol_bound(s);
}

static void add_point(classObj *c, layerObj *l, const void *ctx, enum geometry_kind kind,
                      const struct sld_mark *m)
{
	static char centroid[] = "centroid";
	styleObj *s = new_style(c);

	if (s == NULL)
		return;
	set_mark(s, l, m, strcmp(m->name, "hatch") == 0 ? "cross" : m->name);
	set_size(s, ctx, m);
	if (kind != GEOMETRY_POINT)
		msStyleSetGeomTransform(s, centroid);
}

static void add_fill(classObj *c, layerObj *l, const struct sld_symbolizer *p)
{
	styleObj *s = p->fill.given ? new_style(c) : NULL;

	if (s != NULL)
		set_color(&s->color, &p->fill);
	s = p->mark.name != NULL ? new_style(c) : NULL;
	if (s == NULL)
		return;
	set_mark(s, l, &p->mark, p->mark.name);
	/* lines of a hatch have the colour of the stroke */
	if (strcmp(p->mark.name, "hatch") == 0 && p->mark.stroke.paint.given)
		set_color(&s->color, &p->mark.stroke.paint);
	else
		s->gap = 2 * p->mark.size;
	MS_INIT_COLOR(s->outlinecolor, -1, -1, -1, 255);
}

static int position(const struct sld_label *l)
{
	static const int positions[3][3] = {
		{ MS_UR, MS_UC, MS_UL },  /* the point is below the text */
		{ MS_CR, MS_CC, MS_CL },
		{ MS_LR, MS_LC, MS_LL },
	};
	int column = l->anchor_x < 0.34 ? 0 : l->anchor_x < 0.67 ? 1 : 2;
	int row = l->anchor_y < 0.34 ? 0 : l->anchor_y < 0.67 ? 1 : 2;

	return positions[row][column];
}

static void add_label(classObj *c, const void *ctx, enum geometry_kind kind,
                      const struct sld_label *from)
{
	labelObj *l = msGrowClassLabels(c);
	char *text = mem_strdup(ctx, "");

	if (l == NULL)
		return;
	initLabel(l);
	c->numlabels++;
	for (size_t i = 0; i < from->n_words; i++) {
		const struct sld_words *w = &from->words[i];
		const char *piece = w->column != NULL ? mem_printf(ctx, "\"[%s]\"", w->column)
		                                      : expression_string(ctx, w->literal);
		text = mem_check(talloc_asprintf_append_buffer(text, "%s%s", i > 0 ? " + " : "", piece));
	}
	set_expression(&l->text, text);
	l->size = (int)lround(from->size);
	set_color(&l->color, &from->fill);
	if (from->halo.given) {
		set_color(&l->outlinecolor, &from->halo);
		l->outlinewidth = from->halo_radius < 1 ? 1 : (int)lround(from->halo_radius);
	}
	l->position = position(from);
	l->offsetx = (int)lround(from->offset_x);
	l->offsety = (int)-lround(from->offset_y);
	l->angle = -from->rotation;
	l->partials = MS_FALSE;
	if (from->along && kind == GEOMETRY_LINE)
		l->anglemode = MS_FOLLOW;
}

void symbolizer_fill(classObj *c, layerObj *l, const void *ctx, enum geometry_kind kind,
                     const struct sld_symbolizer *s)
{
	bool area = kind == GEOMETRY_POLYGON, line = kind == GEOMETRY_LINE;

	switch (s->kind) {
	case SLD_POLYGON:
		if (area)
			add_fill(c, l, s);
		if (area || line)
			add_stroke(c, kind, &s->stroke);
		break;
	case SLD_LINE:
		if (area || line)
			add_stroke(c, kind, &s->stroke);
		break;
	case SLD_POINT:
		add_point(c, l, ctx, kind, &s->mark);
		break;
	case SLD_TEXT:
		add_label(c, ctx, kind, &s->label);
		break;
	case SLD_RASTER:
		break;
	}
}

static classObj *new_class(layerObj *l, const struct sld_rule *r)
{
	classObj *c = msGrowLayerClasses(l);

	if (c == NULL || initClass(c) != MS_SUCCESS)
		return NULL;
	l->numclasses++;
	c->layer = l;
	if (*r->name != '\0')
		MS_SET(c->name, r->name);
	if (*r->title != '\0')
		MS_SET(c->title, r->title);
	if (r->min_scale > 0)
		c->minscaledenom = r->min_scale;
	if (r->max_scale > 0)
		c->maxscaledenom = r->max_scale;
	c->isfallback = r->otherwise;
	return c;
}

/* One class an entry; between two entries of a ramp the colour goes over from one to the other. */
static bool add_entries(layerObj *l, const void *ctx, const struct sld_rule *rule,
                        const struct sld_symbolizer *s)
{
	for (size_t i = 0; i < s->n_entries; i++) {
		const struct sld_map_entry *e = &s->entries[i], *before = i > 0 ? &s->entries[i - 1] : NULL;
		struct sld_rule named = *rule;
		named.title = *e->label != '\0' ? e->label : mem_printf(ctx, "%g", e->value);
		classObj *c = new_class(l, &named);
		styleObj *style = c != NULL ? new_style(c) : NULL;
		if (style == NULL)
			return false;
		set_color(&style->color, &e->paint);
		if (s->map == SLD_MAP_VALUES || (s->map == SLD_MAP_RAMP && before == NULL)) {
			set_expression(&c->expression, mem_printf(ctx, "[pixel] = %.17g", e->value));
			continue;
		}
		set_expression(&c->expression, before == NULL ? mem_printf(ctx, "[pixel] < %.17g", e->value) :
			mem_printf(ctx, "[pixel] >= %.17g AND [pixel] %s %.17g", before->value,
			           s->map == SLD_MAP_RAMP ? "<=" : "<", e->value));
		if (s->map != SLD_MAP_RAMP)
			continue;
		MS_SET(style->rangeitem, "[pixel]");
		set_color(&style->mincolor, &before->paint);
		set_color(&style->maxcolor, &e->paint);
		style->minvalue = before->value;
		style->maxvalue = e->value;
	}
	return true;
}

static bool fill_raster(layerObj *l, const void *ctx, const struct sld_features *f)
{
	for (size_t i = 0; i < f->n_rules; i++) {
		for (size_t k = 0; k < f->rules[i].n_symbolizers; k++) {
			const struct sld_symbolizer *s = &f->rules[i].symbolizers[k];
			if (s->kind != SLD_RASTER)
				continue;
			if (s->opacity < 1)
				msSetLayerOpacity(l, (int)lround(s->opacity * 100));
			if (!add_entries(l, ctx, &f->rules[i], s))
				return false;
		}
	}
	return true;
}

static bool add_rule(layerObj *l, const void *ctx, const struct layer *layer, enum geometry_kind kind,
                     const struct sld_rule *rule)
{
	classObj *c = new_class(l, rule);

	if (c == NULL)
		return false;
	if (rule->filter != NULL)
		set_expression(&c->expression, expression_of(ctx, layer, rule->filter));
	for (size_t i = 0; i < rule->n_symbolizers; i++)
		symbolizer_fill(c, l, ctx, kind, &rule->symbolizers[i]);
	return true;
}

bool features_fill(layerObj *l, const void *ctx, const struct layer *layer, enum geometry_kind kind,
                   const struct sld_features *f, struct err *err)
{
	if (kind == GEOMETRY_RASTER)
		return fill_raster(l, ctx, f) || engine_failed(ctx, err);
	l->rendermode = MS_ALL_MATCHING_CLASSES;
	/* rules for what no other took come last, so that the library sees that the others failed */
	for (int otherwise = 0; otherwise < 2; otherwise++)
		for (size_t i = 0; i < f->n_rules; i++)
			if (f->rules[i].otherwise == (otherwise == 1) &&
			    !add_rule(l, ctx, layer, kind, &f->rules[i]))
				return engine_failed(ctx, err);
	return true;
}
