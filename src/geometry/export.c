#include "geometry/export.h"

#include <string.h>

#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>

#include "base/csv.h"
#include "geometry/export_parts.h"

enum { CHUNK = 65536 };

static const struct format {
	const char *driver, *extension, *dataset_option, *layer_option;
} formats[] = {
	[EXPORT_XLSX] = { "XLSX", "xlsx", NULL, NULL },
	[EXPORT_SHAPEFILE] = { "ESRI Shapefile", "shp.zip", NULL, "ENCODING=UTF-8" },
	[EXPORT_GEOPACKAGE] = { "GPKG", "gpkg", NULL, "GEOMETRY_NAME=geom" },
	[EXPORT_KML] = { "LIBKML", "kml", NULL, NULL },
};


static int forget_export(struct export *e)
{
	TALLOC_FREE(e->dataset);
	VSIRmdirRecursive(e->folder);
	return 0;
}

bool export_cannot(struct err *err, const void *ctx)
{
	err_set(err, ctx, ERR_INTERNAL, NULL, "the file could not be made",
	        "le fichier n'a pas pu être fabriqué");
	return gdal_words(err, ctx);
}

bool export_open(struct export *e, const char *name, struct err *err)
{
	const struct format *format = &formats[e->kind];

	/* nothing may have been opened yet */
	if (GDALGetDriverByName(format->driver) == NULL)
		GDALAllRegister();
	GDALDriverH driver = GDALGetDriverByName(format->driver);

	e->folder = mem_printf(e, "/vsimem/jointure-%p", (void *)e);
	e->path = mem_printf(e, "%s/%s.%s", e->folder, name, format->extension);
	VSIMkdir(e->folder, 0700);
	GDALDatasetH dataset = driver != NULL
		? GDALCreate(driver, e->path, 0, 0, 0, GDT_Unknown, NULL) : NULL;
	if (dataset == NULL)
		return export_cannot(err, e->ctx);
	e->dataset = gdal_adopt(e, dataset);
	return true;
}

static OGRwkbGeometryType shape_type(const struct export *e, const struct feature_query *q)
{
	static const OGRwkbGeometryType types[] = {
		[GEOMETRY_POINT] = wkbPoint, [GEOMETRY_LINE] = wkbMultiLineString,
		[GEOMETRY_POLYGON] = wkbMultiPolygon, [GEOMETRY_ANY] = wkbUnknown,
		[GEOMETRY_RASTER] = wkbNone,
	};
	return q->geometry && e->kind != EXPORT_XLSX ? types[q->layer->geometry] : wkbNone;
}

static bool wanted(const struct feature_query *q, size_t column)
{
	return q->wanted == NULL || q->wanted[column];
}

bool export_field(OGRLayerH layer, const struct column *c)
{
	static const OGRFieldType types[] = {
		[COLUMN_STRING] = OFTString, [COLUMN_INTEGER] = OFTInteger64, [COLUMN_REAL] = OFTReal,
		[COLUMN_BOOLEAN] = OFTInteger, [COLUMN_DATE] = OFTDate, [COLUMN_DATETIME] = OFTDateTime,
	};
	OGRFieldDefnH field = OGR_Fld_Create(c->name, types[c->type]);

	if (c->type == COLUMN_BOOLEAN)
		OGR_Fld_SetSubType(field, OFSTBoolean);
	bool ok = OGR_L_CreateField(layer, field, TRUE) == OGRERR_NONE;
	OGR_Fld_Destroy(field);
	return ok;
}

static OGRLayerH add_layer(struct export *e, const struct export_layer *l, struct err *err)
{
	const struct feature_query *q = l->query;
	OGRwkbGeometryType type = shape_type(e, q);
	char **options = NULL;

	if (e->kind == EXPORT_SHAPEFILE && type == wkbUnknown) {
		err_set(err, e->ctx, ERR_OPTION, "OUTPUTFORMAT",
		        "%s mixes kinds of geometries, which a Shapefile cannot hold: a GeoPackage can",
		        "%s mêle des sortes de géométries, ce qu'un Shapefile ne peut contenir : un "
		        "GeoPackage le peut", l->name);
		return NULL;
	}
	OGRSpatialReferenceH srs = type != wkbNone ? gdal_srs(e, q->srs, err) : NULL;
	if (type != wkbNone && srs == NULL)
		return NULL;
	if (formats[e->kind].layer_option != NULL)
		options = CSLAddString(options, formats[e->kind].layer_option);
	if (e->kind == EXPORT_GEOPACKAGE && *l->title != '\0')
		options = CSLSetNameValue(options, "IDENTIFIER", l->title);
	OGRLayerH layer = GDALDatasetCreateLayer(e->dataset->dataset, l->name, srs, type, options);
	CSLDestroy(options);
	bool ok = layer != NULL;
	for (size_t i = 0; ok && i < q->layer->n_columns; i++)
		ok = !wanted(q, i) || export_field(layer, &q->layer->columns[i]);
	if (!ok)
		export_cannot(err, e->ctx);
	return ok ? layer : NULL;
}

