#include "map/wms_request.h"

#include <math.h>
#include <string.h>

#include "base/digest.h"
#include "map/crs.h"
#include "map/sld.h"
#include "map/wms_thematic.h"
#include "service/ows.h"

#define MOST_SIDE 16384

const char *wms_version_text(enum wms_version version)
{
	return version == WMS_111 ? "1.1.1" : "1.3.0";
}

enum wms_version wms_version(const struct exchange *x)
{
	const char *version = ows_get(x, "VERSION");

	version = version != NULL ? version : ows_get(x, "WMTVER");
	if (version == NULL)
		return ows_get(x, "SRS") != NULL && ows_get(x, "CRS") == NULL ? WMS_111 : WMS_130;
	return text_starts(version, "1.0") || text_starts(version, "1.1") ? WMS_111 : WMS_130;
}

/* Appends the layers that one name means. */
static bool add_named(struct engine_drawn *drawn, size_t *n, const struct exchange *x,
                      const char *name, const char *style, struct err *err)
{
	const struct layer *const *layers;
	size_t found;

	if (!wms_find(x, name, "LAYERS", &layers, &found, err))
		return false;
	if (*n + found > (size_t)x->conf->max_layers)
		return err_set(err, x->ctx, ERR_TOO_LARGE, "LAYERS",
		               "a map has at most %lld layers", "une carte a au plus %lld couches",
		               (long long)x->conf->max_layers);
	for (size_t i = 0; i < found; i++) {
		struct engine_drawn *d = &drawn[(*n)++];
		d->layer = layers[i];
		d->style = wms_style(x, layers[i], style, "STYLES", err);
		if (d->style == NULL)
			return false;
	}
	return true;
}

static char **split(const struct exchange *x, const char *name, const char *value, size_t *n,
                    struct err *err)
{
	size_t most = (size_t)x->conf->max_layers;
	char **pieces = text_split(x->ctx, value, ',', most, n);

	if (pieces == NULL)
		err_set(err, x->ctx, ERR_TOO_LARGE, name, "%s has more than the %lld layers of the limit",
		        "%s a plus que les %lld couches de la limite", name, (long long)most);
	return pieces;
}

static bool read_layers(struct wms_map *m, const struct exchange *x, struct err *err)
{
	const char *layers = ows_need(x, "LAYERS", err), *styles = ows_get(x, "STYLES");
	struct engine_drawn *drawn = mem_array(x->ctx, struct engine_drawn, (size_t)x->conf->max_layers);
	size_t n_names, n_styles = 0;

	if (layers == NULL)
		return false;
	char **names = split(x, "LAYERS", layers, &n_names, err);
	char **chosen = names != NULL ? split(x, "STYLES", styles != NULL ? styles : "", &n_styles, err) : NULL;
	if (chosen == NULL)
		return false;
	if (n_styles != 0 && n_styles != n_names)
		return err_set(err, x->ctx, ERR_STYLE, "STYLES",
		               "STYLES expects one style per layer (%zu), or nothing, not %zu",
		               "STYLES attend un style par couche (%zu), ou rien, et non %zu", n_names, n_styles);
	for (size_t i = 0; i < n_names; i++)
		if (!add_named(drawn, &m->map.n_layers, x, names[i], n_styles > 0 ? chosen[i] : "", err))
			return false;
	m->map.layers = drawn;
	return true;
}

static bool add_styled(struct engine_drawn *drawn, size_t *n, const struct exchange *x,
                       const struct sld_layer *styled, const char *digest, struct err *err)
{
	size_t before = *n;

	if (!add_named(drawn, n, x, styled->name, styled->style.name, err))
		return false;
	for (size_t i = before; i < *n && styled->style.n_features > 0; i++) {
		drawn[i].sld = &styled->style;
		drawn[i].sld_digest = digest;
		if (!sld_check(x->ctx, &styled->style, drawn[i].layer, "SLD_BODY", err))
			return false;
	}
	return true;
}

/* With LAYERS the document is a store of styles: each layer takes the one of its name, where there is one.
   Without, it says what to draw. */
static bool read_sld_body(struct wms_map *m, const struct exchange *x, const char *body,
                          struct err *err)
{
	struct span text = { body, strlen(body) };
	const struct sld *sld = sld_parse(x->ctx, x->conf, text, "SLD_BODY", err);
	struct engine_drawn *drawn = mem_array(x->ctx, struct engine_drawn, (size_t)x->conf->max_layers);
	char digest[DIGEST_TEXT];
	size_t n = 0;

	if (sld == NULL)
		return false;
	digest_of(body, digest);
	for (size_t i = 0; i < sld->n_layers; i++)
		if (!add_styled(drawn, &n, x, &sld->layers[i], mem_printf(x->ctx, "%s %zu", digest, i), err))
			return false;
	if (ows_get(x, "LAYERS") == NULL) {
		m->map.layers = drawn;
		m->map.n_layers = n;
		return true;
	}
	if (!read_layers(m, x, err))
		return false;
	struct engine_drawn *styled = mem_array(x->ctx, struct engine_drawn, m->map.n_layers);
	for (size_t i = 0; i < m->map.n_layers; i++) {
		styled[i] = m->map.layers[i];
		for (size_t k = 0; k < n; k++)
			if (strcmp(drawn[k].layer->name, styled[i].layer->name) == 0)
				styled[i] = drawn[k];
	}
	m->map.layers = styled;
	return true;
}

static bool refuse_address(const struct exchange *x, struct err *err)
{
	return ows_get(x, "SLD") == NULL ||
	       err_set(err, x->ctx, ERR_NOT_SUPPORTED, "SLD",
	               "SLD (a document at an address) is not accepted, as this server fetches nothing; "
	               "send the document itself as SLD_BODY",
	               "SLD (un document à une adresse) n'est pas accepté, car ce serveur ne va rien "
	               "chercher ; envoyez le document lui-même dans SLD_BODY");
}

