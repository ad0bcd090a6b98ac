/* A table published as a dataset: its data file with the key made good, its columns in the order of the framework's features, and
   one edition that brings both. */
#ifndef JT_JOINING_PUBLISH_H
#define JT_JOINING_PUBLISH_H

#include "joining/joining.h"
#include "publish/publish.h"

/* What is known of a column of the table beforehand. */
struct publish_described {
	struct attribute attribute;           /* name: of the table's column */
	bool text;                            /* its values are texts, also where they look like numbers */
};

struct publish_dataset {
	const struct publish_request *request;  /* name and description; of source, key and styles nothing is read */
	bool dry_run;                           /* checked, and nothing left behind */
	const struct publish_described *described; size_t n_described;
	const struct harvest_item *harvest;     /* whence it is read in (catalogue/edit.h), or NULL */
};

/* Whether it may be published so: the name, the owner, the description. What is not said is as it was in the dataset that it
   replaces. Asked before the table is read. */
bool joining_may_publish(const void *ctx, const struct joining *on, const struct publish_dataset *asked,
                         struct err *err);

/* Publishes what joining_run made of an ORDER_DATASET. The columns file is gone from incoming/ afterwards, also on
   failure. `result` is as publish_run leaves it. */
bool joining_publish(struct publish_result *result, const void *ctx, struct db *db, const struct joining *on,
                     const struct publish_dataset *asked, const struct joined_result *r, struct err *err);

#endif
