/* Vector sources through OGR: what a file holds, its import as a data file, and what is wrong
   with it. With features.h and raster.h, the owner of GDAL's headers. */
#ifndef JT_GEOMETRY_VECTOR_H
#define JT_GEOMETRY_VECTOR_H

#include "catalogue/catalogue.h"
#include "geometry/notes.h"

/* Progress of long work: called with 0..1; false stops it. NULL is allowed where one is asked
   for. */
typedef bool progress_fn(void *arg, double done);

/* What is in a layer of a source. */
struct vector_info {
	const char *table;
	enum geometry_kind geometry;
	int srs;                      /* EPSG code, or 0 when none could be told */
	struct bbox bbox, geographic; /* `geographic` only where there is an srs */
	int64_t n_features;
	struct column *columns; size_t n_columns;
	const char *geometry_column, *id_column;  /* "" where the source names none */
	const char *key_parts;        /* of an import whose key is made of several: their stored names, spaces between;
	                                 else NULL. id_column is what was made of them, the last of the columns */
	int64_t n_repaired;           /* of an import: geometries made valid */
	struct notes notes;           /* what was changed on the way in: renamed columns ... */
};

/* Opens `name` (a file, also a zipped Shapefile, or "PG:..."; drivers GPKG, ESRI Shapefile,
   FlatGeobuf, GeoJSON, TopoJSON, PostgreSQL only) and describes layer `table` (NULL: the only
   one; an error lists them when there are several). Columns that cannot be served (binary) are
   left out. */
bool vector_inspect(struct vector_info *info, const void *ctx, const char *name, const char *table,
                    struct err *err);

#define VECTOR_KEY_PARTS 4

struct vector_import {
	const char *from, *table;     /* as for vector_inspect */
	const char *to;               /* a GeoPackage to make, one layer named `name` */
	const char *name;
	int srs;                      /* for a source that declares none; 0: it must have one */
	const char *key;              /* column to be stored as text, indexed, NULL for none */
	const char *const *parts; size_t n_parts;  /* in place of it: columns whose texts, one after the other, are it */
	const char *where;            /* an OGR attribute filter, or NULL */
	bool repair;                  /* make invalid geometries valid */
};

/* Copies the source into one GeoPackage that QGIS opens: lines and polygons as multi-geometries,
   without heights and measures, spatial index, key as text (digits as they are) with a unique
   index, journal_mode DELETE, no side files; the same source gives the same bytes. Columns whose
   names are not XML NCNames are renamed by column_names. `info` tells what was written. A feature
   that cannot be copied fails it. */
bool vector_import(struct vector_info *info, const void *ctx, const struct vector_import *job,
                   progress_fn *progress, void *arg, struct err *err);

/* The names that `names` are stored under: a character that an XML NCName cannot hold becomes "_",
   a name that would not begin with a letter or "_" gets "_" in front, and one that is there already
   (letters of ASCII compared without case) gets "_2", "_3" ... Arrays of `n`; the stored texts are
   in ctx. */
void column_names(const char **stored, const void *ctx, const char *const *names, size_t n);

/* What `jointure check` wants to know; sample texts name at most ten features each, with the
   reason. */
struct vector_check {
	int64_t n_features, null_keys, duplicate_keys, invalid_geometries, empty_geometries;
	const char *key_samples, *geometry_samples;
};
bool vector_check(struct vector_check *result, const void *ctx, const char *name, const char *table,
                  const char *key, progress_fn *progress, void *arg, struct err *err);

/* The values that a column has, without NULLs: numbers in their order, other texts in the order of
   their bytes, moments as ISO 8601. More than `ceiling` of them is an error. */
bool vector_distinct(const char ***values, size_t *n, const void *ctx, const char *name,
                     const char *table, const char *column, size_t ceiling, struct err *err);

#endif
