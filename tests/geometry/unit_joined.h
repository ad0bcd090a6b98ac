/* A joined layer over a layer of a workspace: a table in the order of the store's features. */
#ifndef JT_TESTS_UNIT_JOINED_H
#define JT_TESTS_UNIT_JOINED_H

#include "geometry/features.h"
#include "table/table.h"
#include "tests/geometry/unit_store.h"

/* The layer `joined_<base>` with the table's columns beside those of `base`; its joined->version is `version`. */
static inline struct layer *joined_over(const void *ctx, const struct layer *base, const struct table *table,
                                        const char *version)
{
	static const enum column_type types[] = { [CELL_TEXT] = COLUMN_STRING, [CELL_INTEGER] = COLUMN_INTEGER,
	                                          [CELL_REAL] = COLUMN_REAL };
	struct layer *layer = mem_new(ctx, struct layer);
	struct joined *joined = mem_new(layer, struct joined);
	struct column *columns = mem_array(layer, struct column, base->n_columns + table->n_columns);

	*layer = *base;
	*joined = (struct joined){ .base = base, .first = base->n_columns, .version = version,
	                           .columns_path = "joins/test.columns" };
	memcpy(columns, base->columns, base->n_columns * sizeof *columns);
	for (size_t i = 0; i < table->n_columns; i++)
		columns[base->n_columns + i] = (struct column){
			.name = table->columns[i].name, .type = types[table->columns[i].type],
			.unit = "", .nullable = true };
	layer->name = mem_printf(layer, "joined_%s", base->name);
	layer->columns = columns;
	layer->n_columns = base->n_columns + table->n_columns;
	layer->joined = joined;
	return layer;
}

#endif
