#include "map/thematic_sld.h"

#include <math.h>
#include <string.h>

static const char state_suffix[] = ".state";

const char *thematic_state_word(enum value_state state)
{
	switch (state) {
	case VALUE_PRESENT:        break;
	case VALUE_MISSING:        return thematic_state_name(STATE_NO_DATA);
	case VALUE_SECRET:         return thematic_state_name(STATE_SECRET);
	case VALUE_NOT_APPLICABLE: return thematic_state_name(STATE_NOT_APPLICABLE);
	}
	return "";
}

const char *thematic_state_column(const void *ctx, const struct layer *layer, const char *name)
{
	const struct joined *j = layer->joined;

	if (j == NULL || !text_ends(name, state_suffix))
		return NULL;
	const char *of = mem_strndup(ctx, name, strlen(name) - strlen(state_suffix));
	for (size_t i = j->first; i < layer->n_columns; i++)
		if (strcmp(layer->columns[i].name, of) == 0)
			return of;
	return NULL;
}

/* A style on its way: rules of one kind of symbol, drawn in one go. */
struct making {
	const void *ctx;
	const struct thematic *t;
	enum lang lang;
	struct sld_rule *rules;
	size_t n;
};

static const struct sld_filter *condition(const struct making *m, enum sld_operator op, const char *column,
                                          const char *literal)
{
	struct sld_filter *f = mem_new(m->ctx, struct sld_filter);

	*f = (struct sld_filter){ .op = op, .column = column, .literal = literal };
	return f;
}

static const struct sld_filter *number_is(const struct making *m, enum sld_operator op, double value)
{
	return condition(m, op, m->t->attribute, text_from_double(m->ctx, value));
}

static const struct sld_filter *all_of(const struct making *m, enum sld_operator op,
                                       const struct sld_filter *const *parts, size_t n)
{
	struct sld_filter *f = mem_new(m->ctx, struct sld_filter);
	struct sld_filter *children = mem_array(m->ctx, struct sld_filter, n);

	if (n == 1 && op != SLD_NOT)
		return parts[0];
	for (size_t i = 0; i < n; i++)
		children[i] = *parts[i];
	*f = (struct sld_filter){ .op = op, .children = children, .n_children = n };
	return f;
}

static const struct sld_filter *has_value(const struct making *m)
{
	const struct sld_filter *null = condition(m, SLD_NULL, m->t->attribute, NULL);
	return all_of(m, SLD_NOT, &null, 1);
}

/* What lies outside of all classes belongs to the first or the last. */
static const struct sld_filter *within(const struct making *m, size_t i)
{
	const struct thematic_class *c = &m->t->classes[i];
	const struct sld_filter *parts[2];
	size_t n = 0;

	if (i > 0)
		parts[n++] = number_is(m, SLD_GREATER_EQUAL, c->from);
	if (i + 1 < m->t->n_classes)
		parts[n++] = number_is(m, SLD_LESS, c->to);
	return n > 0 ? all_of(m, SLD_AND, parts, n) : has_value(m);
}

static const struct sld_filter *value_is(const struct making *m, size_t i)
{
	return condition(m, SLD_EQUAL, m->t->attribute, m->t->classes[i].value);
}

/* What has a value, and none of those that have a class of their own. */
static const struct sld_filter *the_rest(const struct making *m)
{
	const struct sld_filter **parts = mem_array(m->ctx, const struct sld_filter *, m->t->n_classes + 1);
	size_t n = 0;

	for (size_t i = 0; i < m->t->n_classes; i++)
		if (m->t->classes[i].value != NULL)
			parts[n++] = condition(m, SLD_NOT_EQUAL, m->t->attribute, m->t->classes[i].value);
	parts[n++] = has_value(m);
	return all_of(m, SLD_AND, parts, n);
}

static const struct sld_filter *filter_of(const struct making *m, size_t i)
{
	if (m->t->kind != THEMATIC_CATEGORIES)
		return within(m, i);
	return m->t->classes[i].value != NULL ? value_is(m, i) : the_rest(m);
}

