#include "api/definition.h"

#include <string.h>

#include "api/collections.h"
#include "api/filter.h"
#include "api/form.h"
#include "api/html.h"
#include "api/joins.h"
#include "api/keys.h"
#include "api/links.h"

struct parameter {
	const char *name, *type;      /* type "list": of names, "numbers": of 4 or 6 numbers */
	struct text description;
};

/* clang-format off */
static const struct parameter parameters[] = {
	{ "lang", "string", { "langue de la réponse : fr ou en", "language of the answer: fr or en" } },
	{ "key", "string", { "clé d'accès, quand elle ne vient pas dans l'en-tête Authorization",
	  "access key, where it does not come in the Authorization header" } },
	{ "limit", "integer", { "combien d'objets au plus dans la page ; au-delà du maximum, c'est le maximum",
	  "how many items at most on the page; above the maximum it is the maximum" } },
	{ "offset", "integer", { "combien d'objets passer avant la page", "how many items to skip before the page" } },
	{ "bbox", "numbers", { "les objets dont la géométrie touche cette emprise",
	  "the items whose geometry meets this bounding box" } },
	{ "bbox-crs", "uri", { "système de référence de bbox ; CRS84 par défaut",
	  "reference system of bbox; CRS84 by default" } },
	{ "crs", "uri", { "système de référence des coordonnées de la réponse ; CRS84 par défaut",
	  "reference system of the answer's coordinates; CRS84 by default" } },
	{ "datetime", "string", { "un instant ou un intervalle (2016-01-01/2016-12-31, ../2016-12-31)",
	  "a moment or an interval (2016-01-01/2016-12-31, ../2016-12-31)" } },
	{ "properties", "list", { "les colonnes à donner", "the columns to give" } },
	{ "skipGeometry", "boolean", { "true : sans géométrie", "true: without geometry" } },
	{ "points", "boolean", { "true : chaque objet est un point à l'intérieur de sa géométrie, où poser un symbole",
	  "true: each feature is a point inside its geometry, to put a symbol at" } },
	{ "attribute", "string", { "l'attribut joint à montrer", "the joined attribute to show" } },
	{ "period", "string", { "la période de cet attribut", "the period of this attribute" } },
	{ "kind", "string", { "choropleth, symbols ou categories", "choropleth, symbols or categories" } },
	{ "method", "string", { "quantile, equal, jenks, deviation, geometric, head-tail, nested-means, q6 ou manual",
	  "quantile, equal, jenks, deviation, geometric, head-tail, nested-means, q6 or manual" } },
	{ "classes", "string", { "le nombre de classes, de 2 à 20", "how many classes, 2 to 20" } },
	{ "ramp", "string", { "les couleurs : Blues, YlOrRd, RdBu, viridis, Set2...",
	  "the colours: Blues, YlOrRd, RdBu, viridis, Set2..." } },
	{ "breaks", "string", { "les bornes des classes : des nombres séparés par des virgules",
	  "the bounds of the classes: numbers with commas between" } },
	{ "around", "string", { "le nombre autour duquel les couleurs divergent", "the number around which colours diverge" } },
	{ "scaling", "string", { "la taille des symboles : area ou flannery", "the size of symbols: area or flannery" } },
	{ "reverse", "string", { "true : les couleurs dans l'autre sens", "true: the colours the other way round" } },
	{ "shade_counts", "string", { "true : des effectifs peuvent être en aplats", "true: counts may be shaded" } },
	{ "labels", "string", { "ce qui est écrit sur les territoires : name, value, both ou none",
	  "what is written on territories: name, value, both or none" } },
	{ "time", "string", { "un moment de la dimension temporelle de la couche", "a moment of the layer's time" } },
	{ "elevation", "string", { "une valeur de la dimension d'altitude de la couche", "a value of the layer's elevation" } },
	{ "key-value", "string", { "la clé cherchée", "the key that is looked for" } },
	{ "include-join-metadata", "boolean", { "true : décrire les clés jointes et celles qui ne le sont pas",
	  "true: describe the keys that matched and those that did not" } },
	{ "collection-id", "string", { "la collection d'une réponse directe", "the collection of a direct answer" } },
};
/* clang-format on */

static const struct parameter *described(const char *name)
{
	size_t i = 0;

	while (strcmp(parameters[i].name, name) != 0)
		i++;
	return &parameters[i];
}

