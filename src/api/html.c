#include "api/html.h"

#include <stdarg.h>
#include <string.h>

#include "api/links.h"

const char html_policy[] = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
                           "form-action 'self'; frame-ancestors 'self'";

static void put_escaped(const struct html *h, const char *text)
{
	char *escaped = text_html(h->c->x->ctx, text);

	out_text(h->out, escaped);
	talloc_free(escaped);
}

void html_start(const struct html *h, const char *tag, ...)
{
	va_list ap;

	out_text(h->out, "<");
	out_text(h->out, tag);
	va_start(ap, tag);
	for (const char *name; (name = va_arg(ap, const char *)) != NULL;) {
		const char *value = va_arg(ap, const char *);
		if (value == NULL)
			continue;
		out_text(h->out, " ");
		out_text(h->out, name);
		out_text(h->out, "=\"");
		put_escaped(h, value);
		out_text(h->out, "\"");
	}
	va_end(ap);
	out_text(h->out, ">");
}

void html_end(const struct html *h, const char *tag)
{
	out_text(h->out, "</");
	out_text(h->out, tag);
	out_text(h->out, ">\n");
}

void html_text(const struct html *h, const char *text)
{
	put_escaped(h, text);
}

void html_element(const struct html *h, const char *tag, const char *text)
{
	if (text == NULL || *text == '\0')
		return;
	html_start(h, tag, NULL);
	html_text(h, text);
	html_end(h, tag);
}

void html_link(const struct html *h, const char *href, const char *text)
{
	if (!text_starts(href, "http://") && !text_starts(href, "https://") &&
	    !text_starts(href, "mailto:")) {
		html_text(h, text);
		return;
	}
	html_start(h, "a", "href", href, NULL);
	html_text(h, text);
	out_text(h->out, "</a>");
}

void html_fact(const struct html *h, const char *term, const char *text)
{
	if (text == NULL || *text == '\0')
		return;
	html_element(h, "dt", term);
	html_element(h, "dd", text);
}

void html_table(const struct html *h, const char *caption, const char *const *headings)
{
	html_start(h, "div", "class", "wide", NULL);
	html_start(h, "table", NULL);
	html_element(h, "caption", caption);
	html_start(h, "thead", NULL);
	html_start(h, "tr", NULL);
	for (; *headings != NULL; headings++) {
		html_start(h, "th", "scope", "col", NULL);
		html_text(h, *headings);
		html_end(h, "th");
	}
	html_end(h, "tr");
	html_end(h, "thead");
	html_start(h, "tbody", NULL);
}

void html_table_end(const struct html *h)
{
	html_end(h, "tbody");
	html_end(h, "table");
	html_end(h, "div");
}

static void head(const struct html *h, const char *title)
{
	const struct call *c = h->c;

	out_text(h->out, "<!DOCTYPE html>\n");
	html_start(h, "html", "lang", lang_tag(c->x->lang), NULL);
	html_start(h, "head", NULL);
	html_start(h, "meta", "charset", "utf-8", NULL);
	html_start(h, "meta", "name", "viewport", "content", "width=device-width, initial-scale=1", NULL);
	html_element(h, "title", mem_printf(c->x->ctx, "%s - %s", title,
	                                    text_in(c->x->conf->title, c->x->lang)));
	html_start(h, "link", "rel", "stylesheet", "href", service_href(c->x, "/api/style.css", NULL), NULL);
	for (const struct representation *r = c->route->forms; r->type != NULL; r++)
		if (r->form == FORM_JSON && links_is_alternate(c, r))
			html_start(h, "link", "rel", "alternate", "type", r->type, "href",
			           links_here(c, (struct change[]){ { "f", r->f }, { NULL, NULL } }), NULL);
	html_end(h, "head");
}

static void way_here(const struct html *h, const struct crumb *crumbs)
{
	const struct call *c = h->c;

	html_start(h, "nav", "aria-label", T(c, "Vous êtes ici", "You are here"), NULL);
	html_start(h, "ol", NULL);
	html_start(h, "li", NULL);
	html_link(h, service_href(c->x, "/", NULL), T(c, "Portail", "Portal"));
	html_end(h, "li");
	for (; crumbs->href != NULL; crumbs++) {
		html_start(h, "li", NULL);
		html_link(h, crumbs->href, crumbs->text);
		html_end(h, "li");
	}
	html_end(h, "ol");
	html_end(h, "nav");
}

/* What a form is called. */
static const char *form_label(const char *f)
{
	static const char *const labels[][2] = {
		{ "geojson", "GeoJSON" }, { "csv", "CSV" }, { "qml", "QML" }, { "maplibre", "MapLibre" },
	};

	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
		if (strcmp(f, labels[i][0]) == 0)
			return labels[i][1];
	return "JSON";
}

