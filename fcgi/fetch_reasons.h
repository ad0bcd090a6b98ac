/* How a fetch came out; what is told of it says nothing that the other side said. */
#ifndef JT_FCGI_FETCH_REASONS_H
#define JT_FCGI_FETCH_REASONS_H

#include "base/err.h"

enum fetch_reason {
	FETCH_DONE,
	FETCH_URL,                    /* not an address that we read */
	FETCH_SCHEME, FETCH_USER, FETCH_PORT, FETCH_PRIVATE,    /* an address that we do not fetch from */
	FETCH_UNKNOWN,                /* the name is nobody's */
	FETCH_CONNECT, FETCH_TLS, FETCH_TIME, FETCH_SIZE, FETCH_BROKEN, FETCH_REDIRECTS,
	FETCH_ABSENT, FETCH_REFUSED, FETCH_STATUS,              /* by the status of the answer */
	FETCH_DISK, FETCH_FAILED,     /* here */
	FETCH_REASONS,
};

/* false and `err`, but for FETCH_DONE. */
bool fetch_explain(enum fetch_reason reason, int64_t limit, int64_t seconds, const void *ctx, struct err *err);

/* For the log. */
const char *fetch_reason_name(enum fetch_reason reason);

#endif
