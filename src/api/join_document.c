#include "api/join_document.h"

#include <string.h>

#include "api/html.h"
#include "api/pages.h"
#include "geometry/mapped.h"

char *join_href(const struct call *c, const struct layer *layer, bool metadata, const char *f)
{
	const char *query = metadata ? "include-join-metadata=true" : "";

	if (f != NULL)
		query = mem_printf(c->x->ctx, "f=%s%s%s", f, *query != '\0' ? "&" : "", query);
	return links_href(c, links_path(c, "joins", layer->joined->join->id, NULL), query);
}

const char *join_title(const struct call *c, const struct layer *layer)
{
	const char *title = text_in(layer->metadata.title, c->x->lang);

	if (*title == '\0' && layer->joined->join != NULL)
		title = text_in(layer->joined->join->title, c->x->lang);
	return *title != '\0' ? title : layer->name;
}

const char *join_text(const struct call *c, const struct layer *layer, const char *name, size_t *n, struct err *err)
{
	const struct columns_file *f = mapped_columns(c->x->mapped, c->x->ctx, layer, err);
	const char *text = f != NULL ? columns_text(f, name, n) : NULL;

	if (text == NULL && err->code == ERR_NONE)
		err_set(err, c->x->ctx, ERR_NOT_FOUND, NULL, "%s has no report", "%s n'a pas de compte rendu", layer->name);
	return text;
}

static const char *named(const struct call *c, const char *form)
{
	return mem_printf(c->x->ctx, "report.%s.%s", lang_tag(c->x->lang), form);
}

/* --- JSON --- */

static void write_links(struct json *w, const struct call *c, const struct layer *layer, bool metadata)
{
	const char *lang = lang_tag(c->x->lang);

	json_open_array(w, "links");
	links_write(w, &(struct link){ "self", join_href(c, layer, metadata, "json"), "application/json",
	                               T(c, "cette jointure", "this join"), lang });
	links_write(w, &(struct link){ "alternate", join_href(c, layer, metadata, "html"), "text/html",
	                               T(c, "cette jointure, en page", "this join as a page"), lang });
	links_write(w, &(struct link){ "collection",
		links_href(c, links_path(c, "collections", layer->name, NULL), "f=json"), "application/json",
		T(c, "la couche jointe", "the joined layer"), lang });
	links_write(w, &(struct link){ "describedby",
		links_href(c, links_path(c, "collections", layer->name, "report", NULL), "f=html"), "text/html",
		T(c, "le compte rendu", "the report"), lang });
	json_close_array(w);
}

static struct link dataset_link(const struct call *c, const struct layer *layer)
{
	const struct layer *base = layer->joined->base;

	return (struct link){ "dataset", links_href(c, links_path(c, "collections", base->name, NULL), "f=json"),
	                      "application/json", pages_title(c, base), lang_tag(c->x->lang) };
}

static void write_inputs(struct json *w, const struct call *c, const struct layer *layer)
{
	const struct stored_join *join = layer->joined->join;
	const struct link left = dataset_link(c, layer);
	const char *source = *join->dataset != '\0' ? join->dataset : join->source;

	json_open_object(w, "inputs");
	json_string(w, "attributeDataset", *source != '\0' ? source : join_title(c, layer));
	json_open_array(w, "collection");
	links_write(w, &left);
	json_close_array(w);
	json_close_object(w);
}

/* The numbers and our own account, and the lists of keys: two objects that stand in the columns file, as one. */
static bool write_information(struct json *w, const struct call *c, const struct layer *layer, struct err *err)
{
	size_t n, n_keys;
	const char *numbers = join_text(c, layer, named(c, "json"), &n, err);
	const char *keys = numbers != NULL ? join_text(c, layer, "keys.json", &n_keys, err) : NULL;

	if (keys == NULL)
		return false;
	while (n > 0 && numbers[n - 1] != '}')
		n--;
	while (n_keys > 0 && *keys != '{') {
		keys++;
		n_keys--;
	}
	if (n < 2 || n_keys < 3)
		return err_set(err, c->x->ctx, ERR_INTERNAL, NULL, "the report of this join cannot be read",
		               "le compte rendu de cette jointure est illisible");
	char *both = mem_array(c->x->ctx, char, n + n_keys + 1);
	memcpy(both, numbers, n - 1);
	both[n - 1] = ',';
	memcpy(both + n, keys + 1, n_keys - 1);
	json_raw(w, "joinInformation", both);
	return true;
}

