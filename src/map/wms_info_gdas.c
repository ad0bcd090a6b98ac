/* The table joined to a layer, of the territories under a place, as GDAS (OGC 10-070r2, 6.3): one framework, one dataset. */
#include <stdlib.h>
#include <string.h>

#include "gdas/write.h"
#include "map/wms_info.h"

/* The territories come one by one, and a GDAS has its rows by ascending key: they are kept until the last. */
void info_gdas_feature(struct info *i, const struct engine_found *f)
{
	if (info_layer(i, f)->joined == NULL)
		return;
	i->keys = mem_grow(i->x->ctx, i->keys, const char *, i->n_keys + 1);
	i->keys[i->n_keys++] = mem_strdup(i->x->ctx, f->id);
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool check_layers(const struct info *i, struct err *err)
{
	const struct engine_map *map = i->map;

	if (map->n_layers != 1)
		return err_set(err, i->x->ctx, ERR_INVALID_PARAMETER, "QUERY_LAYERS",
		               "a GDAS holds one dataset: QUERY_LAYERS expects one layer, got %zu",
		               "un GDAS contient un jeu de données : QUERY_LAYERS attend une couche, reçu %zu", map->n_layers);
	return map->layers[0].layer->joined != NULL ||
	       err_set(err, i->x->ctx, ERR_INVALID_PARAMETER, "QUERY_LAYERS",
	               "the layer \"%s\" has no table joined to it, which GDAS would tell: ask for another INFO_FORMAT",
	               "la couche « %s » n'a pas de tableau joint, que le GDAS dirait : demandez un autre INFO_FORMAT",
	               map->layers[0].layer->name);
}

/* The first row of a key, by key; n_rows when it has none. */
static size_t first_row(const struct tjs_data *d, const char *key)
{
	size_t at = tjs_data_find(d, key);

	return at < d->n_rows && strcmp(tjs_data_key(d, tjs_data_row(d, at)), key) == 0 ? at : d->n_rows;
}

/* All rows of a territory; one of which nothing is known has a row, too, whose values are null, unless the dataset
   has several rows for a key. */
static void tell_key(const struct gdas_rows *r, const char *key)
{
	const struct tjs_data *d = r->data;

	for (size_t i = first_row(d, key); i < d->n_rows; i++) {
		uint32_t row = tjs_data_row(d, i);
		if (strcmp(tjs_data_key(d, row), key) != 0)
			return;
		gdas_row(r, row);
	}
}

/* Rows there must be: a GDAS without any is none. */
static bool check_keys(const struct info *i, const struct tjs_data *d, struct err *err)
{
	for (size_t k = 0; k < i->n_keys; k++)
		if (first_row(d, i->keys[k]) < d->n_rows)
			return true;
	return err_set(err, i->x->ctx, ERR_POINT, "I", "no territory with data is at this place",
	               "aucun territoire avec des données n'est à cet endroit");
}

bool info_gdas_write(struct info *i, struct err *err)
{
	if (!check_layers(i, err))
		return false;
	const struct layer *layer = i->map->layers[0].layer;
	const struct joined *joined = layer->joined;
	const struct dataset *dataset = joined->join != NULL ? tjs_join_dataset(i->x, layer) : joined->dataset;
	struct gdas_rows rows;
	struct tjs_data data;
	const size_t *columns;
	size_t n;

	if (!tjs_data_open(&data, i->x, dataset, err) || !check_keys(i, &data, err) ||
	    !tjs_columns_named(&columns, &n, i->x, &data, NULL, err))
		return false;
	qsort(i->keys, i->n_keys, sizeof *i->keys, by_bytes);
	const struct tjs_page p = tjs_page(i->x, i->out, false);
	if (!gdas_rows_open(&rows, &p, &data, columns, n, false, NULL, err))
		return false;
	for (size_t k = 0; k < i->n_keys; k++)
		tell_key(&rows, i->keys[k]);
	gdas_rows_close(&rows);
	return true;
}
