/* The resources of the API as pages. */
#ifndef JT_API_PAGES_H
#define JT_API_PAGES_H

#include "api/collections.h"
#include "api/html.h"
#include "api/items.h"

void pages_landing(const struct call *c, struct out *out);
void pages_conformance(const struct call *c, struct out *out);
void pages_collections(const struct call *c, const struct page *page, struct out *out);
void pages_collection(const struct call *c, struct out *out);
void pages_queryables(const struct call *c, struct out *out);

/* False when the features could not be read to the end. */
bool pages_items(const struct call *c, const struct item_page *page, struct out *out, struct err *err);
void pages_item(const struct call *c, struct features *features, struct out *out);

/* Opens a page below that of the call's collection, with the way to it; `part` is what stands between ("items"), with its
   title, or NULL. */
void pages_open_below(const struct html *h, const char *title, const char *part, const char *part_title);

/* The title of a layer in the language of the answer, else its name. */
const char *pages_title(const struct call *c, const struct layer *layer);

#endif
