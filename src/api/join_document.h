/* A stored join, described: as JSON and as a page; and what is said of it in texts that it keeps. */
#ifndef JT_API_JOIN_DOCUMENT_H
#define JT_API_JOIN_DOCUMENT_H

#include "api/outputs.h"
#include "catalogue/joins.h"
#include "table/columns_file.h"

/* In the form of the call (c->as); `layer` is the join's, `outputs` those to list. */
bool join_document(const struct call *c, const struct layer *layer, unsigned outputs, bool metadata,
                   struct out *out, struct err *err);

/* "/api/joins/ID" and, where keys are asked for, the parameter that says so; a full href. */
char *join_href(const struct call *c, const struct layer *layer, bool metadata, const char *f);

/* Its title, else its source. */
const char *join_title(const struct call *c, const struct layer *layer);

/* GET /api/collections/{collectionId}/report */
bool join_report(const struct call *c, struct out *out, struct err *err);

/* A text of a joined layer (joining/joining.h); NULL with an error when it has none. */
const char *join_text(const struct call *c, const struct layer *layer, const char *name, size_t *n, struct err *err);

#endif
