/* Vector sources through OGR: what a file holds, its import as a data file, and a cursor over
   features. With raster.h, the owner of GDAL's headers. */
#ifndef JT_GEOMETRY_VECTOR_H
#define JT_GEOMETRY_VECTOR_H

#include "catalogue/catalogue.h"

/* Progress of long work: called with 0..1; false stops it. NULL is allowed where one is asked for. */
typedef bool progress_fn(void *arg, double done);

/* What is in a layer of a source. */
struct vector_info {
	const char *table;
	enum geometry_kind geometry;
	int srs;                      /* EPSG code, or 0 when none could be told */
	struct bbox bbox, geographic;
	int64_t n_features;
	struct column *columns; size_t n_columns;
	const char *geometry_column, *id_column;
};

/* Opens `name` (a file or "PG:...", drivers GPKG, ESRI Shapefile, FlatGeobuf, GeoJSON, TopoJSON, PostgreSQL only) and
   describes layer `table` (NULL: the only one; an error lists them when there are several). */
bool vector_inspect(struct vector_info *info, const void *ctx, const char *name, const char *table,
                    struct err *err);

struct vector_import {
	const char *from, *table;     /* as for vector_inspect */
	const char *to;               /* a GeoPackage to make, one layer named `name` */
	const char *name;
	int srs;                      /* assign this EPSG code where the source has none; 0: must have one */
	const char *key;              /* column to be stored as text, indexed, NULL for none */
	const char *where;            /* an OGR attribute filter, or NULL */
	bool repair;                  /* make invalid geometries valid */
};

/* Copies the source into one GeoPackage that QGIS opens: multi-geometries promoted, spatial index, key indexed,
   journal_mode DELETE, no side files. `info` tells what was written. A feature that cannot be copied fails it. */
bool vector_import(struct vector_info *info, const void *ctx, const struct vector_import *job,
                   progress_fn *progress, void *arg, struct err *err);

/* What `jointure check` wants to know; sample texts name at most ten features each. */
struct vector_check {
	int64_t n_features, null_keys, duplicate_keys, invalid_geometries, empty_geometries;
	const char *key_samples, *geometry_samples;
};
bool vector_check(struct vector_check *result, const void *ctx, const char *name, const char *table,
                  const char *key, progress_fn *progress, void *arg, struct err *err);

#endif
