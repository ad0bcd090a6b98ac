#include "api/api.h"

#include <string.h>

#include "api/call.h"
#include "api/collection.h"
#include "api/collections.h"
#include "api/definition.h"
#include "api/export.h"
#include "api/form.h"
#include "api/html.h"
#include "api/items.h"
#include "api/join_document.h"
#include "api/joins.h"
#include "api/keys.h"
#include "api/matrix_sets.h"
#include "api/queryables.h"
#include "api/root.h"
#include "api/styles.h"
#include "api/tilesets.h"
#include "geometry/flatgeobuf.h"
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
static const struct representation pages_of_features[] = {
	{ FORM_JSON, "geojson", "application/geo+json" },
	{ FORM_JSON, "json", "application/geo+json" },
	{ FORM_JSON, NULL, "application/json" },
	{ FORM_HTML, "html", "text/html; charset=utf-8" },
	{ FORM_SOME, "fgb", FLATGEOBUF_TYPE },
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

static const struct representation tables[] = {
	{ FORM_JSON, "geojson", "application/geo+json" },
	{ FORM_JSON, "csv", "text/csv; charset=utf-8" },
	{ FORM_JSON, "gpkg", "application/geopackage+sqlite3" },
	{ 0 },
};
static const struct representation reports[] = {
	{ FORM_JSON, "json", "application/json" },
	{ FORM_JSON, "csv", "text/csv; charset=utf-8" },
	{ FORM_HTML, "html", "text/html; charset=utf-8" },
	{ 0 },
};
static const struct representation style_forms[] = {
	{ FORM_JSON, "json", "application/json" },
	{ FORM_JSON, "qml", "application/xml" },
	{ FORM_JSON, "maplibre", "application/vnd.mapbox.style+json" },
	{ FORM_ELSEWHERE, "sld", "application/vnd.ogc.sld+xml" },
	{ FORM_HTML, "html", "text/html; charset=utf-8" },
	{ 0 },
};

static const struct representation tilesets[] = {
	{ FORM_JSON, "json", "application/json" },
	{ FORM_SOME, "tilejson", "application/vnd.mapbox.tilejson+json" },
	{ FORM_HTML, "html", "text/html; charset=utf-8" },
	{ 0 },
};
static const struct representation vectors[] = {
	{ FORM_JSON, "mvt", "application/vnd.mapbox-vector-tile" },
	{ 0 },
};
static const struct representation pictures[] = {
	{ FORM_JSON, "png", "image/png" },
	{ FORM_JSON, "jpg", "image/jpeg" },
	{ FORM_JSON, "webp", "image/webp" },
	{ 0 },
};

static const char *const none[] = { NULL };
static const char *const points[] = { "points", NULL };
static const char *const look[] = { "attribute", "period", "kind", "method", "classes", "ramp", "breaks", "around",
                                    "scaling", "reverse", "shade_counts", "labels", "time", "elevation", NULL };
static const char *const pages[] = { "limit", "offset", NULL };
static const char *const key_pages[] = { "limit", "offset", "key-value", NULL };
static const char *const join_pages[] = { "limit", "offset", "datetime", NULL };
static const char *const join_parameters[] = { "include-join-metadata", NULL };
static const char *const job_parameters[] = { "include-join-metadata", "collection-id", NULL };

const struct route api_routes[] = {
	{ "getLandingPage", "", documents, none, false, root_landing,
	  { "page d'accueil", "landing page" }, "LandingPage", METHOD_GET, NULL },
	{ "getConformance", "/conformance", documents, none, false, root_conformance,
	  { "classes de conformité", "conformance classes" }, "Conformance", METHOD_GET, NULL },
	{ "getDefinition", "/openapi", definitions, none, false, definition_serve,
	  { "définition de l'API", "definition of the API" }, NULL, METHOD_GET, NULL },
	{ "getCollections", "/collections", documents, pages, false, collections_serve,
	  { "les collections", "the collections" }, "Collections", METHOD_GET, NULL },
	{ "getCollection", "/collections/{collectionId}", documents, none, false, collection_serve,
	  { "une collection", "one collection" }, "Collection", METHOD_GET, NULL },
	{ "getQueryables", "/collections/{collectionId}/queryables", schemas, none, false, queryables_serve,
	  { "les colonnes d'une collection", "the columns of a collection" }, "Queryables", METHOD_GET, NULL },
	{ "getItems", "/collections/{collectionId}/items", pages_of_features, filter_of_items, true, items_page,
	  { "les objets d'une collection", "the items of a collection" }, "FeatureCollection", METHOD_GET, NULL },
	{ "getItem", "/collections/{collectionId}/items/{featureId}", features, filter_of_item, false, items_one,
	  { "un objet", "one item" }, "Feature", METHOD_GET, NULL },
	{ "getCollectionKeys", "/collections/{collectionId}/keys", documents, none, false, keys_serve,
	  { "les champs clés d'une collection", "the key fields of a collection" }, "Keys", METHOD_GET, NULL },
	{ "getKeyValues", "/collections/{collectionId}/keys/{keyFieldId}", documents, key_pages, false, keys_values,
	  { "les clés d'un champ", "the keys of a field" }, "KeyValues", METHOD_GET, NULL },
	{ "getStyles", "/collections/{collectionId}/styles", documents, none, false, styles_serve,
	  { "les styles d'une collection", "the styles of a collection" }, "Styles", METHOD_GET, NULL },
	{ "getStyle", "/collections/{collectionId}/styles/{styleId}", style_forms, none, false, styles_one,
	  { "un style", "one style" }, "Legend", METHOD_GET, NULL },
	{ "getTileMatrixSetsList", "/tileMatrixSets", documents, none, false, matrix_sets_serve,
	  { "les jeux de matrices de tuiles", "the tile matrix sets" }, "TileMatrixSets", METHOD_GET, NULL },
	{ "getTileMatrixSet", "/tileMatrixSets/{tileMatrixSetId}", documents, none, false, matrix_sets_one,
	  { "un jeu de matrices de tuiles", "one tile matrix set" }, "TileMatrixSet", METHOD_GET, NULL },
	{ "collection.vector.getTileSetsList", "/collections/{collectionId}/tiles", documents, points, false, tilesets_serve,
	  { "les jeux de tuiles vectorielles", "the tilesets of vector tiles" }, "TileSets", METHOD_GET, NULL },
	{ "collection.vector.getTileSet", "/collections/{collectionId}/tiles/{tileMatrixSetId}", tilesets, points, false, tilesets_one,
	  { "un jeu de tuiles vectorielles", "one tileset of vector tiles" }, "TileSet", METHOD_GET, NULL },
	{ "collection.vector.getTile", "/collections/{collectionId}/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}", vectors, points, false,
	  tilesets_tile, { "une des tuiles vectorielles", "one of the vector tiles" }, NULL, METHOD_GET, NULL },
	{ "collection.map.getTileSetsList", "/collections/{collectionId}/map/tiles", documents, look, false, tilesets_serve,
	  { "les jeux de tuiles en images", "the tilesets of picture tiles" }, "TileSets", METHOD_GET, NULL },
	{ "collection.map.getTileSet", "/collections/{collectionId}/map/tiles/{tileMatrixSetId}", tilesets, look, false, tilesets_one,
	  { "un jeu de tuiles en images", "one tileset of picture tiles" }, "TileSet", METHOD_GET, NULL },
	{ "collection.map.getTile", "/collections/{collectionId}/map/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}", pictures, look, false,
	  tilesets_tile, { "une des tuiles en images", "one of the picture tiles" }, NULL, METHOD_GET, NULL },
	{ "collection.style.map.getTileSetsList", "/collections/{collectionId}/styles/{styleId}/map/tiles", documents, look, false, tilesets_serve,
	  { "les jeux de tuiles en images dans un style", "the tilesets of picture tiles in a style" }, "TileSets", METHOD_GET, NULL },
	{ "collection.style.map.getTileSet", "/collections/{collectionId}/styles/{styleId}/map/tiles/{tileMatrixSetId}", tilesets, look, false, tilesets_one,
	  { "un jeu de tuiles en images dans un style", "one tileset of picture tiles in a style" }, "TileSet", METHOD_GET, NULL },
	{ "collection.style.map.getTile", "/collections/{collectionId}/styles/{styleId}/map/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}", pictures, look, false,
	  tilesets_tile, { "une des tuiles en images dans un style", "one of the picture tiles in a style" }, NULL, METHOD_GET, NULL },
	{ "getReport", "/collections/{collectionId}/report", reports, none, false, join_report,
	  { "le compte rendu d'une jointure", "the report of a join" }, "JoinInformation", METHOD_GET, NULL },
	{ "getExport", "/collections/{collectionId}/export", tables, none, false, export_serve,
	  { "tous les objets d'une couche jointe, en un fichier", "all items of a joined layer as one file" },
	  "FeatureCollection", METHOD_GET, NULL },
	{ "getAllJoins", "/joins", documents, join_pages, false, joins_serve,
	  { "les jointures", "the joins" }, "Joins", METHOD_GET, NULL },
	{ "joinData", "/joins", documents, none, false, joins_make,
	  { "joindre un tableau à une collection", "join a table to a collection" }, "Join", METHOD_POST, form_of_join },
	{ "getJoin", "/joins/{joinId}", documents, join_parameters, false, joins_one,
	  { "une jointure", "one join" }, "Join", METHOD_GET, NULL },
	{ "refreshJoin", "/joins/{joinId}", documents, none, false, joins_refreshed,
	  { "refaire une jointure avec un nouveau tableau", "make a join anew with another table" }, "Join", METHOD_PUT,
	  form_of_refresh },
	{ "refreshJoinByPost", "/joins/{joinId}", documents, none, false, joins_refreshed,
	  { "comme PUT, pour les formulaires de page", "as PUT, for the forms of pages" }, "Join", METHOD_POST,
	  form_of_refresh },
	{ "deleteJoin", "/joins/{joinId}", documents, none, false, joins_remove,
	  { "supprimer une jointure", "delete a join" }, NULL, METHOD_DELETE, NULL },
	{ "filejoin", "/filejoin", tables, none, false, joins_files,
	  { "joindre un tableau à un fichier GeoJSON", "join a table to a GeoJSON file" }, "FeatureCollection",
	  METHOD_POST, form_of_files },
	{ "getJob", "/jobs/{jobId}", documents, job_parameters, false, joins_job,
	  { "où en est une jointure longue", "how far a long join is" }, "Job", METHOD_GET, NULL },
	{ "getStylesheet", "/style.css", styles, none, false, html_style, { NULL, NULL }, NULL, METHOD_GET, NULL },
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
	const char *allowed = err->code == ERR_METHOD ? call_allowed(x) : NULL;
	if (allowed != NULL)
		out_header(out, "Allow", allowed);
}

static const char *operation(const struct exchange *x)
{
	struct call c;
	struct err err = { 0 };

	call_open(&c, x, &err);
	return c.route != NULL ? c.route->operation : NULL;
}

const struct service api_service = { "api", claims, serve, refuse, operation, true };