static struct sld_paint paint(uint32_t color, double opacity)
{
	return (struct sld_paint){ true, color, opacity };
}

static struct sld_stroke outline(uint32_t color, double width)
{
	return (struct sld_stroke){ .paint = { width > 0, color, 1 }, .width = width,
	                            .join = SLD_JOIN_ROUND };
}

static struct sld_stroke area_outline(const struct thematic *t)
{
	return outline(t->outline, t->outline_width);
}

static void add_rule(struct making *m, const char *name, struct text title,
                     const struct sld_filter *filter, struct sld_symbolizer symbolizer)
{
	struct sld_symbolizer *one = mem_new(m->ctx, struct sld_symbolizer);

	*one = symbolizer;
	one->opacity = 1;
	m->rules[m->n++] = (struct sld_rule){ .name = name, .title = text_in(title, m->lang),
	                                      .filter = filter, .symbolizers = one, .n_symbolizers = 1 };
}

static struct sld_symbolizer circle(const struct thematic *t, size_t i)
{
	const struct thematic_class *c = &t->classes[i];

	return (struct sld_symbolizer){ .kind = SLD_POINT, .mark = {
		.name = "circle", .fill = paint(c->color, t->opacity),
		.stroke = outline(t->edge, thematic_edge(t, i)), .size = c->size } };
}

struct sld_symbolizer thematic_class_symbol(const struct thematic *t, size_t i)
{
	const struct thematic_class *c = &t->classes[i];

	if (t->kind == THEMATIC_SYMBOLS) {
		struct sld_symbolizer s = circle(t, i);
		double exponent = t->scaling == SCALING_FLANNERY ? 0.5716 : 0.5;
		s.mark.sized_by = t->attribute;
		s.mark.exponent = exponent;
		s.mark.factor = t->largest > 0 ? t->largest_size / pow(t->largest, exponent) : 0;
		return s;
	}
	if (t->geometry == GEOMETRY_POINT)
		return circle(t, i);
	if (t->geometry == GEOMETRY_LINE)
		return (struct sld_symbolizer){ .kind = SLD_LINE, .stroke = {
			.paint = paint(c->color, t->opacity), .width = c->size,
			.cap = SLD_CAP_ROUND, .join = SLD_JOIN_ROUND } };
	return (struct sld_symbolizer){ .kind = SLD_POLYGON, .fill = paint(c->color, t->opacity),
	                                .stroke = area_outline(t) };
}

/* Points and lines are hollow and dashed. */
struct sld_symbolizer thematic_state_symbol(const struct thematic *t, const struct thematic_hatch *h)
{
	struct sld_stroke line = { .paint = paint(h->line, 1), .width = h->width };

	if (t->geometry == GEOMETRY_POINT)
		return (struct sld_symbolizer){ .kind = SLD_POINT, .mark = {
			.name = "circle", .stroke = line, .size = THEMATIC_POINT_SIZE } };
	if (t->geometry == GEOMETRY_LINE) {
		line.dashes[0] = line.dashes[1] = 4;
		line.n_dashes = 2;
		return (struct sld_symbolizer){ .kind = SLD_LINE, .stroke = line };
	}
	return (struct sld_symbolizer){ .kind = SLD_POLYGON, .fill = paint(h->ground, 1),
		.stroke = area_outline(t), .mark = { .name = "hatch", .stroke = line, .size = h->spacing,
		                                .rotation = -h->angle } };
}

struct sld_symbolizer thematic_area_symbol(const struct thematic *t)
{
	return (struct sld_symbolizer){ .kind = SLD_POLYGON, .stroke = area_outline(t) };
}

bool thematic_over_areas(const struct thematic *t)
{
	return t->kind == THEMATIC_SYMBOLS &&
	       (t->geometry == GEOMETRY_POLYGON || t->geometry == GEOMETRY_ANY);
}

