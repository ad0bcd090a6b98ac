#include "map/mapfile.h"

#include <string.h>

#include "base/xml.h"
#include "map/engine_mapfile.h"
#include "service/exception.h"
#include "service/ows.h"

#define MOST_STEPS 4  /* collections/{id}/items/{id} */
#define ELEMENTS_PER_PREDICATE 6

/* Everything that may reach libmapserver; names that are not here are dropped. */
static const char *const allowed[] = {
	"SERVICE", "VERSION", "REQUEST", "LANGUAGE", "UPDATESEQUENCE", "ACCEPTVERSIONS", "SECTIONS",
	"LAYERS", "STYLES", "SRS", "CRS", "BBOX", "WIDTH", "HEIGHT", "FORMAT", "TRANSPARENT", "BGCOLOR",
	"EXCEPTIONS", "TIME", "ELEVATION", "QUERY_LAYERS", "INFO_FORMAT", "FEATURE_COUNT", "I", "J", "X",
	"Y", "LAYER", "STYLE", "RULE", "SCALE", "SLD_VERSION", "TYPENAME", "TYPENAMES", "MAXFEATURES",
	"COUNT", "STARTINDEX", "RESULTTYPE", "OUTPUTFORMAT", "SRSNAME", "FILTER", "FEATUREID",
	"RESOURCEID", "PROPERTYNAME", "SORTBY", "VALUEREFERENCE", "STOREDQUERY_ID", "ID",
};

static const char *const api_allowed[] = { "f", "limit", "offset", "bbox" };

static bool claims(const struct exchange *x)
{
	return strncmp(x->request->path, "/map/", 5) == 0;
}

static bool none(const struct exchange *x, struct err *err)
{
	return err_set(err, x->ctx, ERR_NOT_FOUND, NULL, "there is no map of this name",
	               "aucune carte ne porte ce nom");
}

static size_t count_elements(const xmlNode *node)
{
	size_t n = 1;

	for (const xmlNode *c = xml_first(node); c != NULL; c = xml_next(c))
		n += count_elements(c);
	return n;
}

/* A document of the client within the limits of a filter, written anew; NULL when it is refused. */
static const char *rewrite(const struct exchange *x, struct span text, const char *locator,
                           struct err *err)
{
	const struct conf *c = x->conf;
	xmlDocPtr doc = xml_parse(x->ctx, text, (size_t)c->max_filter_bytes,
	                          (int)c->max_filter_depth * 2, locator, err);

	if (doc == NULL)
		return NULL;
	const xmlNode *root = xmlDocGetRootElement(doc);
	if (count_elements(root) > (size_t)c->max_predicates * ELEMENTS_PER_PREDICATE) {
		err_set(err, x->ctx, ERR_TOO_LARGE, locator,
		        "the document has more than %lld elements",
		        "le document a plus de %lld éléments",
		        (long long)c->max_predicates * ELEMENTS_PER_PREDICATE);
		return NULL;
	}
	return xml_serialize(x->ctx, root);
}

static bool check_size(const struct exchange *x, struct err *err)
{
	int64_t width, height, count;

	if (!ows_get_int(x, "WIDTH", 1, x->conf->max_pixels, 1, &width, err) ||
	    !ows_get_int(x, "HEIGHT", 1, x->conf->max_pixels, 1, &height, err) ||
	    !ows_get_int(x, "FEATURE_COUNT", 1, x->conf->max_features, 1, &count, err))
		return false;
	if (width * height > x->conf->max_pixels)
		return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "WIDTH",
		               "a map has at most %lld pixels", "une carte a au plus %lld pixels",
		               (long long)x->conf->max_pixels);
	return true;
}

static bool take(const struct exchange *x, struct engine_mapfile *m, const char *const *names,
                 size_t n, struct err *err)
{
	struct engine_parameter *p = mem_array(x->ctx, struct engine_parameter, n);
	bool legend = ows_get(x, "REQUEST") != NULL && text_same(ows_get(x, "REQUEST"), "GetLegendGraphic");

	for (size_t i = 0; i < n; i++) {
		const char *value = kvp_get(&x->request->query, names[i]);
		/* GHSA-4mwc-qc95-5959: a box in GetLegendGraphic overflows in libmapserver 8.0 */
		if (value == NULL || (legend && text_same(names[i], "BBOX")))
			continue;
		if (text_same(names[i], "FILTER"))
			value = rewrite(x, (struct span){ value, strlen(value) }, "FILTER", err);
		if (value == NULL)
			return false;
		p[m->n_parameters++] = (struct engine_parameter){ names[i], value };
	}
	m->parameters = p;
	return true;
}

