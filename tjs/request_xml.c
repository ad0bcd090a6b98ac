/* Requests as XML documents. Elements are told by their local names; one that the operation does not have
   is refused, as the schema does. */
#include "tjs/request.h"

#include <string.h>

/* Where the text of a child element goes. */
struct place {
	const char *name;
	const char **to;
};

static const char *content(const struct exchange *x, const xmlNode *node)
{
	const char *text = xml_content(x->ctx, node);
	return *text != '\0' ? text : NULL;
}

static bool refuse_element(const struct exchange *x, const xmlNode *node, struct err *err)
{
	const char *name = mem_strdup(x->ctx, (const char *)node->name);
	const char *parent = mem_strdup(x->ctx, (const char *)node->parent->name);

	return err_set(err, x->ctx, ERR_INVALID_PARAMETER, name,
	               "%s has no place in %s, or stands there twice",
	               "%s n'a pas sa place dans %s, ou s'y trouve deux fois", name, parent);
}

static bool read_places(const struct exchange *x, const xmlNode *parent, const struct place *places,
                        size_t n, struct err *err)
{
	for (const xmlNode *c = xml_first(parent); c != NULL; c = xml_next(c)) {
		size_t i = 0;
		while (i < n && !xml_is(c, places[i].name))
			i++;
		if (i == n || *places[i].to != NULL)
			return refuse_element(x, c, err);
		*places[i].to = content(x, c);
	}
	return true;
}

static bool need(const struct exchange *x, const char *name, const char *value, struct err *err)
{
	return value != NULL || err_set(err, x->ctx, ERR_MISSING_PARAMETER, name, "%s is required",
	                                "%s est obligatoire", name);
}

/* The texts of the children of one name, with commas between; *list NULL where the parent is absent. */
static void read_list(const char **list, const struct exchange *x, const xmlNode *parent,
                      const char *name)
{
	char *all = parent != NULL ? mem_strdup(x->ctx, "") : NULL;

	for (const xmlNode *c = xml_first(parent); c != NULL; c = xml_next(c))
		if (xml_is(c, name))
			all = mem_check(talloc_asprintf_append_buffer(all, "%s%s", *all != '\0' ? "," : "",
			                                              xml_content(x->ctx, c)));
	*list = all;
}

static bool read_capabilities(struct tjs_request *r, const struct exchange *x, const xmlNode *node,
                              struct err *err)
{
	r->update_sequence = xml_get(x->ctx, node, "updateSequence");
	for (const xmlNode *c = xml_first(node); c != NULL; c = xml_next(c))
		if (!xml_is(c, "AcceptVersions") && !xml_is(c, "Sections") && !xml_is(c, "AcceptFormats"))
			return refuse_element(x, c, err);
	read_list(&r->accept_versions, x, xml_child(node, "AcceptVersions"), "Version");
	read_list(&r->sections, x, xml_child(node, "Sections"), "Section");
	read_list(&r->accept_formats, x, xml_child(node, "AcceptFormats"), "OutputFormat");
	return true;
}

static bool read_selection(struct tjs_request *r, const struct exchange *x, const xmlNode *node,
                           struct err *err)
{
	struct tjs_selection *s = &r->selection;
	const struct place places[] = {
		{ "FrameworkURI", &s->framework }, { "DatasetURI", &s->dataset },
		{ "Attributes", &s->attributes }, { "LinkageKeys", &s->keys },
		{ "FilterColumn", &s->filter_column }, { "FilterValue", &s->filter_value },
		{ "XSL", &r->xsl }, { "OutputFormat", &r->output_format },
	};
	static const size_t taken[TJS_OPERATIONS] = {
		[TJS_DESCRIBE_FRAMEWORKS] = 1, [TJS_DESCRIBE_DATASETS] = 2, [TJS_DESCRIBE_DATA] = 3,
		[TJS_GET_DATA] = 8, [TJS_DESCRIBE_KEY] = 1,
	};

