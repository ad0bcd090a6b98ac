/* Between read.c, which goes through the folder, and describe.c, which reads one document. */
#ifndef JT_ONETJS_PARTS_H
#define JT_ONETJS_PARTS_H

#include "base/yaml.h"
#include "onetjs/onetjs.h"

/* Two dates as a period, the earlier one first; one of them may be NULL. "" where neither is a date. */
const char *onetjs_period(const void *ctx, const char *a, const char *b);

/* One framework of a document of them; false where it has no URI or no column of keys. */
bool onetjs_framework(struct onetjs_framework *f, const void *ctx, const struct yaml_node *node);

/* A document that describes a dataset, in `folder`. What is wrong with it is in d->refused. */
void onetjs_dataset(struct onetjs_dataset *d, const void *ctx, const struct yaml_node *root, const char *folder,
                    enum lang lang);

#endif