static void write_reference(struct json *w, const char *key, const char *component)
{
	json_open_object(w, key);
	json_string(w, "$ref", mem_printf(w->out, "#/components/%s", component));
	json_close_object(w);
}

/* `key` is NULL in an array of parameters. */
static void open_parameter(struct json *w, const char *key, const char *name, const char *in,
                           const char *description)
{
	json_open_object(w, key);
	json_string(w, "name", name);
	json_string(w, "in", in);
	json_string_if(w, "description", description);
	json_bool(w, "required", strcmp(in, "path") == 0);
}

static void write_f(struct json *w, const struct call *c, const struct route *r)
{
	open_parameter(w, NULL, "f", "query", T(c, "forme de la réponse", "form of the answer"));
	json_open_object(w, "schema");
	json_string(w, "type", "string");
	json_open_array(w, "enum");
	for (const struct representation *p = r->forms; p->type != NULL; p++)
		if (p->f != NULL)
			json_string(w, NULL, p->f);
	json_close_array(w);
	json_close_object(w);
	json_close_object(w);
}

/* How many there are on a page, most and without being asked. */
static void page_sizes(const struct call *c, const struct route *r, int64_t *most, int64_t *otherwise)
{
	*most = COLLECTIONS_MOST;
	*otherwise = COLLECTIONS_DEFAULT;
	if (r->columns) {
		*most = c->x->conf->max_features;
		*otherwise = c->x->conf->default_features;
	} else if (strcmp(r->path, "/joins") == 0) {
		*most = JOINS_MOST;
		*otherwise = JOINS_DEFAULT;
	} else if (strstr(r->path, "/keys/") != NULL) {
		*most = KEYS_MOST;
		*otherwise = KEYS_DEFAULT;
	}
}

static void write_bounds(struct json *w, const struct call *c, const struct route *r,
                         const char *name)
{
	bool limit = strcmp(name, "limit") == 0;
	int64_t most, otherwise;

	page_sizes(c, r, &most, &otherwise);
	json_int(w, "minimum", limit ? 1 : 0);
	if (limit)
		json_int(w, "maximum", most);
	json_int(w, "default", limit ? otherwise : 0);
}

static void write_array(struct json *w, const char *type)
{
	bool numbers = strcmp(type, "numbers") == 0;

	json_string(w, "type", "array");
	json_open_object(w, "items");
	json_string(w, "type", numbers ? "number" : "string");
	json_close_object(w);
	if (numbers) {
		json_int(w, "minItems", 4);
		json_int(w, "maxItems", 6);
	}
}

static void write_parameter(struct json *w, const struct call *c, const struct route *r,
                            const char *name)
{
	const struct parameter *p = described(name);
	bool array = strcmp(p->type, "numbers") == 0 || strcmp(p->type, "list") == 0;
	bool uri = strcmp(p->type, "uri") == 0;

	open_parameter(w, NULL, name, "query", text_in(p->description, c->x->lang));
	if (array) {
		json_string(w, "style", "form");
		json_bool(w, "explode", false);
	}
	json_open_object(w, "schema");
	if (array)
		write_array(w, p->type);
	else
		json_string(w, "type", uri ? "string" : p->type);
	if (uri) {
		json_string(w, "format", "uri");
		json_string(w, "default", links_crs(c->x->ctx, LINKS_CRS84));
	}
	if (strcmp(p->type, "integer") == 0)
		write_bounds(w, c, r, name);
	json_close_object(w);
	json_close_object(w);
}

/* Every column of a collection is a parameter: any name that its queryables list. */
static void write_columns(struct json *w, const struct call *c)
{
	open_parameter(w, NULL, "columns", "query",
	               T(c, "?colonne=valeur, pour toute colonne que queryables énumère",
	                 "?column=value, for every column that queryables lists"));
	json_string(w, "style", "form");
	json_bool(w, "explode", true);
	json_open_object(w, "schema");
	json_string(w, "type", "object");
	json_open_object(w, "additionalProperties");
	json_string(w, "type", "string");
	json_close_object(w);
	json_close_object(w);
	json_close_object(w);
}

