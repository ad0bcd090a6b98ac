#include "catalogue/catalogue.h"

#include <stdlib.h>
#include <string.h>

#include "catalogue/order.h"

static const char *const level_names[] = { "public", "professional", "internal" };

bool level_parse(enum level *level, const char *name)
{
	for (size_t i = 0; i < sizeof level_names / sizeof level_names[0]; i++)
		if (strcmp(name, level_names[i]) == 0) {
			*level = (enum level)i;
			return true;
		}
	return false;
}

const char *level_name(enum level level)
{
	return level_names[level];
}

static const char *const kind_names[] = {
	[ATTRIBUTE_COUNT] = "count", [ATTRIBUTE_MEASURE] = "measure",
	[ATTRIBUTE_ORDINAL] = "ordinal", [ATTRIBUTE_NOMINAL] = "nominal",
};

bool attribute_kind_parse(enum attribute_kind *kind, const char *name)
{
	for (size_t i = 0; i < sizeof kind_names / sizeof kind_names[0]; i++)
		if (strcmp(name, kind_names[i]) == 0) {
			*kind = (enum attribute_kind)i;
			return true;
		}
	return false;
}

const char *attribute_kind_name(enum attribute_kind kind)
{
	return kind_names[kind];
}

#define BY(type, name) \
	int order_##type##s(const void *a, const void *b) \
	{ \
		return strcmp(((const struct type *)a)->name, ((const struct type *)b)->name); \
	}
BY(organisation, name)
BY(theme, name)
BY(layer, name)
BY(dataset, name)
BY(subject, key_digest)
BY(mapfile, name)

int order_frameworks(const void *a, const void *b)
{
	const struct framework *f = a, *g = b;
	int order = strcmp(f->series, g->series);

	return order != 0 ? order : strcmp(f->version, g->version);
}

static const void *find(const void *key, const void *items, size_t n, size_t size,
                        int (*order)(const void *, const void *))
{
	return n > 0 ? bsearch(key, items, n, size, order) : NULL;
}

const struct layer *catalogue_layer(const struct catalogue *c, const char *name)
{
	return find(&(struct layer){ .name = name }, c->layers, c->n_layers, sizeof *c->layers,
	            order_layers);
}

const struct theme *catalogue_theme(const struct catalogue *c, const char *name)
{
	return find(&(struct theme){ .name = name }, c->themes, c->n_themes, sizeof *c->themes,
	            order_themes);
}

const struct organisation *catalogue_organisation(const struct catalogue *c, const char *name)
{
	return find(&(struct organisation){ .name = name }, c->organisations, c->n_organisations,
	            sizeof *c->organisations, order_organisations);
}

const struct dataset *catalogue_dataset(const struct catalogue *c, const char *name)
{
	return find(&(struct dataset){ .name = name }, c->datasets, c->n_datasets,
	            sizeof *c->datasets, order_datasets);
}

const struct mapfile *catalogue_mapfile(const struct catalogue *c, const char *name)
{
	return find(&(struct mapfile){ .name = name }, c->mapfiles, c->n_mapfiles,
	            sizeof *c->mapfiles, order_mapfiles);
}

const struct subject *catalogue_subject(const struct catalogue *c, const char *key_digest)
{
	struct subject key = { 0 };

	if (strlen(key_digest) >= sizeof key.key_digest)
		return NULL;
	memcpy(key.key_digest, key_digest, strlen(key_digest));
	return find(&key, c->subjects, c->n_subjects, sizeof *c->subjects, order_subjects);
}

/* The newest of a series is a layer of its name. */
static const struct framework *newest(const struct catalogue *c, const char *series)
{
	const struct layer *layer = catalogue_layer(c, series);
	return layer != NULL ? layer->framework : NULL;
}

const struct framework *catalogue_framework(const struct catalogue *c, const char *series,
                                            const char *version)
{
	if (version == NULL)
		return newest(c, series);
	return find(&(struct framework){ .series = series, .version = version }, c->frameworks,
	            c->n_frameworks, sizeof *c->frameworks, order_frameworks);
}

const char *layer_live_version(const struct layer *layer)
{
	return layer->joined != NULL && layer->joined->join != NULL ? layer->joined->version : NULL;
}

const struct column *layer_column(const struct layer *layer, const char *name)
{
	for (size_t i = 0; i < layer->n_columns; i++)
		if (strcmp(layer->columns[i].name, name) == 0)
			return &layer->columns[i];
	return NULL;
}
