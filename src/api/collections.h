/* GET /api/collections: the layers of the view, in pages. The default holds most catalogues whole; a
   catalogue of 5,000 layers takes five pages, or one with limit=5000. */
#ifndef JT_API_COLLECTIONS_H
#define JT_API_COLLECTIONS_H

#include "api/call.h"

#define COLLECTIONS_DEFAULT     1000
#define COLLECTIONS_MOST        10000
#define COLLECTIONS_OFFSET_MOST 1000000

bool collections_serve(const struct call *c, struct out *out, struct err *err);

/* One page of them. */
struct page {
	const struct layer **layers;
	size_t n;                     /* on this page */
	size_t total;
	int64_t limit, offset;
	const char *next, *previous;  /* hrefs, or NULL */
};

#endif
