/* GetStyles, DescribeLayer. */
#include "map/wms_operations.h"

#include <string.h>

#include "base/json.h"
#include "map/thematic_sld.h"
#include "map/wfs_names.h"
#include "map/wms_thematic.h"
#include "service/ows.h"
#include "thematic/forms.h"

#define SCHEMAS "http://schemas.opengis.net"
#define SLD_NS "http://www.opengis.net/sld"
#define SE_NS "http://www.opengis.net/se"

/* Every layer that the names of LAYERS mean. */
static bool read_named(const struct exchange *x, const struct layer ***layers, size_t *n,
                       struct err *err)
{
	const char *text = ows_need(x, "LAYERS", err);
	size_t n_names, found;

	if (text == NULL)
		return false;
	size_t most = (size_t)x->conf->max_layers;
	char **names = text_split(x->ctx, text, ',', most, &n_names);
	*layers = mem_array(x->ctx, const struct layer *, most);
	*n = 0;
	for (size_t i = 0; names != NULL && i < n_names; i++) {
		const struct layer *const *some;
		if (!wms_find(x, names[i], "LAYERS", &some, &found, err))
			return false;
		for (size_t k = 0; k < found && *n < most; k++)
			(*layers)[(*n)++] = some[k];
	}
	return names != NULL ||
	       err_set(err, x->ctx, ERR_TOO_LARGE, "LAYERS", "LAYERS has more than %lld names",
	               "LAYERS a plus de %lld noms", (long long)x->conf->max_layers);
}