static void write_collection_id(struct json *w, const struct call *c)
{
	size_t n;
	const struct layer **layers = view_layers(c->x->view, c->x->ctx, NULL, &n);

	open_parameter(w, "collectionId", "collectionId", "path",
	               T(c, "identifiant d'une collection", "identifier of a collection"));
	json_open_object(w, "schema");
	json_string(w, "type", "string");
	/* where there are stored joins, names come and go */
	bool joins = n > 0 && layers[n - 1]->joined != NULL && layers[n - 1]->joined->join != NULL;
	if (n > 0 && !joins) {
		json_open_array(w, "enum");
		for (size_t i = 0; i < n; i++)
			json_string(w, NULL, layers[i]->name);
		json_close_array(w);
	}
	json_close_object(w);
	json_close_object(w);
}

/* The other variables of paths. */
static void write_variables(struct json *w, const struct call *c, const struct route *r)
{
	static const struct { const char *name; struct text description; } variables[] = {
		{ "featureId", { "identifiant d'un objet", "identifier of an item" } },
		{ "keyFieldId", { "nom d'un champ clé", "name of a key field" } },
		{ "styleId", { "nom d'un style", "name of a style" } },
		{ "joinId", { "identifiant d'une jointure", "identifier of a join" } },
		{ "tileMatrixSetId", { "identifiant d'un jeu de matrices de tuiles", "identifier of a tile matrix set" } },
		{ "tileMatrix", { "identifiant d'une matrice : le niveau de zoom", "identifier of a matrix: the zoom level" } },
		{ "tileRow", { "ligne de la tuile, depuis le haut", "row of the tile, from the top" } },
		{ "tileCol", { "colonne de la tuile, depuis la gauche", "column of the tile, from the left" } },
		{ "jobId", { "identifiant d'un travail", "identifier of a job" } },
	};

	for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
		if (strstr(r->path, mem_printf(c->x->ctx, "{%s}", variables[i].name)) == NULL)
			continue;
		open_parameter(w, NULL, variables[i].name, "path", text_in(variables[i].description, c->x->lang));
		json_open_object(w, "schema");
		json_string(w, "type", "string");
		json_close_object(w);
		json_close_object(w);
	}
}

static void write_parameters(struct json *w, const struct call *c, const struct route *r)
{
	json_open_array(w, "parameters");
	if (strstr(r->path, "{collectionId}") != NULL)
		write_reference(w, NULL, "parameters/collectionId");
	write_variables(w, c, r);
	write_f(w, c, r);
	write_parameter(w, c, r, "lang");
	write_parameter(w, c, r, "key");
	for (const char *const *p = r->parameters; *p != NULL; p++)
		write_parameter(w, c, r, *p);
	if (r->columns)
		write_columns(w, c);
	json_close_array(w);
}

static const char *method_name_of(const struct route *r)
{
	static const char *const names[] = { [METHOD_GET] = "get", [METHOD_POST] = "post", [METHOD_PUT] = "put",
	                                     [METHOD_DELETE] = "delete" };
	return names[r->method];
}

static const char *tag_of(const struct route *r)
{
	if (text_starts(r->path, "/jo") || r->fields != NULL || strstr(r->path, "/keys") != NULL)
		return "Joins";
	if (strstr(r->path, "/tile") != NULL)
		return "Tiles";
	return r->columns || strstr(r->path, "{") != NULL ? "Data" : "Capabilities";
}

static void write_operation(struct json *w, const struct call *c, const struct route *r)
{
	json_open_object(w, method_name_of(r));
	json_string(w, "operationId", r->operation);
	json_string(w, "summary", text_in(r->title, c->x->lang));
	json_open_array(w, "tags");
	json_string(w, NULL, tag_of(r));
	json_close_array(w);
	write_parameters(w, c, r);
	definition_body(w, c, r);
	definition_responses(w, c, r);
	json_close_object(w);
}

/* Operations of one path stand together in the table of routes. */
static void write_paths(struct json *w, const struct call *c)
{
	const char *open = NULL;

	json_open_object(w, "paths");
	for (const struct route *r = api_routes; r->operation != NULL; r++) {
		if (text_empty(r->title))
			continue;
		if (open == NULL || strcmp(open, r->path) != 0) {
			if (open != NULL)
				json_close_object(w);
			open = r->path;
			json_open_object(w, *r->path != '\0' ? r->path : "/");
		}
		write_operation(w, c, r);
	}
	if (open != NULL)
		json_close_object(w);
	json_close_object(w);
}