static void other_forms(const struct html *h)
{
	const struct call *c = h->c;
	enum lang other = c->x->lang == LANG_FR ? LANG_EN : LANG_FR;

	html_start(h, "p", "class", "forms", NULL);
	for (const struct representation *r = c->route->forms; r->type != NULL; r++) {
		if (r->form != FORM_JSON || !links_is_alternate(c, r))
			continue;
		html_link(h, links_here(c, (struct change[]){ { "f", r->f }, { NULL, NULL } }), form_label(r->f));
		html_text(h, " ");
	}
	html_start(h, "a", "lang", lang_tag(other), "hreflang", lang_tag(other), "href",
	           links_here(c, (struct change[]){ { "f", "html" }, { "lang", lang_tag(other) },
	                                            { NULL, NULL } }), NULL);
	html_text(h, other == LANG_FR ? "Français" : "English");
	out_text(h->out, "</a>");
	html_end(h, "p");
}

void html_open_page(const struct html *h, const char *title, const struct crumb *crumbs)
{
	const struct call *c = h->c;

	head(h, title);
	html_start(h, "body", NULL);
	html_start(h, "a", "class", "skip", "href", "#content", NULL);
	html_text(h, T(c, "Aller au contenu", "Skip to content"));
	out_text(h->out, "</a>");
	html_start(h, "header", NULL);
	html_start(h, "p", "class", "service", NULL);
	html_link(h, links_href(c, "/api", "f=html"), text_in(c->x->conf->title, c->x->lang));
	html_end(h, "p");
	way_here(h, crumbs);
	other_forms(h);
	html_end(h, "header");
	html_start(h, "main", "id", "content", NULL);
	html_element(h, "h1", title);
}

void html_close_page(const struct html *h)
{
	html_end(h, "main");
	html_end(h, "body");
	html_end(h, "html");
}

void html_paging(const struct html *h, const char *previous, const char *next)
{
	const struct call *c = h->c;

	if (previous == NULL && next == NULL)
		return;
	html_start(h, "nav", "class", "paging", "aria-label", T(c, "Pages", "Pages"), NULL);
	if (previous != NULL) {
		html_start(h, "a", "rel", "prev", "href", previous, NULL);
		html_text(h, T(c, "Page précédente", "Previous page"));
		out_text(h->out, "</a> ");
	}
	if (next != NULL) {
		html_start(h, "a", "rel", "next", "href", next, NULL);
		html_text(h, T(c, "Page suivante", "Next page"));
		out_text(h->out, "</a>");
	}
	html_end(h, "nav");
}

static const char style[] =
	":root{color-scheme:light dark;--line:#8886;--link:#0b5394}\n"
	"@media(prefers-color-scheme:dark){:root{--link:#9cc5f5}}\n"
	"body{font:1rem/1.5 system-ui,sans-serif;margin:0 auto;max-width:75rem;padding:0 1rem 3rem}\n"
	"a{color:var(--link)}\n"
	".skip{position:absolute;left:-99rem}\n"
	".skip:focus{left:1rem;top:.5rem}\n"
	"header{align-items:baseline;border-bottom:1px solid var(--line);display:flex;flex-wrap:wrap;"
	"gap:0 1.5rem}\n"
	".service{font-weight:600}\n"
	".forms{margin-left:auto}\n"
	".forms a{margin-left:.75rem}\n"
	"nav ol{display:flex;flex-wrap:wrap;list-style:none;margin:0;padding:0}\n"
	"nav li+li::before{content:\"/\";padding:0 .5rem}\n"
	"h1{font-size:1.6rem;line-height:1.25}\n"
	"h2{font-size:1.2rem;margin-top:2rem}\n"
	"dl{display:grid;gap:.25rem 1.5rem;grid-template-columns:max-content 1fr}\n"
	"dt{font-weight:600}\n"
	"dd{margin:0;overflow-wrap:anywhere}\n"
	".wide{overflow-x:auto}\n"
	"table{border-collapse:collapse;width:100%}\n"
	"caption{padding:.5rem 0;text-align:left}\n"
	"td,th{border-bottom:1px solid var(--line);padding:.3rem .75rem .3rem 0;text-align:left;"
	"vertical-align:top}\n"
	"td.number{font-variant-numeric:tabular-nums;text-align:right}\n"
	".paging{margin:1rem 0}\n"
	".paging a{margin-right:1.5rem}\n"
	"@media(max-width:40rem){dl{grid-template-columns:1fr}dd{margin-bottom:.5rem}}\n";

bool html_style(const struct call *c, struct out *out, struct err *err JT_UNUSED)
{
	out_header(out, "Content-Type", c->as->type);
	if (!service_not_modified(c->x, out, style))
		out_text(out, style);
	return true;
}