static void write_ours(struct json *w, const struct call *c, const struct layer *layer)
{
	const struct stored_join *join = layer->joined->join;

	json_open_object(w, "jointure");
	json_string(w, "layer", layer->name);
	json_string(w, "title", join_title(c, layer));
	json_string(w, "version", join->version);
	json_string(w, "created", join->created);
	json_string(w, "refreshed", join->refreshed);
	json_string_if(w, "expires", join->expires);
	json_string(w, "visibility", join->visibility == JOIN_PRIVATE ? "private" : "listed");
	json_string(w, "framework", join->series);
	json_string(w, "frameworkVersion", join->framework_version);
	json_int(w, "rows", join->rows);
	json_int(w, "matched", join->matched);
	json_int(w, "features", layer->n_features);
	json_string(w, "report", links_href(c, links_path(c, "collections", layer->name, "report", NULL), "f=json"));
	json_string(w, "styles", links_href(c, links_path(c, "collections", layer->name, "styles", NULL), "f=json"));
	json_close_object(w);
}

static bool write_json(const struct call *c, const struct layer *layer, unsigned outputs, bool metadata,
                       struct out *out, struct err *err)
{
	const struct stored_join *join = layer->joined->join;
	struct json w = json_writer(out);

	json_open_object(&w, NULL);
	write_links(&w, c, layer, metadata);
	json_open_object(&w, "join");
	json_string(&w, "id", join->id);
	json_string(&w, "timeStamp", join->refreshed);
	write_inputs(&w, c, layer);
	json_open_array(&w, "outputs");
	outputs_write(&w, c, layer, outputs);
	json_close_array(&w);
	if (metadata && !write_information(&w, c, layer, err))
		return false;
	json_close_object(&w);
	write_ours(&w, c, layer);
	json_close_object(&w);
	return true;
}

/* --- the page --- */

static void item(void *to, const struct link *link)
{
	const struct html *h = to;

	html_start(h, "li", NULL);
	html_link(h, link->href, link->title);
	html_text(h, mem_printf(h->c->x->ctx, " (%s)", link->type));
	html_end(h, "li");
}

/* A small map, by our own WMS. */
static void picture(const struct html *h, const struct layer *layer)
{
	const struct call *c = h->c;
	const struct bbox *b = &layer->geographic;
	double wide = b->maxx - b->minx, high = b->maxy - b->miny;
	int width = 640, height = wide > 0 && high > 0 ? (int)(width * high / wide * 1.4) : width;

	if (!(wide > 0) || !(high > 0))
		return;
	height = height < 100 ? 100 : height > 900 ? 900 : height;
	const char *query = mem_printf(c->x->ctx, "service=WMS&version=1.3.0&request=GetMap&layers=%s&styles=&crs=CRS:84"
		"&bbox=%.6f,%.6f,%.6f,%.6f&width=%d&height=%d&format=image/png", text_url_encode(c->x->ctx, layer->name),
		b->minx, b->miny, b->maxx, b->maxy, width, height);
	html_start(h, "p", NULL);
	html_start(h, "img", "src", service_href(c->x, "/ows", query), "width", mem_printf(c->x->ctx, "%d", width),
	           "height", mem_printf(c->x->ctx, "%d", height), "alt",
	           mem_printf(c->x->ctx, "%s%s", T(c, "Carte : ", "Map: "), join_title(c, layer)), NULL);
	html_end(h, "p");
}

