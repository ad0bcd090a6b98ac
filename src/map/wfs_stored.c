/* The stored queries of WFS 2.0: there is GetFeatureById, which every server has, and none can be added. */
#include <string.h>

#include "map/wfs_write.h"
#include "service/document.h"

static const struct text by_id_title = {
	"Un objet par son identifiant", "A feature by its identifier"
};
static const struct text by_id_abstract = {
	"Renvoie l'objet dont l'identifiant (gml:id) est donné par le paramètre ID.",
	"Returns the feature whose identifier (gml:id) the parameter ID gives.",
};

static void title(xmlTextWriterPtr w, const struct exchange *x, const char *name, struct text text)
{
	xml_start(w, name);
	xml_attribute(w, "xml:lang", lang_tag(x->lang));
	xml_text(w, text_in(text, x->lang));
	xml_end(w);
}

static void open_root(xmlTextWriterPtr w, const struct exchange *x, const char *root)
{
	const struct wfs_words *words = &wfs_words[WFS_200];

	xmlTextWriterStartDocument(w, NULL, "UTF-8", NULL);
	xml_start(w, root);
	wfs_namespace(w, x, "wfs", words->wfs);
	wfs_namespace(w, x, "xs", "http://www.w3.org/2001/XMLSchema");
	wfs_namespace(w, x, WFS_PREFIX, WFS_NS);
	wfs_schema_location(w, mem_printf(x->ctx, "%s %s", words->wfs, words->wfs_schema));
}

static void return_types(xmlTextWriterPtr w, const struct exchange *x)
{
	size_t n;
	const struct layer **layers = wfs_types(x, &n);

	for (size_t i = 0; i < n; i++)
		xml_element(w, "wfs:ReturnFeatureType",
		            mem_printf(x->ctx, "%s:%s", WFS_PREFIX, wfs_type_name(x->ctx, layers[i])));
}

static bool make_list(const struct exchange *x, struct out *out, void *arg, struct err *err)
{
	xmlTextWriterPtr w = xml_writer(x->ctx, out);

	(void)arg, (void)err;
	open_root(w, x, "wfs:ListStoredQueriesResponse");
	xml_start(w, "wfs:StoredQuery");
	xml_attribute(w, "id", WFS_FEATURE_BY_ID);
	title(w, x, "wfs:Title", by_id_title);
	return_types(w, x);
	xmlTextWriterEndDocument(w);
	return true;
}

static bool make_description(const struct exchange *x, struct out *out, void *arg, struct err *err)
{
	xmlTextWriterPtr w = xml_writer(x->ctx, out);
	size_t n;
	const struct layer **layers = wfs_types(x, &n);
	char *names = mem_strdup(x->ctx, "");

	(void)arg, (void)err;
	open_root(w, x, "wfs:DescribeStoredQueriesResponse");
	xml_start(w, "wfs:StoredQueryDescription");
	xml_attribute(w, "id", WFS_FEATURE_BY_ID);
	title(w, x, "wfs:Title", by_id_title);
	title(w, x, "wfs:Abstract", by_id_abstract);
	xml_start(w, "wfs:Parameter");
	xml_attribute(w, "name", "ID");
	xml_attribute(w, "type", "xs:string");
	xml_end(w);
	xml_start(w, "wfs:QueryExpressionText");
	for (size_t i = 0; i < n; i++)
		names = mem_check(talloc_asprintf_append_buffer(names, "%s%s:%s", i > 0 ? " " : "",
		                                                WFS_PREFIX, wfs_type_name(x->ctx, layers[i])));
	xml_attribute(w, "returnFeatureTypes", names);
	xml_attribute(w, "language", "urn:ogc:def:queryLanguage:OGC-WFS::WFSQueryExpression");
	xml_attribute(w, "isPrivate", "true");
	xmlTextWriterEndDocument(w);
	return true;
}

bool wfs_list_stored_queries(const struct wfs_request *r, const struct exchange *x, struct out *out,
                             struct err *err)
{
	(void)r;
	return document_answer(x, out, wfs_listing(x, "wfs-stored-queries"), "text/xml; charset=UTF-8", make_list, NULL,
	                       err);
}

bool wfs_describe_stored_queries(const struct wfs_request *r, const struct exchange *x,
                                 struct out *out, struct err *err)
{
	for (size_t i = 0; i < r->n_names; i++)
		if (strcmp(r->names[i], WFS_FEATURE_BY_ID) != 0)
			return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "STOREDQUERY_ID",
			               "there is no stored query \"%s\": ListStoredQueries lists those there are",
			               "il n'y a pas de requête stockée « %s » : ListStoredQueries donne la liste",
			               r->names[i]);
	return document_answer(x, out, wfs_listing(x, "wfs-stored-queries-described"), "text/xml; charset=UTF-8",
	                       make_description, NULL, err);
}
