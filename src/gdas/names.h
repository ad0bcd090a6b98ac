/* Frameworks and datasets by the URIs that TJS names them with, in one view and theme.

     <base_url>/tjs/frameworks/communes/2022-01-01     a dated version; without the date, the newest
     <base_url>/tjs/datasets/population                 a dataset

   They stay while the object has its name. What follows "/tjs/" is the same on every server of this house: a
   framework that another one names so is taken for ours of the same series and version. */
#ifndef JT_GDAS_NAMES_H
#define JT_GDAS_NAMES_H

#include "service/service.h"

const char *tjs_framework_uri(const struct exchange *x, const struct framework *f);
const char *tjs_dataset_uri(const struct exchange *x, const struct dataset *d);

/* The series and the version (NULL: the newest) that such a URI names, in ctx; false where it is of another kind. */
bool tjs_framework_named(const void *ctx, const char *uri, const char **series, const char **version);

/* NULL without an error when the view has none of this URI. */
const struct framework *tjs_framework_of(const struct exchange *x, const char *uri);
/* NULL and ERR_INVALID_PARAMETER with `locator`. */
const struct framework *tjs_framework_find(const struct exchange *x, const char *uri, const char *locator,
                                           struct err *err);

/* A stored join as if it were a dataset: GetData and DescribeData know it by its URI, no list has it. In x->ctx. */
const struct dataset *tjs_join_dataset(const struct exchange *x, const struct layer *layer);

/* A framework and the datasets of the view and the theme that are keyed to it. */
struct tjs_group {
	const struct framework *framework;
	const struct dataset **datasets; size_t n;
};

/* The groups that have a dataset; of one framework and of one dataset where these are named (NULL: all).
   There is one at least, or an error: ERR_INVALID_PARAMETER with the parameter that selects nothing, or
   for a service without any data ERR_NOT_FOUND. Array in x->ctx. */
bool tjs_groups(struct tjs_group **groups, size_t *n, const struct exchange *x, const char *framework,
                const char *dataset, struct err *err);

/* Where this service is asked: "/ows", "/ows/{theme}", "/tjs" or "/tjs/geoclip". */
const char *tjs_path(const struct exchange *x);

/* The address of an operation; `attributes` is a comma list; NULL for what is not said. */
const char *tjs_href(const struct exchange *x, const char *operation, const struct framework *f,
                     const struct dataset *d, const char *attributes);
/* The address of what lies below /tjs, or below /tjs/geoclip for those who ask there. */
const char *tjs_resource_href(const struct exchange *x, const char *name, const char *query);
const char *tjs_capabilities_href(const struct exchange *x);

#endif
