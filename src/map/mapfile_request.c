#include "map/mapfile_request.h"

#include <math.h>
#include <string.h>

#include "base/xml.h"
#include "map/wfs_request.h"
#include "service/ows.h"

#define ELEMENTS_PER_PREDICATE 6
#define NAMES_MOST 500

/* How a value is looked at before libmapserver gets it. */
enum look {
	LOOK_TEXT,      /* it is only compared */
	LOOK_LIST,      /* as many layers as a request may have */
	LOOK_PLAIN,     /* it becomes part of an expression: no quotes, no brackets */
	LOOK_IDS,       /* the same, as many as a request may have */
	LOOK_WHOLE,     /* from 0 */
	LOOK_PIXELS,    /* from 1 */
	LOOK_NUMBER,
	LOOK_BOX,       /* four numbers, and a plain rest */
	LOOK_FILTER,    /* XML */
};

struct parameter {
	const char *name;
	enum look look;
};

/* clang-format off */
static const struct parameter wms_parameters[] = {
	{ "VERSION", LOOK_TEXT }, { "REQUEST", LOOK_TEXT }, { "LANGUAGE", LOOK_PLAIN },
	{ "UPDATESEQUENCE", LOOK_TEXT }, { "LAYERS", LOOK_LIST }, { "STYLES", LOOK_LIST },
	{ "SRS", LOOK_PLAIN }, { "CRS", LOOK_PLAIN }, { "BBOX", LOOK_BOX }, { "WIDTH", LOOK_PIXELS },
	{ "HEIGHT", LOOK_PIXELS }, { "FORMAT", LOOK_TEXT }, { "TRANSPARENT", LOOK_TEXT },
	{ "BGCOLOR", LOOK_PLAIN }, { "EXCEPTIONS", LOOK_TEXT }, { "TIME", LOOK_PLAIN },
	{ "ELEVATION", LOOK_PLAIN }, { "QUERY_LAYERS", LOOK_LIST }, { "INFO_FORMAT", LOOK_TEXT },
	{ "FEATURE_COUNT", LOOK_WHOLE }, { "I", LOOK_WHOLE }, { "J", LOOK_WHOLE }, { "X", LOOK_WHOLE },
	{ "Y", LOOK_WHOLE }, { "LAYER", LOOK_LIST }, { "STYLE", LOOK_TEXT }, { "RULE", LOOK_TEXT },
	{ "SCALE", LOOK_NUMBER }, { "SLD_VERSION", LOOK_PLAIN }, { 0 }
};
static const struct parameter wfs_parameters[] = {
	{ "VERSION", LOOK_TEXT }, { "REQUEST", LOOK_TEXT }, { "LANGUAGE", LOOK_PLAIN },
	{ "UPDATESEQUENCE", LOOK_TEXT }, { "ACCEPTVERSIONS", LOOK_TEXT }, { "SECTIONS", LOOK_TEXT },
	{ "TYPENAME", LOOK_LIST }, { "TYPENAMES", LOOK_LIST }, { "MAXFEATURES", LOOK_WHOLE },
	{ "COUNT", LOOK_WHOLE }, { "STARTINDEX", LOOK_WHOLE }, { "RESULTTYPE", LOOK_TEXT },
	{ "OUTPUTFORMAT", LOOK_TEXT }, { "SRSNAME", LOOK_PLAIN }, { "BBOX", LOOK_BOX },
	{ "FILTER", LOOK_FILTER }, { "FEATUREID", LOOK_IDS }, { "RESOURCEID", LOOK_IDS },
	{ "PROPERTYNAME", LOOK_PLAIN }, { "SORTBY", LOOK_PLAIN }, { "VALUEREFERENCE", LOOK_PLAIN },
	{ "STOREDQUERY_ID", LOOK_PLAIN }, { "ID", LOOK_PLAIN }, { "NAMESPACES", LOOK_PLAIN }, { 0 }
};
static const struct parameter api_parameters[] = {
	{ "f", LOOK_TEXT }, { "limit", LOOK_PIXELS }, { "offset", LOOK_WHOLE }, { "bbox", LOOK_BOX }, { 0 }
};
static const char *const wms_operations[] = {
	"GetCapabilities", "GetMap", "GetFeatureInfo", "GetLegendGraphic", "DescribeLayer", "GetStyles", NULL
};
static const char *const wfs_operations[] = {
	"GetCapabilities", "DescribeFeatureType", "GetFeature", "GetPropertyValue", "ListStoredQueries",
	"DescribeStoredQueries", NULL
};
/* clang-format on */

