#include "api/items.h"

#include <string.h>

#include "api/collection.h"
#include "api/links.h"
#include "api/pages.h"
#include "geometry/flatgeobuf.h"
#include "geometry/geojson.h"

char *items_path(const struct call *c, const char *id)
{
	return links_path(c, "collections", c->layer->name, "items", id, NULL);
}

static const char *page_at(const struct call *c, const struct filter *f, int64_t offset)
{
	const char *limit = mem_printf(c->x->ctx, "%lld", (long long)f->q.limit);
	const char *from = offset > 0 ? mem_printf(c->x->ctx, "%lld", (long long)offset) : NULL;

	return links_here(c, (struct change[]){ { "f", c->as->f }, { "limit", limit },
	                                        { "offset", from }, { NULL, NULL } });
}

static bool open_page(struct item_page *p, const struct call *c, const struct filter *f,
                      struct err *err)
{
	int64_t limit = f->q.limit, offset = f->q.offset;

	struct feature_query q = f->q;

	*p = (struct item_page){ .filter = f };
	if (!features_count(c->x->ctx, &q, &p->matched, err))
		return false;
	if (c->as->form != FORM_SOME)
		p->features = features_open(c->x->ctx, &q, err);
	if (c->as->form != FORM_SOME && p->features == NULL)
		return false;
	if (offset + limit < p->matched)
		p->next = page_at(c, f, offset + limit);
	if (offset > 0)
		p->previous = page_at(c, f, offset > limit ? offset - limit : 0);
	return true;
}

struct items_writer items_writer(const struct call *c, const struct filter *f)
{
	const struct column *id = layer_column(c->layer, c->layer->source.id_column);
	const struct geojson_form form = { f->decimals, f->y_first, NULL };

	return (struct items_writer){ geojson_new(c->x->ctx, &f->q, &form), id == NULL || id->type == COLUMN_INTEGER };
}

void items_write_feature(const struct items_writer *to, struct json *w, struct features *features)
{
	const char *id = features_id(features);
	int64_t number;
	size_t n;
	const char *members = geojson_members(to->geojson, features, id, to->number && text_int(id, &number), &n);

	json_raw_n(w, NULL, members, n);
}

static void write_collection_link(struct json *w, const struct call *c)
{
	const char *path = links_path(c, "collections", c->layer->name, NULL);

	links_write(w, &(struct link){ "collection", links_href(c, path, "f=json"), "application/json",
	                               T(c, "la collection", "the collection"), lang_tag(c->x->lang) });
}

static void write_head(struct json *w, const struct call *c, const struct item_page *p)
{
	json_string(w, "type", "FeatureCollection");
	json_open_array(w, "links");
	links_self(w, c);
	if (p->next != NULL)
		links_write(w, &(struct link){ "next", p->next, c->as->type,
		                               T(c, "page suivante", "next page"), NULL });
	if (p->previous != NULL)
		links_write(w, &(struct link){ "prev", p->previous, c->as->type,
		                               T(c, "page précédente", "previous page"), NULL });
	write_collection_link(w, c);
	json_close_array(w);
	json_string(w, "timeStamp", text_now(c->x->ctx));
	json_int(w, "numberMatched", p->matched);
}

/* A format without a place for links: they are in the head. */
static bool write_flatgeobuf(const struct call *c, const struct item_page *p, struct out *out, struct err *err)
{
	const char *title = text_in(c->layer->metadata.title, c->x->lang);

	if (p->next != NULL)
		out_header(out, "Link", mem_printf(c->x->ctx, "<%s>; rel=\"next\"; type=\"%s\"", p->next, c->as->type));
	if (p->previous != NULL)
		out_header(out, "Link", mem_printf(c->x->ctx, "<%s>; rel=\"prev\"; type=\"%s\"", p->previous, c->as->type));
	out_header(out, "OGC-NumberMatched", mem_printf(c->x->ctx, "%lld", (long long)p->matched));
	out_header(out, "Content-Disposition",
	           mem_printf(c->x->ctx, "attachment; filename=\"%s.fgb\"", c->layer->name));
	return flatgeobuf_write(out, c->x->ctx, &p->filter->q, title, c->x->lang, err);
}

