/* Features, their columns and geometries, as all files of this folder read them from OGR. */
#ifndef JT_GEOMETRY_GDAL_FEATURE_H
#define JT_GEOMETRY_GDAL_FEATURE_H

#include "geometry/gdal_source.h"

/* Whether a field can be served at all: not when it is binary. */
bool gdal_served(OGRFieldDefnH field);
enum column_type gdal_column_type(OGRFieldDefnH field);

/* GEOMETRY_ANY for what is mixed, a collection or not known. */
enum geometry_kind gdal_kind(OGRwkbGeometryType type);
bool gdal_is_multi(OGRwkbGeometryType type);

/* The kind of a layer, and whether it has multi-geometries; where it declares none, what its
   features (those that pass its filter) have in common. */
enum geometry_kind gdal_layer_kind(OGRLayerH layer, bool *multi);

/* The value of a field as text: moments as ISO 8601, booleans "true" and "false", the items of a
   list with commas between; NULL when it has none. */
char *gdal_value(const void *ctx, OGRFeatureH feature, int field);

/* A moment as it is served, ISO 8601: the day alone unless `whole`; what has no zone counts as UTC. */
char *gdal_moment(const void *ctx, OGRFeatureH row, int field, bool whole);

/* Why a geometry is not valid, in GEOS's words; NULL when it is. Call it between gdal_hush and
   gdal_unhush. */
char *gdal_invalid(const void *ctx, OGRGeometryH geometry);

/* "01001" by the key column `key`, else "fid 12". */
char *gdal_feature_label(const void *ctx, OGRFeatureH feature, int key);

#endif
