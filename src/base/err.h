/* Errors. A function that can fail takes a `struct err *` last and returns
   false; the service that answers the request decides how the error looks on
   the wire. The first error wins: a caller adds no second one on the way up.

   Every message is written twice, in English and in French, side by side, and
   the compiler checks both formats against the same arguments. */
#ifndef JT_BASE_ERR_H
#define JT_BASE_ERR_H

#include <stdbool.h>

#include "base/mem.h"
#include "base/lang.h"

enum err_code {
	ERR_NONE,
	ERR_MISSING_PARAMETER,
	ERR_INVALID_PARAMETER,
	ERR_NOT_SUPPORTED,     /* an operation or an encoding we do not have */
	ERR_OPTION,            /* an option of an operation that we do not have */
	ERR_VERSION,           /* no version in common */
	ERR_LAYER,             /* a layer, feature type or collection the caller cannot see */
	ERR_STYLE,
	ERR_CRS,
	ERR_FORMAT,
	ERR_POINT,             /* WMS: I or J outside the map */
	ERR_TILE,              /* a tile that its matrix does not have */
	ERR_NOT_QUERYABLE,
	ERR_DIMENSION,
	ERR_UPDATE_SEQUENCE,   /* the client's copy is current */
	ERR_UPDATE_SEQUENCE_INVALID,
	ERR_DUPLICATE_QUERY,   /* WFS 2.0: stored query identifiers */
	ERR_ATTRIBUTE_NAME,    /* TJS: a column that the dataset does not have */
	ERR_KEY,               /* TJS: a key that the dataset does not have */
	ERR_LINKAGE,           /* no key of a table is one of the framework */
	ERR_UNAUTHORIZED,      /* a key that we do not know */
	ERR_FORBIDDEN,
	ERR_NOT_FOUND,         /* a path, a resource */
	ERR_METHOD,            /* the HTTP method is not allowed here */
	ERR_NOT_ACCEPTABLE,
	ERR_TOO_LARGE,
	ERR_UPSTREAM,
	ERR_UNAVAILABLE,       /* try again later */
	ERR_CONFLICT,          /* command line: somebody else changed it meanwhile */
	ERR_INTERNAL,
};

struct err {
	enum err_code code;
	const char *locator;  /* the parameter at fault, or NULL; lent, as given */
	struct text message;  /* for the client, one sentence in each language; no paths, no SQL */
	const char *detail;   /* for the log only, or NULL */
};

/* Records the error under `ctx` and returns false, so that callers can write
   `return err_set(...)`. `en` and `fr` are formats that take the same
   arguments in the same order (or by position, as in "%2$s"). The locator is
   kept as a pointer: pass a literal, or text that lives in `ctx`. */
bool err_set(struct err *err, const void *ctx, enum err_code code, const char *locator,
             const char *en, const char *fr, ...) JT_PRINTF(5, 7) JT_PRINTF(6, 7);

/* Adds what only the log may know (a path, SQL, a library's own words). Returns false. */
bool err_detail(struct err *err, const void *ctx, const char *fmt, ...) JT_PRINTF(3, 4);

/* Copies its texts to `ctx`, so that they outlive what they were made in. Returns false. */
bool err_keep(struct err *err, const void *ctx);

/* The HTTP status of each code, as OGC API and OWS 1.1 use it. */
int err_http_status(enum err_code code);

#endif