static const struct ows {
	const char *name;
	const char *const *operations;
	const struct parameter *parameters;
} services[] = {
	{ "WMS", wms_operations, wms_parameters },
	{ "WFS", wfs_operations, wfs_parameters },
};

static bool has_operation(const struct ows *s, const char *name)
{
	for (size_t i = 0; s->operations[i] != NULL; i++)
		if (text_same(s->operations[i], name))
			return true;
	return false;
}

/* Of what comes as parameters. NULL: none of them, or it is not said. */
static const struct ows *service_of(const struct exchange *x)
{
	const char *service = ows_get(x, "SERVICE"), *request = ows_get(x, "REQUEST");

	for (size_t i = 0; i < sizeof services / sizeof *services; i++)
		if (service != NULL ? text_same(service, services[i].name)
		    : request != NULL && !text_same(request, "GetCapabilities") &&
		      has_operation(&services[i], request))
			return &services[i];
	return NULL;
}

bool mapfile_is_wms(const struct exchange *x)
{
	return !wfs_posted(x) && service_of(x) == &services[0];
}

static bool plain(const char *value)
{
	return strpbrk(value, "\"'`\\[]{}<>") == NULL;
}

static bool check_plain(const struct exchange *x, const char *name, const char *value,
                        struct err *err)
{
	return plain(value) ||
	       err_set(err, x->ctx, ERR_INVALID_PARAMETER, name,
	               "the value of %s holds a quote or a bracket, which is not accepted here",
	               "la valeur de %s contient un guillemet ou un crochet, ce qui n'est pas accepté ici",
	               name);
}

static bool check_many(const struct exchange *x, const char *name, const char *value, int64_t most,
                       struct err *err)
{
	size_t n;

	return text_split(x->ctx, value, ',', (size_t)most, &n) != NULL ||
	       err_set(err, x->ctx, ERR_TOO_LARGE, name, "%s has more than %lld entries",
	               "%s a plus de %lld entrées", name, (long long)most);
}

static bool check_box(const struct exchange *x, const char *name, const char *value, struct err *err)
{
	double v[4];
	size_t n;
	char **pieces = text_split(x->ctx, value, ',', 5, &n);
	bool good = pieces != NULL && n >= 4;

	for (size_t i = 0; good && i < 4; i++)
		good = text_double(pieces[i] + strspn(pieces[i], " "), &v[i]) && fabs(v[i]) < 1e12;
	return (good && plain(value)) ||
	       err_set(err, x->ctx, ERR_INVALID_PARAMETER, name,
	               "%s expects four numbers with commas between",
	               "%s attend quatre nombres séparés par des virgules", name);
}

/* Names and identifiers inside of a document become parts of expressions, too; literals do not. */
static bool check_element(const struct exchange *x, const xmlNode *node, const char *locator,
                          struct err *err)
{
	static const char *const names[] = { "PropertyName", "ValueReference", "SortProperty" };
	static const char *const attributes[] = { "fid", "rid", "id", "srsName", "typeName", "typeNames",
	                                          "valueReference" };
	static const char *const characters[] = { "wildCard", "singleChar", "escape", "escapeChar" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (xml_is(node, names[i]) &&
		    !check_plain(x, (const char *)node->name, xml_content(x->ctx, node), err))
			return false;
	for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
		const char *value = xml_get(x->ctx, node, attributes[i]);
		if (value != NULL && !check_plain(x, attributes[i], value, err))
			return false;
	}
	for (size_t i = 0; i < sizeof characters / sizeof *characters; i++) {
		const char *value = xml_get(x->ctx, node, characters[i]);
		if (value != NULL && strlen(value) != 1)
			return err_set(err, x->ctx, ERR_INVALID_PARAMETER, locator,
			               "wildCard, singleChar and escapeChar are one character of ASCII each",
			               "wildCard, singleChar et escapeChar sont chacun un caractère ASCII");
	}
	return true;
}