static void open_sld(xmlTextWriterPtr w, bool se)
{
	xmlTextWriterStartDocument(w, NULL, "UTF-8", NULL);
	xml_start(w, "StyledLayerDescriptor");
	xml_attribute(w, "version", se ? "1.1.0" : "1.0.0");
	xml_attribute(w, "xmlns", SLD_NS);
	xml_attribute(w, "xmlns:se", se ? SE_NS : NULL);
	xml_attribute(w, "xmlns:ogc", "http://www.opengis.net/ogc");
	xml_attribute(w, "xmlns:xlink", "http://www.w3.org/1999/xlink");
	xml_attribute(w, "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
	xml_attribute(w, "xsi:schemaLocation",
	              se ? SLD_NS " " SCHEMAS "/sld/1.1.0/StyledLayerDescriptor.xsd"
	                 : SLD_NS " " SCHEMAS "/sld/1.0.0/StyledLayerDescriptor.xsd");
}

/* A style that SLD has no words for is left out. */
static bool write_styles(xmlTextWriterPtr w, const struct exchange *x, const struct layer *layer,
                         bool se, struct err *err)
{
	for (size_t i = 0; i < layer->n_styles; i++) {
		const struct style *style = &layer->styles[i];
		const struct sld_style *told = engine_style(x->engine, x, layer, style, err);
		if (err->code != ERR_NONE)
			return false;
		struct sld_written as = { style->name, text_in(style->title, x->lang), i == 0, se };
		if (told != NULL)
			sld_write(w, x->ctx, told, &as);
	}
	return true;
}

static bool write_layer(xmlTextWriterPtr w, const struct exchange *x, const struct engine_drawn *d,
                        bool se, struct err *err)
{
	bool ok = true;

	xml_start(w, "NamedLayer");
	xml_element(w, se ? "se:Name" : "Name", d->layer->name);
	if (d->thematic != NULL && wms_asks_thematic(x)) {
		struct sld_written as = { d->thematic->attribute, text_in(d->thematic->title, x->lang), true, se };
		sld_write(w, x->ctx, thematic_sld(x->ctx, d->thematic, x->lang), &as);
	} else {
		ok = write_styles(w, x, d->layer, se, err);
	}
	xml_end(w);
	return ok;
}

/* The layers in the style of STYLES, or as the parameters of ours say. */
static struct engine_drawn *drawn_of(const struct exchange *x, const struct layer *const *layers, size_t n,
                                     struct err *err)
{
	struct engine_drawn *drawn = mem_array(x->ctx, struct engine_drawn, n);
	const char *style = ows_get(x, "STYLES");

	for (size_t i = 0; i < n; i++) {
		drawn[i].layer = layers[i];
		drawn[i].style = wms_style(x, layers[i], style != NULL ? style : "", "STYLES", err);
		if (drawn[i].style == NULL)
			return NULL;
	}
	return wms_read_thematic(drawn, n, x, err) ? drawn : NULL;
}

static void write_qml(const struct exchange *x, const struct thematic *t, struct out *out)
{
	xmlTextWriterPtr w = xml_writer(x->ctx, out);

	thematic_qml(t, x->lang, w);
	xmlTextWriterEndDocument(w);
}

static void write_maplibre(const struct exchange *x, const struct thematic *t, struct out *out)
{
	struct json w = json_writer(out);

	json_open_array(&w, NULL);
	thematic_maplibre(t, x->lang, t->attribute, NULL, &w);
	json_close_array(&w);
}

/* Forms other than SLD, of the first joined layer; false when FORMAT names none of them. */
static bool write_other(bool *ok, const struct exchange *x, const struct engine_drawn *drawn, size_t n,
                        struct out *out, struct err *err)
{
	static const struct {
		const char *type;
		void (*write)(const struct exchange *x, const struct thematic *t, struct out *out);
	} forms[] = { { "application/x-qgis-layer-settings", write_qml },
		      { "application/vnd.maplibre.layers+json", write_maplibre } };
	const char *format = ows_get(x, "FORMAT");
	const struct thematic *t = NULL;

	for (size_t i = 0; i < n && t == NULL; i++)
		t = drawn[i].thematic;
	for (size_t i = 0; format != NULL && i < sizeof forms / sizeof *forms; i++) {
		if (!text_same(forms[i].type, format))
			continue;
		*ok = t != NULL || err_set(err, x->ctx, ERR_FORMAT, "FORMAT",
			"styles of this layer are told as SLD only; %s is for joined layers",
			"les styles de cette couche ne sont donnés qu'en SLD ; %s est pour les couches jointes",
			format);
		if (*ok && !wms_unchanged(x, out, drawn, n, "styles")) {
			out_header(out, "Content-Type", forms[i].type);
			forms[i].write(x, t, out);
		}
		return true;
	}
	return false;
}

/* SLD 1.0.0 for WMS 1.1.1, 1.1.0 for 1.3.0; SLD_VER says otherwise. */
bool wms_getstyles(const struct exchange *x, struct out *out, struct err *err)
{
	const char *version = ows_get(x, "SLD_VER");
	const struct layer **layers;
	size_t n;
	bool ok;

	if (!read_named(x, &layers, &n, err))
		return false;
	if (version != NULL && strcmp(version, "1.0.0") != 0 && strcmp(version, "1.1.0") != 0)
		return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "SLD_VER", "SLD_VER expects 1.0.0 or 1.1.0",
		               "SLD_VER attend 1.0.0 ou 1.1.0");
	bool se = version != NULL ? strcmp(version, "1.1.0") == 0 : wms_version(x) == WMS_130;
	const struct engine_drawn *drawn = drawn_of(x, layers, n, err);
	if (drawn == NULL)
		return false;
	if (write_other(&ok, x, drawn, n, out, err))
		return ok;
	if (wms_unchanged(x, out, drawn, n, "styles"))
		return true;
	out_header(out, "Content-Type", "application/vnd.ogc.sld+xml; charset=UTF-8");
	xmlTextWriterPtr w = xml_writer(x->ctx, out);
	open_sld(w, se);
	for (size_t i = 0; i < n; i++)
		if (!write_layer(w, x, &drawn[i], se, err))
			return false;
	xmlTextWriterEndDocument(w);
	return true;
}

static const char *wfs_href(const struct exchange *x)
{
	const char *href = service_href(x, ows_path(x), NULL);
	return mem_printf(x->ctx, "%s%s", href, strchr(href, '?') != NULL ? "&" : "?");
}

