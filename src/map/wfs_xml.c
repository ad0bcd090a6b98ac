/* WFS requests as posted XML documents: the schemas of WFS 1.0.0, 1.1.0 and 2.0. Elements are told by
   their local names; the version tells what they are called. */
#include <string.h>

#include "map/wfs_request.h"

/* The content of all children of a name, as an array; false when they are over `most`. */
static bool children(const char ***list, size_t *n, const struct exchange *x, const xmlNode *parent,
                     const char *name, int64_t most, struct err *err)
{
	size_t count = 0;

	for (const xmlNode *c = xml_first(parent); c != NULL; c = xml_next(c))
		count += xml_is(c, name);
	if ((int64_t)count > most)
		return err_set(err, x->ctx, ERR_TOO_LARGE, name, "%s stands there more than %lld times",
		               "%s est donné plus de %lld fois", name, (long long)most);
	*list = mem_array(x->ctx, const char *, count + 1);
	*n = 0;
	for (const xmlNode *c = xml_first(parent); c != NULL; c = xml_next(c))
		if (xml_is(c, name))
			(*list)[(*n)++] = xml_content(x->ctx, c);
	return true;
}

static const char *joined(const struct exchange *x, const char **list, size_t n)
{
	char *all = NULL;

	for (size_t i = 0; i < n; i++)
		all = all == NULL ? mem_strdup(x->ctx, list[i])
		    : mem_check(talloc_asprintf_append_buffer(all, ",%s", list[i]));
	return all;
}

/* As SORTBY has it: "a,b DESC". */
static const char *sort_text(const struct exchange *x, const xmlNode *sort_by)
{
	char *all = NULL;

	for (const xmlNode *p = xml_first(sort_by); p != NULL; p = xml_next(p)) {
		const xmlNode *name = xml_child(p, "ValueReference");
		const xmlNode *order = xml_child(p, "SortOrder");
		if (name == NULL)
			name = xml_child(p, "PropertyName");
		if (!xml_is(p, "SortProperty") || name == NULL)
			continue;
		bool down = order != NULL && strncasecmp(xml_content(x->ctx, order), "D", 1) == 0;
		all = mem_printf(x->ctx, "%s%s%s%s", all != NULL ? all : "", all != NULL ? "," : "",
		                 xml_content(x->ctx, name), down ? " DESC" : "");
	}
	return all;
}

static bool refuse_element(const struct exchange *x, const xmlNode *node, struct err *err)
{
	const char *name = mem_strdup(x->ctx, (const char *)node->name);

	return err_set(err, x->ctx, ERR_OPTION, name, "this service cannot do %s",
	               "ce service ne sait pas faire %s", name);
}

/* The type name with our own prefix in place of the document's for our namespace. */
static const char *our_prefix(const struct exchange *x, const xmlNode *node, const char *name)
{
	const char *colon = strchr(name, ':');
	/* xmlSearchNs only reads, though it does not say so */
	union { const xmlNode *lent; xmlNode *node; } u = { .lent = node };

	if (colon == NULL)
		return name;
	const char *prefix = mem_strndup(x->ctx, name, (size_t)(colon - name));
	const xmlNs *ns = xmlSearchNs(node->doc, u.node, X(prefix));
	return ns != NULL && strcmp((const char *)ns->href, WFS_NS) == 0 ? colon + 1 : name;
}

static bool read_query(struct wfs_part *part, const struct exchange *x, const xmlNode *query,
                       struct err *err)
{
	const char *types = xml_get(x->ctx, query, "typeNames");

	if (types == NULL)
		types = xml_get(x->ctx, query, "typeName");
	if (types == NULL || *types == '\0')
		return err_set(err, x->ctx, ERR_MISSING_PARAMETER, "typeNames",
		               "a Query must name its feature type", "une Query doit nommer son type d'objets");
	if (strpbrk(types, " ,\t\n") != NULL)
		return err_set(err, x->ctx, ERR_OPTION, "typeNames",
		               "this service does not join feature types: send a Query for each of them",
		               "ce service ne joint pas les types d'objets : envoyez une Query pour chacun");
	part->type = our_prefix(x, query, types);
	part->srs = xml_get(x->ctx, query, "srsName");
	for (const xmlNode *c = xml_first(query); c != NULL; c = xml_next(c)) {
		if (xml_is(c, "Filter"))
			part->filter = c;
		else if (xml_is(c, "SortBy"))
			part->sort = sort_text(x, c);
		else if (!xml_is(c, "PropertyName"))
			return refuse_element(x, c, err);
	}
	return children(&part->properties, &part->n_properties, x, query, "PropertyName",
	                x->conf->max_predicates, err);
}

static bool read_stored(struct wfs_part *part, const struct exchange *x, const xmlNode *query,
                        struct err *err)
{
	part->stored_query = xml_get(x->ctx, query, "id");
	if (part->stored_query == NULL)
		return err_set(err, x->ctx, ERR_MISSING_PARAMETER, "id",
		               "a StoredQuery must say which by its id",
		               "une StoredQuery doit dire laquelle par son id");
	for (const xmlNode *p = xml_first(query); p != NULL; p = xml_next(p)) {
		const char *name = xml_get(x->ctx, p, "name");
		if (!xml_is(p, "Parameter") || name == NULL || !text_same(name, "ID"))
			continue;
		part->ids = mem_array(x->ctx, const char *, 1);
		part->ids[0] = xml_content(x->ctx, p);
		part->n_ids = 1;
	}
	if (part->n_ids == 0)
		return err_set(err, x->ctx, ERR_MISSING_PARAMETER, "ID",
		               "the stored query needs its parameter ID",
		               "la requête stockée a besoin de son paramètre ID");
	return true;
}

