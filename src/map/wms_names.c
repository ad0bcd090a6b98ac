#include "map/wms_request.h"

#include <stdlib.h>
#include <string.h>

static const char everything[] = "catalogue";

const char *wms_root_name(const struct exchange *x)
{
	return x->theme != NULL ? x->theme->name : everything;
}

const struct layer *const *wms_joins(const struct exchange *x, size_t *n)
{
	size_t all, kept = 0;
	const struct layer **layers = view_layers(x->view, x->ctx, NULL, &all);

	for (size_t i = 0; i < all && x->theme == NULL; i++)
		if (wms_is_join(layers[i]))
			layers[kept++] = layers[i];
	*n = kept;
	return layers;
}

bool wms_is_join(const struct layer *layer)
{
	return layer->joined != NULL && layer->joined->join != NULL && layer->theme == NULL;
}

static bool in_service(const struct exchange *x, const struct layer *layer)
{
	return x->theme == NULL || (layer->theme != NULL && layer->theme->id == x->theme->id);
}

/* Pictures at the bottom, points on top; by name among their like. */
static int height_of(const struct layer *layer)
{
	static const int heights[] = {
		[GEOMETRY_RASTER] = 0, [GEOMETRY_POLYGON] = 1, [GEOMETRY_ANY] = 2, [GEOMETRY_LINE] = 3,
		[GEOMETRY_POINT] = 4,
	};
	return heights[layer->geometry];
}

static int by_height(const void *a, const void *b)
{
	const struct layer *const *one = a, *const *two = b;
	int difference = height_of(*one) - height_of(*two);
	return difference != 0 ? difference : strcmp((*one)->name, (*two)->name);
}

const struct layer *const *wms_layers(const struct exchange *x, const struct theme *theme, size_t *n)
{
	const struct layer **layers = view_layers(x->view, x->ctx, theme != NULL ? theme : x->theme, n);

	qsort(layers, *n, sizeof *layers, by_height);
	return layers;
}

/* A group draws what fits in the limit. */
static bool limit_group(const struct exchange *x, size_t *n)
{
	if (*n > (size_t)x->conf->max_layers)
		*n = (size_t)x->conf->max_layers;
	return *n > 0;
}

static bool take_group(const struct exchange *x, const struct theme *theme,
                       const struct layer *const **layers, size_t *n)
{
	*layers = wms_layers(x, theme, n);
	return limit_group(x, n);
}

static bool take_joins(const struct exchange *x, const struct layer *const **layers, size_t *n)
{
	*layers = wms_joins(x, n);
	return limit_group(x, n);
}

bool wms_find(const struct exchange *x, const char *name, const char *locator,
              const struct layer *const **layers, size_t *n, struct err *err)
{
	const struct layer *layer = view_layer(x->view, name);
	const struct theme *theme = x->theme == NULL ? view_theme(x->view, name) : NULL;

	if (layer != NULL && in_service(x, layer)) {
		const struct layer **one = mem_array(x->ctx, const struct layer *, 1);
		one[0] = layer;
		*layers = one;
		*n = 1;
		return true;
	}
	if (theme != NULL && take_group(x, theme, layers, n))
		return true;
	if (strcmp(name, WMS_JOINS) == 0 && take_joins(x, layers, n))
		return true;
	if (strcmp(name, wms_root_name(x)) == 0 && take_group(x, NULL, layers, n))
		return true;
	return err_set(err, x->ctx, ERR_LAYER, locator, "there is no layer \"%s\" here",
	               "il n'y a pas de couche « %s » ici", name);
}

const struct style *wms_style(const struct exchange *x, const struct layer *layer, const char *name,
                              const char *locator, struct err *err)
{
	if (*name == '\0' || strcmp(name, "default") == 0)
		return &layer->styles[0];
	for (size_t i = 0; i < layer->n_styles; i++)
		if (strcmp(layer->styles[i].name, name) == 0)
			return &layer->styles[i];
	err_set(err, x->ctx, ERR_STYLE, locator, "the layer \"%s\" has no style \"%s\"",
	        "la couche « %s » n'a pas de style « %s »", layer->name, name);
	return NULL;
}
