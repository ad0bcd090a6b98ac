/* Filter Encoding 1.0, 1.1 (ogc) and 2.0 (fes), compiled to the SQL of the layer's source. Nothing of a
   client's text reaches SQL but as a quoted value, a number that was read and written again, or the name
   of a column that the catalogue has. */
#ifndef JT_MAP_FILTER_H
#define JT_MAP_FILTER_H

#include "base/xml.h"
#include "geometry/feature_test.h"
#include "map/wfs_names.h"

struct filter_scope {
	const void *ctx;
	const struct conf *conf;      /* its ceilings: predicates, depth, identifiers */
	const struct layer *layer;
	struct wfs_crs crs;           /* of geometries that do not name theirs */
};

/* All conditions hold. */
struct filter {
	const char *const *ids; size_t n_ids; /* for feature_query.ids; NULL: any */
	const char *where;            /* for feature_query.where; NULL: none */
	const struct feature_test *test;      /* the same for feature_query.test; NULL where only SQL can say it */
	bool boxed;                   /* the geometry meets this box */
	struct bbox box;
	int box_srs;
};

/* `root` is the Filter element. Errors name FILTER. */
bool filter_read(struct filter *f, const struct filter_scope *scope, const xmlNode *root,
                 struct err *err);

/* A BBOX parameter: "minx,miny,maxx,maxy[,crs]", axes as the system has them. */
bool filter_box(struct filter *f, const struct filter_scope *scope, const char *text,
                struct err *err);

/* Features by their identifiers ("communes.01001"); those of other types, and what is no identifier,
   match nothing. */
bool filter_ids(struct filter *f, const struct filter_scope *scope, const char *const *ids, size_t n,
                struct err *err);

/* The condition that a column has a value. */
char *filter_not_null(const void *ctx, const char *column);

#endif