static bool read_queries(struct wfs_request *r, const struct exchange *x, const xmlNode *root,
                         struct err *err)
{
	const char *count = xml_get(x->ctx, root, r->version == WFS_200 ? "count" : "maxFeatures");
	const char *start = xml_get(x->ctx, root, "startIndex");
	size_t n = 0;

	for (const xmlNode *c = xml_first(root); c != NULL; c = xml_next(c))
		n++;
	if (n == 0)
		return err_set(err, x->ctx, ERR_MISSING_PARAMETER, "Query", "there is no Query",
		               "il n'y a pas de Query");
	if ((int64_t)n > x->conf->max_layers)
		return err_set(err, x->ctx, ERR_TOO_LARGE, "Query", "there are more than %lld queries",
		               "il y a plus de %lld requêtes", (long long)x->conf->max_layers);
	r->parts = mem_array(x->ctx, struct wfs_part, n);
	for (const xmlNode *c = xml_first(root); c != NULL; c = xml_next(c)) {
		struct wfs_part *part = &r->parts[r->n_parts++];
		if (xml_is(c, "Query") ? !read_query(part, x, c, err)
		    : xml_is(c, "StoredQuery") ? !read_stored(part, x, c, err)
		    : !refuse_element(x, c, err))
			return false;
	}
	return wfs_result_type(&r->hits, x->ctx, xml_get(x->ctx, root, "resultType"), err) &&
	       (count == NULL || wfs_whole_number(&r->count, x->ctx, "count", count, err)) &&
	       (start == NULL || wfs_whole_number(&r->start, x->ctx, "startIndex", start, err));
}

static bool read_capabilities(struct wfs_request *r, const struct exchange *x, const xmlNode *root,
                              struct err *err)
{
	const char **list;
	size_t n;

	r->update_sequence = xml_get(x->ctx, root, "updateSequence");
	if (!children(&list, &n, x, xml_child(root, "Sections"), "Section", 20, err))
		return false;
	r->sections = joined(x, list, n);
	if (!children(&list, &n, x, xml_child(root, "AcceptVersions"), "Version", 20, err))
		return false;
	return n == 0 || wfs_negotiate(&r->version, x->ctx, joined(x, list, n), err);
}

/* By the attribute, which 1.0.0 and 1.1.0 have in one namespace; else by the namespace. */
static bool read_version(struct wfs_request *r, const struct exchange *x, const xmlNode *root,
                         struct err *err)
{
	const char *ns = root->ns != NULL ? (const char *)root->ns->href : "";
	const char *version = xml_get(x->ctx, root, "version");

	r->version = strcmp(ns, "http://www.opengis.net/wfs/2.0") == 0 ? WFS_200 : WFS_110;
	if (version == NULL || wfs_version_parse(&r->version, version))
		return true;
	return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "version",
	               "version \"%s\" is not served: 2.0.0, 1.1.0 and 1.0.0 are",
	               "la version « %s » n'est pas servie : 2.0.0, 1.1.0 et 1.0.0 le sont", version);
}

static bool check_root(const struct exchange *x, const xmlNode *root, struct err *err)
{
	const char *service = xml_get(x->ctx, root, "service");
	const char *ns = root->ns != NULL ? (const char *)root->ns->href : "";

	if (strcmp(ns, "http://www.opengis.net/wfs") != 0 &&
	    strcmp(ns, "http://www.opengis.net/wfs/2.0") != 0)
		return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "REQUEST",
		               "the document is not in a namespace of WFS: http://www.opengis.net/wfs/2.0",
		               "le document n'est pas dans un espace de noms du WFS : "
		               "http://www.opengis.net/wfs/2.0");
	if (service != NULL && strcmp(service, "WFS") != 0)
		return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "service",
		               "the service of a WFS request is \"WFS\", not \"%s\"",
		               "le service d'une requête WFS est « WFS », pas « %s »", service);
	return true;
}

bool wfs_xml_read(struct wfs_request *r, const struct exchange *x, const xmlNode *root,
                  struct err *err)
{
	if (!check_root(x, root, err) || !read_version(r, x, root, err) ||
	    !wfs_operation_find(&r->operation, x->ctx, (const char *)root->name, r->version, err))
		return false;
	r->format = xml_get(x->ctx, root, "outputFormat");
	switch (r->operation) {
	case WFS_GET_CAPABILITIES:
		return read_capabilities(r, x, root, err);
	case WFS_DESCRIBE_FEATURE_TYPE:
		if (!children(&r->names, &r->n_names, x, root, "TypeName", x->conf->max_predicates, err))
			return false;
		for (size_t i = 0; i < r->n_names; i++)
			r->names[i] = our_prefix(x, root, r->names[i]);
		return true;
	case WFS_LIST_STORED_QUERIES:
		return true;
	case WFS_DESCRIBE_STORED_QUERIES:
		return children(&r->names, &r->n_names, x, root, "StoredQueryId", x->conf->max_ids, err);
	case WFS_GET_PROPERTY_VALUE:
		r->value_reference = xml_get(x->ctx, root, "valueReference");
		if (r->value_reference == NULL)
			return err_set(err, x->ctx, ERR_MISSING_PARAMETER, "valueReference",
			               "valueReference is required: it names the property",
			               "valueReference est obligatoire : il nomme la propriété");
		return read_queries(r, x, root, err);
	case WFS_GET_FEATURE:
		return read_queries(r, x, root, err);
	case WFS_OPERATIONS:
		break;
	}
	return false;
}