bool wms_own_style(const struct sld_style **style, const struct exchange *x, const char *name,
                   struct err *err)
{
	const char *body = ows_get(x, "SLD_BODY");
	struct span text = { body, body != NULL ? strlen(body) : 0 };
	const struct sld *sld = NULL;

	*style = NULL;
	if (!refuse_address(x, err))
		return false;
	if (body != NULL && (sld = sld_parse(x->ctx, x->conf, text, "SLD_BODY", err)) == NULL)
		return false;
	for (size_t i = 0; sld != NULL && i < sld->n_layers; i++)
		if (strcmp(sld->layers[i].name, name) == 0 && sld->layers[i].style.n_features > 0)
			*style = &sld->layers[i].style;
	return true;
}

static bool read_drawn(struct wms_map *m, const struct exchange *x, struct err *err)
{
	const char *body = ows_get(x, "SLD_BODY");

	if (!refuse_address(x, err))
		return false;
	return body != NULL ? read_sld_body(m, x, body, err) : read_layers(m, x, err);
}

static bool own_system(const struct wms_map *m, int code)
{
	for (size_t i = 0; i < m->map.n_layers; i++)
		if (m->map.layers[i].layer->srs != code)
			return false;
	return m->map.n_layers > 0;
}

static bool read_crs(struct wms_map *m, const struct exchange *x, struct err *err)
{
	const char *parameter = m->version == WMS_130 ? "CRS" : "SRS";
	struct crs_name name;

	m->crs = ows_get(x, parameter);
	if (m->crs == NULL)
		m->crs = ows_get(x, m->version == WMS_130 ? "SRS" : "CRS");
	if (m->crs == NULL)
		return ows_need(x, parameter, err) != NULL;
	if (!crs_parse(&name, m->crs) || (crs_find(name.code) == NULL && !own_system(m, name.code)))
		return err_set(err, x->ctx, ERR_CRS, parameter,
		               "the coordinate system %s is not among those that all these layers list",
		               "le système de coordonnées %s n'est pas parmi ceux que ces couches listent toutes",
		               m->crs);
	m->map.srs = name.code;
	m->longitude_first = m->version == WMS_111 || name.longitude_first ||
	                     !engine_axis_inverted(name.code);
	return true;
}

static bool read_bbox(struct wms_map *m, const struct exchange *x, struct err *err)
{
	const char *text = ows_need(x, "BBOX", err);
	double v[4];
	size_t n = 0;

	if (text == NULL)
		return false;
	char **pieces = text_split(x->ctx, text, ',', 4, &n);
	bool numbers = pieces != NULL && n == 4;
	for (size_t i = 0; numbers && i < 4; i++)
		numbers = text_double(pieces[i], &v[i]) && fabs(v[i]) < 1e12;
	if (!numbers)
		return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "BBOX",
		               "BBOX expects four numbers, minx,miny,maxx,maxy",
		               "BBOX attend quatre nombres, minx,miny,maxx,maxy");
	if (v[0] >= v[2] || v[1] >= v[3])
		return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "BBOX",
		               "in BBOX the first two numbers must be less than the last two",
		               "dans BBOX les deux premiers nombres doivent être inférieurs aux deux derniers");
	m->map.bbox = m->longitude_first ? (struct bbox){ v[0], v[1], v[2], v[3] }
	                                 : (struct bbox){ v[1], v[0], v[3], v[2] };
	return true;
}

static bool read_size(struct wms_map *m, const struct exchange *x, struct err *err)
{
	int64_t width, height, most = x->conf->max_pixels;

	if (ows_need(x, "WIDTH", err) == NULL || ows_need(x, "HEIGHT", err) == NULL ||
	    !ows_get_int(x, "WIDTH", 1, MOST_SIDE, 0, &width, err) ||
	    !ows_get_int(x, "HEIGHT", 1, MOST_SIDE, 0, &height, err))
		return false;
	if (width * height > most)
		return err_set(err, x->ctx, ERR_TOO_LARGE, "WIDTH",
		               "%lld x %lld pixels are over the limit of %lld", "%lld x %lld pixels dépassent "
		               "la limite de %lld", (long long)width, (long long)height, (long long)most);
	m->map.width = (int)width;
	m->map.height = (int)height;
	return true;
}

static bool read_filters(struct wms_map *m, const struct exchange *x, struct err *err)
{
	struct engine_drawn *drawn = mem_array(x->ctx, struct engine_drawn, m->map.n_layers);

	for (size_t i = 0; i < m->map.n_layers; i++) {
		drawn[i] = m->map.layers[i];
		if (!wms_read_dimensions(&drawn[i], x, err))
			return false;
	}
	m->map.layers = drawn;
	return wms_read_thematic(drawn, m->map.n_layers, x, err);
}

bool wms_read_map(struct wms_map *m, const struct exchange *x, struct err *err)
{
	*m = (struct wms_map){ .version = wms_version(x) };
	return read_drawn(m, x, err) && read_crs(m, x, err) && read_bbox(m, x, err) &&
	       read_size(m, x, err) && read_filters(m, x, err);
}

bool wms_current(const struct exchange *x, struct out *out, const struct engine_map *map,
                 const char *version)
{
	for (size_t i = 0; i < map->n_layers; i++) {
		if (map->layers[i].layer->source.referenced) {
			out_header(out, "Cache-Control", "no-cache");
			return false;
		}
	}
	return wms_unchanged(x, out, map->layers, map->n_layers, version);
}