static void add_classes(struct making *m)
{
	for (size_t i = 0; i < m->t->n_classes; i++)
		add_rule(m, mem_printf(m->ctx, "class_%zu", i + 1), m->t->classes[i].title, filter_of(m, i),
		         thematic_class_symbol(m->t, i));
}

static void add_state(struct making *m, enum thematic_state state)
{
	const struct thematic_hatch *h = &m->t->hatches[state];
	const char *column = mem_printf(m->ctx, "%s%s", m->t->attribute, state_suffix);
	const char *name = thematic_state_name(state);

	if (h->count > 0)
		add_rule(m, name, h->title, condition(m, SLD_EQUAL, column, name),
		         thematic_state_symbol(m->t, h));
}

/* Areas: first for all without a value, which others see, and over it those that have a reason. What is hollow or
   dashed covers nothing. */
static void add_states(struct making *m)
{
	const struct thematic *t = m->t;
	struct thematic_hatch nulls = thematic_nulls(t, m->ctx);
	bool covers = t->geometry == GEOMETRY_POLYGON || t->geometry == GEOMETRY_ANY;
	bool one = nulls.count == t->hatches[STATE_NO_DATA].count;

	if (nulls.count > 0 && (covers || one))
		add_rule(m, "without_value", nulls.title, condition(m, SLD_NULL, t->attribute, NULL),
		         thematic_state_symbol(t, &nulls));
	else
		add_state(m, STATE_NO_DATA);
	for (int i = STATE_NO_DATA + 1; i < STATES; i++)
		add_state(m, (enum thematic_state)i);
}

/* Names and values as the columns hold them. */
static void add_labels(struct making *m)
{
	const struct thematic *t = m->t;
	struct sld_words *words = mem_array(m->ctx, struct sld_words, 3);
	struct sld_symbolizer s = { .kind = SLD_TEXT, .label = {
		.words = words, .size = THEMATIC_LABEL_SIZE, .fill = paint(THEMATIC_LABEL_COLOR, 1),
		.halo = paint(THEMATIC_HALO_COLOR, 1), .halo_radius = THEMATIC_HALO_WIDTH, .anchor_x = 0.5,
		.anchor_y = 0.5 } };
	bool named = t->labels != LABELS_VALUE, valued = t->labels != LABELS_NAME;

	if (named)
		words[s.label.n_words++].column = t->names;
	if (named && valued)
		words[s.label.n_words++].literal = ": ";
	if (valued)
		words[s.label.n_words++].column = t->attribute;
	add_rule(m, "labels", (struct text){ "", "" }, valued ? has_value(m) : NULL, s);
}

static void take(struct sld_features *f, struct making *m)
{
	*f = (struct sld_features){ m->rules, m->n };
	m->rules = mem_array(m->ctx, struct sld_rule, m->t->n_classes + STATES + 1);
	m->n = 0;
}

/* The outlines of what symbols stand over. */
static void add_areas(struct making *m)
{
	add_rule(m, "areas", (struct text){ "", "" }, has_value(m), thematic_area_symbol(m->t));
}

/* Symbols stand over the outlines of the areas that they are of. */
const struct sld_style *thematic_sld(const void *ctx, const struct thematic *t, enum lang lang)
{
	struct making m = { .ctx = ctx, .t = t, .lang = lang };
	struct sld_features *features = mem_array(ctx, struct sld_features, 4);
	struct sld_style *style = mem_new(ctx, struct sld_style);

	*style = (struct sld_style){ .name = "", .features = features };
	take(&features[3], &m);
	if (thematic_over_areas(t))
		add_areas(&m);
	else
		add_classes(&m);
	add_states(&m);
	take(&features[style->n_features++], &m);
	if (thematic_over_areas(t)) {
		add_classes(&m);
		take(&features[style->n_features++], &m);
	}
	if (t->labels != LABELS_NONE && (t->labels == LABELS_VALUE || *t->names != '\0')) {
		add_labels(&m);
		take(&features[style->n_features++], &m);
	}
	return style;
}