static void facts(const struct html *h, const struct layer *layer)
{
	const struct call *c = h->c;
	const struct stored_join *join = layer->joined->join;
	const struct link left = dataset_link(c, layer);

	html_start(h, "dl", NULL);
	html_fact(h, T(c, "Identifiant", "Identifier"), join->id);
	html_fact(h, T(c, "Fait le", "Made"), join->created);
	html_fact(h, T(c, "Rafraîchi le", "Refreshed"), join->refreshed);
	html_fact(h, T(c, "Expire le", "Expires"), join->expires);
	html_fact(h, T(c, "Tableau", "Table"), *join->dataset != '\0' ? join->dataset : join->source);
	html_element(h, "dt", T(c, "Joint à", "Joined to"));
	html_start(h, "dd", NULL);
	html_link(h, left.href, left.title);
	html_end(h, "dd");
	html_fact(h, T(c, "Couche", "Layer"), layer->name);
	html_fact(h, T(c, "Lignes du tableau", "Rows of the table"), mem_printf(c->x->ctx, "%lld", (long long)join->rows));
	html_fact(h, T(c, "Territoires appariés", "Territories matched"),
	          mem_printf(c->x->ctx, "%lld", (long long)join->matched));
	html_end(h, "dl");
}

static void open_page(const struct html *h, const char *title, const struct layer *below)
{
	const struct call *c = h->c;

	html_open_page(h, title, (struct crumb[]){
		{ links_href(c, "/api", "f=html"), "API" },
		{ links_href(c, "/api/joins", "f=html"), T(c, "Jointures", "Joins") },
		{ below != NULL && below->joined->join != NULL ? join_href(c, below, false, "html") : NULL,
		  below != NULL ? join_title(c, below) : NULL },
		{ NULL, NULL } });
}

static bool write_page(const struct call *c, const struct layer *layer, unsigned outputs, struct out *out,
                       struct err *err)
{
	struct html h = { out, c };
	size_t n;
	const char *report = join_text(c, layer, named(c, "html"), &n, err);

	if (report == NULL)
		return false;
	open_page(&h, join_title(c, layer), NULL);
	facts(&h, layer);
	picture(&h, layer);
	html_element(&h, "h2", T(c, "Sorties", "Outputs"));
	html_start(&h, "ul", NULL);
	item(&h, &(struct link){ .href = links_href(c, links_path(c, "collections", layer->name, NULL), "f=html"),
	                         .title = T(c, "la couche jointe", "the joined layer"), .type = "text/html" });
	outputs_each(c, layer, outputs, item, &h);
	html_end(&h, "ul");
	out_write(out, report, n);
	html_close_page(&h);
	return true;
}

bool join_document(const struct call *c, const struct layer *layer, unsigned outputs, bool metadata,
                   struct out *out, struct err *err)
{
	out_header(out, "Content-Type", c->as->type);
	out_header(out, "Content-Language", lang_tag(c->x->lang));
	return c->as->form == FORM_HTML ? write_page(c, layer, outputs, out, err)
	                                : write_json(c, layer, outputs, metadata, out, err);
}

/* --- the report --- */

bool join_report(const struct call *c, struct out *out, struct err *err)
{
	struct html h = { out, c };
	const struct layer *layer = c->layer;
	size_t n;

	if (layer->joined == NULL)
		return err_set(err, c->x->ctx, ERR_NOT_FOUND, "collectionId", "%s is not a joined layer: it has no report",
		               "%s n'est pas une couche jointe : elle n'a pas de compte rendu", layer->name);
	const char *text = join_text(c, layer, named(c, c->as->f != NULL ? c->as->f : "json"), &n, err);
	if (text == NULL)
		return false;
	out_header(out, "Content-Type", c->as->type);
	out_header(out, "Content-Language", lang_tag(c->x->lang));
	if (service_unchanged(c->x, out, layer->joined->version, true))
		return true;
	if (strcmp(c->as->f, "csv") == 0)
		out_header(out, "Content-Disposition",
		           mem_printf(c->x->ctx, "attachment; filename=\"%s_report.csv\"", layer->name));
	if (c->as->form != FORM_HTML)
		return out_write(out, text, n) || true;
	open_page(&h, mem_printf(c->x->ctx, "%s%s", T(c, "Compte rendu : ", "Report: "), join_title(c, layer)), layer);
	out_write(out, text, n);
	html_close_page(&h);
	return true;
}
