#include "api/collections.h"

#include "api/collection.h"
#include "api/links.h"
#include "api/pages.h"
#include "catalogue/joins.h"
#include "service/compose.h"

static const char *page_at(const struct call *c, int64_t limit, int64_t offset)
{
	const char *number = mem_printf(c->x->ctx, "%lld", (long long)limit);
	const char *from = mem_printf(c->x->ctx, "%lld", (long long)offset);

	return links_here(c, (struct change[]){ { "f", c->as->f }, { "limit", number },
	                                        { "offset", from }, { NULL, NULL } });
}

static void open_page(struct page *page, const struct call *c)
{
	page->layers = view_layers(c->x->view, c->x->ctx, NULL, &page->total);
	size_t from = (uint64_t)page->offset < page->total ? (size_t)page->offset : page->total;

	page->n = page->total - from;
	if (page->n > (size_t)page->limit) {
		page->n = (size_t)page->limit;
		page->next = page_at(c, page->limit, page->offset + page->limit);
	}
	if (from > 0)
		page->previous = page_at(c, page->limit,
		                         page->offset > page->limit ? page->offset - page->limit : 0);
	page->layers += from;
}

static void write_themes(struct json *w, const struct call *c)
{
	const struct conf *conf = c->x->conf;
	const struct catalogue *all = c->x->view->catalogue;

	json_open_object(w, "jointure");
	json_string(w, "title", text_in(conf->title, c->x->lang));
	json_string_if(w, "abstract", text_in(conf->abstract, c->x->lang));
	json_open_array(w, "themes");
	for (size_t i = 0; i < all->n_themes; i++) {
		const struct metadata *m = &all->themes[i].metadata;
		json_open_object(w, NULL);
		json_string(w, "name", all->themes[i].name);
		json_string(w, "title", text_in(m->title, c->x->lang));
		json_string_if(w, "abstract", text_in(m->abstract, c->x->lang));
		json_close_object(w);
	}
	json_close_array(w);
	json_close_object(w);
}

struct listing {
	const struct call *call;
	struct call *copy;            /* for one layer after the other */
	struct page page;
};

static bool make_page(const struct exchange *x JT_UNUSED, struct out *out, void *arg, struct err *err JT_UNUSED)
{
	struct listing *listing = arg;

	open_page(&listing->page, listing->call);
	pages_collections(listing->call, &listing->page, out);
	return true;
}

static void write_head(struct json *w, const struct call *c, const struct page *page)
{
	json_open_array(w, "links");
	links_self(w, c);
	if (page->next != NULL)
		links_write(w, &(struct link){ "next", page->next, c->as->type,
		                               T(c, "page suivante", "next page"), NULL });
	if (page->previous != NULL)
		links_write(w, &(struct link){ "prev", page->previous, c->as->type,
		                               T(c, "page précédente", "previous page"), NULL });
	json_close_array(w);
	json_int(w, "numberMatched", (int64_t)page->total);
	json_int(w, "numberReturned", (int64_t)page->n);
	write_themes(w, c);
}

static void write_one(void *arg, const struct exchange *x, struct out *out, const struct layer *layer)
{
	struct call each = *(const struct call *)arg;
	struct json w = json_writer(out);

	each.x = x;
	collection_write(&w, &each, layer);
}

/* What a collection tells beside its layer. */
static void add_more(struct digest *d, const struct layer *layer)
{
	const struct theme *theme = layer->theme;
	const struct stored_join *join = layer->joined != NULL ? layer->joined->join : NULL;
	uint64_t sequence = join != NULL ? join->sequence : 0;

	digest_add_text(d, level_name(layer->level));
	digest_add_text(d, theme != NULL ? theme->name : "");
	digest_add_text(d, theme != NULL && theme->metadata.title.fr != NULL ? theme->metadata.title.fr : "");
	digest_add_text(d, theme != NULL && theme->metadata.title.en != NULL ? theme->metadata.title.en : "");
	digest_add(d, &sequence, sizeof sequence);
}

static void make_list(const struct exchange *x JT_UNUSED, struct compose *to, void *arg)
{
	struct listing *listing = arg;
	struct page *page = &listing->page;
	struct json w = json_writer(compose_out(to));

	open_page(page, listing->call);
	json_open_object(&w, NULL);
	write_head(&w, listing->call, page);
	json_open_array(&w, "collections");
	compose_values(to, listing->call->lang_given ? "collections, lang" : "collections", page->layers, page->n, write_one,
	               add_more, listing->copy);
	json_close_array(&w);
	json_close_object(&w);
}

bool collections_serve(const struct call *c, struct out *out, struct err *err)
{
	struct call copy = *c;
	struct listing listing = { .call = c, .copy = &copy };
	struct page *page = &listing.page;

	if (!call_get_int(c, "limit", 1, COLLECTIONS_MOST, COLLECTIONS_DEFAULT, &page->limit, err) ||
	    !call_get_int(c, "offset", 0, COLLECTIONS_OFFSET_MOST, 0, &page->offset, err))
		return false;
	const char *name = mem_printf(c->x->ctx, "collections %lld %lld %llu", (long long)page->limit,
	                              (long long)page->offset,
	                              (unsigned long long)view_sequence(c->x->view));
	if (c->as->form == FORM_HTML)
		return call_document(c, out, name, make_page, &listing, err);
	compose_answer(c->x, out, call_document_name(c, name), c->as->type, make_list, &listing);
	return true;
}
