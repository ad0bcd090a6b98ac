#include "service/exception.h"

#include "base/json.h"
#include "base/xml.h"

/* clang-format off */
static const struct {
	const char *root, *ns, *version, *content_type, *schema;
	bool report;  /* ExceptionReport, with an HTTP status of its own */
} dialects[DIALECTS] = {
	[DIALECT_WMS_111] = { "ServiceExceptionReport", NULL, "1.1.1", "application/vnd.ogc.se_xml", NULL, false },
	[DIALECT_WMS_130] = { "ServiceExceptionReport", "http://www.opengis.net/ogc", "1.3.0",
		"text/xml; charset=UTF-8", "http://schemas.opengis.net/wms/1.3.0/exceptions_1_3_0.xsd", false },
	[DIALECT_WFS_100] = { "ServiceExceptionReport", "http://www.opengis.net/ogc", "1.2.0",
		"text/xml; charset=UTF-8", "http://schemas.opengis.net/wfs/1.0.0/OGC-exception.xsd", false },
	[DIALECT_OWS_100] = { "ExceptionReport", "http://www.opengis.net/ows", "1.1.0",
		"text/xml; charset=UTF-8", "http://schemas.opengis.net/ows/1.0.0/owsExceptionReport.xsd", true },
	[DIALECT_OWS_110] = { "ExceptionReport", "http://www.opengis.net/ows/1.1", "2.0.0",
		"text/xml; charset=UTF-8", "http://schemas.opengis.net/ows/1.1.0/owsExceptionReport.xsd", true },
	[DIALECT_TJS] = { "ExceptionReport", "http://www.opengis.net/ows/1.1", "1.0.0",
		"text/xml; charset=UTF-8", "http://schemas.opengis.net/ows/1.1.0/owsExceptionReport.xsd", true },
};

/* Codes of OWS Common 1.1 table 27, and of WMS 1.3.0 table E.1 where they differ. */
static const struct {
	const char *ows, *wms;
} codes[] = {
	[ERR_NONE]                    = { "NoApplicableCode", NULL },
	[ERR_MISSING_PARAMETER]       = { "MissingParameterValue", "MissingParameterValue" },
	[ERR_INVALID_PARAMETER]       = { "InvalidParameterValue", "InvalidParameterValue" },
	[ERR_NOT_SUPPORTED]           = { "OperationNotSupported", "OperationNotSupported" },
	[ERR_OPTION]                  = { "OptionNotSupported", "OperationNotSupported" },
	[ERR_VERSION]                 = { "VersionNegotiationFailed", NULL },
	[ERR_LAYER]                   = { "InvalidParameterValue", "LayerNotDefined" },
	[ERR_STYLE]                   = { "InvalidParameterValue", "StyleNotDefined" },
	[ERR_CRS]                     = { "InvalidParameterValue", "InvalidCRS" },
	[ERR_FORMAT]                  = { "InvalidParameterValue", "InvalidFormat" },
	[ERR_POINT]                   = { "InvalidParameterValue", "InvalidPoint" },
	[ERR_TILE]                    = { "TileOutOfRange", "InvalidParameterValue" },
	[ERR_NOT_QUERYABLE]           = { "InvalidParameterValue", "LayerNotQueryable" },
	[ERR_DIMENSION]               = { "InvalidParameterValue", "InvalidDimensionValue" },
	[ERR_UPDATE_SEQUENCE]         = { "CurrentUpdateSequence", "CurrentUpdateSequence" },
	[ERR_UPDATE_SEQUENCE_INVALID] = { "InvalidUpdateSequence", "InvalidUpdateSequence" },
	[ERR_DUPLICATE_QUERY]         = { "DuplicateStoredQueryIdValue", NULL },
	[ERR_ATTRIBUTE_NAME]          = { "InvalidAttributeName", "InvalidParameterValue" },
	[ERR_KEY]                     = { "InvalidKey", "InvalidParameterValue" },
	[ERR_LINKAGE]                 = { "LinkageFailure", "InvalidParameterValue" },
	[ERR_UNAUTHORIZED]            = { "NoApplicableCode", NULL },
	[ERR_FORBIDDEN]               = { "NoApplicableCode", NULL },
	[ERR_NOT_FOUND]               = { "NotFound", NULL },
	[ERR_METHOD]                  = { "NoApplicableCode", NULL },
	[ERR_NOT_ACCEPTABLE]          = { "NoApplicableCode", NULL },
	[ERR_TOO_LARGE]               = { "NoApplicableCode", NULL },
	[ERR_UPSTREAM]                = { "NoApplicableCode", NULL },
	[ERR_UNAVAILABLE]             = { "NoApplicableCode", NULL },
	[ERR_CONFLICT]                = { "NoApplicableCode", NULL },
	[ERR_INTERNAL]                = { "NoApplicableCode", NULL },
};
/* clang-format on */

