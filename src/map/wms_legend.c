/* GetLegendGraphic. */
#include "map/wms_operations.h"

#include <string.h>

#include "map/sld.h"
#include "map/wms_thematic.h"
#include "service/ows.h"

/* SCALE and the size of a symbol. */
static bool read_legend(struct engine_legend *l, const struct exchange *x, struct err *err)
{
	const char *scale = ows_get(x, "SCALE");
	int64_t width, height;

	if (scale != NULL && (!text_double(scale, &l->scale) || l->scale <= 0 || l->scale > 1e12))
		return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "SCALE",
		               "SCALE expects the denominator of a scale, a number above 0",
		               "SCALE attend le dénominateur d'une échelle, un nombre supérieur à 0");
	if (!ows_get_int(x, "WIDTH", 5, 200, 20, &width, err) ||
	    !ows_get_int(x, "HEIGHT", 5, 200, 14, &height, err))
		return false;
	l->key_width = (int)width;
	l->key_height = (int)height;
	l->rule = ows_get(x, "RULE");
	return true;
}

/* The layers of one name, in a style by name or in a client's own. */
static bool read_shown(struct engine_legend *l, const struct exchange *x, struct err *err)
{
	const char *name = ows_need(x, "LAYER", err), *style = ows_get(x, "STYLE");
	const struct sld_style *own = NULL;
	const struct layer *const *layers;

	if (name == NULL || !wms_find(x, name, "LAYER", &layers, &l->n_layers, err) ||
	    !wms_own_style(&own, x, name, err))
		return false;
	struct engine_drawn *drawn = mem_array(x->ctx, struct engine_drawn, l->n_layers);
	for (size_t i = 0; i < l->n_layers; i++) {
		drawn[i].layer = layers[i];
		drawn[i].sld = own;
		drawn[i].style = wms_style(x, layers[i], style != NULL ? style : "", "STYLE", err);
		if (drawn[i].style == NULL ||
		    (own != NULL && !sld_check(x->ctx, own, layers[i], "SLD_BODY", err)))
			return false;
	}
	l->layers = drawn;
	return wms_read_thematic(drawn, l->n_layers, x, err);
}

bool wms_getlegendgraphic(const struct exchange *x, struct out *out, struct err *err)
{
	struct engine_legend legend = { 0 };
	struct engine_picture picture;
	const struct wms_format *format;

	if (!read_shown(&legend, x, err) || !read_legend(&legend, x, err))
		return false;
	if (!wms_read_picture(&picture, &format, x, err))
		return false;
	if (strcmp(picture.format, "pdf") == 0)
		return err_set(err, x->ctx, ERR_FORMAT, "FORMAT", "a legend is not offered as PDF",
		               "une légende n'est pas proposée en PDF");
	if (wms_unchanged(x, out, legend.layers, legend.n_layers, "legend"))
		return true;
	out_header(out, "Content-Type", format->content_type);
	return engine_draw_legend(x->engine, x, &legend, &picture, out, err);
}
