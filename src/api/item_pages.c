#include "api/pages.h"

#include "api/html.h"
#include "api/links.h"

static const char **headings(const struct call *c, const struct filter *f)
{
	const struct layer *layer = c->layer;
	const char **names = mem_array(c->x->ctx, const char *, layer->n_columns + 2);
	size_t n = 0;

	names[n++] = T(c, "Objet", "Item");
	for (size_t i = 0; i < layer->n_columns; i++) {
		const char *title = text_in(layer->columns[i].title, c->x->lang);
		if (f->q.wanted == NULL || f->q.wanted[i])
			names[n++] = *title != '\0' ? title : layer->columns[i].name;
	}
	return names;
}

static void write_row(const struct html *h, const struct filter *f, const struct features *features)
{
	const struct call *c = h->c;
	const struct layer *layer = c->layer;
	const struct feature_value *values = features_values(features);
	const char *id = features_id(features);
	char *path = items_path(c, id), *href = links_href(c, path, "f=html");

	html_start(h, "tr", NULL);
	html_start(h, "th", "scope", "row", NULL);
	html_link(h, href, id);
	html_end(h, "th");
	for (size_t i = 0; i < layer->n_columns; i++) {
		enum column_type type = layer->columns[i].type;
		bool number = type == COLUMN_INTEGER || type == COLUMN_REAL;
		if (f->q.wanted != NULL && !f->q.wanted[i])
			continue;
		html_start(h, "td", "class", number ? "number" : NULL, NULL);
		html_text(h, values[i].null ? "" : values[i].text);
		html_end(h, "td");
	}
	html_end(h, "tr");
	talloc_free(path);
	talloc_free(href);
}

static const char *position(const struct call *c, const struct item_page *page)
{
	const struct feature_query *q = &page->filter->q;
	long long first = (long long)q->offset + 1, all = (long long)page->matched;
	long long last = q->offset + q->limit < page->matched ? (long long)(q->offset + q->limit) : all;

	if (last < first)
		return T(c, "Aucun objet", "No item");
	return c->x->lang == LANG_FR
		? mem_printf(c->x->ctx, "%lld à %lld sur %lld", first, last, all)
		: mem_printf(c->x->ctx, "%lld to %lld of %lld", first, last, all);
}

bool pages_items(const struct call *c, const struct item_page *page, struct out *out, struct err *err)
{
	const struct html h = { out, c };
	const struct filter *f = page->filter;
	enum features_step step;

	pages_open_below(&h, mem_printf(c->x->ctx, "%s%s", T(c, "Objets : ", "Items: "), pages_title(c, c->layer)), NULL,
	                 NULL);
	html_paging(&h, page->previous, page->next);
	html_table(&h, position(c, page), headings(c, f));
	while ((step = features_next(page->features, err)) == FEATURES_ROW)
		write_row(&h, f, page->features);
	html_table_end(&h);
	html_paging(&h, page->previous, page->next);
	html_close_page(&h);
	return step == FEATURES_END;
}

void pages_item(const struct call *c, struct features *features, struct out *out)
{
	const struct html h = { out, c };
	const struct feature_value *values = features_values(features);

	pages_open_below(&h, mem_printf(c->x->ctx, "%s%s%s", pages_title(c, c->layer), T(c, " : ", ": "),
	                                features_id(features)),
	                 "items", T(c, "Objets", "Items"));
	html_start(&h, "dl", NULL);
	for (size_t i = 0; i < c->layer->n_columns; i++) {
		const struct column *column = &c->layer->columns[i];
		const char *title = text_in(column->title, c->x->lang), *unit = column->unit;
		const char *text = values[i].null ? "" : values[i].text;
		html_fact(&h, *title != '\0' ? title : column->name,
		          *text != '\0' && unit != NULL && *unit != '\0'
			? mem_printf(c->x->ctx, "%s %s", text, unit) : text);
	}
	html_end(&h, "dl");
	html_close_page(&h);
}
