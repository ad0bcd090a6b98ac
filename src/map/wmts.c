#include "map/wmts.h"

#include <string.h>

#include "map/tile.h"
#include "map/wms_request.h"
#include "service/exception.h"
#include "service/ows.h"

#define RESOURCES "/wmts/1.0.0/"

/* A tile as it is named, by pairs or by path. */
struct asked {
	const char *layer, *style, *set, *matrix, *row, *column, *format;
};

static bool is_path(const struct exchange *x)
{
	return text_starts(x->request->path, RESOURCES);
}

static bool claims(const struct exchange *x)
{
	static const char *const requests[] = { "GetTile", NULL };

	return strcmp(x->request->path, "/wmts") == 0 || is_path(x) || ows_claims(x, "WMTS", requests);
}

static bool number(int64_t *value, const struct exchange *x, const char *name, const char *text, struct err *err)
{
	return text_int(text, value) ||
	       err_set(err, x->ctx, ERR_INVALID_PARAMETER, name, "%s expects a whole number, not \"%s\"",
	               "%s attend un nombre entier, pas « %s »", name, text);
}

static bool get_tile(const struct exchange *x, const struct asked *a, struct out *out, struct err *err)
{
	const struct tile_format *format = tile_format_find(a->format);
	struct tile tile = { .layer = view_layer(x->view, a->layer), .set = matrix_set_find(a->set) };
	int64_t z;

	if (tile.layer == NULL)
		return err_set(err, x->ctx, ERR_LAYER, "LAYER", "there is no layer \"%s\"", "il n'y a pas de couche « %s »",
		               a->layer);
	if (tile.set == NULL)
		return err_set(err, x->ctx, ERR_INVALID_PARAMETER, "TileMatrixSet",
		               "TileMatrixSet expects one of those of the capabilities, not \"%s\"",
		               "TileMatrixSet attend l'un de ceux des capacités, pas « %s »", a->set);
	if (format == NULL)
		return err_set(err, x->ctx, ERR_FORMAT, "FORMAT", "tiles are to be had as png, jpg, webp or mvt",
		               "les tuiles existent en png, jpg, webp ou mvt");
	if (!number(&z, x, "TileMatrix", a->matrix, err) || !number(&tile.row, x, "TileRow", a->row, err) ||
	    !number(&tile.column, x, "TileCol", a->column, err))
		return false;
	tile.z = z < 0 || z >= tile.set->n ? -1 : (int)z;
	tile.style = format->engine != NULL ? wms_style(x, tile.layer, a->style, "STYLE", err) : NULL;
	if (format->engine != NULL && tile.style == NULL)
		return false;
	return tile_answer(x, out, &tile, format, err);
}

static bool by_pairs(const struct exchange *x, struct out *out, struct err *err)
{
	static const char *const names[] = { "LAYER", "TileMatrixSet", "TileMatrix", "TileRow", "TileCol", "FORMAT" };
	const char *style = ows_get(x, "STYLE"), *values[6];

	for (size_t i = 0; i < 6; i++)
		if ((values[i] = ows_need(x, names[i], err)) == NULL)
			return false;
	return get_tile(x, &(struct asked){ .layer = values[0], .style = style != NULL ? style : "", .set = values[1],
	                                    .matrix = values[2], .row = values[3], .column = values[4],
	                                    .format = values[5] }, out, err);
}

/* {layer}/{style}/{set}/{matrix}/{row}/{column}.{suffix} */
static bool by_path(const struct exchange *x, struct out *out, struct err *err)
{
	size_t n;
	char **parts = text_split(x->ctx, x->request->path + strlen(RESOURCES), '/', 6, &n);
	char *dot = parts != NULL && n == 6 ? strrchr(parts[5], '.') : NULL;

	if (strcmp(x->request->path, RESOURCES "WMTSCapabilities.xml") == 0)
		return wmts_capabilities(x, out, err);
	if (dot == NULL)
		return err_set(err, x->ctx, ERR_NOT_FOUND, NULL,
		               "tiles are at {layer}/{style}/{set}/{matrix}/{row}/{column}.{suffix}",
		               "les tuiles sont à {couche}/{style}/{jeu}/{matrice}/{ligne}/{colonne}.{suffixe}");
	*dot = '\0';
	return get_tile(x, &(struct asked){ parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], dot + 1 }, out, err);
}

static bool serve(const struct exchange *x, struct out *out, struct err *err)
{
	if (is_path(x))
		return by_path(x, out, err);
	const char *request = ows_need(x, "REQUEST", err);
	if (request == NULL)
		return false;
	if (text_same(request, "GetCapabilities"))
		return wmts_capabilities(x, out, err);
	if (text_same(request, "GetTile"))
		return by_pairs(x, out, err);
	return err_set(err, x->ctx, ERR_NOT_SUPPORTED, "REQUEST", "REQUEST expects GetCapabilities or GetTile",
	               "REQUEST attend GetCapabilities ou GetTile");
}

static void refuse(const struct exchange *x, const struct err *err, struct out *out)
{
	exception_draw(x, DIALECT_TJS, err, out);
}

static const char *operation(const struct exchange *x)
{
	return is_path(x) ? "GetTile" : ows_get(x, "REQUEST");
}

const struct service wmts_service = {
	.name = "wmts", .claims = claims, .serve = serve, .refuse = refuse, .operation = operation,
};
