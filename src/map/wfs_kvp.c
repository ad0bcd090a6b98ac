/* WFS requests as key-value pairs: WFS 1.0.0 clause 13, 1.1.0 clause 14, 2.0 clauses 7 to 11. */
#include <ctype.h>
#include <string.h>

#include "map/wfs_request.h"
#include "service/ows.h"

/* The first of the names that has a value: clients mix the versions' spellings. */
static const char *either(const struct exchange *x, const char *a, const char *b)
{
	const char *value = ows_get(x, a);
	return value != NULL ? value : ows_get(x, b);
}

static bool too_many(const struct exchange *x, const char *name, int64_t most, struct err *err)
{
	return err_set(err, x->ctx, ERR_TOO_LARGE, name, "%s has more than %lld entries",
	               "%s a plus de %lld entrées", name, (long long)most);
}

/* Where the group that is open at p ends: at its ")". What is in a filter may look like an end, so
   that one ends only where a ")" follows a tag and the next group, or nothing, follows it. */
static const char *group_end(const char *p)
{
	bool xml = *p == '<';

	for (; *p != '\0'; p++) {
		if (*p != ')' || (xml && p[-1] != '>'))
			continue;
		if (!xml || p[1] == '\0' || (p[1] == '(' && (p[2] == ')' || (p[2] == '<' && p[3] != '/'))))
			return p;
	}
	return NULL;
}

/* "(a)(b)" as two, "a" as one; NULL when the parentheses do not match or are more than `most`. */
static const char **groups(const struct exchange *x, const char *text, size_t most, size_t *n)
{
	const char **list = mem_array(x->ctx, const char *, most + 1);

	*n = 0;
	if (*text != '(') {
		list[(*n)++] = text;
		return list;
	}
	while (*text == '(') {
		const char *end = group_end(text + 1);
		if (end == NULL || *n == most)
			return NULL;
		list[(*n)++] = mem_strndup(x->ctx, text + 1, (size_t)(end - text - 1));
		text = end + 1;
	}
	return *text == '\0' ? list : NULL;
}

/* As many groups as there are parts, or one where there is one; the value is absent in none. */
static bool groups_of_parts(const char ***list, const struct wfs_request *r, const struct exchange *x,
                            const char *name, struct err *err)
{
	const char *text = ows_get(x, name);
	size_t n = 0;

	*list = NULL;
	if (text == NULL)
		return true;
	*list = groups(x, text, (size_t)x->conf->max_layers, &n);
	if (*list != NULL && n == r->n_parts)
		return true;
	return err_set(err, x->ctx, ERR_INVALID_PARAMETER, name,
	               "%s must have one entry in parentheses for each feature type: (...)(...)",
	               "%s doit avoir une entrée entre parenthèses par type d'objets : (...)(...)", name);
}

static char *trimmed(const void *ctx, const char *s)
{
	size_t n = strlen(s += strspn(s, " "));

	while (n > 0 && s[n - 1] == ' ')
		n--;
	return mem_strndup(ctx, s, n);
}

static bool list_of(const char ***list, size_t *n, const struct exchange *x, const char *name,
                    const char *text, int64_t most, struct err *err)
{
	char **pieces = text_split(x->ctx, text, ',', (size_t)most, n);

	if (pieces == NULL)
		return too_many(x, name, most, err);
	*list = mem_array(x->ctx, const char *, *n + 1);
	for (size_t i = 0; i < *n; i++)
		(*list)[i] = trimmed(x->ctx, pieces[i]);
	return true;
}

/* NAMESPACES=xmlns(p,uri),xmlns(uri) of 2.0, xmlns(p=uri) of 1.1.0: true when it binds the prefix to ours. */
static bool bound(const char *namespaces, const char *prefix, size_t n)
{
	for (const char *p = namespaces; p != NULL && (p = strstr(p, "xmlns(")) != NULL;) {
		p += 6;
		if (strncasecmp(p, prefix, n) == 0 && (p[n] == ',' || p[n] == '=') &&
		    text_starts(p + n + 1, WFS_NS) && p[n + 1 + strlen(WFS_NS)] == ')')
			return true;
	}
	return false;
}

/* The type name with our own prefix in place of the client's for our namespace. */
static const char *our_prefix(const struct exchange *x, const char *name)
{
	const char *colon = strchr(name, ':'), *namespaces = ows_get(x, "NAMESPACES");

	if (namespaces == NULL)
		namespaces = ows_get(x, "NAMESPACE");
	return colon != NULL && bound(namespaces, name, (size_t)(colon - name)) ? colon + 1 : name;
}

