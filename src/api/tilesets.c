#include "api/tilesets.h"

#include <string.h>

#include "api/matrix_sets.h"
#include "api/tileset_document.h"

enum { LAST_PICTURES = 20 };

static bool is_picture(const struct call *c)
{
	return strstr(c->route->path, "/map/tiles") != NULL;
}

static const struct style *find_style(const struct call *c, struct err *err)
{
	const struct layer *layer = c->layer;

	if (layer->n_styles > 0 && strstr(c->route->path, "{styleId}") == NULL)
		return &layer->styles[0];
	for (size_t i = 0; i < layer->n_styles; i++)
		if (strcmp(layer->styles[i].name, c->part) == 0)
			return &layer->styles[i];
	err_set(err, c->x->ctx, ERR_NOT_FOUND, "styleId", "%s has no style %s", "%s n'a pas de style %s", layer->name,
	        c->part != NULL ? c->part : "");
	return NULL;
}

/* What the call asks of joined columns and dimensions, for its tiles to ask the same. */
static char *look_of(const struct call *c)
{
	char *look = mem_strdup(c->x->ctx, "");

	for (const char *const *p = c->route->parameters; *p != NULL; p++) {
		const char *value = call_get(c, *p);
		if (value != NULL && *value != '\0')
			look = mem_check(talloc_asprintf_append(look, "&%s=%s", *p, text_url_encode(c->x->ctx, value)));
	}
	return look;
}

/* All of it but the set. */
static bool open_tileset(struct tileset *t, const struct call *c, struct err *err)
{
	*t = (struct tileset){ .call = c, .styled = strstr(c->route->path, "{styleId}") != NULL, .look = look_of(c) };
	if (is_picture(c))
		return (t->style = find_style(c, err)) != NULL;
	if (tile_has_vectors(c->layer))
		return call_get_bool(c, "points", &t->points, err);
	return err_set(err, c->x->ctx, ERR_NOT_FOUND, "collectionId",
	               "%s has no vector tiles: they are made of imported layers of points, of lines or of areas",
	               "%s n'a pas de tuiles vectorielles : elles sont faites des couches importées de points, de "
	               "lignes ou de surfaces", c->layer->name);
}

static bool open_in_set(struct tileset *t, const struct call *c, struct err *err)
{
	if (!open_tileset(t, c, err) || (t->set = matrix_sets_named(c, err)) == NULL)
		return false;
	return tile_extent(&t->extent, c->layer, t->set) ||
	       err_set(err, c->x->ctx, ERR_NOT_FOUND, "tileMatrixSetId", "%s has no tiles in %s: it lies outside of it",
	               "%s n'a pas de tuiles dans %s : elle est en dehors", c->layer->name, t->set->name);
}

bool tileset_web(struct tileset *t, const struct call *c, const struct style *style, bool points)
{
	*t = (struct tileset){ .call = c, .style = style, .styled = style != NULL, .points = points,
	                       .set = matrix_set_find("WebMercatorQuad"), .look = points ? "&points=true" : "" };
	return (style != NULL || tile_has_vectors(c->layer)) && tile_extent(&t->extent, c->layer, t->set);
}

static char *list_path(const struct tileset *t)
{
	const struct call *c = t->call;
	const char *name = c->layer->name;

	if (t->style == NULL)
		return links_path(c, "collections", name, "tiles", NULL);
	return t->styled ? links_path(c, "collections", name, "styles", t->style->name, "map", "tiles", NULL)
	                 : links_path(c, "collections", name, "map", "tiles", NULL);
}

char *tileset_path(const struct tileset *t)
{
	return mem_printf(t->call->x->ctx, "%s/%s", list_path(t), text_url_encode(t->call->x->ctx, t->set->name));
}

char *tileset_template(const struct tileset *t, const char *f, const char *matrix, const char *row, const char *column)
{
	const void *ctx = t->call->x->ctx;

	return service_href(t->call->x, mem_printf(ctx, "%s/%s/%s/%s", tileset_path(t), matrix, row, column),
	                    mem_printf(ctx, "f=%s%s", f, t->look));
}

