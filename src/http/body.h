/* The body of a request, read whole under a ceiling that is known before much of it has come: one for tables that
   are sent, and a lower one for all else. */
#ifndef JT_HTTP_BODY_H
#define JT_HTTP_BODY_H

#include "base/err.h"
#include "base/text.h"

struct body_plan {
	const char *method, *path;    /* the path as request_build would have it */
	const char *content_type, *content_length;    /* NULL if absent */
	int64_t most;                 /* bytes of an ordinary body */
	int64_t most_table;           /* bytes of a table; what stands around it may take `most` more */
};

/* As many bytes as have come, at most `n`; 0 or less at the end. */
typedef int body_read_fn(void *from, char *to, int n);

/* Never reads more than one byte beyond the ceiling, and nothing at all of a body that says itself that it is longer than
   any may be. One that is refused for its own, lower ceiling is read to its announced end, so that the
   web server has sent all before it is answered. */
bool body_read(struct span *body, const void *ctx, const struct body_plan *plan, body_read_fn *read, void *from,
               struct err *err);

/* Whether such a request may bring a table: a join of OGC API - Joins, or a document of XML that begins as JoinData does.
   `head` is how the body begins. */
bool body_may_bring_table(const struct body_plan *plan, struct span head);

#endif