/* "a,b", "(a)(b)": a part for each type; "(a,b)" would be a join. */
static bool read_types(struct wfs_request *r, const struct exchange *x, const char *name,
                       const char *text, struct err *err)
{
	size_t most = (size_t)x->conf->max_layers;
	const char **types;

	if (*text == '(') {
		types = groups(x, text, most, &r->n_parts);
		for (size_t i = 0; types != NULL && i < r->n_parts; i++)
			if (strchr(types[i], ',') != NULL)
				return err_set(err, x->ctx, ERR_OPTION, name,
				               "this service does not join feature types: ask for them as (a)(b)",
				               "ce service ne joint pas les types d'objets : demandez-les ainsi : (a)(b)");
		if (types == NULL)
			return err_set(err, x->ctx, ERR_INVALID_PARAMETER, name,
			               "%s has parentheses that do not match, or more than %zu types",
			               "%s a des parenthèses mal fermées, ou plus de %zu types", name, most);
	} else if (!list_of(&types, &r->n_parts, x, name, text, (int64_t)most, err)) {
		return false;
	}
	r->parts = mem_array(x->ctx, struct wfs_part, r->n_parts);
	for (size_t i = 0; i < r->n_parts; i++)
		r->parts[i].type = our_prefix(x, types[i]);
	return true;
}

static bool read_filters(struct wfs_request *r, const struct exchange *x, struct err *err)
{
	const char **list, *language = ows_get(x, "FILTER_LANGUAGE");

	if (language != NULL && !text_same(language, "urn:ogc:def:query Language:OGC-FES:Filter") &&
	    !text_same(language, "urn:ogc:def:queryLanguage:OGC-FES:Filter"))
		return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "FILTER_LANGUAGE",
		               "the only language of filters here is urn:ogc:def:queryLanguage:OGC-FES:Filter",
		               "le seul langage de filtre est ici urn:ogc:def:queryLanguage:OGC-FES:Filter");
	if (!groups_of_parts(&list, r, x, "FILTER", err))
		return false;
	for (size_t i = 0; list != NULL && i < r->n_parts; i++) {
		struct span text = { list[i], strlen(list[i]) };
		if (text.n == 0)
			continue;
		xmlDocPtr doc = xml_parse(x->ctx, text, (size_t)x->conf->max_filter_bytes,
		                          (int)x->conf->max_filter_depth + 20, "FILTER", err);
		if (doc == NULL)
			return false;
		r->parts[i].filter = xmlDocGetRootElement(doc);
	}
	return true;
}

static bool read_lists(struct wfs_request *r, const struct exchange *x, struct err *err)
{
	const char **properties, **sorts;

	if (!groups_of_parts(&properties, r, x, "PROPERTYNAME", err) ||
	    !groups_of_parts(&sorts, r, x, "SORTBY", err))
		return false;
	for (size_t i = 0; i < r->n_parts; i++) {
		struct wfs_part *part = &r->parts[i];
		if (sorts != NULL && *sorts[i] != '\0')
			part->sort = sorts[i];
		if (properties != NULL && strcmp(properties[i], "*") != 0 && *properties[i] != '\0' &&
		    !list_of(&part->properties, &part->n_properties, x, "PROPERTYNAME", properties[i],
		             x->conf->max_predicates, err))
			return false;
	}
	return true;
}

static bool read_stored(struct wfs_request *r, const struct exchange *x, struct err *err)
{
	const char *id = ows_need(x, "ID", err);

	if (id == NULL)
		return false;
	r->n_parts = 1;
	r->parts = mem_new(x->ctx, struct wfs_part);
	r->parts->stored_query = ows_get(x, "STOREDQUERY_ID");
	r->parts->srs = ows_get(x, "SRSNAME");
	r->parts->n_ids = 1;
	r->parts->ids = mem_array(x->ctx, const char *, 1);
	r->parts->ids[0] = id;
	return true;
}

static bool read_ids(struct wfs_request *r, const struct exchange *x, const char *types,
                     const char *ids, struct err *err)
{
	r->n_parts = 1;
	r->parts = mem_new(x->ctx, struct wfs_part);
	r->parts->type = types;
	return list_of(&r->parts->ids, &r->parts->n_ids, x,
	               r->version == WFS_200 ? "RESOURCEID" : "FEATUREID", ids, x->conf->max_ids, err);
}

/* BBOX, FILTER and identifiers exclude one another (WFS 1.1.0, 14.7.3; 2.0, 7.9.2.3). */
static bool one_selection(const struct exchange *x, const char *ids, struct err *err)
{
	int n = (ows_get(x, "BBOX") != NULL) + (ows_get(x, "FILTER") != NULL) + (ids != NULL);

	return n <= 1 ||
	       err_set(err, x->ctx, ERR_INVALID_PARAMETER, ids != NULL ? "RESOURCEID" : "FILTER",
	               "BBOX, FILTER and RESOURCEID exclude one another: put them all in one FILTER",
	               "BBOX, FILTER et RESOURCEID s'excluent : mettez le tout dans un seul FILTER");
}