	if (!read_places(x, node, places, taken[r->operation], err))
		return false;
	if (r->operation == TJS_DESCRIBE_KEY)
		return need(x, "FrameworkURI", s->framework, err);
	if (r->operation != TJS_GET_DATA)
		return true;
	return need(x, "FrameworkURI", s->framework, err) && need(x, "DatasetURI", s->dataset, err) &&
	       tjs_flag_read(&r->aid, x->ctx, "aid", xml_get(x->ctx, node, "aid"), err);
}

static bool read_source(struct tjs_request *r, const struct exchange *x, const xmlNode *node,
                        struct err *err)
{
	if (xml_is(node, "GetDataURL")) {
		r->data_url = content(x, node);
		return need(x, "GetDataURL", r->data_url, err);
	}
	if (xml_is(node, TJS_INLINE)) {
		struct out *text = out_new_buffer(x->ctx);
		const struct xml_source from = { .text = x->request->body };
		if (!xml_copy(text, x->ctx, &from, INT64_MAX, TJS_DEPTH, TJS_INLINE, NULL, err))
			return false;
		r->data_text.at = out_held(text, &r->data_text.n);
		return true;
	}
	if (!xml_is(node, "GetDataXML"))
		return refuse_element(x, node, err);
	struct tjs_selection *s = mem_new(x->ctx, struct tjs_selection);
	const struct place places[] = {
		{ "FrameworkURI", &s->framework }, { "DatasetURI", &s->dataset },
		{ "Attributes", &s->attributes }, { "LinkageKeys", &s->keys },
	};
	r->data = s;
	r->data_host = xml_get(x->ctx, node, "getDataHost");
	r->data_language = xml_get(x->ctx, node, "language");
	return read_places(x, node, places, sizeof places / sizeof *places, err) &&
	       need(x, "FrameworkURI", s->framework, err) && need(x, "DatasetURI", s->dataset, err);
}

static bool read_styling(struct tjs_request *r, const struct exchange *x, const xmlNode *node,
                         struct err *err)
{
	const struct place places[] = {
		{ "StylingIdentifier", &r->styling_identifier }, { "StylingURL", &r->styling_url },
	};

	return read_places(x, node, places, 2, err) &&
	       need(x, "StylingIdentifier", r->styling_identifier, err) &&
	       need(x, "StylingURL", r->styling_url, err);
}

static bool read_join(struct tjs_request *r, const struct exchange *x, const xmlNode *node,
                      struct err *err)
{
	const xmlNode *source = NULL;

	for (const xmlNode *c = xml_first(node); c != NULL; c = xml_next(c)) {
		if (xml_is(c, "AttributeData") && source == NULL) {
			source = c;
		} else if (xml_is(c, "MapStyling") && r->styling_url == NULL) {
			if (!read_styling(r, x, c, err))
				return false;
		} else if (xml_is(c, "ClassificationURL") && r->classification_url == NULL) {
			r->classification_url = content(x, c);
		} else {
			return refuse_element(x, c, err);
		}
	}
	if (!need(x, "AttributeData", source != NULL ? "" : NULL, err))
		return false;
	const xmlNode *first = xml_first(source);
	if (!need(x, "GetDataURL", first != NULL ? "" : NULL, err) || !read_source(r, x, first, err))
		return false;
	if (xml_next(first) != NULL)
		return refuse_element(x, xml_next(first), err);
	return tjs_flag_read(&r->update, x->ctx, "update", xml_get(x->ctx, node, "update"), err);
}

bool tjs_xml_read(struct tjs_request *r, const struct exchange *x, const xmlNode *node,
                  struct err *err)
{
	const char *name = mem_strdup(x->ctx, (const char *)node->name);
	const char *service = xml_get(x->ctx, node, "service");

	if (!tjs_operation_find(&r->operation, x->ctx, name, true, name, err) ||
	    !need(x, "service", service, err))
		return false;
	if (strcmp(service, "TJS") != 0)
		return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "service",
		               "the service is \"TJS\", not \"%s\"", "le service est « TJS », pas « %s »",
		               service);
	if (r->operation == TJS_GET_CAPABILITIES)
		return read_capabilities(r, x, node, err);
	if (!tjs_version_check(x->ctx, xml_get(x->ctx, node, "version"), err))
		return false;
	return r->operation == TJS_JOIN_DATA ? read_join(r, x, node, err)
	                                     : read_selection(r, x, node, err);
}
