#include "map/engine_ms.h"

static void set(hashTableObj *table, const char *key, const char *value)
{
	msInsertHashTable(table, key, value);
}

static const char *gml_type(enum column_type type)
{
	switch (type) {
	case COLUMN_STRING:   return "Character";
	case COLUMN_INTEGER:  return "Long";
	case COLUMN_REAL:     return "Real";
	case COLUMN_BOOLEAN:  return "Boolean";
	case COLUMN_DATE:     return "Date";
	case COLUMN_DATETIME: return "DateTime";
	}
	return "Character";
}

static const char *gml_geometry(enum geometry_kind kind)
{
	switch (kind) {
	case GEOMETRY_POINT:   return "multipoint";
	case GEOMETRY_LINE:    return "multiline";
	case GEOMETRY_POLYGON: return "multipolygon";
	case GEOMETRY_ANY:
	case GEOMETRY_RASTER:  break;
	}
	return NULL;
}

void metadata_fill(layerObj *l, const void *ctx, const struct layer *layer)
{
	hashTableObj *m = &l->metadata;
	const char *geometry = gml_geometry(layer->geometry);

	set(m, "ows_title", layer->name);
	set(m, "ows_extent", mem_printf(ctx, "%.17g %.17g %.17g %.17g", layer->bbox.minx,
	                                layer->bbox.miny, layer->bbox.maxx, layer->bbox.maxy));
	set(m, "ows_srs", mem_printf(ctx, "EPSG:%d", layer->srs));
	set(m, "gml_include_items", "all");
	set(m, "gml_featureid", layer->source.id_column);
	set(m, "gml_geometries", "geom");
	if (geometry != NULL)
		set(m, "gml_geom_type", geometry);
	set(m, "gml_geom_occurances", "0,1");
	set(m, "wfs_use_default_extent_for_getfeature", "false");
	for (size_t i = 0; i < layer->n_columns; i++) {
		const struct column *c = &layer->columns[i];
		set(m, mem_printf(ctx, "gml_%s_type", c->name), gml_type(c->type));
	}
}

void metadata_map(mapObj *map, const struct exchange *x, const struct engine_request *r)
{
	hashTableObj *m = &map->web.metadata;

	set(m, "ows_title", "Jointure");
	set(m, "ows_onlineresource", r->online_resource);
	set(m, "ows_enable_request", "DescribeFeatureType GetFeature GetPropertyValue");
	set(m, "ows_sld_enabled", "false");
	set(m, "ows_updatesequence",
	    mem_printf(x->ctx, "%llu", (unsigned long long)x->view->catalogue->edition));
	if (r->schema_path != NULL)
		set(m, "ows_schemas_location", r->schema_path);
	set(m, "wfs_namespace_prefix", "jt");
	set(m, "wfs_namespace_uri", "https://jointure.example/features");
	set(m, "wfs_getfeature_formatlist", "geojson,csv,xlsx,SHAPEZIP,gpkg,kml");
	set(m, "wfs_maxfeatures", mem_printf(x->ctx, "%lld", (long long)x->conf->max_features));
	set(m, "wfs_srs", "EPSG:2154 EPSG:3857 EPSG:4326");
}
