#include "tjs/tjs.h"

#include <string.h>

#include "service/exception.h"
#include "service/ows.h"
#include "tjs/forms.h"
#include "tjs/operations.h"
#include "gdas/page.h"

const char *tjs_version(void)
{
	return "1.0.0";
}

static bool below(const struct exchange *x, const char *folder)
{
	size_t n = strlen(folder);
	return strncmp(x->request->path, folder, n) == 0 &&
	       (x->request->path[n] == '\0' || x->request->path[n] == '/');
}

static bool mentions(struct span body, const char *text)
{
	return body.n > 0 && memmem(body.at, body.n, text, strlen(text)) != NULL;
}

static bool claims(const struct exchange *x)
{
	static const char *const envelope[] = { "Envelope", NULL };

	if (below(x, "/tjs") || tjs_file_claims(x) || ows_claims(x, "TJS", tjs_own_requests))
		return true;
	return ows_claims(x, "TJS", envelope) && mentions(x->request->body, "http://www.opengis.net/tjs");
}

static bool asks_for_wsdl(const struct exchange *x)
{
	return kvp_get(&x->request->query, "wsdl") != NULL && ows_get(x, "request") == NULL &&
	       x->request->method != METHOD_POST;
}

static bool serve(const struct exchange *asked, struct out *out, struct err *err)
{
	static tjs_answer_fn *const answer[TJS_OPERATIONS] = {
		[TJS_GET_CAPABILITIES] = tjs_get_capabilities,
		[TJS_DESCRIBE_FRAMEWORKS] = tjs_describe_frameworks,
		[TJS_DESCRIBE_DATASETS] = tjs_describe_datasets,
		[TJS_DESCRIBE_DATA] = tjs_describe_data,
		[TJS_GET_DATA] = tjs_get_data,
		[TJS_DESCRIBE_JOIN_ABILITIES] = tjs_describe_join_abilities,
		[TJS_DESCRIBE_KEY] = tjs_describe_key,
		[TJS_JOIN_DATA] = tjs_join_data,
	};
	struct tjs_request request;
	struct exchange x = *asked;
	bool done;

	if (tjs_file_claims(&x))
		return tjs_file(&x, out, err);
	if (asks_for_wsdl(&x))
		return tjs_wsdl(&x, out, err);
	if (!tjs_resource(&done, asked, out, err))
		return false;
	return done || (tjs_request_read(&request, &x.lang, asked, err) &&
	                answer[request.operation](&request, &x, out, err));
}

/* A fault of SOAP 1.1 is always a 500, but where the caller must log in first. */
static void fault(const struct exchange *x, const struct err *err, struct out *out)
{
	xmlTextWriterPtr w = xml_writer(x->ctx, out);
	bool ours = err_http_status(err->code) >= 500 && err->code != ERR_NOT_SUPPORTED && err->code != ERR_OPTION;

	out_status(out, err->code == ERR_UNAUTHORIZED ? 401 : 500);
	out_header(out, "Content-Type", tjs_media_type);
	out_header(out, "Content-Language", lang_tag(x->lang));
	out_header(out, "Cache-Control", "no-store");
	if (err->code == ERR_UNAUTHORIZED)
		out_header(out, "WWW-Authenticate", "Basic realm=\"Jointure\", charset=\"UTF-8\"");
	xmlTextWriterStartDocument(w, NULL, "UTF-8", NULL);
	xml_start(w, "soap:Envelope");
	xml_attribute(w, "xmlns:soap", "http://schemas.xmlsoap.org/soap/envelope/");
	xml_start(w, "soap:Body");
	xml_start(w, "soap:Fault");
	xml_element(w, "faultcode", ours ? "soap:Server" : "soap:Client");
	xml_element(w, "faultstring", exception_code(err->code));
	xml_start(w, "detail");
	exception_element(w, x, DIALECT_TJS, err);
	xmlTextWriterEndDocument(w);
	xmlTextWriterFlush(w);
}

static void refuse(const struct exchange *asked, const struct err *err, struct out *out)
{
	struct exchange x = *asked;
	struct tjs_manner manner = tjs_manner_of(asked);

	x.lang = manner.lang;
	if (manner.soap)
		fault(&x, err, out);
	else
		exception_draw(&x, DIALECT_TJS, err, out);
}

static const char *operation(const struct exchange *x)
{
	return tjs_manner_of(x).operation;
}

const struct service tjs_service = {
	.name = "tjs", .claims = claims, .serve = serve, .refuse = refuse, .operation = operation,
};
