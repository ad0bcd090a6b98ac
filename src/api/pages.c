#include "api/pages.h"

#include <string.h>

#include "api/collection.h"
#include "api/html.h"
#include "api/keys.h"
#include "api/links.h"
#include "api/outputs.h"
#include "api/root.h"
#include "catalogue/joins.h"
#include "geometry/srs.h"
#include "tiles/tile.h"

const char *pages_title(const struct call *c, const struct layer *layer)
{
	const char *title = text_in(layer->metadata.title, c->x->lang);
	return *title != '\0' ? title : layer->name;
}

static void item_link(const struct html *h, const char *href, const char *text)
{
	html_start(h, "li", NULL);
	html_link(h, href, text);
	html_end(h, "li");
}

void pages_open_below(const struct html *h, const char *title, const char *part, const char *part_title)
{
	const struct call *c = h->c;
	const char *name = c->layer->name;

	html_open_page(h, title, (struct crumb[]){
		{ links_href(c, "/api", "f=html"), "API" },
		{ links_href(c, "/api/collections", "f=html"), T(c, "Collections", "Collections") },
		{ links_href(c, links_path(c, "collections", name, NULL), "f=html"), pages_title(c, c->layer) },
		{ part != NULL ? links_href(c, links_path(c, "collections", name, part, NULL), "f=html") : NULL, part_title },
		{ NULL, NULL } });
}

void pages_landing(const struct call *c, struct out *out)
{
	const struct html h = { out, c };
	const struct conf *conf = c->x->conf;

	html_open_page(&h, text_in(conf->title, c->x->lang), (struct crumb[]){ { NULL, NULL } });
	html_element(&h, "p", text_in(conf->abstract, c->x->lang));
	html_start(&h, "ul", NULL);
	item_link(&h, links_href(c, "/api/collections", "f=html"),
	          T(c, "Les collections : toutes les couches, leurs colonnes et leurs objets",
	            "The collections: all layers, their columns and their items"));
	item_link(&h, links_href(c, "/api/joins", "f=html"),
	          T(c, "Les jointures : des tableaux devenus couches", "The joins: tables that became layers"));
	item_link(&h, links_href(c, "/api/openapi", "f=html"),
	          T(c, "La définition de l'API (OpenAPI 3.0)", "The definition of the API (OpenAPI 3.0)"));
	item_link(&h, links_href(c, "/api/conformance", "f=html"),
	          T(c, "Les classes de conformité", "The conformance classes"));
	item_link(&h, service_href(c->x, "/ows", "service=WMS&request=GetCapabilities"),
	          T(c, "Les mêmes couches en cartes (WMS)", "The same layers as maps (WMS)"));
	item_link(&h, service_href(c->x, "/ows", "service=WFS&request=GetCapabilities"),
	          T(c, "Les mêmes couches en objets (WFS)", "The same layers as features (WFS)"));
	html_end(&h, "ul");
	if (*conf->contact_organisation != '\0' || *conf->contact_email != '\0') {
		html_element(&h, "h2", T(c, "Contact", "Contact"));
		html_start(&h, "dl", NULL);
		html_fact(&h, T(c, "Organisation", "Organisation"), conf->contact_organisation);
		html_fact(&h, T(c, "Personne", "Person"), conf->contact_person);
		html_fact(&h, T(c, "Adresse électronique", "E-mail"), conf->contact_email);
		html_end(&h, "dl");
	}
	html_close_page(&h);
}

void pages_conformance(const struct call *c, struct out *out)
{
	const struct html h = { out, c };

	html_open_page(&h, T(c, "Classes de conformité", "Conformance classes"),
	               (struct crumb[]){ { links_href(c, "/api", "f=html"), "API" }, { NULL, NULL } });
	html_start(&h, "ul", NULL);
	for (const char *const *p = root_classes; *p != NULL; p++)
		html_element(&h, "li", *p);
	const char *class;
	for (size_t i = 0; (class = outputs_class(c->x->ctx, i)) != NULL; i++)
		html_element(&h, "li", class);
	html_end(&h, "ul");
	html_close_page(&h);
}

static const char *collection_href(const struct call *c, const struct layer *layer)
{
	return links_href(c, links_path(c, "collections", layer->name, NULL), "f=html");
}

static const char *count(const struct call *c, const struct layer *layer)
{
	return layer->n_features >= 0
		? mem_printf(c->x->ctx, "%lld", (long long)layer->n_features) : "";
}

static void number_cell(const struct html *h, const char *text)
{
	html_start(h, "td", "class", "number", NULL);
	html_text(h, text);
	html_end(h, "td");
}

static void cell(const struct html *h, const char *text)
{
	html_start(h, "td", NULL);
	html_text(h, text);
	html_end(h, "td");
}

