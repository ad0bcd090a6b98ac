#include "map/engine_ms.h"

#include "catalogue/data.h"

enum MS_LAYER_TYPE layer_type(enum geometry_kind kind)
{
	switch (kind) {
	case GEOMETRY_POINT:   return MS_LAYER_POINT;
	case GEOMETRY_LINE:    return MS_LAYER_LINE;
	case GEOMETRY_POLYGON: return MS_LAYER_POLYGON;
	case GEOMETRY_ANY:     return MS_LAYER_QUERY;  /* each feature as it is */
	case GEOMETRY_RASTER:  return MS_LAYER_RASTER;
	}
	return MS_LAYER_POLYGON;
}

/* "schema.table" as PostgreSQL wants it quoted. */
static char *quoted_table(const void *ctx, const char *table)
{
	char *text = mem_strdup(ctx, "\"");

	for (const char *p = table; *p != '\0'; p++) {
		const char *part = *p == '.' ? "\".\"" : *p == '"' ? "\"\"" : NULL;
		text = mem_check(part != NULL ? talloc_strdup_append_buffer(text, part)
		                              : talloc_strndup_append_buffer(text, p, 1));
	}
	return mem_check(talloc_strdup_append_buffer(text, "\""));
}

static void source_postgis(layerObj *l, const void *ctx, const struct layer *layer)
{
	const struct source *s = &layer->source;

	l->connectiontype = MS_POSTGIS;
	MS_SET(l->connection, s->uri + strlen("PG:"));
	MS_SET(l->data, mem_printf(ctx, "%s from %s using unique %s using srid=%d", s->geometry_column,
	                           quoted_table(ctx, s->table), s->id_column, layer->srs));
	msLayerAddProcessing(l, "CLOSE_CONNECTION=DEFER");
}

/* Files of the store never change, so they stay open; a referenced one may be replaced at any time. */
static void source_ogr(layerObj *l, const char *name, const struct source *source)
{
	l->connectiontype = MS_OGR;
	MS_SET(l->connection, name);
	MS_SET(l->data, source->table);
	msLayerAddProcessing(l, source->referenced ? "CLOSE_CONNECTION=NORMAL" : "CLOSE_CONNECTION=DEFER");
}

/* Of a layer of any geometry, only the features that this part can draw: libmapserver would take the
   corners of an area for points. Each driver has its own word for the kind of a geometry. */
static void only_kind(layerObj *l, const void *ctx, const struct layer *layer, enum geometry_kind kind)
{
	static const char *const kinds[] = {
		[GEOMETRY_POINT] = "'POINT', 'MULTIPOINT'",
		[GEOMETRY_LINE] = "'LINESTRING', 'MULTILINESTRING', 'COMPOUNDCURVE', 'CIRCULARSTRING', 'MULTICURVE'",
		[GEOMETRY_POLYGON] = ("'POLYGON', 'MULTIPOLYGON', 'CURVEPOLYGON', 'MULTISURFACE', "
		                      "'GEOMETRYCOLLECTION'"),
	};
	const char *column = layer->source.geometry_column;
	const char *what = l->connectiontype == MS_POSTGIS ? mem_printf(ctx, "GeometryType(\"%s\")", column) :
		text_ends(l->connection, ".gpkg") ? mem_printf(ctx, "ST_GeometryType(\"%s\")", column) :
		"OGR_GEOMETRY";

	msLayerSetProcessingKey(l, "NATIVE_FILTER", mem_printf(ctx, "%s IN (%s)", what, kinds[kind]));
}

static void source_fill(layerObj *l, struct engine *e, const void *ctx, const struct layer *layer)
{
	char *name = data_open_name(ctx, e->conf->workspace, &layer->source);

	if (layer->geometry == GEOMETRY_RASTER) {
		l->connectiontype = MS_RASTER;
		MS_SET(l->data, name);
		msLayerAddProcessing(l, "CLOSE_CONNECTION=NORMAL");  /* engine_opens keeps it, within bounds */
	} else if (layer->source.referenced && text_starts(name, "PG:")) {
		source_postgis(l, ctx, layer);
	} else {
		source_ogr(l, name, &layer->source);
	}
}

bool layer_fill(struct engine *e, layerObj *l, const void *ctx, const struct layer *layer,
                enum geometry_kind kind, struct err *err)
{
	MS_SET(l->name, layer->name);
	MS_SET(l->template, "x");  /* any: without one nothing may be queried */
	l->status = MS_ON;
	l->type = layer_type(kind);
	l->units = MS_METERS;
	l->extent = (rectObj){ layer->bbox.minx, layer->bbox.miny, layer->bbox.maxx, layer->bbox.maxy };
	if (layer->min_scale > 0)
		l->minscaledenom = layer->min_scale;
	if (layer->max_scale > 0)
		l->maxscaledenom = layer->max_scale;
	if (layer->joined != NULL) {
		MS_SET(l->data, "joined");  /* without any it would not be drawn */
		return true;                /* its virtual table is put on the copies (engine_plugin.h) */
	}
	source_fill(l, e, ctx, layer);
	if (kind != layer->geometry)
		only_kind(l, ctx, layer, kind);
	if (msInitializeVirtualTable(l) != MS_SUCCESS)
		return engine_failed(ctx, err);
	return true;
}
