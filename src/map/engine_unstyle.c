/* Classes of CLASS blocks told as rules of SLD, where they can be. */
#include "map/engine_ms.h"

#include "map/classes.h"
#include "map/sld.h"
#include "map/thematic_sld.h"

static struct sld_paint paint_of(const colorObj *c)
{
	if (!MS_VALID_COLOR(*c))
		return (struct sld_paint){ 0 };
	return (struct sld_paint){ true, (uint32_t)c->red << 16 | (uint32_t)c->green << 8 | (uint32_t)c->blue,
	                           c->alpha / 255.0 };
}

static struct sld_stroke stroke_of(const styleObj *s, const colorObj *color)
{
	struct sld_stroke stroke = { .paint = paint_of(color), .width = s->width };

	stroke.cap = s->linecap == MS_CJC_BUTT ? SLD_CAP_BUTT :
		s->linecap == MS_CJC_SQUARE ? SLD_CAP_SQUARE : SLD_CAP_ROUND;
	stroke.join = s->linejoin == MS_CJC_MITER ? SLD_JOIN_MITER :
		s->linejoin == MS_CJC_BEVEL ? SLD_JOIN_BEVEL : SLD_JOIN_ROUND;
	for (int i = 0; i < s->patternlength && i < SLD_DASHES; i++)
		stroke.dashes[stroke.n_dashes++] = s->pattern[i];
	return stroke;
}

static struct sld_mark mark_of(const styleObj *s, const void *ctx)
{
	return (struct sld_mark){ .name = s->symbolname != NULL ? mem_strdup(ctx, s->symbolname) : "square",
	                          .fill = paint_of(&s->color), .stroke = stroke_of(s, &s->outlinecolor),
	                          .size = s->size > 0 ? s->size : 6, .rotation = -s->angle };
}

/* Colours that come from columns or expressions have no plain value. */
static bool plain(const styleObj *s)
{
	return s->numbindings == 0 && s->nexprbindings == 0;
}

static struct sld_symbolizer symbolizer_of(const styleObj *s, const void *ctx, int type)
{
	struct sld_symbolizer y = { .opacity = 1 };

	if (type == MS_LAYER_POINT) {
		y.kind = SLD_POINT;
		y.mark = mark_of(s, ctx);
	} else if (type == MS_LAYER_LINE) {
		y.kind = SLD_LINE;
		y.stroke = stroke_of(s, &s->color);
	} else {
		y.kind = SLD_POLYGON;
		y.stroke = stroke_of(s, &s->outlinecolor);
		y.fill = paint_of(&s->color);
		if (s->symbolname != NULL) {
			y.mark = mark_of(s, ctx);
			y.fill.given = false;
		}
	}
	return y;
}

/* "[nom]" alone, or a LABELITEM; other texts are not told. */
static const char *label_column(const layerObj *l, const classObj *c, const labelObj *label,
                                const void *ctx)
{
	const char *text = label->text.string != NULL ? label->text.string : c->text.string;
	const char *open = text != NULL ? strchr(text, '[') : NULL;
	const char *close = open != NULL ? strchr(open, ']') : NULL;

	if (text == NULL)
		return l->labelitem != NULL ? mem_strdup(ctx, l->labelitem) : NULL;
	if (close == NULL || strchr(close, '[') != NULL)
		return NULL;
	return mem_strndup(ctx, open + 1, (size_t)(close - open - 1));
}

static bool add_label(struct sld_symbolizer *y, const layerObj *l, const classObj *c,
                      const labelObj *label, const void *ctx)
{
	struct sld_words *words = mem_array(ctx, struct sld_words, 1);

	words->column = label_column(l, c, label, ctx);
	*y = (struct sld_symbolizer){ .kind = SLD_TEXT, .opacity = 1, .label = {
		.words = words, .n_words = 1, .size = label->size, .fill = paint_of(&label->color),
		.halo = paint_of(&label->outlinecolor), .halo_radius = label->outlinewidth,
		.anchor_x = 0.5, .anchor_y = 0.5, .along = label->anglemode == MS_FOLLOW } };
	return words->column != NULL;
}

static bool fill_symbolizers(struct sld_rule *r, const layerObj *l, const classObj *c, const void *ctx)
{
	struct sld_symbolizer *all = mem_array(ctx, struct sld_symbolizer,
	                                       (size_t)(c->numstyles + c->numlabels));

	for (int i = 0; i < c->numstyles; i++) {
		if (!plain(c->styles[i]))
			return false;
		all[r->n_symbolizers++] = symbolizer_of(c->styles[i], ctx, (int)l->type);
	}
	for (int i = 0; i < c->numlabels; i++)
		r->n_symbolizers += add_label(&all[r->n_symbolizers], l, c, c->labels[i], ctx);
	r->symbolizers = all;
	return r->n_symbolizers > 0;
}

