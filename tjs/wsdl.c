/* Our WSDL 1.1: three ports at one address, messages typed by the official schema (document/literal). */
#include "tjs/operations.h"
#include "gdas/page.h"

#define WSDL_NS "http://www.jointure.org/ns/tjs/wsdl"

enum port { PORT_GET, PORT_POST, PORT_SOAP, PORTS };
static const char *const port_names[PORTS] = { "Get", "Post", "Soap" };

static const char *const responses[TJS_OPERATIONS] = {
	[TJS_GET_CAPABILITIES] = "tjs:Capabilities",
	[TJS_DESCRIBE_FRAMEWORKS] = "tjs:FrameworkDescriptions",
	[TJS_DESCRIBE_DATASETS] = "tjs:DatasetDescriptions",
	[TJS_DESCRIBE_DATA] = "tjs:DataDescriptions",
	[TJS_GET_DATA] = "tjs:GDAS",
	[TJS_DESCRIBE_JOIN_ABILITIES] = "tjs:JoinAbilities",
	[TJS_DESCRIBE_KEY] = "tjs:FrameworkKeyDescription",
	[TJS_JOIN_DATA] = "tjs:JoinDataResponse",
};

/* What key-value pairs each operation takes, beside service, request, version and language. */
static const struct {
	enum tjs_operation operation;
	const char *name, *type;
} pairs[] = {
	{ TJS_GET_CAPABILITIES, "AcceptVersions", "xsd:string" },
	{ TJS_GET_CAPABILITIES, "Sections", "xsd:string" },
	{ TJS_GET_CAPABILITIES, "updateSequence", "xsd:string" },
	{ TJS_DESCRIBE_FRAMEWORKS, "FrameworkURI", "xsd:anyURI" },
	{ TJS_DESCRIBE_DATASETS, "FrameworkURI", "xsd:anyURI" },
	{ TJS_DESCRIBE_DATASETS, "DatasetURI", "xsd:anyURI" },
	{ TJS_DESCRIBE_DATA, "FrameworkURI", "xsd:anyURI" },
	{ TJS_DESCRIBE_DATA, "DatasetURI", "xsd:anyURI" },
	{ TJS_DESCRIBE_DATA, "Attributes", "xsd:string" },
	{ TJS_GET_DATA, "FrameworkURI", "xsd:anyURI" },
	{ TJS_GET_DATA, "DatasetURI", "xsd:anyURI" },
	{ TJS_GET_DATA, "Attributes", "xsd:string" },
	{ TJS_GET_DATA, "LinkageKeys", "xsd:string" },
	{ TJS_GET_DATA, "FilterColumn", "xsd:string" },
	{ TJS_GET_DATA, "FilterValue", "xsd:string" },
	{ TJS_GET_DATA, "XSL", "xsd:anyURI" },
	{ TJS_GET_DATA, "aid", "xsd:boolean" },
	{ TJS_DESCRIBE_KEY, "FrameworkURI", "xsd:anyURI" },
	{ TJS_JOIN_DATA, "FrameworkURI", "xsd:anyURI" },
	{ TJS_JOIN_DATA, "GetDataURL", "xsd:anyURI" },
	{ TJS_JOIN_DATA, "StylingIdentifier", "xsd:string" },
	{ TJS_JOIN_DATA, "StylingURL", "xsd:anyURI" },
	{ TJS_JOIN_DATA, "ClassificationURL", "xsd:anyURI" },
	{ TJS_JOIN_DATA, "update", "xsd:boolean" },
};

/* An element with up to two attributes, left open. */
static void start(const struct tjs_page *p, const char *element, const char *name, const char *value,
                  const char *name2, const char *value2)
{
	xml_start(p->w, element);
	if (name != NULL)
		xml_attribute(p->w, name, value);
	if (name2 != NULL)
		xml_attribute(p->w, name2, value2);
}

