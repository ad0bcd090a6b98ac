#include "api/joins.h"

#include <stdlib.h>
#include <string.h>

#include "api/html.h"
#include "api/join_document.h"
#include "api/moment.h"

struct listing {
	const struct layer **layers; size_t n;    /* of the page */
	size_t total;
	const char *next, *previous;
};

static int newest_first(const void *a, const void *b)
{
	const struct layer *const *p = a, *const *q = b;
	int order = strcmp((*q)->joined->join->refreshed, (*p)->joined->join->refreshed);

	return order != 0 ? order : strcmp((*p)->name, (*q)->name);
}

/* Whether a moment, "2026-11-22T15:04:05Z", lies between others that may be cut short. */
static bool lies_in(const char *moment, const struct moments *m)
{
	if (m->from != NULL && strncmp(moment, m->from, strlen(m->from)) < 0)
		return false;
	return m->to == NULL || strncmp(moment, m->to, strlen(m->to)) <= 0;
}

static const char *page_at(const struct call *c, int64_t limit, int64_t offset)
{
	return links_here(c, (struct change[]){
		{ "f", c->as->f }, { "limit", mem_printf(c->x->ctx, "%lld", (long long)limit) },
		{ "offset", mem_printf(c->x->ctx, "%lld", (long long)offset) }, { NULL, NULL } });
}

static bool find(struct listing *l, const struct call *c, struct err *err)
{
	const char *text = call_get(c, "datetime");
	struct moments m = { NULL, NULL };
	int64_t limit, offset;
	size_t all, from;

	if (!call_get_int(c, "limit", 1, JOINS_MOST, JOINS_DEFAULT, &limit, err) ||
	    !call_get_int(c, "offset", 0, INT32_MAX, 0, &offset, err) ||
	    (text != NULL && !moments_parse(&m, c->x->ctx, text, err)))
		return false;
	l->layers = view_layers(c->x->view, c->x->ctx, NULL, &all);
	for (size_t i = 0; i < all; i++) {
		const struct layer *layer = l->layers[i];
		if (layer->joined != NULL && layer->joined->join != NULL &&
		    lies_in(layer->joined->join->refreshed, &m))
			l->layers[l->total++] = layer;
	}
	qsort(l->layers, l->total, sizeof *l->layers, newest_first);
	from = (uint64_t)offset < l->total ? (size_t)offset : l->total;
	l->n = l->total - from;
	if (l->n > (size_t)limit) {
		l->n = (size_t)limit;
		l->next = page_at(c, limit, offset + limit);
	}
	if (from > 0)
		l->previous = page_at(c, limit, offset > limit ? offset - limit : 0);
	l->layers += from;
	return true;
}

static void write_one(struct json *w, const struct call *c, const struct layer *layer)
{
	const char *lang = lang_tag(c->x->lang), *title = join_title(c, layer);

	json_open_object(w, NULL);
	json_string(w, "id", layer->joined->join->id);
	json_string(w, "timeStamp", layer->joined->join->refreshed);
	json_string(w, "title", title);
	json_open_array(w, "links");
	links_write(w, &(struct link){ "join", join_href(c, layer, false, "json"), "application/json", title, lang });
	links_write(w, &(struct link){ "join", join_href(c, layer, false, "html"), "text/html", title, lang });
	json_close_array(w);
	json_close_object(w);
}

static void write_json(const struct call *c, const struct listing *l, struct out *out)
{
	struct json w = json_writer(out);

	json_open_object(&w, NULL);
	json_open_array(&w, "links");
	links_self(&w, c);
	if (l->next != NULL)
		links_write(&w, &(struct link){ "next", l->next, c->as->type, T(c, "page suivante", "next page"), NULL });
	if (l->previous != NULL)
		links_write(&w, &(struct link){ "prev", l->previous, c->as->type,
		                                T(c, "page précédente", "previous page"), NULL });
	json_close_array(&w);
	json_open_array(&w, "joins");
	for (size_t i = 0; i < l->n; i++)
		write_one(&w, c, l->layers[i]);
	json_close_array(&w);
	json_int(&w, "numberMatched", (int64_t)l->total);
	json_int(&w, "numberReturned", (int64_t)l->n);
	json_string(&w, "timeStamp", text_now(c->x->ctx));
	json_close_object(&w);
}

static void cell(const struct html *h, const char *text)
{
	html_start(h, "td", NULL);
	html_text(h, text);
	html_end(h, "td");
}

static void write_page(const struct call *c, const struct listing *l, struct out *out)
{
	const struct html h = { out, c };
	const char *const headings[] = { T(c, "Jointure", "Join"), T(c, "Identifiant", "Identifier"),
	                                 T(c, "Rafraîchie le", "Refreshed"), T(c, "Référentiel", "Framework"), NULL };

	html_open_page(&h, T(c, "Les jointures", "The joins"),
	               (struct crumb[]){ { links_href(c, "/api", "f=html"), "API" }, { NULL, NULL } });
	html_table(&h, mem_printf(c->x->ctx, "%zu %s %zu", l->n, T(c, "sur", "of"), l->total), headings);
	for (size_t i = 0; i < l->n; i++) {
		const struct stored_join *join = l->layers[i]->joined->join;
		html_start(&h, "tr", NULL);
		html_start(&h, "th", "scope", "row", NULL);
		html_link(&h, join_href(c, l->layers[i], false, "html"), join_title(c, l->layers[i]));
		html_end(&h, "th");
		cell(&h, join->id);
		cell(&h, join->refreshed);
		cell(&h, mem_printf(c->x->ctx, "%s %s", join->series, join->framework_version));
		html_end(&h, "tr");
	}
	html_table_end(&h);
	html_paging(&h, l->previous, l->next);
	html_close_page(&h);
}

bool joins_serve(const struct call *c, struct out *out, struct err *err)
{
	struct listing l = { .n = 0 };

	if (!find(&l, c, err))
		return false;
	out_header(out, "Content-Type", c->as->type);
	out_header(out, "Content-Language", lang_tag(c->x->lang));
	if (service_unchanged(c->x, out, mem_printf(c->x->ctx, "joins %llu",
	                                            (unsigned long long)view_sequence(c->x->view)), true))
		return true;
	if (c->as->form == FORM_HTML)
		write_page(c, &l, out);
	else
		write_json(c, &l, out);
	return true;
}