static bool write_page(const struct call *c, const struct item_page *p, struct out *out,
                       struct err *err)
{
	struct json w = json_writer(out);
	enum features_step step;
	int64_t returned = 0;

	if (c->as->form == FORM_HTML)
		return pages_items(c, p, out, err);
	if (c->as->form == FORM_SOME)
		return write_flatgeobuf(c, p, out, err);
	json_open_object(&w, NULL);
	write_head(&w, c, p);
	const struct items_writer to = items_writer(c, p->filter);
	json_open_array(&w, "features");
	while ((step = features_next(p->features, err)) == FEATURES_ROW) {
		json_open_object(&w, NULL);
		items_write_feature(&to, &w, p->features);
		json_close_object(&w);
		returned++;
	}
	json_close_array(&w);
	json_int(&w, "numberReturned", returned);
	json_close_object(&w);
	return step == FEATURES_END;
}

static bool check_has_items(const struct call *c, struct err *err)
{
	if (collection_has_items(c->layer))
		return true;
	return err_set(err, c->x->ctx, ERR_NOT_FOUND, "collectionId",
	               "%s is a raster: it has maps (WMS at /ows) but no items",
	               "%s est un raster : il a des cartes (WMS sur /ows) mais pas d'objets",
	               c->layer->name);
}

/* Headers of an answer with features; true when the client's copy is current. */
static bool open_answer(const struct call *c, const struct filter *f, struct out *out)
{
	out_header(out, "Content-Type", c->as->type);
	out_header(out, "Content-Language", lang_tag(c->x->lang));
	if (c->as->form != FORM_HTML)
		out_header(out, "Content-Crs", mem_printf(c->x->ctx, "<%s>", links_crs(c->x->ctx, f->crs)));
	if (!c->layer->source.referenced)
		return service_layers_unchanged(c->x, out, &c->layer, 1, c->as->type);
	out_header(out, "Cache-Control", "no-store");
	out_header(out, "Vary", "Authorization, Accept-Language, Accept");
	return false;
}

bool items_page(const struct call *c, struct out *out, struct err *err)
{
	struct filter f;
	struct item_page page;

	if (!check_has_items(c, err) || !filter_open(&f, c, err))
		return false;
	if (open_answer(c, &f, out))
		return true;
	return open_page(&page, c, &f, err) && write_page(c, &page, out, err);
}

static void write_one(const struct call *c, const struct filter *f, struct features *features,
                      struct out *out)
{
	struct json w = json_writer(out);

	if (c->as->form == FORM_HTML) {
		pages_item(c, features, out);
		return;
	}
	const struct items_writer to = items_writer(c, f);
	json_open_object(&w, NULL);
	items_write_feature(&to, &w, features);
	json_open_array(&w, "links");
	links_self(&w, c);
	write_collection_link(&w, c);
	json_close_array(&w);
	json_close_object(&w);
}

bool items_one(const struct call *c, struct out *out, struct err *err)
{
	struct filter f;

	if (!check_has_items(c, err) || !filter_open(&f, c, err))
		return false;
	if (open_answer(c, &f, out))
		return true;
	struct features *features = features_open(c->x->ctx, &f.q, err);
	enum features_step step = features != NULL ? features_next(features, err) : FEATURES_FAILED;
	if (step == FEATURES_END)
		return err_set(err, c->x->ctx, ERR_NOT_FOUND, "featureId", "%s has no item %s",
		               "%s n'a pas d'objet %s", c->layer->name, c->item);
	if (step == FEATURES_FAILED)
		return false;
	write_one(c, &f, features, out);
	return true;
}
