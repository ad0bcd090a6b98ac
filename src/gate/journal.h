/* What the logs say of an answer. */
#ifndef JT_GATE_JOURNAL_H
#define JT_GATE_JOURNAL_H

#include "service/service.h"

/* The part of the line that the same answer to the same request would have again, in x->ctx. */
char *journal_text(const struct exchange *x, const struct service *service, const struct out *out);

/* One line of the access log; `text` as above. `s` and `error` may be NULL. */
void journal_answer(struct log *log, const void *ctx, const char *text, int64_t milliseconds, const struct subject *s,
                    const char *address, const char *error);

/* A line of the error log, where the failure is one that whoever runs the service should know of. */
void journal_failure(struct log *log, const struct exchange *x, const struct err *err);

#endif
