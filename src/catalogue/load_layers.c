#include "catalogue/loading.h"

#include <string.h>

#include "catalogue/order.h"
#include "catalogue/schema.h"

/* One version, and where its parts begin in the arrays that all versions share. */
struct version {
	int64_t id;
	size_t columns, styles, dimensions, attributes;
};

/* Versions and their parts are read in the order of version ids, names put in order last. */
struct present {
	struct version *layer_versions, *dataset_versions;
	struct layer *layers;
	struct dataset *datasets;
	struct framework *frameworks;
	struct load_index framework_ids;
	struct column *columns; size_t n_columns;
	struct style *styles; size_t n_styles;
	struct dimension *dimensions; size_t n_dimensions;
	struct attribute *attributes; size_t n_attributes;
	size_t at;  /* the version that parts are being read for */
};

/* "cross join": SQLite then begins with what is present, and past versions cost nothing. */
#define FROM_PRESENT(kinds) \
	" from present p cross join version v join object o on o.id = p.object" \
	" where v.id = p.version and o.kind " kinds " order by p.version"
#define VERSION_COLUMNS \
	"select v.id, o.id, o.name, o.organisation, o.level, v.edition, v.theme, " \
	METADATA_COLUMNS ", " SOURCE_COLUMNS ", "

static void take_framework(struct load *l, struct present *p, const struct layer *layer)
{
	struct framework f = { .id = layer->id, .key = layer->key };

	f.parent_series = load_word(l);
	f.parent_column = load_word(l);
	f.series = load_word(l);
	f.version = load_word(l);
	if (*f.series == '\0')
		return;
	size_t n = l->c->n_frameworks++;
	p->frameworks = LOAD_GROW(l->c, p->frameworks, struct framework, n);
	p->frameworks[n] = f;
}

static void take_layer(struct load *l, void *arg)
{
	struct present *p = arg;
	size_t n = l->c->n_layers++;

	p->layers = LOAD_GROW(l->c, p->layers, struct layer, n);
	p->layer_versions = LOAD_GROW(l->scratch, p->layer_versions, struct version, n);
	struct layer *y = &p->layers[n];
	p->layer_versions[n] = (struct version){ .id = load_number(l) };
	*y = (struct layer){ .id = load_number(l) };
	y->name = load_word(l);
	y->owner = load_index_find(&l->organisations, load_number(l));
	y->level = load_level(l);
	y->changed = (uint64_t)load_number(l);
	y->theme = load_index_find(&l->themes, load_number(l));
	y->metadata = load_metadata(l);
	y->source = load_source(l);
	y->geometry = (enum geometry_kind)load_choice(l, schema_geometries);
	y->srs = (int)load_number(l);
	y->bbox = load_bbox(l);
	y->geographic = load_bbox(l);
	y->n_features = load_number(l);
	y->key = load_word(l);
	y->min_scale = load_real(l);
	y->max_scale = load_real(l);
	take_framework(l, p, y);
	l->strange |= y->owner == NULL;
}

static void take_dataset(struct load *l, void *arg)
{
	struct present *p = arg;
	size_t n = l->c->n_datasets++;

	p->datasets = LOAD_GROW(l->c, p->datasets, struct dataset, n);
	p->dataset_versions = LOAD_GROW(l->scratch, p->dataset_versions, struct version, n);
	struct dataset *d = &p->datasets[n];
	p->dataset_versions[n] = (struct version){ .id = load_number(l) };
	*d = (struct dataset){ .id = load_number(l) };
	d->name = load_word(l);
	d->owner = load_index_find(&l->organisations, load_number(l));
	d->level = load_level(l);
	d->changed = (uint64_t)load_number(l);
	d->theme = load_index_find(&l->themes, load_number(l));
	d->metadata = load_metadata(l);
	d->source = load_source(l);
	d->key = load_word(l);
	d->framework = load_index_find(&p->framework_ids, load_number(l));
	l->strange |= d->owner == NULL || d->framework == NULL;
}

/* The place of the version that the row begins with; false when it is not present. */
static bool place(struct load *l, struct present *p, const struct version *versions, size_t n)
{
	int64_t id = load_number(l);

	while (p->at < n && versions[p->at].id < id)
		p->at++;
	bool there = p->at < n && versions[p->at].id == id;
	l->strange |= !there;
	return there;
}

