/* The coordinate systems that every layer is offered in, and how OGC services name them. */
#ifndef JT_MAP_CRS_H
#define JT_MAP_CRS_H

#include <stdbool.h>

#include "catalogue/catalogue.h"

struct crs {
	int code;                     /* EPSG */
	struct bbox domain;           /* where it is used, degrees; boxes outside are not told in it */
};

extern const struct crs crs_common[];
extern const size_t crs_n_common;

/* The system of that code among the common ones, or NULL. */
const struct crs *crs_find(int code);

/* A reference as clients write it. */
struct crs_name {
	int code;                     /* EPSG; 4326 for CRS:84 too */
	bool longitude_first;         /* it is CRS:84: longitude first in every version */
};

/* Reads "EPSG:2154", "CRS:84", and their URN and URL forms; letters of any case. */
bool crs_parse(struct crs_name *name, const char *text);

#endif
