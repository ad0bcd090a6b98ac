#include "map/tile.h"

#include <string.h>

#include "geometry/mapped.h"
#include "map/choropleth.h"
#include "map/wms_thematic.h"
#include "tiles/mvt.h"

static bool draw(const struct exchange *x, struct out *out, const struct tile *tile, const struct bbox *box,
                 const struct tile_format *format, struct err *err)
{
	struct engine_drawn drawn = { .layer = tile->layer, .style = tile->style };
	struct engine_map map = { .layers = &drawn, .n_layers = 1, .srs = tile->set->srs, .bbox = *box,
	                          .width = MATRIX_PIXELS, .height = MATRIX_PIXELS };
	struct engine_picture picture = { .format = format->engine, .transparent = format->transparent,
	                                  .background = 0xffffff };

	if (!wms_read_thematic(&drawn, 1, x, err))
		return false;
	if (wms_unchanged(x, out, &drawn, 1, "tile"))
		return true;
	if (choropleth_suits(x, &map, &picture))
		return choropleth_draw(x, &map, &picture, out, err);
	return engine_draw(x->engine, x, &map, &picture, out, err);
}

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

static bool write_vectors(const struct exchange *x, struct out *out, const struct tile *tile, const struct bbox *box,
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

bool tile_answer(const struct exchange *x, struct out *out, const struct tile *tile,
                 const struct tile_format *format, struct err *err)
{
	const struct engine_drawn drawn = { .layer = tile->layer };
	struct bbox box;

	if (!matrix_tile(&box, tile->set, tile->z, tile->column, tile->row))
		return err_set(err, x->ctx, ERR_TILE, "TileRow", "the matrix %d of %s has no tile in column %lld, row %lld",
		               "la matrice %d de %s n'a pas de tuile en colonne %lld, ligne %lld", tile->z,
		               tile->set->name, (long long)tile->column, (long long)tile->row);
	out_header(out, "Content-Type", format->type);
	if (format->engine != NULL)
		return draw(x, out, tile, &box, format, err);
	if (!tile_has_vectors(tile->layer))
		return err_set(err, x->ctx, ERR_FORMAT, "FORMAT",
		               "vector tiles are made of frameworks and of joined layers only",
		               "les tuiles vectorielles sont celles des référentiels et des couches jointes seulement");
	return wms_unchanged(x, out, &drawn, 1, "vectors") || write_vectors(x, out, tile, &box, err);
}
