#include "api/definition.h"

#include <string.h>

/* One member of an answer. `of`: what an array holds, or what an object is: a type or, with a capital, a schema. */
struct member {
	const char *schema, *name, *type, *of;
	bool required;
};

/* clang-format off */
static const struct member members[] = {
	{ "Link", "href", "string", NULL, true },
	{ "Link", "rel", "string", NULL, true },
	{ "Link", "type", "string", NULL, false },
	{ "Link", "title", "string", NULL, false },
	{ "Link", "hreflang", "string", NULL, false },
	{ "LandingPage", "title", "string", NULL, false },
	{ "LandingPage", "description", "string", NULL, false },
	{ "LandingPage", "links", "array", "Link", true },
	{ "Conformance", "links", "array", "Link", false },
	{ "Conformance", "conformsTo", "array", "string", true },
	{ "Extent", "spatial", "object", NULL, true },
	{ "Extent", "temporal", "object", NULL, false },
	{ "Collection", "id", "string", NULL, true },
	{ "Collection", "title", "string", NULL, true },
	{ "Collection", "description", "string", NULL, false },
	{ "Collection", "keywords", "array", "string", false },
	{ "Collection", "attribution", "string", NULL, false },
	{ "Collection", "extent", "object", "Extent", false },
	{ "Collection", "itemType", "string", NULL, false },
	{ "Collection", "crs", "array", "string", false },
	{ "Collection", "storageCrs", "string", NULL, false },
	{ "Collection", "links", "array", "Link", true },
	{ "Collection", "jointure", "object", NULL, false },
	{ "Collections", "links", "array", "Link", true },
	{ "Collections", "numberMatched", "integer", NULL, false },
	{ "Collections", "numberReturned", "integer", NULL, false },
	{ "Collections", "jointure", "object", NULL, false },
	{ "Collections", "collections", "array", "Collection", true },
	{ "Feature", "type", "string", NULL, true },
	{ "Feature", "id", "any", NULL, true },
	{ "Feature", "geometry", "nullable", NULL, true },
	{ "Feature", "properties", "object", NULL, true },
	{ "Feature", "links", "array", "Link", false },
	{ "FeatureCollection", "type", "string", NULL, true },
	{ "FeatureCollection", "links", "array", "Link", false },
	{ "FeatureCollection", "timeStamp", "string", NULL, false },
	{ "FeatureCollection", "numberMatched", "integer", NULL, false },
	{ "FeatureCollection", "features", "array", "Feature", true },
	{ "FeatureCollection", "numberReturned", "integer", NULL, false },
	{ "Queryables", "$schema", "string", NULL, true },
	{ "Queryables", "$id", "string", NULL, true },
	{ "Queryables", "type", "string", NULL, true },
	{ "Queryables", "title", "string", NULL, false },
	{ "Queryables", "properties", "object", NULL, true },
	{ "KeyField", "id", "string", NULL, true },
	{ "KeyField", "isDefault", "boolean", NULL, true },
	{ "KeyField", "language", "string", NULL, false },
	{ "Keys", "links", "array", "Link", true },
	{ "Keys", "keys", "array", "KeyField", true },
	{ "KeyValue", "key", "string", NULL, true },
	{ "KeyValue", "title", "string", NULL, false },
	{ "KeyValues", "links", "array", "Link", true },
	{ "KeyValues", "keys", "array", "KeyValue", true },
	{ "KeyValues", "numberMatched", "integer", NULL, false },
	{ "KeyValues", "numberReturned", "integer", NULL, false },
	{ "JoinListed", "id", "string", NULL, true },
	{ "JoinListed", "timeStamp", "string", NULL, true },
	{ "JoinListed", "title", "string", NULL, false },
	{ "JoinListed", "links", "array", "Link", true },
	{ "Joins", "links", "array", "Link", true },
	{ "Joins", "joins", "array", "JoinListed", true },
	{ "Joins", "numberMatched", "integer", NULL, false },
	{ "Joins", "numberReturned", "integer", NULL, false },
	{ "Joins", "timeStamp", "string", NULL, false },
	{ "JoinInputs", "attributeDataset", "string", NULL, true },
	{ "JoinInputs", "collection", "array", "Link", true },
	{ "JoinInformation", "numberOfMatchedCollectionKeys", "integer", NULL, false },
	{ "JoinInformation", "numberOfUnmatchedCollectionKeys", "integer", NULL, false },
	{ "JoinInformation", "numberOfAdditionalAttributeKeys", "integer", NULL, false },
	{ "JoinInformation", "numberOfDuplicateAttributeKeys", "integer", NULL, false },
	{ "JoinInformation", "matchedCollectionKeys", "array", "string", false },
	{ "JoinInformation", "unmatchedCollectionKeys", "array", "string", false },
	{ "JoinInformation", "additionalAttributeKeys", "array", "string", false },
	{ "JoinInformation", "duplicateAttributeKeys", "array", "string", false },
	{ "JoinDescription", "id", "string", NULL, true },
	{ "JoinDescription", "timeStamp", "string", NULL, true },
	{ "JoinDescription", "inputs", "object", "JoinInputs", true },
	{ "JoinDescription", "outputs", "array", "Link", true },
	{ "JoinDescription", "joinInformation", "object", "JoinInformation", false },
	{ "Join", "links", "array", "Link", true },
	{ "Join", "join", "object", "JoinDescription", true },
	{ "Join", "jointure", "object", NULL, false },
	{ "Style", "id", "string", NULL, true },
	{ "Style", "title", "string", NULL, false },
	{ "Style", "links", "array", "Link", true },
	{ "Styles", "links", "array", "Link", false },
	{ "Styles", "default", "string", NULL, false },
	{ "Styles", "styles", "array", "Style", true },
	{ "Legend", "title", "string", NULL, true },
	{ "Legend", "classes", "array", "object", true },
	{ "Legend", "states", "array", "object", false },
	{ "TileMatrixSetListed", "id", "string", NULL, false },
	{ "TileMatrixSetListed", "title", "string", NULL, false },
	{ "TileMatrixSetListed", "uri", "string", NULL, false },
	{ "TileMatrixSetListed", "crs", "string", NULL, false },
	{ "TileMatrixSetListed", "links", "array", "Link", true },
	{ "TileMatrixSets", "links", "array", "Link", false },
	{ "TileMatrixSets", "tileMatrixSets", "array", "TileMatrixSetListed", true },
	{ "TileMatrix", "id", "string", NULL, true },
	{ "TileMatrix", "scaleDenominator", "number", NULL, true },
	{ "TileMatrix", "cellSize", "number", NULL, true },
	{ "TileMatrix", "cornerOfOrigin", "string", NULL, false },
	{ "TileMatrix", "pointOfOrigin", "array", "number", true },
	{ "TileMatrix", "tileWidth", "integer", NULL, true },
	{ "TileMatrix", "tileHeight", "integer", NULL, true },
	{ "TileMatrix", "matrixWidth", "integer", NULL, true },
	{ "TileMatrix", "matrixHeight", "integer", NULL, true },
	{ "TileMatrixSet", "id", "string", NULL, false },
	{ "TileMatrixSet", "title", "string", NULL, false },
	{ "TileMatrixSet", "uri", "string", NULL, false },
	{ "TileMatrixSet", "crs", "string", NULL, true },
	{ "TileMatrixSet", "orderedAxes", "array", "string", false },
	{ "TileMatrixSet", "wellKnownScaleSet", "string", NULL, false },
	{ "TileMatrixSet", "tileMatrices", "array", "TileMatrix", true },
	{ "TileSetListed", "title", "string", NULL, false },
	{ "TileSetListed", "dataType", "string", NULL, true },
	{ "TileSetListed", "crs", "string", NULL, true },
	{ "TileSetListed", "tileMatrixSetURI", "string", NULL, false },
	{ "TileSetListed", "links", "array", "Link", true },
	{ "TileSets", "links", "array", "Link", false },
	{ "TileSets", "tilesets", "array", "TileSetListed", true },
	{ "TileSet", "title", "string", NULL, false },
	{ "TileSet", "description", "string", NULL, false },
	{ "TileSet", "attribution", "string", NULL, false },
	{ "TileSet", "license", "string", NULL, false },
	{ "TileSet", "dataType", "string", NULL, true },
	{ "TileSet", "crs", "string", NULL, true },
	{ "TileSet", "tileMatrixSetURI", "string", NULL, false },
	{ "TileSet", "links", "array", "Link", true },
	{ "TileSet", "tileMatrixSetLimits", "array", "object", false },
	{ "TileSet", "boundingBox", "object", NULL, false },
	{ "TileSet", "style", "object", NULL, false },
	{ "TileSet", "layers", "array", "object", false },
	{ "Job", "jobID", "string", NULL, true },
	{ "Job", "status", "string", NULL, true },
	{ "Job", "message", "string", NULL, false },
	{ "Job", "links", "array", "Link", false },
	{ "Problem", "type", "string", NULL, false },
	{ "Problem", "title", "string", NULL, true },
	{ "Problem", "status", "integer", NULL, true },
	{ "Problem", "code", "string", NULL, false },
	{ "Problem", "detail", "string", NULL, true },
	{ "Problem", "parameter", "string", NULL, false },
};
/* clang-format on */
enum { MEMBERS = sizeof members / sizeof *members };

