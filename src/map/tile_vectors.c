#include "map/tile.h"

#include <string.h>

#include "geometry/mapped.h"
#include "tiles/mvt.h"

/* The keys of a store as the column of a table. */
static struct table *keys_table(const void *ctx, const struct geometry_store *store, const char *name)
{
	struct table *t = mem_new(ctx, struct table);

	t->n_rows = store->n;
	t->n_columns = 1;
	t->columns = mem_array(t, struct table_column, 1);
	t->columns[0] = (struct table_column){ .name = name, .unit = "", .type = CELL_TEXT };
	/* a column's arrays are never written to when it is read */
	memcpy(&t->columns[0].text.offsets, &store->key_offsets, sizeof store->key_offsets);
	memcpy(&t->columns[0].text.pool, &store->keys, sizeof store->keys);
	return t;
}

bool tile_vectors(const struct exchange *x, struct out *out, const struct tile *tile, const struct bbox *box,
                          struct err *err)
{
	const struct layer *layer = tile->layer, *base = layer->joined != NULL ? layer->joined->base : layer;
	const struct geometry_store *store = mapped_geometry(x->mapped, x->ctx, layer, err);
	const struct table *joined = NULL;

	if (store != NULL && layer->joined != NULL) {
		const struct columns_file *file = mapped_columns(x->mapped, x->ctx, layer, err);
		if (file == NULL)
			return false;
		joined = file->table;
	}
	if (store == NULL)
		return false;
	size_t n = joined != NULL ? joined->n_columns : 0;
	struct mvt_column *columns = mem_array(x->ctx, struct mvt_column, n + 1);
	columns[0] = (struct mvt_column){ keys_table(x->ctx, store, base->key), 0, base->key };
	for (size_t i = 0; i < n; i++)
		columns[i + 1] = (struct mvt_column){ joined, i, layer->columns[layer->joined->first + i].name };
	struct mvt mvt = { .name = layer->name, .store = store, .srs = tile->set->srs, .bbox = *box,
	                   .columns = columns, .n_columns = n + 1 };
	return mvt_write(out, x->ctx, &mvt, err);
}