static const char *code_of(enum dialect dialect, enum err_code code)
{
	if (dialect == DIALECT_TJS && code == ERR_NOT_FOUND)
		return codes[ERR_NONE].ows;
	if (dialects[dialect].report || dialect == DIALECT_WFS_100)
		return codes[code].ows;
	if (dialect == DIALECT_WMS_111 && code == ERR_CRS)
		return "InvalidSRS";
	return codes[code].wms;
}

const char *exception_code(enum err_code code)
{
	return codes[code].ows;
}

static int status_of(enum dialect dialect, enum err_code code)
{
	int status = err_http_status(code);
	bool report = dialect == DIALECT_PROBLEM || dialects[dialect].report;

	/* WMS and WFS 1.0 clients read the document only with 200; what a proxy must know keeps its status */
	if (!report && (status == 400 || status == 404 || status == 501 || status == 413))
		return 200;
	/* in OWS 1.1 an unknown type is a wrong value, not a missing resource */
	return report && dialect != DIALECT_PROBLEM && code == ERR_LAYER ? 400 : status;
}

static void draw_problem(const struct exchange *x, const struct err *err, struct out *out)
{
	struct json w = json_writer(out);
	static const struct text titles[] = {
		{ "Requête refusée", "Request refused" },
		{ "Introuvable", "Not found" },
		{ "Erreur du service", "Service error" },
	};
	int status = err_http_status(err->code);
	struct text title = status >= 500 ? titles[2] : status == 404 ? titles[1] : titles[0];

	out_header(out, "Content-Type", "application/problem+json");
	json_open_object(&w, NULL);
	json_string(&w, "type", "about:blank");
	json_string(&w, "title", text_in(title, x->lang));
	json_int(&w, "status", status);
	json_string(&w, "code", codes[err->code].ows);
	json_string(&w, "detail", text_in(err->message, x->lang));
	json_string_if(&w, "parameter", err->locator);
	json_close_object(&w);
}

void exception_element(xmlTextWriterPtr w, const struct exchange *x, enum dialect d,
                       const struct err *err)
{
	bool report = dialects[d].report;

	xmlTextWriterStartElementNS(w, NULL, X(dialects[d].root), X(dialects[d].ns));
	xml_attribute(w, "version", dialects[d].version);
	if (dialects[d].schema != NULL) {
		xml_attribute(w, "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
		xml_attribute(w, "xsi:schemaLocation",
		              mem_printf(x->ctx, "%s %s", dialects[d].ns, dialects[d].schema));
	}
	if (report && d != DIALECT_OWS_100)
		xml_attribute(w, "xml:lang", lang_tag(x->lang));
	else if (report)
		xml_attribute(w, "language", lang_tag(x->lang));
	xml_start(w, report ? "Exception" : "ServiceException");
	xml_attribute(w, report ? "exceptionCode" : "code", code_of(d, err->code));
	if (d != DIALECT_WMS_111)
		xml_attribute(w, "locator", err->locator);
	if (report)
		xml_element(w, "ExceptionText", text_in(err->message, x->lang));
	else if (err->locator != NULL && d == DIALECT_WMS_111)
		xml_text(w, mem_printf(x->ctx, "%s: %s", err->locator, text_in(err->message, x->lang)));
	else
		xml_text(w, text_in(err->message, x->lang));
	xml_end(w);
	xml_end(w);
}

static void draw_xml(const struct exchange *x, enum dialect d, const struct err *err,
                     struct out *out)
{
	xmlTextWriterPtr w = xml_writer(x->ctx, out);

	out_header(out, "Content-Type", dialects[d].content_type);
	xmlTextWriterStartDocument(w, NULL, "UTF-8", NULL);
	if (d == DIALECT_WMS_111)
		xmlTextWriterWriteDTD(w, X("ServiceExceptionReport"), NULL,
		                      X("http://schemas.opengis.net/wms/1.1.1/exception_1_1_1.dtd"), NULL);
	exception_element(w, x, d, err);
	xmlTextWriterEndDocument(w);
}

void exception_draw(const struct exchange *x, enum dialect dialect, const struct err *err,
                    struct out *out)
{
	out_status(out, status_of(dialect, err->code));
	out_header(out, "Cache-Control", "no-store");
	out_header(out, "Content-Language", lang_tag(x->lang));
	if (err->code == ERR_UNAUTHORIZED)
		out_header(out, "WWW-Authenticate", "Basic realm=\"Jointure\", charset=\"UTF-8\"");
	if (err->code == ERR_METHOD)
		out_header(out, "Allow", x->request->method == METHOD_POST ? "GET, HEAD, OPTIONS"
		                                                           : "GET, HEAD, POST, OPTIONS");
	if (err->code == ERR_UNAVAILABLE)
		out_header(out, "Retry-After", "5");
	if (dialect == DIALECT_PROBLEM)
		draw_problem(x, err, out);
	else
		draw_xml(x, dialect, err, out);
}
