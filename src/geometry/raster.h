/* Raster sources through GDAL: what a GeoTIFF holds, and its import as a cloud-optimised one. */
#ifndef JT_GEOMETRY_RASTER_H
#define JT_GEOMETRY_RASTER_H

#include "catalogue/catalogue.h"
#include "geometry/vector.h"

struct raster_info {
	int srs;                      /* EPSG code, or 0 when none could be told */
	struct bbox bbox, geographic; /* `geographic` only where there is an srs */
	int64_t width, height;
	int bands;
	const char *type;             /* GDAL's name of the first band's type: "Byte", "Float32" */
	bool palette, optimised;      /* has a colour table; is a cloud-optimised GeoTIFF already */
	struct notes notes;
};

/* Whether `name` is a file that the raster functions are for. */
bool raster_claims(const char *name);

/* Opens a GeoTIFF and describes it. One that is not placed on the ground, or turned, is refused. */
bool raster_inspect(struct raster_info *info, const void *ctx, const char *name, struct err *err);

struct raster_import {
	const char *from, *to;
	int srs;                      /* as for vector_import */
};

/* Makes a cloud-optimised GeoTIFF (tiles of 512, overviews, deflate, nothing lost) of the source;
   one that is such a file already is copied as it is. The same source gives the same bytes. */
bool raster_import(struct raster_info *info, const void *ctx, const struct raster_import *job,
                   progress_fn *progress, void *arg, struct err *err);

#endif
