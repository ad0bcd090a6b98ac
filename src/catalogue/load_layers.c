#include <string.h>

#include "catalogue/joined_layer.h"
#include "catalogue/load_parts.h"
#include "catalogue/order.h"
#include "catalogue/schema.h"

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

/* Room for one more, and the version that the row begins with. */
static struct layer *add_layer(struct load *l, struct present *p, size_t dataset)
{
	size_t n = l->c->n_layers++;

	p->layers = LOAD_GROW(l->c, p->layers, struct layer, n);
	p->layers[n] = (struct layer){ 0 };
	p->versions = LOAD_GROW(l->scratch, p->versions, struct version, n);
	p->versions[n] = (struct version){ .id = load_number(l), .layer = n, .dataset = dataset };
	return &p->layers[n];
}

/* A key made of several columns has these behind it: "dep_num dep num". */
static void take_key(struct load *l, struct layer *y)
{
	const char *text = load_word(l);
	size_t n = strcspn(text, " ");

	y->key = text[n] == '\0' ? text : intern(l->words, mem_strndup(l->c, text, n));
	y->key_parts = text[n] == '\0' ? "" : text + n + 1;
}

static void take_layer(struct load *l, void *arg)
{
	struct present *p = arg;
	struct layer *y = add_layer(l, p, SIZE_MAX);

	y->id = load_number(l);
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
	take_key(l, y);
	y->min_scale = load_real(l);
	y->max_scale = load_real(l);
	y->extents = load_word(l);
	take_framework(l, p, y);
	l->strange |= y->owner == NULL;
}

static void take_dataset(struct load *l, void *arg)
{
	struct present *p = arg;
	size_t n = l->c->n_datasets++;
	struct layer *y = add_layer(l, p, n);

	p->datasets = LOAD_GROW(l->c, p->datasets, struct dataset, n);
	struct dataset *d = &p->datasets[n];
	*d = (struct dataset){ .id = load_number(l) };
	d->name = load_word(l);
	d->owner = load_index_find(&l->organisations, load_number(l));
	d->level = load_level(l);
	d->changed = (uint64_t)load_number(l);
	d->theme = load_index_find(&l->themes, load_number(l));
	d->metadata = load_metadata(l);
	d->source = load_source(l);
	d->key = load_word(l);
	y->min_scale = load_real(l);
	y->max_scale = load_real(l);
	d->framework = load_index_find(&p->framework_ids, load_number(l));
	d->columns_digest = load_word(l);
	d->many = load_number(l) != 0;
	y->name = d->name;
	l->strange |= d->owner == NULL || d->framework == NULL;
}

static int order_versions(const void *a, const void *b)
{
	int64_t x = ((const struct version *)a)->id, y = ((const struct version *)b)->id;
	return (x > y) - (x < y);
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

static void bind_dataset(struct load *l, struct dataset *d, struct layer *layer)
{
	struct joined *j = mem_new(l->c, struct joined);

	j->framework = d->framework;
	j->base = d->framework->layer;
	j->columns_path = mem_printf(l->c, "data/%.2s/%s.columns", d->columns_digest,
	                             d->columns_digest);
	j->version = d->columns_digest;
	j->attributes = d->attributes;
	j->dataset = d;
	layer->id = d->id;
	layer->metadata = d->metadata;
	layer->level = d->level;
	layer->owner = d->owner;
	layer->theme = d->theme;
	layer->changed = d->changed > j->base->changed ? d->changed : j->base->changed;
	joined_layer(layer, l->c, j);
	d->layer = layer;
}

/* When all have their place. */
static void bind_datasets(struct load *l, struct present *p)
{
	for (size_t i = 0; i < l->c->n_datasets; i++) {
		struct dataset *d = &p->datasets[i];
		const struct layer *layer = catalogue_layer(l->c, d->name);
		if (layer->n_columns == d->n_attributes)
			bind_dataset(l, d, &p->layers[layer - p->layers]);
		else
			l->strange = true;
	}
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
	               VERSION_COLUMNS "key_column, min_scale, max_scale, " "v.framework, columns_digest, many"
	               FROM_PRESENT("= 'dataset'")))
		return false;
	load_sort(p.versions, l->c->n_layers, sizeof *p.versions, order_versions);
	if (!load_parts(l, &p))
		return false;
	name_layers(l, &p);
	bind_datasets(l, &p);
	return load_is_known(l, "dataset");
}
