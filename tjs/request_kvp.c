/* Requests as key-value pairs, by GET or as a form. Names in any letter case; those that are older than
   the standard's own, or that its examples have in their place, are taken too. */
#include "tjs/request.h"

#include <string.h>

#include "service/ows.h"

static const char *either(const struct exchange *x, const char *name, const char *alias)
{
	const char *value = ows_get(x, name);

	return value != NULL ? value : ows_get(x, alias);
}

static bool check_service(const struct exchange *x, struct err *err)
{
	const char *service = ows_need(x, "service", err);

	if (service == NULL)
		return false;
	return strcmp(service, "TJS") == 0 || text_same(service, "TJS") ||
	       err_set(err, x->ctx, ERR_INVALID_PARAMETER, "service",
	               "this address serves SERVICE=TJS alone, not \"%s\"",
	               "cette adresse ne sert que SERVICE=TJS, pas « %s »", service);
}

/* JoinData by key-value pairs: FrameworkURI is its own, the styling's two parts stand alone. */
static bool read_join(struct tjs_request *r, const struct exchange *x, struct err *err)
{
	const char *text = ows_get(x, "GDAS");

	r->data_url = ows_get(x, "GetDataURL");
	r->styling_identifier = ows_get(x, "StylingIdentifier");
	r->styling_url = ows_get(x, "StylingURL");
	r->classification_url = ows_get(x, "ClassificationURL");
	if (text != NULL)
		r->data_text = (struct span){ text, strlen(text) };
	if (!tjs_flag_read(&r->update, x->ctx, "update", ows_get(x, "update"), err))
		return false;
	if (r->selection.framework == NULL)
		return ows_need(x, "FrameworkURI", err) != NULL;
	return r->data_url != NULL || text != NULL || ows_need(x, "GetDataURL", err) != NULL;
}

/* What must be there; the other operations need nothing. */
static bool check_needed(const struct tjs_request *r, const struct exchange *x, struct err *err)
{
	bool data = r->operation == TJS_DESCRIBE_DATA || r->operation == TJS_GET_DATA;

	if ((data || r->operation == TJS_DESCRIBE_KEY) && ows_need(x, "FrameworkURI", err) == NULL)
		return false;
	return !data || ows_need(x, "DatasetURI", err) != NULL;
}

bool tjs_kvp_read(struct tjs_request *r, const struct exchange *x, struct err *err)
{
	if (!check_service(x, err))
		return false;
	const char *request = ows_need(x, "request", err);
	if (request == NULL ||
	    !tjs_operation_find(&r->operation, x->ctx, request, false, request, err))
		return false;
	if (r->operation == TJS_GET_CAPABILITIES) {
		r->accept_versions = ows_get(x, "AcceptVersions");
		r->sections = ows_get(x, "Sections");
		r->accept_formats = ows_get(x, "AcceptFormats");
		r->update_sequence = ows_get(x, "updateSequence");
		return true;
	}
	r->selection = (struct tjs_selection){
		.framework = ows_get(x, "FrameworkURI"), .dataset = ows_get(x, "DatasetURI"),
		.attributes = ows_get(x, "Attributes"), .keys = either(x, "LinkageKeys", "GeolinkIds"),
		.filter_column = either(x, "FilterColumn", "FilterField"),
		.filter_value = ows_get(x, "FilterValue"),
	};
	r->xsl = ows_get(x, "XSL");
	r->output_format = ows_get(x, "outputFormat");
	if (!tjs_version_check(x->ctx, ows_get(x, "version"), err) || !check_needed(r, x, err) ||
	    !tjs_flag_read(&r->aid, x->ctx, "aid", ows_get(x, "aid"), err))
		return false;
	return r->operation != TJS_JOIN_DATA || read_join(r, x, err);
}