static const char *type_name(const struct exchange *x, const struct layer *layer)
{
	return mem_printf(x->ctx, WFS_PREFIX ":%s", wfs_type_name(x->ctx, layer));
}

static void describe_111(xmlTextWriterPtr w, const struct exchange *x,
                         const struct layer *const *layers, size_t n)
{
	xmlTextWriterWriteDTD(w, X("WMS_DescribeLayerResponse"), NULL,
	                      X(SCHEMAS "/wms/1.1.1/WMS_DescribeLayerResponse.dtd"), NULL);
	xml_start(w, "WMS_DescribeLayerResponse");
	xml_attribute(w, "version", "1.1.1");
	for (size_t i = 0; i < n; i++) {
		bool features = layers[i]->geometry != GEOMETRY_RASTER;
		xml_start(w, "LayerDescription");
		xml_attribute(w, "name", layers[i]->name);
		if (features) {
			xml_attribute(w, "wfs", wfs_href(x));
			xml_attribute(w, "owsType", "WFS");
			xml_attribute(w, "owsURL", wfs_href(x));
			xml_start(w, "Query");
			xml_attribute(w, "typeName", type_name(x, layers[i]));
			xml_end(w);
		}
		xml_end(w);
	}
}

static void describe_130(xmlTextWriterPtr w, const struct exchange *x,
                         const struct layer *const *layers, size_t n)
{
	xml_start(w, "DescribeLayerResponse");
	xml_attribute(w, "xmlns", SLD_NS);
	xml_attribute(w, "xmlns:se", SE_NS);
	xml_attribute(w, "xmlns:ows", "http://www.opengis.net/ows");
	xml_attribute(w, "xmlns:" WFS_PREFIX, WFS_NS);
	xml_attribute(w, "xmlns:xlink", "http://www.w3.org/1999/xlink");
	xml_attribute(w, "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
	xml_attribute(w, "xsi:schemaLocation", SLD_NS " " SCHEMAS "/sld/1.1.0/DescribeLayer.xsd");
	xml_element(w, "Version", "1.1.0");
	for (size_t i = 0; i < n; i++) {
		xml_start(w, "LayerDescription");
		xml_element(w, "owsType", "wfs");
		xml_start(w, "se:OnlineResource");
		xml_attribute(w, "xlink:type", "simple");
		xml_attribute(w, "xlink:href", wfs_href(x));
		xml_end(w);
		xml_start(w, "TypeName");
		xml_element(w, "se:FeatureTypeName", type_name(x, layers[i]));
		xml_end(w);
		xml_end(w);
	}
}

/* 1.1.0's answer has no place for a layer without features. */
static bool without_rasters(const struct exchange *x, const struct layer **layers, size_t *n,
                            struct err *err)
{
	size_t kept = 0;

	for (size_t i = 0; i < *n; i++)
		if (layers[i]->geometry != GEOMETRY_RASTER)
			layers[kept++] = layers[i];
	*n = kept;
	return kept > 0 ||
	       err_set(err, x->ctx, ERR_NOT_SUPPORTED, "LAYERS", "these layers have no features to describe",
	               "ces couches n'ont pas d'objets à décrire");
}

bool wms_describelayer(const struct exchange *x, struct out *out, struct err *err)
{
	bool old = wms_version(x) == WMS_111;
	const struct layer **layers;
	size_t n;

	if (!read_named(x, &layers, &n, err) || (!old && !without_rasters(x, layers, &n, err)))
		return false;
	if (service_not_modified(x, out, "describe"))
		return true;
	out_header(out, "Content-Type", "text/xml; charset=UTF-8");
	xmlTextWriterPtr w = xml_writer(x->ctx, out);
	xmlTextWriterStartDocument(w, NULL, "UTF-8", NULL);
	if (old)
		describe_111(w, x, layers, n);
	else
		describe_130(w, x, layers, n);
	xmlTextWriterEndDocument(w);
	return true;
}
