#include "api/keys.h"

#include <string.h>

#include "api/filter.h"
#include "api/html.h"
#include "api/links.h"
#include "api/pages.h"

bool keys_has(const struct layer *layer)
{
	return layer->framework != NULL;
}

static bool check_has_keys(const struct call *c, struct err *err)
{
	return keys_has(c->layer) ||
	       err_set(err, c->x->ctx, ERR_NOT_FOUND, "collectionId",
	               "%s has no key fields: nothing can be joined to it",
	               "%s n'a pas de champ clé : rien ne peut lui être joint", c->layer->name);
}

static const char *values_href(const struct call *c, const char *f)
{
	return links_href(c, links_path(c, "collections", c->layer->name, "keys", c->layer->framework->key, NULL),
	                  mem_printf(c->x->ctx, "f=%s", f));
}

/* --- the fields --- */

static void write_fields_page(const struct call *c, struct out *out)
{
	const struct html h = { out, c };
	const struct column *column = layer_column(c->layer, c->layer->framework->key);

	pages_open_below(&h, T(c, "Champs clés", "Key fields"), NULL, NULL);
	html_element(&h, "p", T(c, "Un tableau qui a ces clés dans une colonne peut être joint à cette collection.",
	                        "A table that has these keys in a column can be joined to this collection."));
	html_start(&h, "dl", NULL);
	html_element(&h, "dt", c->layer->framework->key);
	html_start(&h, "dd", NULL);
	html_text(&h, column != NULL ? text_in(column->title, c->x->lang) : "");
	html_text(&h, T(c, " (par défaut) : ", " (default): "));
	html_link(&h, values_href(c, "html"), T(c, "ses clés", "its keys"));
	html_end(&h, "dd");
	html_end(&h, "dl");
	html_close_page(&h);
}

static bool make_fields(const struct exchange *x JT_UNUSED, struct out *out, void *arg, struct err *err JT_UNUSED)
{
	const struct call *c = *(const struct call *const *)arg;
	struct json w = json_writer(out);

	if (c->as->form == FORM_HTML) {
		write_fields_page(c, out);
		return true;
	}
	json_open_object(&w, NULL);
	json_open_array(&w, "links");
	links_self(&w, c);
	links_write(&w, &(struct link){ "collection",
		links_href(c, links_path(c, "collections", c->layer->name, NULL), "f=json"), "application/json",
		T(c, "la collection", "the collection"), lang_tag(c->x->lang) });
	links_write(&w, &(struct link){ "item", values_href(c, "json"), "application/json",
	                                T(c, "les clés", "the keys"), NULL });
	json_close_array(&w);
	json_open_array(&w, "keys");
	json_open_object(&w, NULL);
	json_string(&w, "id", c->layer->framework->key);
	json_bool(&w, "isDefault", true);
	json_close_object(&w);
	json_close_array(&w);
	json_close_object(&w);
	return true;
}

bool keys_serve(const struct call *c, struct out *out, struct err *err)
{
	return check_has_keys(c, err) && call_document(c, out, "keys", make_fields, &c, err);
}

/* --- the values --- */

struct values {
	struct feature_query q;
	struct feature_equal one;     /* ?key=... */
	size_t key, label;            /* columns; label may be n_columns: none */
	int64_t total, returned;
	const char *next, *previous;
	struct features *features;
};

/* The column that names a territory: the first text that is neither a key of its own nor one of a parent. */
static size_t label_of(const struct layer *layer)
{
	static const char *const names[] = { "nom", "name", "libelle", "label", "libgeo", "title" };

	for (size_t n = 0; n < sizeof names / sizeof *names; n++)
		for (size_t i = 0; i < layer->n_columns; i++)
			if (layer->columns[i].type == COLUMN_STRING && text_same(layer->columns[i].name, names[n]))
				return i;
	return layer->n_columns;
}

static const char *page_at(const struct call *c, int64_t limit, int64_t offset)
{
	return links_here(c, (struct change[]){
		{ "f", c->as->f }, { "limit", mem_printf(c->x->ctx, "%lld", (long long)limit) },
		{ "offset", mem_printf(c->x->ctx, "%lld", (long long)offset) }, { NULL, NULL } });
}

