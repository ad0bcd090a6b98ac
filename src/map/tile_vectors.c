#include "map/tile.h"

#include "geometry/mapped.h"
#include "tiles/mvt.h"

/* The columns of a layer in the order of its columns: its own (of a joined layer: those of its base), then the joined. */
static struct mvt_column *columns_of(const struct exchange *x, const struct layer *layer, struct err *err)
{
	const struct columns_file *own = mapped_attributes(x->mapped, x->ctx, layer, err);
	const struct columns_file *joined = own != NULL && layer->joined != NULL ?
		mapped_columns(x->mapped, x->ctx, layer, err) : NULL;
	size_t first = layer->joined != NULL ? layer->joined->first : layer->n_columns;

	if (own == NULL || (layer->joined != NULL && joined == NULL))
		return NULL;
	struct mvt_column *columns = mem_array(x->ctx, struct mvt_column, layer->n_columns + 1);
	for (size_t i = 0; i < layer->n_columns; i++)
		columns[i] = (struct mvt_column){ i < first ? own->table : joined->table, i < first ? i : i - first,
		                                  layer->columns[i].name };
	return columns;
}

/* A quarter of a pixel, but in the last matrix, which clients look at from nearer. */
static int step_of(const struct tile *tile)
{
	return tile->z >= TILE_LAST_VECTORS ? 1 : MVT_EXTENT / MATRIX_PIXELS / 4;
}

bool tile_vectors(const struct exchange *x, struct out *out, const struct tile *tile, const struct bbox *box,
                  struct err *err)
{
	const struct layer *layer = tile->layer;
	const struct geometry_store *store = mapped_geometry(x->mapped, x->ctx, layer, err);
	struct mvt_column *columns = store != NULL ? columns_of(x, layer, err) : NULL;

	if (columns == NULL)
		return false;
	struct mvt mvt = { .name = layer->name, .store = store, .srs = tile->set->srs, .bbox = *box,
	                   .columns = columns, .n_columns = layer->n_columns, .points = tile->points, .step = step_of(tile) };
	return mvt_write(out, x->ctx, &mvt, err);
}
