/* Bodies that are kept, whatever they are of: the store behind document.h and compose.h, and of whole answers that the gateway
   sends again. */
#ifndef JT_SERVICE_KEPT_H
#define JT_SERVICE_KEPT_H

#include "service/service.h"

/* Beyond it only the packed form is kept, unpacked for those few who do not take it. */
#define KEPT_LONG (1 << 20)

/* Bytes, in the forms that they are kept in. */
struct kept {
	const void *bytes;            /* NULL: to be unpacked */
	const void *packed;           /* gzip, or of a part: deflate's blocks, which more may follow; NULL: not kept */
	size_t n, n_packed;
	uint32_t checksum;            /* of a part: the CRC-32 of its bytes */
	const char *line;             /* of a whole answer, head included: journal_text; else NULL */
};

/* NULL when it is not here (any more). Lent until the next kept_put but one: what was got last goes last. */
const struct kept *kept_get(struct documents *d, const char *key);

/* Keeps a copy; `edition` 0 for what is of no edition. What is larger than a quarter of the store is not
   kept. The least recently used go when the ceiling is passed. */
void kept_put(struct documents *d, const char *key, uint64_t edition, const struct kept *what);

/* Writes the bytes, unpacking them where that is all there is; `part` tells that they are one. */
bool kept_write(const struct kept *k, bool part, struct out *out);

/* What document.h and compose.h share. The name under which a document of this edition, view, language, theme and key is
   kept. */
char *document_key(const struct exchange *x, const char *name);
/* Content-Type, Content-Language, validators; true when the client's copy is current. */
bool document_begin(const struct exchange *x, struct out *out, const char *name, const char *content_type);
/* Answers with what is kept; false when nothing is. */
bool document_recall(const struct exchange *x, struct out *out, const char *key);

#endif