static const struct sld_filter *one_value(const void *ctx, const char *column, const char *value,
                                          bool any_case)
{
	struct sld_filter *f = mem_new(ctx, struct sld_filter);

	*f = (struct sld_filter){ .op = SLD_EQUAL, .column = mem_strdup(ctx, column),
	                          .literal = mem_strdup(ctx, value), .any_case = any_case };
	return f;
}

/* {a,b,c}: one of these. */
static const struct sld_filter *list_of(const void *ctx, const char *column, const char *values)
{
	size_t n;
	char **pieces = text_split(ctx, values, ',', 500, &n);
	struct sld_filter *f = mem_new(ctx, struct sld_filter);
	struct sld_filter *children = mem_array(ctx, struct sld_filter, n);

	for (size_t i = 0; pieces != NULL && i < n; i++)
		children[i] = *one_value(ctx, column, pieces[i], false);
	*f = (struct sld_filter){ .op = SLD_OR, .children = children, .n_children = n };
	return n > 0 && pieces != NULL ? f : NULL;
}

/* The condition of a class; false when it cannot be told. */
static bool fill_filter(struct sld_rule *r, const layerObj *l, const classObj *c, const void *ctx)
{
	const expressionObj *e = &c->expression;
	bool any_case = (e->flags & MS_EXP_INSENSITIVE) != 0;

	if (e->string == NULL)
		return true;
	if (e->type == MS_STRING && l->classitem != NULL)
		r->filter = one_value(ctx, l->classitem, e->string, any_case);
	else if (e->type == MS_LIST && l->classitem != NULL)
		r->filter = list_of(ctx, l->classitem, e->string);
	else if (e->type == MS_EXPRESSION)
		r->filter = classes_filter(ctx, e->string);
	return r->filter != NULL;
}

static bool fill_rule(struct sld_rule *r, const layerObj *l, const classObj *c, const void *ctx)
{
	*r = (struct sld_rule){ .name = c->name != NULL ? mem_strdup(ctx, c->name) : "",
	                        .title = c->title != NULL ? mem_strdup(ctx, c->title) : "",
	                        .min_scale = fmax(c->minscaledenom, 0),
	                        .max_scale = fmax(c->maxscaledenom, 0), .labelled = c->numlabels > 0 };
	return fill_filter(r, l, c, ctx) && fill_symbolizers(r, l, c, ctx);
}

static const struct sld_style *style_of(const layerObj *l, const void *ctx)
{
	struct sld_style *style = mem_new(ctx, struct sld_style);
	struct sld_features *features = mem_new(ctx, struct sld_features);
	struct sld_rule *rules = mem_array(ctx, struct sld_rule, (size_t)l->numclasses);
	bool conditional = false;

	for (int i = 0; i < l->numclasses; i++) {
		if (!fill_rule(&rules[i], l, l->class[i], ctx))
			return NULL;
		/* only the first class that fits is drawn: one without condition is for what is left */
		rules[i].otherwise = conditional && rules[i].filter == NULL;
		conditional = conditional || rules[i].filter != NULL;
	}
	*features = (struct sld_features){ rules, (size_t)l->numclasses };
	*style = (struct sld_style){ .name = "", .features = features, .n_features = 1 };
	return l->numclasses > 0 ? style : NULL;
}

static const struct sld_style *style_thematic(const struct exchange *x, const struct style *style,
                                              struct err *err)
{
	struct thematic *t = mem_new(x->ctx, struct thematic);

	return thematic_of_style(t, x->ctx, style, err) ? thematic_sld(x->ctx, t, x->lang) : NULL;
}

const struct sld_style *engine_style(struct engine *engine, const struct exchange *x,
                                     const struct layer *layer, const struct style *style,
                                     struct err *err)
{
	void *scratch = talloc_new(x->ctx);
	const struct sld_style *told = NULL;

	if (style->kind == STYLE_THEMATIC) {
		told = style_thematic(x, style, err);
	} else if (style->kind == STYLE_SLD) {
		told = style_sld(engine, x->ctx, layer, style, err);
	} else if (layer->geometry != GEOMETRY_RASTER && layer->geometry != GEOMETRY_ANY) {
		mapObj *map = engine_map(engine, scratch, x->ctx, err);
		if (map != NULL &&
		    engine_add_layer(engine, x->ctx, map, layer, style, USE_PICTURE, err))
			told = style_of(GET_LAYER(map, 0), x->ctx);
	}
	talloc_free(scratch);
	engine_clean(engine);
	return told;
}