static void write_of(struct json *w, const char *of)
{
	if (*of >= 'A' && *of <= 'Z')
		json_string(w, "$ref", mem_printf(w->out, "#/components/schemas/%s", of));
	else
		json_string(w, "type", of);
}

static void write_member(struct json *w, const struct member *m)
{
	json_open_object(w, m->name);
	if (strcmp(m->type, "object") == 0 && m->of != NULL) {
		write_of(w, m->of);
	} else if (strcmp(m->type, "nullable") == 0) {
		json_string(w, "type", "object");
		json_bool(w, "nullable", true);
	} else if (strcmp(m->type, "any") != 0) {
		json_string(w, "type", m->type);
	}
	if (strcmp(m->type, "array") == 0) {
		json_open_object(w, "items");
		write_of(w, m->of);
		json_close_object(w);
	}
	json_close_object(w);
}

/* The members of the schema that begins at `first`; where the next one begins. */
static size_t write_schema(struct json *w, size_t first)
{
	const char *schema = members[first].schema;
	size_t end = first;

	json_open_object(w, schema);
	json_string(w, "type", "object");
	json_open_object(w, "properties");
	while (end < MEMBERS && strcmp(members[end].schema, schema) == 0)
		write_member(w, &members[end++]);
	json_close_object(w);
	json_open_array(w, "required");
	for (size_t i = first; i < end; i++)
		if (members[i].required)
			json_string(w, NULL, members[i].name);
	json_close_array(w);
	json_close_object(w);
	return end;
}

void definition_schemas(struct json *w)
{
	json_open_object(w, "schemas");
	for (size_t i = 0; i < MEMBERS;)
		i = write_schema(w, i);
	json_close_object(w);
}