static bool check_tree(const struct exchange *x, const xmlNode *node, const char *locator,
                       int64_t *left, struct err *err)
{
	if (--*left < 0)
		return err_set(err, x->ctx, ERR_TOO_LARGE, locator,
		               "the document has more than %lld elements",
		               "le document a plus de %lld éléments",
		               (long long)x->conf->max_predicates * ELEMENTS_PER_PREDICATE);
	if (!check_element(x, node, locator, err))
		return false;
	for (const xmlNode *c = xml_first(node); c != NULL; c = xml_next(c))
		if (!check_tree(x, c, locator, left, err))
			return false;
	return true;
}

/* A document of the client within the limits of a filter; NULL when it is refused. */
static const xmlNode *read_document(const struct exchange *x, struct span text, const char *locator,
                                    struct err *err)
{
	const struct conf *c = x->conf;
	int64_t left = c->max_predicates * ELEMENTS_PER_PREDICATE;
	xmlDocPtr doc = xml_parse(x->ctx, text, (size_t)c->max_filter_bytes,
	                          (int)c->max_filter_depth * 2, locator, err);
	const xmlNode *root = doc != NULL ? xmlDocGetRootElement(doc) : NULL;

	return root != NULL && check_tree(x, root, locator, &left, err) ? root : NULL;
}

static bool check(const struct exchange *x, const struct parameter *p, const char **value,
                  struct err *err)
{
	const struct conf *c = x->conf;
	const xmlNode *filter;
	int64_t whole;
	double number;

	switch (p->look) {
	case LOOK_TEXT:
		return true;
	case LOOK_LIST:
		return check_many(x, p->name, *value, c->max_layers, err);
	case LOOK_PLAIN:
		return check_plain(x, p->name, *value, err) && check_many(x, p->name, *value, NAMES_MOST, err);
	case LOOK_IDS:
		return check_plain(x, p->name, *value, err) && check_many(x, p->name, *value, c->max_ids, err);
	case LOOK_WHOLE:
	case LOOK_PIXELS:
		return ows_get_int(x, p->name, p->look == LOOK_PIXELS, INT32_MAX, 0, &whole, err);
	case LOOK_NUMBER:
		return text_double(*value, &number) ||
		       err_set(err, x->ctx, ERR_INVALID_PARAMETER, p->name, "%s expects a number",
		               "%s attend un nombre", p->name);
	case LOOK_BOX:
		return check_box(x, p->name, *value, err);
	case LOOK_FILTER:
		filter = read_document(x, (struct span){ *value, strlen(*value) }, p->name, err);
		*value = filter != NULL ? xml_serialize(x->ctx, filter) : NULL;
		return filter != NULL;
	}
	return false;
}

static bool take(struct engine_mapfile *m, const struct exchange *x, struct engine_parameter *to,
                 const struct parameter *parameters, struct err *err)
{
	const char *request = ows_get(x, "REQUEST");
	bool legend = request != NULL && text_same(request, "GetLegendGraphic");

	for (const struct parameter *p = parameters; p->name != NULL; p++) {
		const char *value = kvp_get(&x->request->query, p->name);
		/* GHSA-4mwc-qc95-5959: a box in GetLegendGraphic overflows in libmapserver 8.0 */
		if (value == NULL || (legend && p->look == LOOK_BOX))
			continue;
		/* an empty one is as good as none, but to a list of styles */
		if (*value != '\0' && !check(x, p, &value, err))
			return false;
		to[m->n_parameters++] = (struct engine_parameter){ p->name, value };
	}
	m->parameters = to;
	return true;
}

static bool check_pixels(const struct exchange *x, struct err *err)
{
	int64_t width, height, most = x->conf->max_pixels;

	return (ows_get_int(x, "WIDTH", 1, INT32_MAX, 1, &width, err) &&
	        ows_get_int(x, "HEIGHT", 1, INT32_MAX, 1, &height, err)) &&
	       (width * height <= most ||
	        err_set(err, x->ctx, ERR_TOO_LARGE, "WIDTH",
	                "%lld x %lld pixels are over the limit of %lld",
	                "%lld x %lld pixels dépassent la limite de %lld", (long long)width,
	                (long long)height, (long long)most));
}

