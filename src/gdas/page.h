/* A TJS document being written: its envelope, its root, the names of its elements. */
#ifndef JT_GDAS_PAGE_H
#define JT_GDAS_PAGE_H

#include "base/xml.h"
#include "gdas/names.h"

/* What stands before the name of a type: "string", "integer". */
#define TJS_TYPES "http://www.w3.org/TR/xmlschema-2/#"

struct tjs_page {
	xmlTextWriterPtr w;
	struct out *out;              /* that it writes to */
	const struct exchange *x;
	bool bare;                    /* in the default namespace: /tjs/geoclip */
	bool soap;
};

struct tjs_page tjs_page(const struct exchange *x, struct out *out, bool soap);

/* Begins the document and its root element, with the attributes that all responses have ("tjs:Capabilities": but
   `capabilities`). `sheet` is what an xml-stylesheet instruction names; NULL: none. */
void tjs_open(const struct tjs_page *p, const char *root, const char *sheet);
void tjs_close(const struct tjs_page *p);

/* An element of TJS: "tjs:Framework", or without its prefix in a bare document. */
void tjs_start(const struct tjs_page *p, const char *name);
void tjs_element(const struct tjs_page *p, const char *name, const char *value);
void tjs_text(const struct tjs_page *p, const char *name, struct text text);  /* in the language of the answer */
/* An empty element with xlink:href. */
void tjs_link(const struct tjs_page *p, const char *name, const char *href);
const char *tjs_name(const struct tjs_page *p, const char *name);

/* "text/xml; charset=UTF-8". */
extern const char tjs_media_type[];

/* Answers with a document that depends on nothing but edition, view, language, theme, key and `name`; it is
   kept. `make` gets a struct tjs_page *. */
struct tjs_document {
	const char *name;
	bool soap;
	bool (*write)(const struct tjs_page *p, void *arg, struct err *err);
	void *arg;
};
bool tjs_document_answer(const struct exchange *x, struct out *out, struct tjs_document *d, struct err *err);

#endif