static void leaf(const struct tjs_page *p, const char *element, const char *name, const char *value,
                 const char *name2, const char *value2)
{
	start(p, element, name, value, name2, value2);
	xml_end(p->w);
}

static void part(const struct tjs_page *p, const char *name, const char *how, const char *what)
{
	leaf(p, "wsdl:part", "name", name, how, what);
}

static void types(const struct tjs_page *p)
{
	static const char *const schemas[][2] = {
		{ "http://www.opengis.net/tjs/1.0", "http://schemas.opengis.net/tjs/1.0/tjsAll.xsd" },
		{ "http://www.opengis.net/ows/1.1", "http://schemas.opengis.net/ows/1.1.0/owsExceptionReport.xsd" },
	};

	xml_start(p->w, "wsdl:types");
	xml_start(p->w, "xsd:schema");
	for (size_t i = 0; i < 2; i++)
		leaf(p, "xsd:import", "namespace", schemas[i][0], "schemaLocation", schemas[i][1]);
	xml_end(p->w);
	xml_end(p->w);
}

static const char *message(const struct tjs_page *p, int operation, const char *what)
{
	return mem_printf(p->x->ctx, "%s%s", tjs_operation_name((enum tjs_operation)operation), what);
}

static void messages(const struct tjs_page *p)
{
	for (int i = 0; i < TJS_OPERATIONS; i++) {
		start(p, "wsdl:message", "name", message(p, i, "Request"), NULL, NULL);
		part(p, "body", "element", mem_printf(p->x->ctx, "tjs:%s", tjs_operation_name((enum tjs_operation)i)));
		xml_end(p->w);
		start(p, "wsdl:message", "name", message(p, i, "Pairs"), NULL, NULL);
		part(p, "service", "type", "xsd:string");
		part(p, "request", "type", "xsd:string");
		if (i != TJS_GET_CAPABILITIES)
			part(p, "version", "type", "xsd:string");
		part(p, "language", "type", "xsd:string");
		for (size_t j = 0; j < sizeof pairs / sizeof *pairs; j++)
			if ((int)pairs[j].operation == i)
				part(p, pairs[j].name, "type", pairs[j].type);
		xml_end(p->w);
		start(p, "wsdl:message", "name", message(p, i, "Response"), NULL, NULL);
		part(p, "body", "element", responses[i]);
		xml_end(p->w);
	}
	start(p, "wsdl:message", "name", "Exception", NULL, NULL);
	part(p, "exception", "element", "ows:ExceptionReport");
	xml_end(p->w);
}

static void port_type(const struct tjs_page *p, enum port port)
{
	start(p, "wsdl:portType", "name", mem_printf(p->x->ctx, "Tjs%s", port_names[port]), NULL, NULL);
	for (int i = 0; i < TJS_OPERATIONS; i++) {
		const char *request = message(p, i, port == PORT_SOAP ? "Request" : "Pairs");
		start(p, "wsdl:operation", "name", tjs_operation_name((enum tjs_operation)i), NULL, NULL);
		leaf(p, "wsdl:input", "message", mem_printf(p->x->ctx, "w:%s", request), NULL, NULL);
		leaf(p, "wsdl:output", "message", mem_printf(p->x->ctx, "w:%s", message(p, i, "Response")), NULL, NULL);
		leaf(p, "wsdl:fault", "name", "exception", "message", "w:Exception");
		xml_end(p->w);
	}
	xml_end(p->w);
}

