/* A cursor over the features of a vector layer, filtered, sorted, paged and reprojected by OGR. */
#ifndef JT_GEOMETRY_FEATURES_H
#define JT_GEOMETRY_FEATURES_H

#include "catalogue/catalogue.h"
#include "geometry/vector.h"

struct feature_equal {
	const char *column, *value;   /* column of the layer; compared as the column's type */
};

struct feature_query {
	const struct layer *layer;
	const char *open_name;        /* data_open_name */
	const struct bbox *bbox;      /* NULL: everywhere */
	int bbox_srs;                 /* EPSG code; 4326 stands for longitude, latitude order here */
	const struct feature_equal *equals; size_t n_equals;   /* all must hold */
	const char *id;               /* one feature by its id (source.id_column), or NULL */
	int64_t offset, limit;        /* limit < 0: none */
	int srs;                      /* of the geometries handed out; 4326: longitude first */
	bool geometry;                /* false: attributes only */
};

struct features;                  /* closes with its talloc parent */

/* Order is stable: by id. Column names come from the catalogue only; values are quoted or bound. */
struct features *features_open(const void *ctx, const struct feature_query *q, struct err *err);

/* How many features match, without the limits. */
bool features_count(const void *ctx, const struct feature_query *q, int64_t *n, struct err *err);

struct feature_value {
	bool null;
	const char *text;             /* as text, for every type; lent until the next step */
	double number;                /* for INTEGER and REAL */
};

/* The next feature; values in the order of layer->columns. */
enum features_step { FEATURES_ROW, FEATURES_END, FEATURES_FAILED };
enum features_step features_next(struct features *f, struct err *err);
const char *features_id(const struct features *f);
const struct feature_value *features_values(const struct features *f);
/* GeoJSON (RFC 7946) of the geometry in query->srs with `decimals` places, or NULL when it has none; lent. */
const char *features_geojson(struct features *f, int decimals);

/* true when the bounding box of [minx..] could be moved from one EPSG code to another (x first always). */
bool bbox_transform(struct bbox *to, const struct bbox *from, int from_srs, int to_srs);

#endif