static bool open_values(struct values *v, const struct call *c, struct err *err)
{
	const struct layer *layer = c->layer;
	const char *key = call_get(c, "key-value");
	bool *wanted = mem_array(c->x->ctx, bool, layer->n_columns + 1);
	struct filter f;

	if (!filter_open(&f, c, err))
		return false;
	*v = (struct values){ .q = f.q, .label = label_of(layer) };
	if (!call_get_int(c, "limit", 1, KEYS_MOST, KEYS_DEFAULT, &v->q.limit, err))
		return false;
	while (v->key < layer->n_columns && strcmp(layer->columns[v->key].name, layer->framework->key) != 0)
		v->key++;
	wanted[v->key] = wanted[v->label] = true;
	v->q.wanted = wanted;
	v->q.geometry = false;
	v->one = (struct feature_equal){ layer->framework->key, key };
	v->q.equals = &v->one;
	v->q.n_equals = key != NULL ? 1 : 0;
	if (!features_count(c->x->ctx, &v->q, &v->total, err))
		return false;
	v->features = features_open(c->x->ctx, &v->q, err);
	if (v->q.offset + v->q.limit < v->total)
		v->next = page_at(c, v->q.limit, v->q.offset + v->q.limit);
	if (v->q.offset > 0)
		v->previous = page_at(c, v->q.limit, v->q.offset > v->q.limit ? v->q.offset - v->q.limit : 0);
	return v->features != NULL;
}

static const char *value(const struct values *v, size_t column, size_t n_columns)
{
	const struct feature_value *values = features_values(v->features);

	return column < n_columns && !values[column].null ? values[column].text : NULL;
}

static bool write_json(const struct call *c, struct values *v, struct out *out, struct err *err)
{
	struct json w = json_writer(out);
	enum features_step step;

	json_open_object(&w, NULL);
	json_open_array(&w, "links");
	links_self(&w, c);
	if (v->next != NULL)
		links_write(&w, &(struct link){ "next", v->next, c->as->type, T(c, "page suivante", "next page"), NULL });
	if (v->previous != NULL)
		links_write(&w, &(struct link){ "prev", v->previous, c->as->type,
		                                T(c, "page précédente", "previous page"), NULL });
	json_close_array(&w);
	json_open_array(&w, "keys");
	while ((step = features_next(v->features, err)) == FEATURES_ROW) {
		json_open_object(&w, NULL);
		const char *key = value(v, v->key, c->layer->n_columns);
		json_string(&w, "key", key != NULL ? key : features_id(v->features));
		json_string_if(&w, "title", value(v, v->label, c->layer->n_columns));
		json_close_object(&w);
		v->returned++;
	}
	json_close_array(&w);
	json_int(&w, "numberMatched", v->total);
	json_int(&w, "numberReturned", v->returned);
	json_close_object(&w);
	return step == FEATURES_END;
}

static bool write_page(const struct call *c, struct values *v, struct out *out, struct err *err)
{
	const struct html h = { out, c };
	const char *const headings[] = { T(c, "Clé", "Key"), T(c, "Nom", "Name"), NULL };
	enum features_step step;

	pages_open_below(&h, mem_printf(c->x->ctx, "%s%s", T(c, "Clés : ", "Keys: "), c->part), NULL, NULL);
	html_table(&h, mem_printf(c->x->ctx, "%lld", (long long)v->total), headings);
	while ((step = features_next(v->features, err)) == FEATURES_ROW) {
		html_start(&h, "tr", NULL);
		html_start(&h, "th", "scope", "row", NULL);
		const char *key = value(v, v->key, c->layer->n_columns);
		html_text(&h, key != NULL ? key : features_id(v->features));
		html_end(&h, "th");
		html_start(&h, "td", NULL);
		const char *label = value(v, v->label, c->layer->n_columns);
		html_text(&h, label != NULL ? label : "");
		html_end(&h, "td");
		html_end(&h, "tr");
	}
	html_table_end(&h);
	html_paging(&h, v->previous, v->next);
	html_close_page(&h);
	return step == FEATURES_END;
}

bool keys_values(const struct call *c, struct out *out, struct err *err)
{
	struct values v;

	if (!check_has_keys(c, err))
		return false;
	if (strcmp(c->part, c->layer->framework->key) != 0)
		return err_set(err, c->x->ctx, ERR_NOT_FOUND, "keyFieldId", "%s has no key field %s; it has %s",
		               "%s n'a pas de champ clé %s ; il a %s", c->layer->name, c->part,
		               c->layer->framework->key);
	out_header(out, "Content-Type", c->as->type);
	out_header(out, "Content-Language", lang_tag(c->x->lang));
	if (service_not_modified(c->x, out, NULL))
		return true;
	if (!open_values(&v, c, err))
		return false;
	return c->as->form == FORM_HTML ? write_page(c, &v, out, err) : write_json(c, &v, out, err);
}