static void bound_operation(const struct tjs_page *p, enum port port, int i)
{
	bool soap = port == PORT_SOAP;

	start(p, "wsdl:operation", "name", tjs_operation_name((enum tjs_operation)i), NULL, NULL);
	if (soap)
		leaf(p, "soap:operation", "soapAction", service_href(p->x, tjs_path(p->x), NULL), "style", "document");
	else
		leaf(p, "http:operation", "location", "", NULL, NULL);
	xml_start(p->w, "wsdl:input");
	if (soap)
		leaf(p, "soap:body", "use", "literal", NULL, NULL);
	else if (port == PORT_GET)
		leaf(p, "http:urlEncoded", NULL, NULL, NULL, NULL);
	else
		leaf(p, "mime:content", "type", "application/x-www-form-urlencoded", NULL, NULL);
	xml_end(p->w);
	xml_start(p->w, "wsdl:output");
	if (soap)
		leaf(p, "soap:body", "use", "literal", NULL, NULL);
	else
		leaf(p, "mime:mimeXml", "part", "body", NULL, NULL);
	xml_end(p->w);
	start(p, "wsdl:fault", "name", "exception", NULL, NULL);
	if (soap)
		leaf(p, "soap:fault", "name", "exception", "use", "literal");
	xml_end(p->w);
	xml_end(p->w);
}

static void binding(const struct tjs_page *p, enum port port)
{
	start(p, "wsdl:binding", "name", mem_printf(p->x->ctx, "Tjs%sBinding", port_names[port]),
	      "type", mem_printf(p->x->ctx, "w:Tjs%s", port_names[port]));
	if (port == PORT_SOAP)
		leaf(p, "soap:binding", "style", "document", "transport", "http://schemas.xmlsoap.org/soap/http");
	else
		leaf(p, "http:binding", "verb", port == PORT_GET ? "GET" : "POST", NULL, NULL);
	for (int i = 0; i < TJS_OPERATIONS; i++)
		bound_operation(p, port, i);
	xml_end(p->w);
}

static void service(const struct tjs_page *p)
{
	start(p, "wsdl:service", "name", "TableJoiningService", NULL, NULL);
	for (int i = 0; i < PORTS; i++) {
		start(p, "wsdl:port", "name", mem_printf(p->x->ctx, "Tjs%sPort", port_names[i]),
		      "binding", mem_printf(p->x->ctx, "w:Tjs%sBinding", port_names[i]));
		leaf(p, i == PORT_SOAP ? "soap:address" : "http:address", "location",
		     service_href(p->x, tjs_path(p->x), NULL), NULL, NULL);
		xml_end(p->w);
	}
	xml_end(p->w);
}

bool tjs_wsdl(const struct exchange *x, struct out *out, struct err *err)
{
	static const char *const namespaces[][2] = {
		{ "xmlns:wsdl", "http://schemas.xmlsoap.org/wsdl/" },
		{ "xmlns:soap", "http://schemas.xmlsoap.org/wsdl/soap/" },
		{ "xmlns:http", "http://schemas.xmlsoap.org/wsdl/http/" },
		{ "xmlns:mime", "http://schemas.xmlsoap.org/wsdl/mime/" },
		{ "xmlns:xsd", "http://www.w3.org/2001/XMLSchema" },
		{ "xmlns:ows", "http://www.opengis.net/ows/1.1" },
		{ "xmlns:tjs", "http://www.opengis.net/tjs/1.0" },
		{ "xmlns:w", WSDL_NS },
		{ "targetNamespace", WSDL_NS },
	};
	const struct tjs_page p = tjs_page(x, out, false);

	(void)err;
	out_header(out, "Content-Type", tjs_media_type);
	if (service_not_modified(x, out, NULL))
		return true;
	xmlTextWriterStartDocument(p.w, NULL, "UTF-8", NULL);
	xml_start(p.w, "wsdl:definitions");
	xml_attribute(p.w, "name", "TJS");
	for (size_t i = 0; i < sizeof namespaces / sizeof *namespaces; i++)
		xml_attribute(p.w, namespaces[i][0], namespaces[i][1]);
	types(&p);
	messages(&p);
	for (int i = 0; i < PORTS; i++)
		port_type(&p, (enum port)i);
	for (int i = 0; i < PORTS; i++)
		binding(&p, (enum port)i);
	service(&p);
	tjs_close(&p);
	return true;
}
