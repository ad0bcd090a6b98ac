/* OGC API - Tiles (20-057): tilesets of a collection, as vectors (/tiles), as pictures in its first style (/map/tiles) or in
   one of its styles (/styles/{styleId}/map/tiles), and their tiles. */
#ifndef JT_API_TILESETS_H
#define JT_API_TILESETS_H

#include "api/links.h"
#include "tiles/tile.h"

bool tilesets_serve(const struct call *c, struct out *out, struct err *err);
bool tilesets_one(const struct call *c, struct out *out, struct err *err);
bool tilesets_tile(const struct call *c, struct out *out, struct err *err);

/* A tileset that there is. */
struct tileset {
	const struct call *call;
	const struct style *style;    /* NULL: vectors */
	bool styled;                  /* the style is part of the path */
	bool points;                  /* vectors: points to put symbols at */
	const struct matrix_set *set;
	struct bbox extent;           /* of the layer, in the set's system */
	const char *look;             /* parameters of the tiles, "&name=value...": what the call has of them */
};

/* Of a layer in the web's tile matrix set; false when it has none there. `style` NULL: vectors. */
bool tileset_web(struct tileset *t, const struct call *c, const struct style *style, bool points);

/* The path of the tileset, and the address of its tiles with these words for matrix, row and column. */
char *tileset_path(const struct tileset *t);
char *tileset_template(const struct tileset *t, const char *f, const char *matrix, const char *row, const char *column);

/* The last matrix whose tiles say more than those before. */
int tileset_last(const struct tileset *t);

/* TileJSON 3.0.0 */
void tilejson_write(const struct tileset *t, struct out *out);

/* Its address, for a source of MapLibre. */
char *tilejson_href(const struct tileset *t);

/* Links to the tilesets of a collection, into an open array. */
void tilesets_links(struct json *w, const struct call *c, const struct layer *layer);

#endif
