#include "api/api.h"

#include <string.h>

#include "api/call.h"
#include "api/collection.h"
#include "api/collections.h"
#include "api/definition.h"
#include "api/html.h"
#include "api/items.h"
#include "api/queryables.h"
#include "api/root.h"
#include "service/exception.h"

/* clang-format off */
static const struct representation documents[] = {
	{ FORM_JSON, "json", "application/json" },
	{ FORM_HTML, "html", "text/html; charset=utf-8" },
	{ 0 },
};
static const struct representation definitions[] = {
	{ FORM_JSON, "json", "application/vnd.oai.openapi+json;version=3.0" },
	{ FORM_JSON, NULL, "application/json" },
	{ FORM_HTML, "html", "text/html; charset=utf-8" },
	{ 0 },
};
static const struct representation features[] = {
	{ FORM_JSON, "geojson", "application/geo+json" },
	{ FORM_JSON, "json", "application/geo+json" },
	{ FORM_JSON, NULL, "application/json" },
	{ FORM_HTML, "html", "text/html; charset=utf-8" },
	{ 0 },
};
static const struct representation schemas[] = {
	{ FORM_JSON, "json", "application/schema+json" },
	{ FORM_JSON, NULL, "application/json" },
	{ FORM_HTML, "html", "text/html; charset=utf-8" },
	{ 0 },
};
static const struct representation styles[] = {
	{ FORM_JSON, "css", "text/css; charset=utf-8" },
	{ 0 },
};

static const char *const none[] = { NULL };
static const char *const pages[] = { "limit", "offset", NULL };

const struct route api_routes[] = {
	{ "getLandingPage", "", documents, none, false, root_landing,
	  { "page d'accueil", "landing page" }, "LandingPage" },
	{ "getConformance", "/conformance", documents, none, false, root_conformance,
	  { "classes de conformité", "conformance classes" }, "Conformance" },
	{ "getDefinition", "/openapi", definitions, none, false, definition_serve,
	  { "définition de l'API", "definition of the API" }, NULL },
	{ "getCollections", "/collections", documents, pages, false, collections_serve,
	  { "les collections", "the collections" }, "Collections" },
	{ "getCollection", "/collections/{collectionId}", documents, none, false, collection_serve,
	  { "une collection", "one collection" }, "Collection" },
	{ "getQueryables", "/collections/{collectionId}/queryables", schemas, none, false, queryables_serve,
	  { "les colonnes d'une collection", "the columns of a collection" }, "Queryables" },
	{ "getItems", "/collections/{collectionId}/items", features, filter_of_items, true, items_page,
	  { "les objets d'une collection", "the items of a collection" }, "FeatureCollection" },
	{ "getItem", "/collections/{collectionId}/items/{featureId}", features, filter_of_item, false, items_one,
	  { "un objet", "one item" }, "Feature" },
	{ "getStyle", "/style.css", styles, none, false, html_style, { NULL, NULL }, NULL },
	{ 0 },
};
/* clang-format on */

static bool claims(const struct exchange *x)
{
	return strcmp(x->request->path, "/api") == 0 || text_starts(x->request->path, "/api/");
}

static bool serve(const struct exchange *x, struct out *out, struct err *err)
{
	struct call c;

	if (!call_open(&c, x, err))
		return false;
	if (c.as->form == FORM_HTML)
		out_header(out, "Content-Security-Policy", html_policy);
	return c.route->serve(&c, out, err);
}

static void refuse(const struct exchange *x, const struct err *err, struct out *out)
{
	exception_draw(x, DIALECT_PROBLEM, err, out);
}

static const char *operation(const struct exchange *x)
{
	struct call c;
	struct err err = { 0 };

	call_open(&c, x, &err);
	return c.route != NULL ? c.route->operation : NULL;
}

const struct service api_service = { "api", claims, serve, refuse, operation, true };
