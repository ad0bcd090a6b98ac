/* Flat styles of layers, and what each feature is drawn as, made once for a version of the layer. */
#include "map/flat_parts.h"

#include <string.h>

#include "draw/scenes.h"
#include "geometry/mapped.h"

/* More features than that are not looked through beforehand. */
#define FEATURES (4 << 20)

struct wanted {
	const struct exchange *x;
	const struct engine_drawn *drawn;
};

static bool bind_columns(struct flat_columns *c, const struct exchange *x, const struct layer *layer, struct err *err)
{
	const struct columns_file *own = mapped_attributes(x->mapped, x->ctx, layer, err);
	const struct columns_file *joined = NULL;

	if (own == NULL)
		return false;
	if (layer->joined != NULL && (joined = mapped_columns(x->mapped, x->ctx, layer, err)) == NULL)
		return false;
	*c = (struct flat_columns){ layer, own->table, joined != NULL ? joined->table : NULL };
	return true;
}

static void place_features(struct flat_layer *l, size_t n)
{
	bool several = false;
	uint8_t *places = mem_array(l, uint8_t, n + 1);

	for (size_t i = 0; i < n; i++) {
		places[i] = flat_place(&l->flat, i, &several);
		l->hides = l->hides || places[i] == PAINT_NOTHING;
	}
	l->places = places;
	l->good = !(several && l->flat.translucent);
}

/* A style that is not flat is kept as such. */
static void *make(const void *ctx, void *arg, size_t *bytes, struct err *err)
{
	const struct wanted *w = arg;
	struct exchange x = *w->x;
	const struct engine_drawn *d = w->drawn;
	struct flat_layer *l = mem_new(ctx, struct flat_layer);
	struct flat_columns columns;

	x.ctx = l;
	const struct geometry_store *store = mapped_geometry(x.mapped, w->x->ctx, d->layer, err);
	const struct sld_style *style = store != NULL ? engine_style(x.engine, &x, d->layer, d->style, err) : NULL;
	*bytes = sizeof *l + 4096;
	if (err->code != ERR_NONE)
		return NULL;
	x.ctx = w->x->ctx;
	if (style == NULL || store->kind != GEOMETRY_POLYGON || store->n > FEATURES)
		return l;
	if (!bind_columns(&columns, &x, d->layer, err))
		return NULL;
	if (!flat_of_style(&l->flat, l, style, d->style->kind == STYLE_CLASSES, &columns))
		return l;
	place_features(l, store->n);
	*bytes += store->n;
	return l;
}

const struct flat_layer *flat_layer_of(const struct exchange *x, const struct engine_drawn *d)
{
	struct wanted w = { x, d };
	struct err none = { 0 };
	const char *name = mem_printf(x->ctx, "flat %llu %s %s %s", (unsigned long long)d->layer->changed, d->layer->name,
	                              d->style->name, d->layer->joined != NULL ? d->layer->joined->version : "");
	const struct flat_layer *l = scenes_other(x->scenes, x->ctx, name, make, &w, &none);

	return l != NULL && l->good ? l : NULL;
}