static OGRGeometryH shape(struct features *f, OGRwkbGeometryType type)
{
	size_t n;
	const void *wkb = features_wkb(f, &n);
	OGRGeometryH g = NULL;

	if (wkb == NULL || OGR_G_CreateFromWkb(wkb, NULL, &g, (int)n) != OGRERR_NONE)
		return NULL;
	if (type == wkbMultiPolygon)
		return OGR_G_ForceToMultiPolygon(g);
	return type == wkbMultiLineString ? OGR_G_ForceToMultiLineString(g) : g;
}

void export_set(OGRFeatureH row, int at, const struct column *c, const struct feature_value *v, enum export_kind kind)
{
	bool formula = kind == EXPORT_XLSX && c->type == COLUMN_STRING && !v->null && csv_is_formula(v->text);

	if (v->null) {
		OGR_F_SetFieldNull(row, at);
	} else if (c->type == COLUMN_BOOLEAN) {
		OGR_F_SetFieldInteger(row, at, v->number != 0);
	} else if (formula) {
		char *text = mem_printf(NULL, "'%s", v->text);
		OGR_F_SetFieldString(row, at, text);
		talloc_free(text);
	} else {
		OGR_F_SetFieldString(row, at, v->text);
	}
}

static bool add_row(struct export *e, OGRLayerH layer, const struct feature_query *q,
                    struct features *f)
{
	const struct feature_value *values = features_values(f);
	OGRwkbGeometryType type = shape_type(e, q);
	OGRFeatureH row = OGR_F_Create(OGR_L_GetLayerDefn(layer));
	int at = 0;

	for (size_t i = 0; i < q->layer->n_columns; i++)
		if (wanted(q, i))
			export_set(row, at++, &q->layer->columns[i], &values[i], e->kind);
	if (type != wkbNone) {
		OGRGeometryH g = shape(f, type);
		if (g != NULL)
			OGR_F_SetGeometryDirectly(row, g);
	}
	bool ok = OGR_L_CreateFeature(layer, row) == OGRERR_NONE;
	OGR_F_Destroy(row);
	return ok;
}

bool export_copy(struct export *e, const struct export_layer *l, struct err *err)
{
	OGRLayerH layer = add_layer(e, l, err);
	struct features *f = layer != NULL ? features_open(e, l->query, err) : NULL;
	enum features_step step = FEATURES_FAILED;

	if (f == NULL)
		return false;
	while ((step = features_next(f, err)) == FEATURES_ROW)
		if (!add_row(e, layer, l->query, f))
			return export_cannot(err, e->ctx);
	talloc_free(f);
	return step == FEATURES_END;
}

static bool send_file(const struct export *e, struct out *out, struct err *err)
{
	VSILFILE *file = VSIFOpenL(e->path, "rb");
	char *chunk = mem_array(e, char, CHUNK);
	size_t n;

	if (file == NULL)
		return export_cannot(err, e->ctx);
	while ((n = VSIFReadL(chunk, 1, CHUNK, file)) > 0 && out_write(out, chunk, n))
		;
	VSIFCloseL(file);
	return true;
}

static bool make(struct export *e, struct out *out, const struct export_layer *layers, size_t n,
                 struct err *err)
{
	if (!export_open(e, n == 1 ? layers[0].name : "features", err))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!export_copy(e, &layers[i], err))
			return false;
	return export_send(e, out, err);
}

bool export_send(struct export *e, struct out *out, struct err *err)
{
	struct gdal_source *dataset = e->dataset;

	e->dataset = NULL;
	return gdal_close(dataset) ? send_file(e, out, err) : export_cannot(err, e->ctx);
}

struct export *export_new(const void *ctx, enum export_kind kind)
{
	struct export *e = mem_new(ctx, struct export);

	e->ctx = ctx;
	e->kind = kind;
	e->folder = mem_strdup(e, "");
	talloc_set_destructor(e, forget_export);
	return e;
}

bool export_features(struct out *out, const void *ctx, enum export_kind kind,
                     const struct export_layer *layers, size_t n, struct err *err)
{
	struct export *e = export_new(ctx, kind);

	gdal_hush();
	bool ok = make(e, out, layers, n, err);
	talloc_free(e);
	gdal_unhush();
	return ok;
}