void pages_collections(const struct call *c, const struct page *page, struct out *out)
{
	const struct html h = { out, c };
	const char *const headings[] = { T(c, "Collection", "Collection"), T(c, "Thème", "Theme"),
	                                 T(c, "Organisation", "Organisation"), T(c, "Objets", "Items"),
	                                 NULL };

	html_open_page(&h, T(c, "Les collections", "The collections"),
	               (struct crumb[]){ { links_href(c, "/api", "f=html"), "API" }, { NULL, NULL } });
	html_table(&h, mem_printf(c->x->ctx, "%zu %s %zu", page->n, T(c, "sur", "of"), page->total),
	           headings);
	for (size_t i = 0; i < page->n; i++) {
		const struct layer *layer = page->layers[i];
		html_start(&h, "tr", NULL);
		html_start(&h, "th", "scope", "row", NULL);
		html_link(&h, collection_href(c, layer), pages_title(c, layer));
		html_end(&h, "th");
		cell(&h, layer->theme != NULL ? text_in(layer->theme->metadata.title, c->x->lang) : "");
		cell(&h, layer->owner != NULL ? text_in(layer->owner->title, c->x->lang) : "");
		number_cell(&h, count(c, layer));
		html_end(&h, "tr");
	}
	html_table_end(&h);
	html_paging(&h, page->previous, page->next);
	html_close_page(&h);
}

static void facts(const struct html *h, const struct layer *layer)
{
	const struct call *c = h->c;
	const struct metadata *m = &layer->metadata;

	html_start(h, "dl", NULL);
	html_fact(h, T(c, "Identifiant", "Identifier"), layer->name);
	if (layer->theme != NULL)
		html_fact(h, T(c, "Thème", "Theme"), text_in(layer->theme->metadata.title, c->x->lang));
	if (layer->owner != NULL)
		html_fact(h, T(c, "Organisation", "Organisation"), text_in(layer->owner->title, c->x->lang));
	html_fact(h, T(c, "Mots-clés", "Keywords"), text_in(m->keywords, c->x->lang));
	html_fact(h, T(c, "Date de référence", "Reference date"), m->reference_date);
	html_fact(h, T(c, "Publié", "Published"), m->updated);
	html_fact(h, T(c, "Objets", "Items"), count(c, layer));
	html_fact(h, T(c, "Colonne clé", "Key column"), layer->key);
	html_fact(h, T(c, "Attribution", "Attribution"), text_in(m->attribution, c->x->lang));
	if (*m->licence_url != '\0' || !text_empty(m->licence)) {
		const char *name = text_in(m->licence, c->x->lang);
		html_element(h, "dt", T(c, "Licence", "Licence"));
		html_start(h, "dd", NULL);
		html_link(h, m->licence_url, *name != '\0' ? name : m->licence_url);
		html_end(h, "dd");
	}
	if (*m->documentation_url != '\0') {
		html_element(h, "dt", T(c, "Documentation", "Documentation"));
		html_start(h, "dd", NULL);
		html_link(h, m->documentation_url, m->documentation_url);
		html_end(h, "dd");
	}
	html_fact(h, T(c, "Contact", "Contact"), m->contact.organisation);
	html_fact(h, T(c, "Adresse électronique", "E-mail"), m->contact.email);
	html_end(h, "dl");
}

static void joined_facts(const struct html *h, const struct layer *layer)
{
	const struct call *c = h->c;
	const struct joined *joined = layer->joined;
	const struct stored_join *join = joined->join;

	html_element(h, "h2", T(c, "La jointure", "The join"));
	html_start(h, "dl", NULL);
	html_fact(h, T(c, "Référentiel", "Framework"),
	          mem_printf(c->x->ctx, "%s %s", joined->framework->series, joined->framework->version));
	if (joined->dataset != NULL)
		html_fact(h, T(c, "Jeu de données", "Dataset"), joined->dataset->name);
	if (join != NULL) {
		html_fact(h, T(c, "Tableau", "Table"), join->source);
		html_fact(h, T(c, "Lignes", "Rows"), mem_printf(c->x->ctx, "%lld", (long long)join->rows));
		html_fact(h, T(c, "Objets qui ont une ligne", "Items that have a row"),
		          mem_printf(c->x->ctx, "%lld", (long long)join->matched));
		html_fact(h, T(c, "Expire", "Expires"), join->expires);
	}
	html_end(h, "dl");
}

