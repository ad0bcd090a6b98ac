/* A form with files: multipart/form-data (RFC 7578, RFC 2046). Strict: what is not written as browsers, curl and the
   HTTP libraries write it is refused, and a form that was cut off never passes for a whole one. Nothing is
   copied but names. */
#ifndef JT_API_MULTIPART_H
#define JT_API_MULTIPART_H

#include "base/err.h"
#include "base/text.h"

#define MULTIPART_PARTS  64
#define MULTIPART_HEADER 4096  /* bytes of the header of one part */

struct multipart_part {
	const char *name;        /* valid UTF-8, without control characters */
	const char *filename;    /* as above, without folders; NULL: not a file */
	const char *type;        /* media type, "" where it is not said */
	struct span content;     /* lent from the body */
};

struct multipart {
	struct multipart_part *parts; size_t n;
};

/* `parameters` are those of Content-Type ("boundary=..."); `body` is lent. Errors name "Content-Type", the field, or
   nothing when the form itself is broken. */
bool multipart_read(struct multipart *m, const void *ctx, const char *parameters, struct span body,
                    struct err *err);

#endif
