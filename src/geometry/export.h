/* Features as a file of another format, made by GDAL in memory: spreadsheets, Shapefile, GeoPackage, KML. */
#ifndef JT_GEOMETRY_EXPORT_H
#define JT_GEOMETRY_EXPORT_H

#include "base/out.h"
#include "geometry/features.h"

enum export_kind { EXPORT_XLSX, EXPORT_SHAPEFILE, EXPORT_GEOPACKAGE, EXPORT_KML };

struct export_layer {
	const char *name;             /* of the sheet, file or table */
	const char *title;            /* in the reader's language, or "" */
	const struct feature_query *query;
};

/* Makes the file (a Shapefile zipped) and sends it to `out`. A spreadsheet has no geometries, and what would
   be a formula in it gets an apostrophe. A Shapefile cannot hold GEOMETRY_ANY: that is an error. */
bool export_features(struct out *out, const void *ctx, enum export_kind kind,
                     const struct export_layer *layers, size_t n, struct err *err);

/* Rows of which several may be of one feature: a table of their own in a GeoPackage. */
struct export_rows {
	const char *name;             /* of the table */
	const char *view, *title;     /* of the view of both */
	const struct column *columns; size_t n_columns;   /* the first has the value of `key` */
	const char *key;              /* column of the layer that tells its features apart */
	bool (*next)(void *arg, struct feature_value *values);    /* false at the end; lent until the next one */
	void *arg;
};

/* A GeoPackage with the layer, the rows, and as a view each row with its feature's geometry: geometries are there once. */
bool export_with_rows(struct out *out, const void *ctx, const struct export_layer *layer, const struct export_rows *rows,
                      struct err *err);

#endif
