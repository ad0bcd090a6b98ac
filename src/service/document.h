/* Documents that are made once and kept: exact bytes, compressed once. They are kept over editions, as far as they do not
   depend on what an edition changed. */
#ifndef JT_SERVICE_DOCUMENT_H
#define JT_SERVICE_DOCUMENT_H

#include "service/service.h"

/* At most `ceiling` bytes are kept; the least recently used go first. */
struct documents *documents_new(const void *ctx, size_t ceiling);

/* From now on this is the edition: what was made of another one goes. */
void documents_edition(struct documents *documents, uint64_t edition);

typedef bool document_make_fn(const struct exchange *x, struct out *out, void *arg, struct err *err);

/* Answers with the document `name` (e.g. "wms-1.3.0"; it must name everything the document depends on
   beside edition, view, language, theme and key), made by `make` where it is not kept yet. Sets
   Content-Type, ETag, Last-Modified, Vary; answers 304 and HEAD; sends the compressed form where
   the client takes it. Long lists of layers: compose.h. */
bool document_answer(const struct exchange *x, struct out *out, const char *name, const char *content_type,
                     document_make_fn *make, void *arg, struct err *err);

/* Answers with what is kept under the ETag that service_layers_unchanged has set, else with what `make` writes (a body, and
   no header), which is kept in x->answers for the next who asks the same. Made and sent at once, without being
   kept, where there is no ETag. */
bool document_keep(const struct exchange *x, struct out *out, document_make_fn *make, void *arg, struct err *err);

#endif
