/* The documents about tilesets. */
#ifndef JT_API_TILESET_DOCUMENT_H
#define JT_API_TILESET_DOCUMENT_H

#include "api/tilesets.h"

/* The list, of which `t` has no set. */
void tileset_list_write(const struct tileset *t, struct out *out);
void tileset_list_page(const struct tileset *t, struct out *out);

/* One. */
void tileset_write(const struct tileset *t, struct out *out);
void tileset_page(const struct tileset *t, struct out *out);

#endif
