#include "map/wfs_request.h"

#include <string.h>

#include "service/ows.h"

static const char *const operations[WFS_OPERATIONS] = {
	[WFS_GET_CAPABILITIES] = "GetCapabilities",
	[WFS_DESCRIBE_FEATURE_TYPE] = "DescribeFeatureType",
	[WFS_GET_FEATURE] = "GetFeature",
	[WFS_GET_PROPERTY_VALUE] = "GetPropertyValue",
	[WFS_LIST_STORED_QUERIES] = "ListStoredQueries",
	[WFS_DESCRIBE_STORED_QUERIES] = "DescribeStoredQueries",
};

/* Of WFS, but not of this service. */
static const char *const others[] = {
	"Transaction", "LockFeature", "GetFeatureWithLock", "GetGmlObject", "CreateStoredQuery",
	"DropStoredQuery",
};

const char *wfs_operation_name(enum wfs_operation operation)
{
	return operations[operation];
}

static const char *known_operation(const char *name)
{
	for (size_t i = 0; i < WFS_OPERATIONS; i++)
		if (text_same(operations[i], name))
			return operations[i];
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (text_same(others[i], name))
			return others[i];
	return NULL;
}

bool wfs_operation_find(enum wfs_operation *operation, const void *ctx, const char *name,
                        enum wfs_version version, struct err *err)
{
	const char *known = known_operation(name);
	size_t i = 0;

	while (i < WFS_OPERATIONS && operations[i] != known)
		i++;
	if (known == NULL)
		return err_set(err, ctx, ERR_NOT_SUPPORTED, "REQUEST",
		               "WFS has no operation \"%s\": GetCapabilities lists those there are",
		               "le WFS n'a pas d'opération « %s » : GetCapabilities donne la liste", name);
	if (i == WFS_OPERATIONS)
		return err_set(err, ctx, ERR_NOT_SUPPORTED, known,
		               "%s is not an operation of this service, which only reads features",
		               "%s n'est pas une opération de ce service, qui ne fait que lire des objets",
		               known);
	*operation = (enum wfs_operation)i;
	if (version != WFS_200 && *operation >= WFS_GET_PROPERTY_VALUE)
		return err_set(err, ctx, ERR_NOT_SUPPORTED, known, "%s exists in version 2.0.0 only",
		               "%s n'existe que dans la version 2.0.0", known);
	return true;
}

bool wfs_negotiate(enum wfs_version *version, const void *ctx, const char *accepted, struct err *err)
{
	size_t n;
	char **list = text_split(ctx, accepted, ',', 20, &n);

	for (size_t i = 0; list != NULL && i < n; i++)
		if (wfs_version_parse(version, list[i]))
			return true;
	return err_set(err, ctx, ERR_VERSION, "AcceptVersions",
	               "none of the versions asked for is served: 2.0.0, 1.1.0 and 1.0.0 are",
	               "aucune des versions demandées n'est servie : 2.0.0, 1.1.0 et 1.0.0 le sont");
}

bool wfs_result_type(bool *hits, const void *ctx, const char *text, struct err *err)
{
	*hits = text != NULL && text_same(text, "hits");
	if (text != NULL && !*hits && !text_same(text, "results"))
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "RESULTTYPE",
		               "RESULTTYPE is \"results\" or \"hits\", not \"%s\"",
		               "RESULTTYPE vaut « results » ou « hits », pas « %s »", text);
	return true;
}

bool wfs_whole_number(int64_t *value, const void *ctx, const char *name, const char *text,
                      struct err *err)
{
	if (!text_int(text, value) || *value < 0 || *value > INT32_MAX)
		return err_set(err, ctx, ERR_INVALID_PARAMETER, name,
		               "%s expects a whole number from 0 on, not \"%s\"",
		               "%s attend un nombre entier à partir de 0, pas « %s »", name, text);
	return true;
}

bool wfs_posted(const struct exchange *x)
{
	const struct request *r = x->request;

	return r->method == METHOD_POST && r->body.n > 0 &&
	       strcmp(r->content_type, "application/x-www-form-urlencoded") != 0;
}

bool wfs_request_read(struct wfs_request *r, const struct exchange *x, struct err *err)
{
	*r = (struct wfs_request){ .version = WFS_200, .count = -1 };
	if (!wfs_posted(x))
		return wfs_kvp_read(r, x, err);
	/* a GML geometry in a filter stands deeper than the filter's own operators */
	int depth = (int)x->conf->max_filter_depth + 24;
	xmlDocPtr doc = xml_parse(x->ctx, x->request->body, (size_t)x->conf->max_filter_bytes, depth,
	                          NULL, err);
	return doc != NULL && wfs_xml_read(r, x, xmlDocGetRootElement(doc), err);
}

static bool mentions(struct span body, const char *text)
{
	return memmem(body.at, body.n, text, strlen(text)) != NULL;
}

/* Told from the text, since the document may be one that does not parse. */
static enum wfs_version posted_version(struct span body)
{
	if (mentions(body, "http://www.opengis.net/wfs/2.0") || mentions(body, "\"2.0."))
		return WFS_200;
	if (mentions(body, "version=\"1.0.0\"") || mentions(body, "version='1.0.0'"))
		return WFS_100;
	return mentions(body, "http://www.opengis.net/wfs") ? WFS_110 : WFS_200;
}

enum wfs_version wfs_request_version(const struct exchange *x)
{
	enum wfs_version version = WFS_200;
	struct err ignored = { 0 };

	if (wfs_posted(x))
		return posted_version(x->request->body);
	const char *accepted = ows_get(x, "ACCEPTVERSIONS"), *text = ows_get(x, "VERSION");
	if (accepted != NULL)
		wfs_negotiate(&version, x->ctx, accepted, &ignored);
	else if (text != NULL)
		wfs_version_parse(&version, text);
	return version;
}