int tileset_last(const struct tileset *t)
{
	int last = t->style == NULL ? TILE_LAST_VECTORS : LAST_PICTURES;

	return last < t->set->n ? last : t->set->n - 1;
}

static bool make_list(const struct exchange *x JT_UNUSED, struct out *out, void *arg, struct err *err JT_UNUSED)
{
	const struct tileset *t = arg;

	if (t->call->as->form == FORM_HTML)
		tileset_list_page(t, out);
	else
		tileset_list_write(t, out);
	return true;
}

static const char *kept_as(const struct tileset *t)
{
	return mem_printf(t->call->x->ctx, "%s %s %s %s %d", t->call->route->operation, t->call->as->f,
	                  t->style != NULL ? t->style->name : "", t->look, t->points);
}

bool tilesets_serve(const struct call *c, struct out *out, struct err *err)
{
	struct tileset t;

	return open_tileset(&t, c, err) && call_document(c, out, kept_as(&t), make_list, &t, err);
}

static bool make_one(const struct exchange *x JT_UNUSED, struct out *out, void *arg, struct err *err JT_UNUSED)
{
	const struct tileset *t = arg;

	if (t->call->as->form == FORM_HTML)
		tileset_page(t, out);
	else if (strcmp(t->call->as->f, "tilejson") == 0)
		tilejson_write(t, out);
	else
		tileset_write(t, out);
	return true;
}

bool tilesets_one(const struct call *c, struct out *out, struct err *err)
{
	struct tileset t;

	if (!open_in_set(&t, c, err))
		return false;
	if (strcmp(c->as->f, "tilejson") == 0 && t.set->srs != 3857)
		return err_set(err, c->x->ctx, ERR_NOT_ACCEPTABLE, "f",
		               "TileJSON knows WebMercatorQuad only: f=json tells of this tileset",
		               "TileJSON ne connaît que WebMercatorQuad : f=json décrit ce jeu de tuiles");
	return call_document(c, out, mem_printf(c->x->ctx, "%s %s", kept_as(&t), t.set->name), make_one, &t, err);
}

/* What is not a number is no tile of the matrix, either. */
static bool read_place(struct tile *tile, const struct call *c, struct err *err)
{
	struct bbox box;
	int64_t z;

	if (text_int(c->matrix, &z) && text_int(c->row, &tile->row) && text_int(c->column, &tile->column) && z >= 0 &&
	    z < tile->set->n) {
		tile->z = (int)z;
		if (matrix_tile(&box, tile->set, tile->z, tile->column, tile->row))
			return true;
	}
	return err_set(err, c->x->ctx, ERR_NOT_FOUND, "tileRow", "%s has no tile %s/%s/%s (matrix/row/column)",
	               "%s n'a pas de tuile %s/%s/%s (matrice/ligne/colonne)", tile->set->name, c->matrix, c->row, c->column);
}

bool tilesets_tile(const struct call *c, struct out *out, struct err *err)
{
	struct tileset t;

	if (!open_in_set(&t, c, err))
		return false;
	struct tile tile = { .layer = c->layer, .style = t.style, .set = t.set, .points = t.points };
	if (!read_place(&tile, c, err))
		return false;
	if (c->x->tile == NULL)
		return err_set(err, c->x->ctx, ERR_UNAVAILABLE, NULL, "tiles cannot be made here",
		               "les tuiles ne peuvent pas être faites ici");
	return c->x->tile(c->x, out, &tile, tile_format_find(c->as->type), err);
}

void tilesets_links(struct json *w, const struct call *c, const struct layer *layer)
{
	const char *lang = lang_tag(c->x->lang);

	if (tile_has_vectors(layer))
		links_write(w, &(struct link){ "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector",
			links_href(c, links_path(c, "collections", layer->name, "tiles", NULL), "f=json"), "application/json",
			T(c, "ses tuiles vectorielles", "its vector tiles"), lang });
	if (layer->n_styles > 0)
		links_write(w, &(struct link){ "http://www.opengis.net/def/rel/ogc/1.0/tilesets-map",
			links_href(c, links_path(c, "collections", layer->name, "map", "tiles", NULL), "f=json"),
			"application/json", T(c, "ses tuiles en images", "its tiles as pictures"), lang });
}