static bool serve_ows(const struct exchange *x, struct engine_mapfile *m, struct out *out,
                      struct err *err)
{
	const struct request *r = x->request;
	const char *service = ows_get(x, "SERVICE");

	if (r->method == METHOD_POST && r->body.n > 0 &&
	    strcmp(r->content_type, "application/x-www-form-urlencoded") != 0) {
		m->document = rewrite(x, r->body, NULL, err);
		if (m->document == NULL)
			return false;
		if (strstr(m->document, "service=\"WFS\"") == NULL)
			return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "service",
			               "a posted document needs service=\"WFS\" on its root",
			               "un document envoyé doit porter service=\"WFS\" à sa racine");
	} else if (service == NULL) {
		return ows_need(x, "SERVICE", err) != NULL;
	} else if (!text_same(service, "WMS") && !text_same(service, "WFS")) {
		return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "SERVICE",
		               "a map has these services: WMS, WFS",
		               "une carte a ces services : WMS, WFS");
	}
	return check_size(x, err) && take(x, m, allowed, sizeof allowed / sizeof *allowed, err) &&
	       engine_mapfile(x->engine, x, m, out, err);
}

static bool serve_api(const struct exchange *x, struct engine_mapfile *m, struct out *out,
                      struct err *err)
{
	struct engine_parameter *p = mem_array(x->ctx, struct engine_parameter, 5);
	static const char *const numbers[] = { "limit", "offset" };
	int64_t number;

	for (size_t i = 0; i < 2; i++)
		if (!ows_get_int(x, numbers[i], 0, INT32_MAX, 0, &number, err))
			return false;
	if (!take(x, m, api_allowed, sizeof api_allowed / sizeof *api_allowed, err))
		return false;
	if (ows_get(x, "f") == NULL) {
		memcpy(p, m->parameters, m->n_parameters * sizeof *p);
		p[m->n_parameters++] = (struct engine_parameter){ "f", "json" };
		m->parameters = p;
	}
	return engine_mapfile(x->engine, x, m, out, err);
}

static bool serve(const struct exchange *x, struct out *out, struct err *err)
{
	size_t n;
	char **steps = text_split(x->ctx, x->request->path + 5, '/', MOST_STEPS + 2, &n);

	if (steps != NULL && n > 1 && *steps[n - 1] == '\0')
		n--;
	if (steps == NULL || n == 0 || !text_is_name(steps[0]) || view_mapfile(x->view, steps[0]) == NULL)
		return none(x, err);
	bool api = n > 1 && strcmp(steps[1], "ogcapi") == 0;
	if (n > 1 && !api)
		return none(x, err);
	const char *href = service_href(x, mem_printf(x->ctx, "/map/%s%s", steps[0], api ? "/ogcapi" : ""),
	                                NULL);
	struct engine_mapfile m = {
		.name = steps[0],
		.path = mem_printf(x->ctx, "%s/mapfiles/%s.map", x->conf->workspace, steps[0]),
		.api = api ? (const char *const *)steps + 2 : NULL,
		.n_api = api ? n - 2 : 0,
		.online_resource = api ? href : mem_printf(x->ctx, "%s%c", href, strchr(href, '?') ? '&' : '?'),
	};
	out_header(out, "Cache-Control", "max-age=0, must-revalidate");
	return api ? serve_api(x, &m, out, err) : serve_ows(x, &m, out, err);
}

static void refuse(const struct exchange *x, const struct err *err, struct out *out)
{
	const char *service = ows_get(x, "SERVICE"), *version = ows_get(x, "VERSION");
	enum dialect d = DIALECT_OWS_110;

	if (strstr(x->request->path, "/ogcapi") != NULL)
		d = DIALECT_PROBLEM;
	else if (service != NULL && text_same(service, "WMS"))
		d = version != NULL && text_starts(version, "1.1") ? DIALECT_WMS_111 : DIALECT_WMS_130;
	else if (version != NULL && text_starts(version, "1.0"))
		d = DIALECT_WFS_100;
	else if (version != NULL && text_starts(version, "1.1"))
		d = DIALECT_OWS_100;
	exception_draw(x, d, err, out);
}

static const char *operation(const struct exchange *x)
{
	return ows_get(x, "REQUEST");
}

const struct service mapfile_service = {
	.name = "mapfile", .claims = claims, .serve = serve, .refuse = refuse, .operation = operation,
};
