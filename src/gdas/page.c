#include "gdas/page.h"

#include <string.h>

#include "service/document.h"

const char tjs_media_type[] = "text/xml; charset=UTF-8";

struct tjs_page tjs_page(const struct exchange *x, struct out *out, bool soap)
{
	return (struct tjs_page){
		.w = xml_writer(x->ctx, out), .out = out, .x = x, .soap = soap,
		.bare = strcmp(tjs_path(x), "/tjs/geoclip") == 0,
	};
}

const char *tjs_name(const struct tjs_page *p, const char *name)
{
	return p->bare ? name + strlen("tjs:") : name;
}

void tjs_start(const struct tjs_page *p, const char *name)
{
	xml_start(p->w, tjs_name(p, name));
}

void tjs_element(const struct tjs_page *p, const char *name, const char *value)
{
	xml_element(p->w, tjs_name(p, name), value);
}

void tjs_text(const struct tjs_page *p, const char *name, struct text text)
{
	tjs_element(p, name, text_in(text, p->x->lang));
}

void tjs_link(const struct tjs_page *p, const char *name, const char *href)
{
	tjs_start(p, name);
	xml_attribute(p->w, "xlink:href", href);
	xml_end(p->w);
}

static void namespaces(const struct tjs_page *p)
{
	xml_attribute(p->w, p->bare ? "xmlns" : "xmlns:tjs", "http://www.opengis.net/tjs/1.0");
	xml_attribute(p->w, "xmlns:ows", "http://www.opengis.net/ows/1.1");
	xml_attribute(p->w, "xmlns:xlink", "http://www.w3.org/1999/xlink");
	xml_attribute(p->w, "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
	xml_attribute(p->w, "xsi:schemaLocation", "http://www.opengis.net/tjs/1.0 "
	              "http://schemas.opengis.net/tjs/1.0/tjsAll.xsd");
}

void tjs_open(const struct tjs_page *p, const char *root, const char *sheet)
{
	xmlTextWriterStartDocument(p->w, NULL, "UTF-8", NULL);
	if (sheet != NULL && !p->soap)
		xmlTextWriterWritePI(p->w, X("xml-stylesheet"),
		                     X(mem_printf(p->x->ctx, "type=\"text/xsl\" href=\"%s\"",
		                                  text_html(p->x->ctx, sheet))));
	if (p->soap) {
		xml_start(p->w, "soap:Envelope");
		xml_attribute(p->w, "xmlns:soap", "http://schemas.xmlsoap.org/soap/envelope/");
		xml_start(p->w, "soap:Body");
	}
	tjs_start(p, root);
	namespaces(p);
	xml_attribute(p->w, "service", "TJS");
	xml_attribute(p->w, "version", "1.0");
	if (strcmp(root, "tjs:Capabilities") != 0)
		xml_attribute(p->w, "capabilities", tjs_capabilities_href(p->x));
	xml_attribute(p->w, "xml:lang", lang_tag(p->x->lang));
}

void tjs_close(const struct tjs_page *p)
{
	xmlTextWriterEndDocument(p->w);
	xmlTextWriterFlush(p->w);
}

static bool make(const struct exchange *x, struct out *out, void *arg, struct err *err)
{
	const struct tjs_document *d = arg;
	const struct tjs_page p = tjs_page(x, out, d->soap);

	if (!d->write(&p, d->arg, err))
		return false;
	tjs_close(&p);
	return true;
}

bool tjs_document_answer(const struct exchange *x, struct out *out, struct tjs_document *d,
                         struct err *err)
{
	const char *name = mem_printf(x->ctx, "tjs %s %s%s", tjs_path(x), d->soap ? "soap " : "", d->name);

	return document_answer(x, out, name, tjs_media_type, make, d, err);
}