static void write_info(struct json *w, const struct call *c)
{
	const struct conf *conf = c->x->conf;

	json_open_object(w, "info");
	json_string(w, "title", text_in(conf->title, c->x->lang));
	json_string_if(w, "description", text_in(conf->abstract, c->x->lang));
	json_string(w, "version", PACKAGE_VERSION);
	json_open_object(w, "contact");
	json_string_if(w, "name", conf->contact_organisation);
	json_string_if(w, "email", conf->contact_email);
	json_close_object(w);
	json_close_object(w);
	json_open_array(w, "servers");
	json_open_object(w, NULL);
	json_string(w, "url", mem_printf(c->x->ctx, "%s/api", conf->base_url));
	json_close_object(w);
	json_close_array(w);
}

static void write_components(struct json *w, const struct call *c)
{
	json_open_object(w, "components");
	json_open_object(w, "parameters");
	write_collection_id(w, c);
	json_close_object(w);
	json_open_object(w, "responses");
	definition_problem(w, c);
	json_close_object(w);
	definition_schemas(w);
	json_close_object(w);
}

static bool make(const struct exchange *x JT_UNUSED, struct out *out, void *arg,
                 struct err *err JT_UNUSED)
{
	const struct call *c = *(const struct call *const *)arg;
	struct json w = json_writer(out);

	if (c->as->form == FORM_HTML) {
		definition_page(c, out);
		return true;
	}
	json_open_object(&w, NULL);
	json_string(&w, "openapi", "3.0.3");
	write_info(&w, c);
	write_paths(&w, c);
	write_components(&w, c);
	json_close_object(&w);
	return true;
}

bool definition_serve(const struct call *c, struct out *out, struct err *err)
{
	const char *name = mem_printf(c->x->ctx, "openapi %llu", (unsigned long long)view_sequence(c->x->view));
	return call_document(c, out, name, make, &c, err);
}

static const char *names_of(const struct call *c, const struct route *r)
{
	const char *names = "f, lang, key";

	for (const char *const *p = r->parameters; *p != NULL; p++)
		names = mem_printf(c->x->ctx, "%s, %s", names, *p);
	for (const struct form_field *f = r->fields; f != NULL && f->name != NULL; f++)
		names = mem_printf(c->x->ctx, "%s, %s", names, f->name);
	return r->columns ? mem_printf(c->x->ctx, "%s, %s", names, T(c, "toute colonne", "any column"))
	                  : names;
}

static const char *method_label(const struct route *r)
{
	static const char *const labels[] = { [METHOD_GET] = "GET", [METHOD_POST] = "POST", [METHOD_PUT] = "PUT",
	                                      [METHOD_DELETE] = "DELETE" };
	return labels[r->method];
}

void definition_page(const struct call *c, struct out *out)
{
	const struct html h = { out, c };
	const char *const headings[] = { T(c, "Ressource", "Resource"), T(c, "Ce que c'est", "What it is"),
	                                 T(c, "Paramètres", "Parameters"), NULL };

	html_open_page(&h, T(c, "La définition de l'API", "The definition of the API"),
	               (struct crumb[]){ { links_href(c, "/api", "f=html"), "API" }, { NULL, NULL } });
	html_table(&h, T(c, "Les ressources", "The resources"), headings);
	for (const struct route *r = api_routes; r->operation != NULL; r++) {
		if (text_empty(r->title))
			continue;
		html_start(&h, "tr", NULL);
		html_element(&h, "td", mem_printf(c->x->ctx, "%s /api%s", method_label(r), r->path));
		html_element(&h, "td", text_in(r->title, c->x->lang));
		html_element(&h, "td", names_of(c, r));
		html_end(&h, "tr");
	}
	html_table_end(&h);
	html_element(&h, "h2", T(c, "Paramètres", "Parameters"));
	html_start(&h, "dl", NULL);
	for (size_t i = 0; i < sizeof parameters / sizeof *parameters; i++)
		html_fact(&h, parameters[i].name, text_in(parameters[i].description, c->x->lang));
	html_end(&h, "dl");
	html_element(&h, "h2", T(c, "Champs des formulaires", "Fields of the forms"));
	html_start(&h, "dl", NULL);
	for (const struct form_field *f = form_of_join; f->name != NULL; f++)
		html_fact(&h, f->name, text_in(f->description, c->x->lang));
	for (const struct form_field *f = form_of_files; text_starts(f->name, "left-"); f++)
		html_fact(&h, f->name, text_in(f->description, c->x->lang));
	html_end(&h, "dl");
	html_close_page(&h);
}
