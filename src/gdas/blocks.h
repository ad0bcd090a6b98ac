/* The blocks that the responses of TJS share: head of a framework, head of a dataset, columns. */
#ifndef JT_GDAS_BLOCKS_H
#define JT_GDAS_BLOCKS_H

#include "gdas/data.h"
#include "gdas/page.h"

/* Up to BoundingCoordinates, into an open tjs:Framework. Needs the framework's keys: their length is told. */
bool tjs_framework_head(const struct tjs_page *p, const struct framework *f, struct err *err);
void tjs_datasets_link(const struct tjs_page *p, const struct framework *f);

/* DatasetURI to DescribeDataRequest, into an open tjs:Dataset. */
void tjs_dataset_head(const struct tjs_page *p, const struct dataset *d);

/* The Columnset with these columns of the data, in this order. */
void tjs_columnset(const struct tjs_page *p, const struct tjs_data *d, const size_t *columns, size_t n);

/* The columns that a comma list names (NULL: all), in its order; array in x->ctx. ERR_ATTRIBUTE_NAME names
   the one that is not there. */
bool tjs_columns_named(const size_t **columns, size_t *n, const struct exchange *x, const struct tjs_data *d,
                       const char *list, struct err *err);

#endif
