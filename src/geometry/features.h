/* A cursor over the features of a vector layer: filtered, sorted, paged and reprojected. What a layer has as files that
   are mapped (its geometry store, its columns, joined ones) is read from there; what those files cannot answer is
   asked of the source in SQL, by GDAL. Both give the same features in the same order. */
#ifndef JT_GEOMETRY_FEATURES_H
#define JT_GEOMETRY_FEATURES_H

#include "base/pen.h"
#include "geometry/source_pool.h"
#include "geometry/srs.h"

struct table;                     /* table/table.h */
struct geometry_store;            /* geometry/store.h */
struct mapped;                    /* geometry/mapped.h */

struct feature_equal {
	const char *column, *value;   /* column of the layer; compared as the column's type */
};

/* Features whose time lies in a span. Times are ISO 8601 in UTC without "Z", whole or cut short ("2016",
   "2016-06-01"): what is cut short stands for all that begins so. NULL: open on that side. */
struct feature_span {
	const char *column, *from, *to;
};

struct feature_sort {
	const char *column;           /* of the layer */
	bool descending;
};

struct feature_query {
	const struct layer *layer;
	const char *open_name;        /* data_open_name */
	struct source_pool *pool;     /* NULL: opened for this query alone */
	struct mapped *mapped;        /* where mapped files come from; NULL: all is asked of the source */
	/* The joined columns of a joined layer (mapped_columns), and the store of its base (mapped_geometry), whose ids
	   say which feature a row is of: filters, sort and values know no difference between these columns and
	   the others. Both or neither. */
	const struct table *joined;
	const struct geometry_store *store;
	/* Features whose geometry meets it; NULL: everywhere. In degrees minx > maxx is a box over the
	   180th meridian. */
	const struct bbox *bbox;
	int bbox_srs;                 /* EPSG code; 4326 stands for longitude, latitude order here */
	const struct feature_equal *equals; size_t n_equals;   /* all must hold */
	const struct feature_span *span;                       /* or NULL */
	const char *id;               /* one feature by its id (source.id_column), or NULL */
	const char *const *ids; size_t n_ids;                  /* features by their ids, or NULL */
	/* A condition in the source's SQL, with all the others; NULL for none. Made by our own compilers
	   only (map/filter.h): names quoted "so", from the catalogue, values quoted 'so'; spatial functions
	   are ST_...("geometry column", ...), so a GeoPackage is asked through its own SQL, other files through
	   GDAL's SQLITE dialect, PostGIS through its own. */
	const char *where;
	/* What `where` says, for mapped columns to be held against (geometry/feature_test.h); NULL: only SQL says it. */
	const struct feature_test *test;
	const struct feature_sort *sort; size_t n_sort;  /* the id comes after these */
	const bool *wanted;           /* a flag per column of the layer; NULL: all. Others read as null */
	int64_t offset, limit;        /* limit < 0: none */
	int srs;                      /* of the geometries handed out; 4326: longitude first */
	const struct direct_rows *found;  /* of features_count: what features_open need not look for again; else NULL */
	bool geometry;                /* false: attributes only */
};

struct features;                  /* closes with its talloc parent */

/* Order is stable: as asked, then by id. Column names come from the catalogue only; values are quoted or bound. */
struct features *features_open(const void *ctx, const struct feature_query *q, struct err *err);

/* How many features match, without the limits. What it found stays in ctx and in the query, which is not to ask for
   others afterwards. */
bool features_count(const void *ctx, struct feature_query *q, int64_t *n, struct err *err);

struct feature_value {
	bool null;
	const char *text;             /* as text; dates and times as ISO 8601, booleans "true", "false", numbers so
	                                 that they read back the same; lent until the next step */
	double number;                /* for INTEGER and REAL */
};

/* The next feature; values in the order of layer->columns. */
enum features_step { FEATURES_ROW, FEATURES_END, FEATURES_FAILED };
enum features_step features_next(struct features *f, struct err *err);
const char *features_id(const struct features *f);
const struct feature_value *features_values(const struct features *f);
/* GeoJSON (RFC 7946) of the geometry in query->srs with `decimals` places; `y_first` swaps the axes. NULL when it
   has none, or none that exists in that system; lent. A multi-point of one point, in a layer of points, is a point. */
const char *features_geojson(struct features *f, int decimals, bool y_first);
/* The same, added to a text; false, and nothing, for none. */
bool features_put_geojson(struct features *f, struct pen *to, int decimals, bool y_first);
/* The same geometry as ISO WKB (OGC 06-103r4), two dimensions, little-endian; NULL when it has none; lent. */
const void *features_wkb(struct features *f, size_t *n);
/* The same as WKT, with `decimals` places; lent. */
const char *features_wkt(struct features *f, int decimals);

#endif
