/* GetFeature and GetPropertyValue between the request and the writers: what was asked for, looked up in
   the catalogue, counted and cut into a page. */
#ifndef JT_MAP_WFS_RESULT_H
#define JT_MAP_WFS_RESULT_H

#include "geometry/features.h"
#include "map/filter.h"
#include "map/wfs_write.h"

/* What one query selects. */
struct wfs_selection {
	const struct layer *layer;
	const char *type;             /* local name */
	struct wfs_crs crs;           /* of the answer */
	struct feature_query query;   /* offset and limit are those of the page */
	bool geometry_named;          /* PROPERTYNAME lists it; where it is optional it is then written */
	int64_t matched;              /* -1: not counted */
};

struct wfs_result {
	const struct wfs_request *request;
	const struct wfs_format *format;
	struct wfs_selection *selections; size_t n;
	bool hits;                    /* numbers only */
	bool bare;                    /* GetFeatureById: the feature alone */
	int64_t matched, returned;    /* of all; -1: not counted */
	const char *next, *previous;  /* URLs, or NULL */
	const char *stamp;            /* the moment of the answer */
};

/* Resolves, counts and pages. `counted` asks for the numbers where the format can do without. */
bool wfs_result_plan(struct wfs_result *result, const struct wfs_request *r,
                     const struct exchange *x, struct err *err);

/* Resolves the parts into selections; the first step of wfs_result_plan. */
bool wfs_select(struct wfs_result *result, const struct exchange *x, struct err *err);

/* Called around and for each feature of a page, selections in order. A visitor that returns false without
   an error stops the walk, because the client has left. */
struct wfs_visitor {
	bool (*begin)(void *arg, const struct wfs_selection *s);    /* may be NULL */
	bool (*feature)(void *arg, const struct wfs_selection *s, struct features *f);
	bool (*end)(void *arg, const struct wfs_selection *s);      /* may be NULL */
};
bool wfs_walk(const struct wfs_result *result, const struct exchange *x,
              const struct wfs_visitor *visitor, void *arg, struct err *err);

/* The writers. */
bool wfs_write_gml(const struct wfs_result *result, const struct exchange *x, struct out *out,
                   struct err *err);
bool wfs_write_values(const struct wfs_result *result, const struct exchange *x, struct out *out,
                      struct err *err);
bool wfs_write_geojson(const struct wfs_result *result, const struct exchange *x, struct out *out,
                       struct err *err);
bool wfs_write_csv(const struct wfs_result *result, const struct exchange *x, struct out *out,
                   struct err *err);
bool wfs_write_flatgeobuf(const struct wfs_result *result, const struct exchange *x, struct out *out,
                          struct err *err);
bool wfs_write_file(const struct wfs_result *result, const struct exchange *x, struct out *out,
                    struct err *err);

#endif