static void columns(const struct html *h, const struct layer *layer)
{
	const struct call *c = h->c;
	const char *const headings[] = { T(c, "Colonne", "Column"), T(c, "Intitulé", "Title"),
	                                 T(c, "Type", "Type"), T(c, "Unité", "Unit"), NULL };

	html_table(h, T(c, "Les colonnes", "The columns"), headings);
	for (size_t i = 0; i < layer->n_columns; i++) {
		const struct column *column = &layer->columns[i];
		html_start(h, "tr", NULL);
		html_start(h, "th", "scope", "row", NULL);
		html_text(h, column->name);
		html_end(h, "th");
		cell(h, text_in(column->title, c->x->lang));
		cell(h, collection_column_type(column->type));
		cell(h, column->unit);
		html_end(h, "tr");
	}
	html_table_end(h);
}

static void services(const struct html *h, const struct layer *layer)
{
	const struct call *c = h->c;
	struct elsewhere at = collection_elsewhere(c, layer);

	html_element(h, "h2", T(c, "Adresses", "Addresses"));
	html_start(h, "dl", NULL);
	if (collection_has_items(layer))
		html_fact(h, "GeoJSON", links_href(c, links_path(c, "collections", layer->name, "items",
		                                                 NULL), "f=geojson"));
	html_fact(h, "WMS", at.wms);
	html_fact(h, "WFS", at.wfs);
	html_fact(h, T(c, "WMS du thème", "WMS of the theme"), at.theme_wms);
	html_fact(h, T(c, "WFS du thème", "WFS of the theme"), at.theme_wfs);
	html_end(h, "dl");
}

static void systems(const struct html *h, const struct layer *layer)
{
	int codes[SRS_OFFERED_MOST];
	size_t n = srs_offered(codes, layer);

	html_start(h, "details", NULL);
	html_element(h, "summary", T(h->c, "Systèmes de référence", "Reference systems"));
	html_start(h, "ul", NULL);
	html_element(h, "li", links_crs(h->c->x->ctx, LINKS_CRS84));
	for (size_t i = 0; i < n; i++)
		html_element(h, "li", links_crs(h->c->x->ctx, codes[i]));
	html_end(h, "ul");
	html_end(h, "details");
}

/* What else there is of this collection. */
static void collection_more(const struct html *h, const struct layer *layer)
{
	const struct call *c = h->c;
	const char *name = layer->name;

	html_start(h, "ul", NULL);
	if (layer->n_styles > 0)
		item_link(h, links_href(c, links_path(c, "collections", name, "styles", NULL), "f=html"),
		          T(c, "Ses styles", "Its styles"));
	if (tile_has_vectors(layer))
		item_link(h, links_href(c, links_path(c, "collections", name, "tiles", NULL), "f=html"),
		          T(c, "Ses tuiles vectorielles", "Its vector tiles"));
	if (layer->n_styles > 0)
		item_link(h, links_href(c, links_path(c, "collections", name, "map", "tiles", NULL), "f=html"),
		          T(c, "Ses tuiles en images", "Its tiles as pictures"));
	if (keys_has(layer))
		item_link(h, links_href(c, links_path(c, "collections", name, "keys", NULL), "f=html"),
		          T(c, "Ses champs clés : un tableau peut lui être joint", "Its key fields: a table can be joined to it"));
	if (layer->joined != NULL)
		item_link(h, links_href(c, links_path(c, "collections", name, "report", NULL), "f=html"),
		          T(c, "Le compte rendu de sa jointure", "The report of its join"));
	html_end(h, "ul");
}

void pages_collection(const struct call *c, struct out *out)
{
	const struct html h = { out, c };
	const struct layer *layer = c->layer;

	html_open_page(&h, pages_title(c, layer), (struct crumb[]){
		{ links_href(c, "/api", "f=html"), "API" },
		{ links_href(c, "/api/collections", "f=html"), T(c, "Collections", "Collections") },
		{ NULL, NULL } });
	html_element(&h, "p", text_in(layer->metadata.abstract, c->x->lang));
	if (collection_has_items(layer)) {
		html_start(&h, "p", NULL);
		html_link(&h, links_href(c, links_path(c, "collections", layer->name, "items", NULL),
		                         "f=html"), T(c, "Voir les objets", "See the items"));
		html_end(&h, "p");
	}
	collection_more(&h, layer);
	facts(&h, layer);
	if (layer->joined != NULL)
		joined_facts(&h, layer);
	services(&h, layer);
	if (layer->n_columns > 0)
		columns(&h, layer);
	if (collection_has_items(layer))
		systems(&h, layer);
	html_close_page(&h);
}

void pages_queryables(const struct call *c, struct out *out)
{
	const struct html h = { out, c };

	pages_open_below(&h, T(c, "Colonnes", "Columns"), NULL, NULL);
	html_element(&h, "p", T(c, "Chaque colonne est un paramètre : ?colonne=valeur ne garde que les objets qui ont cette valeur.",
	                        "Each column is a parameter: ?column=value keeps the items that have this value."));
	columns(&h, c->layer);
	html_close_page(&h);
}
