/* The formats that GDAL makes whole: spreadsheets, Shapefile, GeoPackage, KML; and FlatGeobuf, which is streamed. */
#include "geometry/export.h"
#include "geometry/flatgeobuf.h"
#include "map/wfs_result.h"

static bool nothing(const struct exchange *x, struct err *err)
{
	return err_set(err, x->ctx, ERR_NOT_FOUND, "RESOURCEID", "there is no such feature",
	               "il n'y a pas de tel objet");
}

bool wfs_write_flatgeobuf(const struct wfs_result *result, const struct exchange *x, struct out *out,
                          struct err *err)
{
	const struct wfs_selection *s = result->selections;

	if (result->n > 1)
		return err_set(err, x->ctx, ERR_OPTION, "OUTPUTFORMAT",
		               "a FlatGeobuf file holds one feature type: ask for them one by one",
		               "un fichier FlatGeobuf contient un seul type d'objets : demandez-les un par un");
	return result->n == 0 ? nothing(x, err)
	                      : flatgeobuf_write(out, x->ctx, &s->query, text_in(s->layer->metadata.title, x->lang),
	                                         x->lang, err);
}

bool wfs_write_file(const struct wfs_result *result, const struct exchange *x, struct out *out,
                    struct err *err)
{
	struct export_layer *layers = mem_array(x->ctx, struct export_layer, result->n);
	enum export_kind kind = result->format->encoding == WFS_XLSX ? EXPORT_XLSX
	                      : result->format->encoding == WFS_SHAPEFILE ? EXPORT_SHAPEFILE
	                      : result->format->encoding == WFS_GEOPACKAGE ? EXPORT_GEOPACKAGE : EXPORT_KML;

	if (result->n == 0)
		return nothing(x, err);
	for (size_t i = 0; i < result->n; i++) {
		const struct wfs_selection *s = &result->selections[i];
		layers[i] = (struct export_layer){
			s->layer->name, text_in(s->layer->metadata.title, x->lang), &s->query,
		};
	}
	return export_features(out, x->ctx, kind, layers, result->n, err);
}
