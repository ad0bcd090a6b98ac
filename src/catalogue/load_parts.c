#include "catalogue/load_parts.h"

#include "catalogue/schema.h"

/* The version that the row begins with, or NULL when it is not present. */
static struct version *place(struct load *l, struct present *p)
{
	int64_t id = load_number(l);

	while (p->at < l->c->n_layers && p->versions[p->at].id < id)
		p->at++;
	bool there = p->at < l->c->n_layers && p->versions[p->at].id == id;
	l->strange |= !there;
	return there ? &p->versions[p->at] : NULL;
}

static struct version *place_dataset(struct load *l, struct present *p)
{
	struct version *v = place(l, p);

	if (v != NULL && v->dataset != SIZE_MAX)
		return v;
	l->strange = true;
	return NULL;
}

static void take_column(struct load *l, void *arg)
{
	struct present *p = arg;
	struct version *v = place(l, p);

	if (v == NULL)
		return;
	if (p->layers[v->layer].n_columns++ == 0)
		v->columns = p->n_columns;
	p->columns = LOAD_GROW(l->c, p->columns, struct column, p->n_columns);
	struct column *c = &p->columns[p->n_columns++];
	c->name = load_word(l);
	c->type = (enum column_type)load_choice(l, schema_column_types);
	c->title = load_both(l);
	c->unit = load_word(l);
	c->nullable = load_number(l) != 0;
}

static void take_style(struct load *l, void *arg)
{
	struct present *p = arg;
	struct version *v = place(l, p);

	if (v == NULL)
		return;
	if (p->layers[v->layer].n_styles++ == 0)
		v->styles = p->n_styles;
	p->styles = LOAD_GROW(l->c, p->styles, struct style, p->n_styles);
	struct style *s = &p->styles[p->n_styles++];
	s->name = load_word(l);
	s->title = load_both(l);
	s->kind = (enum style_kind)load_choice(l, schema_styles);
	s->body = load_word(l);
}

static void take_dimension(struct load *l, void *arg)
{
	struct present *p = arg;
	struct version *v = place(l, p);

	if (v == NULL)
		return;
	if (p->layers[v->layer].n_dimensions++ == 0)
		v->dimensions = p->n_dimensions;
	p->dimensions = LOAD_GROW(l->c, p->dimensions, struct dimension, p->n_dimensions);
	struct dimension *d = &p->dimensions[p->n_dimensions++];
	d->name = load_word(l);
	d->column = load_word(l);
	d->units = load_word(l);
	d->extent = load_word(l);
	d->initial = load_word(l);
}

static void take_attribute(struct load *l, void *arg)
{
	struct present *p = arg;
	struct version *v = place_dataset(l, p);

	if (v == NULL)
		return;
	if (p->datasets[v->dataset].n_attributes++ == 0)
		v->attributes = p->n_attributes;
	p->attributes = LOAD_GROW(l->c, p->attributes, struct attribute, p->n_attributes);
	struct attribute *a = &p->attributes[p->n_attributes++];
	*a = (struct attribute){ .name = load_word(l) };
	a->title = load_both(l);
	a->abstract = load_both(l);
	a->kind = (enum attribute_kind)load_choice(l, schema_attributes);
	a->unit = load_word(l);
	a->documentation_url = load_word(l);
	a->series = load_word(l);
	a->period = load_word(l);
	a->aggregation = load_word(l);
	a->confidential = load_number(l) != 0;
	a->uncertainty = load_word(l);
}

/* They come in the order of the attributes, which have all come. */
static void take_class(struct load *l, void *arg)
{
	struct present *p = arg;
	struct version *v = place_dataset(l, p);
	size_t at = v != NULL ? (size_t)load_number(l) : 0;

	if (v == NULL || at >= p->datasets[v->dataset].n_attributes) {
		l->strange = true;
		return;
	}
	p->attributes[v->attributes + at].n_classes++;
	p->classes = LOAD_GROW(l->c, p->classes, struct attribute_class, p->n_classes);
	struct attribute_class *k = &p->classes[p->n_classes++];
	k->value = load_word(l);
	k->title = load_both(l);
	k->abstract = load_both(l);
	k->rank = (int)load_number(l);
	k->color = (int)load_number(l);
}

/* The shared arrays have stopped growing: now each version may point into them. */
static void point_to_parts(struct load *l, struct present *p)
{
	size_t classes = 0;

	for (size_t i = 0; i < l->c->n_layers; i++) {
		const struct version *v = &p->versions[i];
		struct layer *layer = &p->layers[v->layer];
		layer->columns = layer->n_columns > 0 ? p->columns + v->columns : NULL;
		layer->styles = layer->n_styles > 0 ? p->styles + v->styles : NULL;
		layer->dimensions = layer->n_dimensions > 0 ? p->dimensions + v->dimensions : NULL;
		if (v->dataset != SIZE_MAX && p->datasets[v->dataset].n_attributes > 0)
			p->datasets[v->dataset].attributes = p->attributes + v->attributes;
	}
	for (size_t i = 0; i < p->n_attributes; i++) {
		struct attribute *a = &p->attributes[i];
		a->classes = a->n_classes > 0 ? p->classes + classes : NULL;
		classes += a->n_classes;
	}
}

bool load_parts(struct load *l, struct present *p)
{
	static const struct {
		void (*take)(struct load *l, void *arg);
		const char *sql;
	} parts[] = {
#define PART(table, columns, order) \
	"select t.version, " columns " from present p cross join " table " t" \
	" where t.version = p.version order by p.version, " order
		{ take_column, PART("layer_column", "name, type, title_fr, title_en, unit, nullable",
		                    "t.position") },
		{ take_style, PART("style", "name, title_fr, title_en, kind, body", "t.position") },
		{ take_dimension, PART("dimension", "name, column_name, units, extent, initial",
		                       "t.position") },
		{ take_attribute, PART("attribute", ATTRIBUTE_COLUMNS, "t.position") },
		{ take_class, PART("attribute_class", "attribute, " CLASS_COLUMNS,
		                   "t.attribute, t.position") },
	};

	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		p->at = 0;
		if (!load_rows(l, parts[i].take, p, parts[i].sql))
			return false;
	}
	point_to_parts(l, p);
	return true;
}
