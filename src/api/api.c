#include "api/api.h"

#include <string.h>

#include "api/call.h"
#include "api/collection.h"
#include "api/collections.h"
#include "api/items.h"
#include "api/queryables.h"
#include "api/root.h"
#include "service/exception.h"

/* clang-format off */
static const struct representation documents[] = {
	{ FORM_JSON, "json", "application/json" },
	{ 0 },
};
static const struct representation features[] = {
	{ FORM_JSON, "geojson", "application/geo+json" },
	{ FORM_JSON, "json", "application/geo+json" },
	{ FORM_JSON, NULL, "application/json" },
	{ 0 },
};
static const struct representation schemas[] = {
	{ FORM_JSON, "json", "application/schema+json" },
	{ FORM_JSON, NULL, "application/json" },
	{ 0 },
};

static const char *const none[] = { NULL };
static const char *const pages[] = { "limit", "offset", NULL };

const struct route api_routes[] = {
	{ "getLandingPage", "", documents, none, false, root_landing,
	  { "page d'accueil", "landing page" } },
	{ "getConformance", "/conformance", documents, none, false, root_conformance,
	  { "classes de conformité", "conformance classes" } },
	{ "getCollections", "/collections", documents, pages, false, collections_serve,
	  { "les collections", "the collections" } },
	{ "getCollection", "/collections/{collectionId}", documents, none, false, collection_serve,
	  { "une collection", "one collection" } },
	{ "getQueryables", "/collections/{collectionId}/queryables", schemas, none, false, queryables_serve,
	  { "les colonnes d'une collection", "the columns of a collection" } },
	{ "getItems", "/collections/{collectionId}/items", features, filter_of_items, true, items_page,
	  { "les objets d'une collection", "the items of a collection" } },
	{ "getItem", "/collections/{collectionId}/items/{featureId}", features, filter_of_item, false, items_one,
	  { "un objet", "one item" } },
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

	return call_open(&c, x, err) && c.route->serve(&c, out, err);
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

const struct service api_service = { "api", claims, serve, refuse, operation };
