/* What the files of this folder share of GDAL: sources opened by an allow-list, with GDAL's
   own words kept off stderr, and reference systems by EPSG code, x (easting, longitude) first. */
#ifndef JT_GEOMETRY_GDAL_SOURCE_H
#define JT_GEOMETRY_GDAL_SOURCE_H

#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>

#include "catalogue/catalogue.h"

struct gdal_source {
	GDALDatasetH dataset;         /* closes with its talloc parent */
};

/* Between these two, what GDAL has to say is kept for gdal_words and goes nowhere else. They
   nest. */
void gdal_hush(void);
void gdal_unhush(void);

/* Opens a vector source read-only: a file of the drivers GPKG, ESRI Shapefile (also zipped),
   FlatGeobuf, GeoJSON, TopoJSON, or "PG:...". Nothing is fetched from a network but from
   PostgreSQL. */
struct gdal_source *gdal_open_vector(const void *ctx, const char *name, struct err *err);

/* Opens a GeoTIFF read-only. */
struct gdal_source *gdal_open_raster(const void *ctx, const char *name, struct err *err);

/* A dataset that is open already, so that it closes with `ctx`. */
struct gdal_source *gdal_adopt(const void *ctx, GDALDatasetH dataset);

/* Closes it now, and says whether all that was written arrived. */
bool gdal_close(struct gdal_source *source);

/* The layer `table` of a source (NULL or "": the only one with geometries; an error lists them
   when there are several). */
OGRLayerH gdal_layer(const struct gdal_source *source, const void *ctx, const char *table,
                     struct err *err);

/* An EPSG code as GDAL's object with x first, goes with `ctx`; NULL and `err` when PROJ has
   none. */
OGRSpatialReferenceH gdal_srs(const void *ctx, int epsg, struct err *err);

/* The EPSG code of what a source declares, heights left out; 0 when there is none. */
int gdal_epsg(OGRSpatialReferenceH srs);

/* The EPSG code to go by: what the source declares, or `given` (0: nothing given) where it
   declares none that can be told. `given` beside another declared code is an error, and so is
   none at all. */
bool gdal_choose_srs(int *srs, const void *ctx, OGRSpatialReferenceH declared, int given,
                     struct err *err);

/* A box from one system to another, its edges followed closely; false when that has no meaning. */
bool gdal_move_bbox(struct bbox *to, const struct bbox *from, OGRSpatialReferenceH from_srs,
                    OGRSpatialReferenceH to_srs);

/* The same to degrees, WGS 84, kept on the globe. */
bool gdal_geographic(struct bbox *to, const struct bbox *from, int srs, const void *ctx,
                     struct err *err);

/* ERR_UNAVAILABLE: the data of a layer cannot be read; what GDAL said last, else the path, is for the log. Returns false. */
bool gdal_unreadable(struct err *err, const void *ctx, const char *path);

/* Adds to an error what GDAL said last, for the log. Returns false. */
bool gdal_words(struct err *err, const void *ctx);

#endif
