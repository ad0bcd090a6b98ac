/* Hrefs and links of the OGC API. All are absolute and built from the settings. */
#ifndef JT_API_LINKS_H
#define JT_API_LINKS_H

#include "api/call.h"

/* "/api" and what follows: pieces are encoded as path segments and joined with "/"; end with NULL. */
char *links_path(const struct call *c, ...) __attribute__((sentinel));

/* The href of a path as links_path gives it; carries language and key where the caller gave them. */
char *links_href(const struct call *c, const char *path, const char *query);

/* A parameter to set, or (NULL) to leave out. */
struct change {
	const char *name, *value;
};

/* This call's own URL with other parameters; `changes` ends with a NULL name. */
char *links_here(const struct call *c, const struct change *changes);

/* One link object into an open array. `type`, `title` and `lang` may be NULL. */
struct link {
	const char *rel, *href, *type, *title, *hreflang;
};
void links_write(struct json *w, const struct link *link);

/* True for one of the other forms of this resource; one for each media type. */
bool links_is_alternate(const struct call *c, const struct representation *r);

/* rel=self and the alternates in the other forms that the resource has. */
void links_self(struct json *w, const struct call *c);

/* The URL of the reference system: CRS84 for 0. */
char *links_crs(const void *ctx, int srs);
#define LINKS_CRS84 0

#endif
