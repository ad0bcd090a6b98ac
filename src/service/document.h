/* Documents that are made once per edition, view, language and theme and kept: exact bytes,
   compressed once. The store goes with the snapshot that it was made for. */
#ifndef JT_SERVICE_DOCUMENT_H
#define JT_SERVICE_DOCUMENT_H

#include "service/service.h"

struct documents *documents_new(const void *ctx, size_t ceiling);

/* Answers with the document `name` (e.g. "wms-1.3.0"; it must name everything the document depends on
   beside edition, view, language, theme and key), made by `make` where it is not kept yet. Sets
   Content-Type, ETag, Last-Modified, Vary; answers 304 and HEAD; sends the compressed form where
   the client takes it. The least recently used go when the ceiling is passed. */
bool document_answer(const struct exchange *x, struct out *out, const char *name,
                     const char *content_type,
                     bool (*make)(const struct exchange *x, struct out *out, void *arg,
                                  struct err *err),
                     void *arg, struct err *err);

#endif
