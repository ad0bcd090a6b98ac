/* GetLegendGraphic. */
#include "map/wms_operations.h"

#include <string.h>

#include "base/json.h"
#include "map/sld.h"
#include "map/wms_thematic.h"
#include "service/document.h"
#include "service/ows.h"
#include "thematic/forms.h"

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

/* Legends as documents: of joined layers, whose classes are known by number. */
static const struct engine_drawn *need_thematic(const struct engine_legend *l, const struct exchange *x,
                                                struct err *err)
{
	for (size_t i = 0; i < l->n_layers; i++)
		if (l->layers[i].thematic != NULL)
			return &l->layers[i];
	err_set(err, x->ctx, ERR_FORMAT, "FORMAT",
	        "legends of this layer are pictures only; application/json and text/html are those of joined layers",
	        "les légendes de cette couche ne sont que des images ; application/json et text/html sont "
	        "ceux des couches jointes");
	return NULL;
}

static bool write_json(const struct engine_legend *l, const struct exchange *x, struct out *out)
{
	struct json w = json_writer(out);

	out_header(out, "Content-Type", "application/json");
	json_open_object(&w, NULL);
	json_open_array(&w, "legends");
	for (size_t i = 0; i < l->n_layers; i++) {
		const struct engine_drawn *d = &l->layers[i];
		if (d->thematic == NULL)
			continue;
		json_open_object(&w, NULL);
		json_string(&w, "layer", d->layer->name);
		json_string(&w, "layerTitle", text_in(d->layer->metadata.title, x->lang));
		struct out *one = out_new_buffer(x->ctx);
		struct json own = json_writer(one);
		thematic_legend_json(d->thematic, x->lang, &own);
		size_t n;
		const char *text = out_held(one, &n);
		json_raw(&w, "legend", mem_strndup(x->ctx, text, n));
		json_close_object(&w);
	}
	json_close_array(&w);
	json_close_object(&w);
	return true;
}

static bool write_html(const struct engine_legend *l, const struct exchange *x, struct out *out)
{
	out_header(out, "Content-Type", "text/html; charset=UTF-8");
	out_header(out, "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
	out_header(out, "X-Content-Type-Options", "nosniff");
	for (size_t i = 0; i < l->n_layers; i++)
		if (l->layers[i].thematic != NULL)
			thematic_legend_html(l->layers[i].thematic, x->lang, out);
	return true;
}

/* FORMAT names a document; false when it is that of a picture. */
static bool write_document(bool *ok, const struct engine_legend *l, const struct exchange *x,
                           struct out *out, struct err *err)
{
	static const struct {
		const char *type;
		bool (*write)(const struct engine_legend *l, const struct exchange *x, struct out *out);
	} documents[] = { { "application/json", write_json }, { "text/html", write_html } };
	const char *format = ows_get(x, "FORMAT");

	for (size_t i = 0; format != NULL && i < sizeof documents / sizeof *documents; i++) {
		if (!text_same(documents[i].type, format))
			continue;
		*ok = need_thematic(l, x, err) != NULL &&
		      (wms_unchanged(x, out, l->layers, l->n_layers, "legend") ||
		       documents[i].write(l, x, out));
		return true;
	}
	return false;
}

struct drawing {
	const struct engine_legend *legend;
	const struct engine_picture *picture;
};

static bool draw(const struct exchange *x, struct out *out, void *arg, struct err *err)
{
	const struct drawing *d = arg;

	return engine_draw_legend(x->engine, x, d->legend, d->picture, out, err);
}

bool wms_getlegendgraphic(const struct exchange *x, struct out *out, struct err *err)
{
	struct engine_legend legend = { 0 };
	struct engine_picture picture;
	const struct wms_format *format;
	bool ok;

	if (!read_shown(&legend, x, err) || !read_legend(&legend, x, err))
		return false;
	if (write_document(&ok, &legend, x, out, err))
		return ok;
	if (!wms_read_picture(&picture, &format, x, err))
		return false;
	if (strcmp(picture.format, "pdf") == 0)
		return err_set(err, x->ctx, ERR_FORMAT, "FORMAT", "a legend is not offered as PDF",
		               "une légende n'est pas proposée en PDF");
	if (wms_unchanged(x, out, legend.layers, legend.n_layers, "legend"))
		return true;
	out_header(out, "Content-Type", format->content_type);
	return document_keep(x, out, draw, &(struct drawing){ &legend, &picture }, err);
}