static void take_column(struct load *l, void *arg)
{
	struct present *p = arg;

	if (!place(l, p, p->layer_versions, l->c->n_layers))
		return;
	if (p->layers[p->at].n_columns++ == 0)
		p->layer_versions[p->at].columns = p->n_columns;
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

	if (!place(l, p, p->layer_versions, l->c->n_layers))
		return;
	if (p->layers[p->at].n_styles++ == 0)
		p->layer_versions[p->at].styles = p->n_styles;
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

	if (!place(l, p, p->layer_versions, l->c->n_layers))
		return;
	if (p->layers[p->at].n_dimensions++ == 0)
		p->layer_versions[p->at].dimensions = p->n_dimensions;
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

	if (!place(l, p, p->dataset_versions, l->c->n_datasets))
		return;
	if (p->datasets[p->at].n_attributes++ == 0)
		p->dataset_versions[p->at].attributes = p->n_attributes;
	p->attributes = LOAD_GROW(l->c, p->attributes, struct attribute, p->n_attributes);
	struct attribute *a = &p->attributes[p->n_attributes++];
	a->name = load_word(l);
	a->title = load_both(l);
	a->abstract = load_both(l);
	a->kind = (enum attribute_kind)load_choice(l, schema_attributes);
	a->unit = load_word(l);
	a->documentation_url = load_word(l);
}

static bool load_parts(struct load *l, struct present *p)
{
	static const struct {
		void (*take)(struct load *l, void *arg);
		const char *sql;
	} parts[] = {
#define PART(table, columns) \
	"select t.version, " columns " from present p cross join " table " t" \
	" where t.version = p.version order by p.version, t.position"
		{ take_column,
		  PART("layer_column", "name, type, title_fr, title_en, unit, nullable") },
		{ take_style, PART("style", "name, title_fr, title_en, kind, body") },
		{ take_dimension, PART("dimension", "name, column_name, units, extent, initial") },
		{ take_attribute, PART("attribute", "name, title_fr, title_en, abstract_fr,"
		                                    " abstract_en, kind, unit,"
		                                    " documentation_url") },
	};

	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		p->at = 0;
		if (!load_rows(l, parts[i].take, p, parts[i].sql))
			return false;
	}
	return true;
}

/* The shared arrays have stopped growing: now each version may point into them. */
static void point_to_parts(struct load *l, struct present *p)
{
	for (size_t i = 0; i < l->c->n_layers; i++) {
		struct layer *layer = &p->layers[i];
		const struct version *v = &p->layer_versions[i];
		layer->columns = layer->n_columns > 0 ? p->columns + v->columns : NULL;
		layer->styles = layer->n_styles > 0 ? p->styles + v->styles : NULL;
		layer->dimensions = layer->n_dimensions > 0 ? p->dimensions + v->dimensions : NULL;
	}
	for (size_t i = 0; i < l->c->n_datasets; i++)
		if (p->datasets[i].n_attributes > 0)
			p->datasets[i].attributes =
				p->attributes + p->dataset_versions[i].attributes;
}

/* Frameworks in order, and the newest of each series told. */
static void order_series(struct load *l, struct present *p)
{
	size_t n = l->c->n_frameworks;

	load_sort(p->frameworks, n, sizeof *p->frameworks, order_frameworks);
	for (size_t i = 0; i < n; i++) {
		struct framework *f = &p->frameworks[i];
		f->newest = i + 1 == n || strcmp(f[0].series, f[1].series) != 0;
		load_index_add(l, &p->framework_ids, f->id, f);
	}
	load_index_sort(&p->framework_ids);
	l->c->frameworks = p->frameworks;
}

/* Names are final here: the newest version of a series takes the name of the series. */
static void name_layers(struct load *l, struct present *p)
{
	size_t n = l->c->n_layers;

	for (size_t i = 0; i < n; i++) {
		struct layer *layer = &p->layers[i];
		layer->framework = load_index_find(&p->framework_ids, layer->id);
		if (layer->framework != NULL && layer->framework->newest)
			layer->name = layer->framework->series;
	}
	load_sort(p->layers, n, sizeof *p->layers, order_layers);
	load_sort(p->datasets, l->c->n_datasets, sizeof *p->datasets, order_datasets);
	for (size_t i = 0; i < n; i++)
		if (p->layers[i].framework != NULL)
			p->frameworks[p->layers[i].framework - p->frameworks].layer = &p->layers[i];
	l->c->layers = p->layers;
	l->c->datasets = p->datasets;
}

bool load_present(struct load *l)
{
	struct present p = { 0 };

	if (!load_rows(l, take_layer, &p,
	               VERSION_COLUMNS LAYER_COLUMNS ", o.series, o.series_version"
	               FROM_PRESENT("<> 'dataset'")))
		return false;
	order_series(l, &p);
	if (!load_rows(l, take_dataset, &p,
	               VERSION_COLUMNS "key_column, v.framework" FROM_PRESENT("= 'dataset'")) ||
	    !load_parts(l, &p))
		return false;
	point_to_parts(l, &p);
	name_layers(l, &p);
	return true;
}
