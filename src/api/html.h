/* HTML pages: a writer that escapes, and the frame that all pages share. */
#ifndef JT_API_HTML_H
#define JT_API_HTML_H

#include "api/call.h"

struct html {
	struct out *out;
	const struct call *c;
};

/* A start tag; attributes are pairs of name and value (NULL: left out), ended by a NULL name. */
void html_start(const struct html *h, const char *tag, ...) __attribute__((sentinel));
void html_end(const struct html *h, const char *tag);
void html_text(const struct html *h, const char *text);

/* <tag>text</tag>; nothing when the text is NULL or empty. */
void html_element(const struct html *h, const char *tag, const char *text);

/* <a href=...>text</a>; `href` from a catalogue becomes a link only when it is http(s) or mailto. */
void html_link(const struct html *h, const char *href, const char *text);

/* A term and its description, in an open <dl>; nothing when there is no text. */
void html_fact(const struct html *h, const char *term, const char *text);

/* The start of a table with a caption and headings; `headings` ends with NULL. */
void html_table(const struct html *h, const char *caption, const char *const *headings);
void html_table_end(const struct html *h);

/* Where the page stands: pairs of href and text from the landing page down, ended by a NULL href. */
struct crumb {
	const char *href, *text;
};

/* The head, the way here, the other forms and language; an open <main> with its <h1>. */
void html_open_page(const struct html *h, const char *title, const struct crumb *crumbs);
void html_close_page(const struct html *h);

/* Links to the page before and after, where there are such. */
void html_paging(const struct html *h, const char *previous, const char *next);

/* GET /api/style.css */
bool html_style(const struct call *c, struct out *out, struct err *err);

/* For the Content-Security-Policy of every page: nothing but our own stylesheet and pictures. */
extern const char html_policy[];

#endif