const char *wfs_request_operation(const struct exchange *x)
{
	const char *name = ows_get(x, "REQUEST"), *known = NULL;

	if (!wfs_posted(x)) {
		known = name != NULL ? known_operation(name) : NULL;
		return known != NULL ? known : "";
	}
	/* the first of the names that opens an element */
	const char *first = NULL;
	struct span body = x->request->body;
	for (size_t i = 0; i < WFS_OPERATIONS + sizeof others / sizeof *others; i++) {
		name = i < WFS_OPERATIONS ? operations[i] : others[i - WFS_OPERATIONS];
		const char *at = memmem(body.at, body.n, name, strlen(name));
		const char *end = at != NULL ? at + strlen(name) : NULL;
		if (at == NULL || at == body.at || strchr("<:", at[-1]) == NULL ||
		    end == body.at + body.n || strchr(" \t\r\n/>", *end) == NULL)
			continue;
		if (first == NULL || at < first) {
			first = at;
			known = name;
		}
	}
	return known != NULL ? known : "";
}

static void add(struct pen *to, const struct exchange *x, const char *name, const char *value)
{
	if (value == NULL)
		return;
	pen_char(to, '&');
	pen_text(to, name);
	pen_char(to, '=');
	pen_text(to, text_url_encode(x->ctx, value));
}

/* One parameter of all parts: "(a)(b)" where there are several, and NULL where none has it. */
static const char *of_parts(const struct wfs_request *r, const struct exchange *x,
                            const char *(*one)(const struct exchange *x, const struct wfs_part *part))
{
	struct pen all = { .ctx = x->ctx };
	bool any = false;

	if (r->n_parts == 1)
		return one(x, &r->parts[0]);
	for (size_t i = 0; i < r->n_parts; i++) {
		const char *text = one(x, &r->parts[i]);
		any = any || text != NULL;
		pen_char(&all, '(');
		pen_text(&all, text != NULL ? text : "");
		pen_char(&all, ')');
	}
	return any ? pen_end(&all) : NULL;
}

static const char *part_type(const struct exchange *x, const struct wfs_part *part)
{
	(void)x;
	return part->type;
}

static const char *part_sort(const struct exchange *x, const struct wfs_part *part)
{
	(void)x;
	return part->sort;
}

static const char *part_filter(const struct exchange *x, const struct wfs_part *part)
{
	return part->filter != NULL ? xml_serialize(x->ctx, part->filter) : NULL;
}

static const char *part_properties(const struct exchange *x, const struct wfs_part *part)
{
	struct pen list = { .ctx = x->ctx };

	for (size_t i = 0; i < part->n_properties; i++) {
		pen_text(&list, i > 0 ? "," : "");
		pen_text(&list, part->properties[i]);
	}
	return part->n_properties > 0 ? pen_end(&list) : NULL;
}

static const char *all_ids(const struct wfs_request *r, const struct exchange *x)
{
	struct pen list = { .ctx = x->ctx };
	size_t n = 0;

	for (size_t i = 0; i < r->n_parts; i++)
		for (size_t j = 0; j < r->parts[i].n_ids; j++) {
			pen_text(&list, n++ > 0 ? "," : "");
			pen_text(&list, r->parts[i].ids[j]);
		}
	return n > 0 ? pen_end(&list) : NULL;
}

/* What XML can ask for and key-value pairs cannot: a system or a stored query of each part's own. */
static bool writable(const struct wfs_request *r)
{
	for (size_t i = 1; i < r->n_parts; i++) {
		const char *a = r->parts[0].srs, *b = r->parts[i].srs;
		if (r->parts[i].stored_query != NULL || (a == NULL) != (b == NULL) ||
		    (a != NULL && strcmp(a, b) != 0))
			return false;
	}
	return r->n_parts > 0 && (r->n_parts == 1 || r->parts[0].stored_query == NULL);
}

const char *wfs_request_write(const struct wfs_request *r, const struct exchange *x, size_t most)
{
	struct pen w = { .ctx = x->ctx };

	if (!writable(r))
		return NULL;
	const struct wfs_part *first = &r->parts[0];
	pen_text(&w, "VERSION=");
	pen_text(&w, wfs_version_name(r->version));
	pen_text(&w, "&REQUEST=");
	pen_text(&w, wfs_operation_name(r->operation));
	add(&w, x, "OUTPUTFORMAT", r->format);
	add(&w, x, "LANGUAGE", ows_get(x, "LANGUAGE"));
	add(&w, x, "VALUEREFERENCE", r->value_reference);
	add(&w, x, r->version == WFS_200 ? "TYPENAMES" : "TYPENAME", of_parts(r, x, part_type));
	add(&w, x, "SRSNAME", first->srs);
	add(&w, x, "PROPERTYNAME", of_parts(r, x, part_properties));
	add(&w, x, "SORTBY", of_parts(r, x, part_sort));
	add(&w, x, "BBOX", first->bbox);
	add(&w, x, "FILTER", of_parts(r, x, part_filter));
	if (first->stored_query != NULL) {
		add(&w, x, "STOREDQUERY_ID", first->stored_query);
		add(&w, x, "ID", first->n_ids > 0 ? first->ids[0] : NULL);
	} else {
		add(&w, x, r->version == WFS_200 ? "RESOURCEID" : "FEATUREID", all_ids(r, x));
	}
	if (r->count >= 0)
		add(&w, x, r->version == WFS_200 ? "COUNT" : "MAXFEATURES", text_from_int(x->ctx, r->count));
	return w.used <= most ? pen_end(&w) : NULL;
}
