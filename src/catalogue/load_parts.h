/* The parts of versions: columns, styles, dimensions, attributes. Only for src/catalogue/load*.c. */
#ifndef JT_CATALOGUE_LOAD_PARTS_H
#define JT_CATALOGUE_LOAD_PARTS_H

#include "catalogue/loading.h"

/* A version that is present, and where its parts begin in the arrays that all versions share. */
struct version {
	int64_t id;
	size_t layer, dataset;        /* in `present`; SIZE_MAX where it is no dataset's */
	size_t columns, styles, dimensions, attributes;
};

/* Versions and their parts are read in the order of version ids, names put in order last. */
struct present {
	struct version *versions;     /* one a layer, by id once all are known */
	struct layer *layers;         /* those of datasets among them */
	struct dataset *datasets;
	struct framework *frameworks;
	struct load_index framework_ids;
	struct column *columns; size_t n_columns;
	struct style *styles; size_t n_styles;
	struct dimension *dimensions; size_t n_dimensions;
	struct attribute *attributes; size_t n_attributes;
	struct attribute_class *classes; size_t n_classes;
	size_t at;                    /* the version that parts are being read for */
};

/* Reads the parts and points each layer and dataset to its own; while `layers` and `datasets` are in the
   order in which they were read. */
bool load_parts(struct load *l, struct present *p);

#endif
