#include "geometry/vector.h"

#include "base/text.h"
#include "geometry/gdal_feature.h"
#include "geometry/keys.h"

struct check {
	struct vector_check *result;
	const void *ctx;
	int key;                      /* field, or -1 */
	struct key_tally keys;
	char *geometry_samples;
};

static void check_feature(struct check *c, OGRFeatureH feature)
{
	void *tmp = talloc_new(c->ctx);
	OGRGeometryH geometry = OGR_F_GetGeometryRef(feature);
	struct vector_check *r = c->result;

	r->n_features++;
	if (c->key >= 0)
		key_tally_add(&c->keys, c->ctx, gdal_value(tmp, feature, c->key),
		              OGR_F_GetFID(feature));
	if (geometry == NULL || OGR_G_IsEmpty(geometry)) {
		r->empty_geometries++;
	} else {
		const char *why = gdal_invalid(tmp, geometry);
		if (why != NULL)
			sample_add(&c->geometry_samples, c->ctx, ++r->invalid_geometries,
			            gdal_feature_label(tmp, feature, c->key), why);
	}
	talloc_free(tmp);
}

static bool check_layer(struct check *c, OGRLayerH layer, progress_fn *progress, void *arg,
                        struct err *err)
{
	GIntBig total = OGR_L_GetFeatureCount(layer, TRUE);
	OGRFeatureH feature;

	OGR_L_ResetReading(layer);
	while ((feature = OGR_L_GetNextFeature(layer)) != NULL) {
		check_feature(c, feature);
		OGR_F_Destroy(feature);
		if (progress != NULL && c->result->n_features % 500 == 0 && total > 0 &&
		    !progress(arg, (double)c->result->n_features / (double)total))
			return err_set(err, c->ctx, ERR_UNAVAILABLE, NULL, "The check was stopped.",
			               "La vérification a été arrêtée.");
	}
	if (c->result->n_features < total) {
		err_set(err, c->ctx, ERR_INVALID_PARAMETER, "SOURCE",
		        "Only %lld of %lld features could be read.",
		        "Seuls %lld objets sur %lld ont pu être lus.",
		        (long long)c->result->n_features, (long long)total);
		return gdal_words(err, c->ctx);
	}
	return true;
}

static bool check(struct vector_check *result, const void *ctx, OGRLayerH layer, const char *key,
                  progress_fn *progress, void *arg, struct err *err)
{
	struct check c = { .result = result, .ctx = ctx, .key = -1, .keys = key_tally_new(ctx) };

	*result = (struct vector_check){ 0 };
	if (key != NULL && *key != '\0' && !text_same(key, OGR_L_GetFIDColumn(layer))) {
		c.key = OGR_FD_GetFieldIndex(OGR_L_GetLayerDefn(layer), key);
		if (c.key < 0)
			return err_set(err, ctx, ERR_INVALID_PARAMETER, "KEY",
			               "The data have no key column %s any more.",
			               "Les données n'ont plus de colonne clé %s.", key);
	}
	bool ok = check_layer(&c, layer, progress, arg, err);
	result->null_keys = c.keys.missing;
	result->duplicate_keys = c.keys.repeated;
	result->key_samples = c.keys.samples;
	result->geometry_samples = c.geometry_samples != NULL ? c.geometry_samples : "";
	return ok;
}

bool vector_check(struct vector_check *result, const void *ctx, const char *name, const char *table,
                  const char *key, progress_fn *progress, void *arg, struct err *err)
{
	gdal_hush();
	struct gdal_source *source = gdal_open_vector(ctx, name, err);
	OGRLayerH layer = source != NULL ? gdal_layer(source, ctx, table, err) : NULL;
	bool ok = layer != NULL && check(result, ctx, layer, key, progress, arg, err);
	talloc_free(source);
	gdal_unhush();
	return ok;
}
