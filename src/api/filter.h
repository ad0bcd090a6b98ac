/* The parameters of items: what is asked of the features, and how they are to be written. */
#ifndef JT_API_FILTER_H
#define JT_API_FILTER_H

#include "api/call.h"
#include "geometry/features.h"

#define FILTER_OFFSET_MOST 1000000000

struct filter {
	struct feature_query q;
	struct bbox bbox;             /* what q.bbox points to */
	struct feature_span span;     /* what q.span points to */
	int crs;                      /* EPSG code, or LINKS_CRS84 */
	bool y_first;                 /* the coordinates are written as the crs has its axes */
	int decimals;
};

/* Reads every parameter of the call, of a page of items or of one item. `f` must stay where it is. */
bool filter_open(struct filter *f, const struct call *c, struct err *err);

/* Parameters of items and of item beside the columns: also what /api/openapi lists. */
extern const char *const filter_of_items[];
extern const char *const filter_of_item[];

/* False for columns whose name is that of a parameter: they cannot be filtered by. */
bool filter_by_column(const char *column);

#endif