/* libmapserver takes the first attribute of that name, of any namespace, and so does this. */
static bool read_posted(struct engine_mapfile *m, const struct exchange *x, struct err *err)
{
	const xmlNode *root = read_document(x, x->request->body, NULL, err);
	const char *service = root != NULL ? xml_get(x->ctx, root, "service") : NULL;

	if (root == NULL)
		return false;
	if (service == NULL || strcmp(service, "WFS") != 0)
		return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "service",
		               "a posted document needs service=\"WFS\" on its root",
		               "un document envoyé doit porter service=\"WFS\" à sa racine");
	if (!has_operation(&services[1], (const char *)root->name))
		return err_set(err, x->ctx, ERR_NOT_SUPPORTED, "REQUEST",
		               "the WFS of a map has no operation %s", "le WFS d'une carte n'a pas d'opération %s",
		               (const char *)root->name);
	m->document = xml_serialize(x->ctx, root);
	return true;
}

bool mapfile_read_ows(struct engine_mapfile *m, const struct exchange *x, struct err *err)
{
	if (wfs_posted(x))
		return read_posted(m, x, err);
	const struct ows *s = service_of(x);
	if (s == NULL && ows_get(x, "SERVICE") == NULL)
		return ows_need(x, "SERVICE", err) != NULL;
	if (s == NULL)
		return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "SERVICE",
		               "a map has these services: WMS, WFS", "une carte a ces services : WMS, WFS");
	const char *request = ows_need(x, "REQUEST", err);
	if (request == NULL || !check_pixels(x, err))
		return false;
	if (!has_operation(s, request))
		return err_set(err, x->ctx, ERR_NOT_SUPPORTED, "REQUEST",
		               "the %s of a map has no operation \"%s\"",
		               "le %s d'une carte n'a pas d'opération « %s »", s->name, request);
	struct engine_parameter *to = mem_array(x->ctx, struct engine_parameter, KVP_MAX_PAIRS);
	to[m->n_parameters++] = (struct engine_parameter){ "SERVICE", s->name };
	return take(m, x, to, s->parameters, err);
}

static bool check_known(const struct exchange *x, struct err *err)
{
	const struct kvp *query = &x->request->query;

	for (size_t i = 0; i < query->n; i++) {
		const char *name = query->pair[i].name;
		const struct parameter *p = api_parameters;
		while (p->name != NULL && strcmp(p->name, name) != 0)
			p++;
		if (p->name == NULL && !text_same(name, "key") && !text_same(name, "lang"))
			return err_set(err, x->ctx, ERR_INVALID_PARAMETER, name,
			               "there is no such parameter here: there are f, limit, offset and bbox",
			               "il n'y a pas de tel paramètre ici : il y a f, limit, offset et bbox");
	}
	return true;
}

bool mapfile_read_api(struct engine_mapfile *m, const struct exchange *x, struct err *err)
{
	struct engine_parameter *to = mem_array(x->ctx, struct engine_parameter, KVP_MAX_PAIRS);
	const char *format = ows_get(x, "f");
	int64_t limit;

	if (x->request->method == METHOD_POST)
		return err_set(err, x->ctx, ERR_METHOD, NULL, "the OGC API of a map answers GET and HEAD",
		               "l'OGC API d'une carte répond à GET et HEAD");
	if (!check_known(x, err) || !take(m, x, to, api_parameters, err))
		return false;
	if (format == NULL)
		to[m->n_parameters++] = (struct engine_parameter){ "f", "json" };
	else if (strcmp(format, "json") != 0 && strcmp(format, "html") != 0)
		return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "f", "f is json or html",
		               "f vaut json ou html");
	ows_get_int(x, "limit", 1, INT32_MAX, 1, &limit, err);
	for (size_t i = 0; i < m->n_parameters; i++)
		if (strcmp(to[i].name, "limit") == 0 && limit > x->conf->max_features)
			to[i].value = mem_printf(x->ctx, "%lld", (long long)x->conf->max_features);
	return true;
}
