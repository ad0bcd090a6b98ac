/* Thematic styles as classes: a feature's class is an item of the plugin, so that pictures, legends and tables have it
   from one place. */
#include "map/engine_plugin.h"

#include "map/thematic_sld.h"

static classObj *new_class(layerObj *l, const char *expression, int type)
{
	classObj *c = msGrowLayerClasses(l);

	if (c == NULL || initClass(c) != MS_SUCCESS)
		return NULL;
	l->numclasses++;
	c->layer = l;
	c->expression.string = msStrdup(expression);
	c->expression.type = type;
	return c;
}

/* A class without words is not in the legend. */
static void set_words(classObj *c, const char *name, const char *title)
{
	MS_SET(c->name, name);
	MS_SET(c->title, title);
}

/* Diameters that go with the values; the legend keeps those of the classes. */
static void bind_size(classObj *c)
{
	attributeBindingObj *binding = &c->styles[0]->bindings[MS_STYLE_BINDING_SIZE];

	MS_SET(binding->item, PLUGIN_SIZE);
	c->styles[0]->numbindings++;
	symbol_bound(c->styles[0]);
}

static bool add_classes(layerObj *l, const void *ctx, const struct thematic *t, enum geometry_kind kind,
                        enum lang lang)
{
	for (size_t i = 0; i < t->n_classes; i++) {
		classObj *c = new_class(l, mem_printf(ctx, "%zu", i), MS_STRING);
		struct sld_symbolizer s = thematic_class_symbol(t, i);
		bool sized = s.mark.sized_by != NULL;
		if (c == NULL)
			return false;
		s.mark.sized_by = NULL;
		symbolizer_fill(c, l, ctx, kind, &s);
		if (sized && c->numstyles > 0)
			bind_size(c);
		set_words(c, mem_printf(ctx, "class_%zu", i + 1), text_in(t->classes[i].title, lang));
	}
	return true;
}

static bool add_states(layerObj *l, const void *ctx, const struct thematic *t, enum geometry_kind kind,
                       enum lang lang)
{
	for (size_t i = 0; i < STATES; i++) {
		classObj *c = new_class(l, mem_printf(ctx, "%zu", t->n_classes + i), MS_STRING);
		const struct sld_symbolizer s = thematic_state_symbol(t, &t->hatches[i]);
		if (c == NULL)
			return false;
		symbolizer_fill(c, l, ctx, kind, &s);
		if (t->hatches[i].count > 0)
			set_words(c, thematic_state_name((enum thematic_state)i), text_in(t->hatches[i].title, lang));
	}
	return true;
}

/* The outlines of the areas that symbols stand on. */
static bool add_areas(layerObj *l, const void *ctx, const struct thematic *t)
{
	const struct sld_symbolizer s = thematic_area_symbol(t);
	char *all = mem_strdup(ctx, "");

	for (size_t i = 0; i < t->n_classes; i++)
		all = mem_check(talloc_asprintf_append_buffer(all, "%s%zu", i > 0 ? "," : "", i));
	classObj *c = new_class(l, all, MS_LIST);
	if (c != NULL)
		symbolizer_fill(c, l, ctx, GEOMETRY_POLYGON, &s);
	return c != NULL;
}

static void set_color(colorObj *c, uint32_t color)
{
	MS_INIT_COLOR(*c, (int)(color >> 16 & 255), (int)(color >> 8 & 255), (int)(color & 255), 255);
}

/* One class of all features, with a label and nothing else. */
static bool add_label(layerObj *l)
{
	classObj *c = msGrowLayerClasses(l);
	labelObj *label = c != NULL && initClass(c) == MS_SUCCESS ? msGrowClassLabels(c) : NULL;

	if (label == NULL)
		return false;
	l->numclasses++;
	c->layer = l;
	initLabel(label);
	c->numlabels = 1;
	label->size = THEMATIC_LABEL_SIZE;
	label->position = MS_CC;
	label->align = MS_ALIGN_CENTER;
	label->partials = MS_FALSE;
	label->buffer = 1;
	set_color(&label->color, THEMATIC_LABEL_COLOR);
	set_color(&label->outlinecolor, THEMATIC_HALO_COLOR);
	label->outlinewidth = THEMATIC_HALO_WIDTH;
	MS_SET(l->labelitem, PLUGIN_LABEL);
	return true;
}

static layerObj *bare(struct engine *e, const struct exchange *x, mapObj *map, const struct layer *layer,
                      struct err *err)
{
	layerObj *l = engine_add_bare(e, x->ctx, map, layer, err);

	if (l != NULL)
		MS_SET(l->classitem, PLUGIN_CLASS);
	return l;
}

static bool add_labels(struct engine *e, const struct exchange *x, mapObj *map, const struct layer *layer,
                       struct err *err)
{
	layerObj *l = engine_add_bare(e, x->ctx, map, layer, err);

	if (l == NULL)
		return false;
	plugin_points(l);
	return add_label(l) || engine_failed(x->ctx, err);
}

bool engine_add_thematic(struct engine *e, const struct exchange *x, mapObj *map,
                         const struct layer *layer, const struct thematic *t, struct err *err)
{
	bool over = thematic_over_areas(t), points = over || t->geometry == GEOMETRY_POINT;
	layerObj *l = bare(e, x, map, layer, err);
	enum geometry_kind kind = points ? GEOMETRY_POINT : t->geometry;

	if (l != NULL && over) {
		if (!add_areas(l, x->ctx, t) || !add_states(l, x->ctx, t, GEOMETRY_POLYGON, x->lang))
			return engine_failed(x->ctx, err);
		l = bare(e, x, map, layer, err);
	}
	if (l == NULL)
		return false;
	if (points)
		plugin_points(l);
	if (!add_classes(l, x->ctx, t, kind, x->lang) || (!over && !add_states(l, x->ctx, t, kind, x->lang)))
		return engine_failed(x->ctx, err);
	return t->labels == LABELS_NONE || add_labels(e, x, map, layer, err);
}
