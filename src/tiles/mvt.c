#include "tiles/mvt.h"

#include "tiles/mvt_shape.h"
#include "tiles/mvt_values.h"

/* Field numbers of the specification, chapter 4 and its .proto. */
enum { TILE_LAYER = 3 };
enum { LAYER_NAME = 1, LAYER_FEATURE = 2, LAYER_KEY = 3, LAYER_EXTENT = 5, LAYER_VERSION = 15 };
enum { FEATURE_ID = 1, FEATURE_TAGS = 2, FEATURE_TYPE = 3, FEATURE_GEOMETRY = 4 };
enum { TYPE_POINT = 1, TYPE_LINE = 2, TYPE_POLYGON = 3 };

struct writing {
	const struct mvt *tile;
	void *scratch;
	struct mvt_shape shape;
	struct mvt_values values;
	struct protobuf layer, feature, tags;
	uint32_t *state_keys, n_state_keys;   /* of column i, from 1 on; 0: none was needed */
	size_t n_features;
};

/* The number of a column's value; false when there is none. */
static bool put_value(struct writing *w, const struct mvt_column *c, size_t row, uint32_t *number)
{
	const struct table_column *column = &c->table->columns[c->column];

	if (column->states != NULL && column->states[row] != VALUE_PRESENT)
		return false;
	switch (column->type) {
	case CELL_TEXT:
		*number = mvt_values_text(&w->values, column->text.pool + column->text.offsets[row]);
		break;
	case CELL_INTEGER:
		*number = mvt_values_integer(&w->values, column->integers[row]);
		break;
	case CELL_REAL:
		*number = mvt_values_real(&w->values, column->reals[row]);
		break;
	}
	return true;
}

/* Why a value is not there, where there is a reason to tell. */
static const char *reason(const struct mvt_column *c, size_t row)
{
	const uint8_t *states = c->table->columns[c->column].states;

	if (states == NULL)
		return NULL;
	return states[row] == VALUE_SECRET ? "secret" : states[row] == VALUE_NOT_APPLICABLE ? "not-applicable" : NULL;
}

/* The number of the key "<column>.state": after those of the columns, in the order in which they were needed. */
static uint32_t state_key(struct writing *w, size_t column)
{
	if (w->state_keys[column] == 0)
		w->state_keys[column] = ++w->n_state_keys;
	return (uint32_t)w->tile->n_columns + w->state_keys[column] - 1;
}

static void put_tags(struct writing *w, uint32_t feature)
{
	protobuf_clear(&w->tags);
	uint8_t *at = protobuf_begin(&w->tags, 2 * w->tile->n_columns);
	for (size_t i = 0; i < w->tile->n_columns; i++) {
		const struct mvt_column *c = &w->tile->columns[i];
		uint32_t key = (uint32_t)i, number = 0;
		if (!put_value(w, c, feature, &number)) {
			const char *why = reason(c, feature);
			if (why == NULL)
				continue;
			key = state_key(w, i);
			number = mvt_values_text(&w->values, why);
		}
		at = protobuf_put(protobuf_put(at, key), number);
	}
	protobuf_end(&w->tags, at);
}

static void put_keys(struct writing *w)
{
	const struct mvt *tile = w->tile;

	for (size_t i = 0; i < tile->n_columns; i++)
		protobuf_text(&w->layer, LAYER_KEY, tile->columns[i].name);
	for (uint32_t k = 1; k <= w->n_state_keys; k++)
		for (size_t i = 0; i < tile->n_columns; i++)
			if (w->state_keys[i] == k)
				protobuf_text(&w->layer, LAYER_KEY, mem_printf(w->scratch, "%s.state",
				                                               tile->columns[i].name));
}

static void put_feature(struct writing *w, uint32_t feature)
{
	static const uint64_t types[] = {
		[GEOMETRY_POINT] = TYPE_POINT, [GEOMETRY_LINE] = TYPE_LINE, [GEOMETRY_POLYGON] = TYPE_POLYGON,
	};
	const struct geometry_store *s = w->tile->store;

	mvt_shape_put(&w->shape, feature);
	if (w->shape.commands.n == 0)
		return;
	put_tags(w, feature);
	protobuf_clear(&w->feature);
	if (s->ids[feature] >= 0)
		protobuf_uint(&w->feature, FEATURE_ID, (uint64_t)s->ids[feature]);
	protobuf_bytes(&w->feature, FEATURE_TAGS, w->tags.bytes, w->tags.n);
	protobuf_uint(&w->feature, FEATURE_TYPE, w->tile->points ? TYPE_POINT : types[s->kind]);
	protobuf_bytes(&w->feature, FEATURE_GEOMETRY, w->shape.commands.bytes, w->shape.commands.n);
	protobuf_bytes(&w->layer, LAYER_FEATURE, w->feature.bytes, w->feature.n);
	w->n_features++;
}

static void put_layer(struct writing *w)
{
	const struct mvt *tile = w->tile;
	size_t n;
	uint32_t *found = mvt_shape_find(&w->shape, tile, &n);

	protobuf_text(&w->layer, LAYER_NAME, tile->name);
	for (size_t i = 0; i < n; i++)
		put_feature(w, found[i]);
	put_keys(w);
}

/* All but the values, which are fields of the layer, too, and need not be copied to stand in it. */
static void put_end(struct writing *w)
{
	protobuf_uint(&w->values.written, LAYER_EXTENT, MVT_EXTENT);
	protobuf_uint(&w->values.written, LAYER_VERSION, 2);
}

static void write_tile(struct writing *w, struct out *out)
{
	struct protobuf head = { .ctx = w->scratch };

	put_end(w);
	protobuf_length(&head, TILE_LAYER, w->layer.n + w->values.written.n);
	out_write(out, head.bytes, head.n);
	out_write(out, w->layer.bytes, w->layer.n);
	out_write(out, w->values.written.bytes, w->values.written.n);
}

bool mvt_write(struct out *out, const void *ctx, const struct mvt *tile, struct err *err)
{
	void *own = talloc_new(ctx);
	struct writing w = { .tile = tile, .scratch = own, .layer = { .ctx = own }, .feature = { .ctx = own },
	                     .tags = { .ctx = own }, .state_keys = mem_array(own, uint32_t, tile->n_columns) };
	bool ok = mvt_shape_open(&w.shape, own, tile, err);

	if (ok) {
		mvt_values_open(&w.values, own);
		put_layer(&w);
		if (w.n_features > 0)
			write_tile(&w, out);
	}
	talloc_free(own);
	return ok;
}