static bool read_queries(struct wfs_request *r, const struct exchange *x, struct err *err)
{
	bool new = r->version == WFS_200;
	const char *name = new ? "TYPENAMES" : "TYPENAME";
	const char *types = either(x, name, new ? "TYPENAME" : "TYPENAMES");
	const char *ids = either(x, "RESOURCEID", "FEATUREID");

	if (ows_get(x, "ALIASES") != NULL)
		return err_set(err, x->ctx, ERR_OPTION, "ALIASES",
		               "this service does not join feature types, so that aliases have no use",
		               "ce service ne joint pas les types d'objets : les alias sont sans objet");
	if (ows_get(x, "STOREDQUERY_ID") != NULL)
		return read_stored(r, x, err);
	if (!one_selection(x, ids, err))
		return false;
	if (types == NULL && ids == NULL)
		return err_set(err, x->ctx, ERR_MISSING_PARAMETER, name,
		               "the parameter %s is required: it names the feature types",
		               "le paramètre %s est obligatoire : il nomme les types d'objets", name);
	if (ids != NULL ? !read_ids(r, x, types, ids, err) : !read_types(r, x, name, types, err))
		return false;
	for (size_t i = 0; i < r->n_parts; i++) {
		r->parts[i].srs = ows_get(x, "SRSNAME");
		r->parts[i].bbox = ows_get(x, "BBOX");
	}
	return read_lists(r, x, err) && read_filters(r, x, err);
}

static bool read_presentation(struct wfs_request *r, const struct exchange *x, struct err *err)
{
	const char *new = ows_get(x, "COUNT"), *old = ows_get(x, "MAXFEATURES");
	const char *count = new != NULL ? new : old, *start = ows_get(x, "STARTINDEX");
	const char *resolve = ows_get(x, "RESOLVE");

	if (resolve != NULL && !text_same(resolve, "none") && !text_same(resolve, "local"))
		return err_set(err, x->ctx, ERR_OPTION, "RESOLVE",
		               "this service resolves no references: leave RESOLVE out",
		               "ce service ne résout pas de références : n'utilisez pas RESOLVE");
	return wfs_result_type(&r->hits, x->ctx, ows_get(x, "RESULTTYPE"), err) &&
	       (count == NULL || wfs_whole_number(&r->count, x->ctx, new != NULL ? "COUNT" : "MAXFEATURES", count,
	                                         err)) &&
	       (start == NULL || wfs_whole_number(&r->start, x->ctx, "STARTINDEX", start, err));
}

/* WFS 1.0.0's and 1.1.0's way: the version asked for, else the next lower, else the lowest. */
static bool read_version(struct wfs_request *r, const struct exchange *x, bool capabilities,
                         struct err *err)
{
	const char *text = ows_get(x, "VERSION"), *accepted = ows_get(x, "ACCEPTVERSIONS");

	if (capabilities && accepted != NULL)
		return wfs_negotiate(&r->version, x->ctx, accepted, err);
	if (text == NULL || wfs_version_parse(&r->version, text))
		return true;
	if (!capabilities || !isdigit((unsigned char)*text))
		return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "VERSION",
		               "version \"%s\" is not served: 2.0.0, 1.1.0 and 1.0.0 are",
		               "la version « %s » n'est pas servie : 2.0.0, 1.1.0 et 1.0.0 le sont", text);
	r->version = *text == '0' ? WFS_100 : *text == '1' ? WFS_110 : WFS_200;
	return true;
}

bool wfs_kvp_read(struct wfs_request *r, const struct exchange *x, struct err *err)
{
	const char *name = ows_need(x, "REQUEST", err), *names = NULL;

	if (name == NULL || !read_version(r, x, text_same(name, "GetCapabilities"), err) ||
	    !wfs_operation_find(&r->operation, x->ctx, name, r->version, err))
		return false;
	r->format = ows_get(x, "OUTPUTFORMAT");
	switch (r->operation) {
	case WFS_GET_CAPABILITIES:
		r->update_sequence = ows_get(x, "UPDATESEQUENCE");
		r->sections = ows_get(x, "SECTIONS");
		return true;
	case WFS_DESCRIBE_FEATURE_TYPE:
		names = either(x, "TYPENAME", "TYPENAMES");
		if (names != NULL && !list_of(&r->names, &r->n_names, x, "TYPENAME", names,
		                              x->conf->max_predicates, err))
			return false;
		for (size_t i = 0; i < r->n_names; i++)
			r->names[i] = our_prefix(x, r->names[i]);
		return true;
	case WFS_DESCRIBE_STORED_QUERIES:
		names = ows_get(x, "STOREDQUERY_ID");
		return names == NULL || list_of(&r->names, &r->n_names, x, "STOREDQUERY_ID", names,
		                                x->conf->max_ids, err);
	case WFS_LIST_STORED_QUERIES:
		return true;
	case WFS_GET_PROPERTY_VALUE:
		r->value_reference = ows_need(x, "VALUEREFERENCE", err);
		return r->value_reference != NULL && read_presentation(r, x, err) &&
		       read_queries(r, x, err);
	case WFS_GET_FEATURE:
		return read_presentation(r, x, err) && read_queries(r, x, err);
	case WFS_OPERATIONS:
		break;
	}
	return false;
}
