#include "geometry/vector.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "geometry/gdal_feature.h"
#include "geometry/keys.h"

static void describe_columns(struct vector_info *info, const void *ctx, OGRFeatureDefnH defn)
{
	int n = OGR_FD_GetFieldCount(defn);

	info->columns = mem_array(ctx, struct column, (size_t)n + 1);
	for (int i = 0; i < n; i++) {
		OGRFieldDefnH field = OGR_FD_GetFieldDefn(defn, i);
		if (!gdal_served(field))
			continue;
		struct column *c = &info->columns[info->n_columns++];
		const char *title = OGR_Fld_GetAlternativeNameRef(field);
		c->name = mem_strdup(ctx, OGR_Fld_GetNameRef(field));
		c->type = gdal_column_type(field);
		c->title.fr = c->title.en = mem_strdup(ctx, title != NULL ? title : "");
		c->unit = "";
		c->nullable = OGR_Fld_IsNullable(field);
	}
}

static bool describe_place(struct vector_info *info, const void *ctx, OGRLayerH layer,
                           struct err *err)
{
	OGREnvelope e;

	if (OGR_L_GetExtent(layer, &e, TRUE) != OGRERR_NONE || !isfinite(e.MinX + e.MinY) ||
	    !isfinite(e.MaxX + e.MaxY))
		return err_set(err, ctx, ERR_INVALID_PARAMETER, "SOURCE",
		               "No feature of the source has a geometry.",
		               "Aucun objet de la source n'a de géométrie.");
	info->bbox = (struct bbox){ e.MinX, e.MinY, e.MaxX, e.MaxY };
	info->srs = gdal_epsg(OGR_L_GetSpatialRef(layer));
	return info->srs == 0 ||
	       gdal_geographic(&info->geographic, &info->bbox, info->srs, ctx, err);
}

static bool inspect(struct vector_info *info, const void *ctx, const char *name,
                    const char *table, struct err *err)
{
	struct gdal_source *source = gdal_open_vector(ctx, name, err);
	OGRLayerH layer = source != NULL ? gdal_layer(source, ctx, table, err) : NULL;

	if (layer == NULL)
		return false;
	*info = (struct vector_info){ .table = mem_strdup(ctx, OGR_L_GetName(layer)) };
	info->geometry_column = mem_strdup(ctx, OGR_L_GetGeometryColumn(layer));
	info->id_column = mem_strdup(ctx, OGR_L_GetFIDColumn(layer));
	info->n_features = OGR_L_GetFeatureCount(layer, TRUE);
	bool multi;
	info->geometry = gdal_layer_kind(layer, &multi);
	describe_columns(info, ctx, OGR_L_GetLayerDefn(layer));
	bool ok = describe_place(info, ctx, layer, err);
	talloc_free(source);
	return ok;
}

bool vector_inspect(struct vector_info *info, const void *ctx, const char *name, const char *table,
                    struct err *err)
{
	gdal_hush();
	bool ok = inspect(info, ctx, name, table, err);
	gdal_unhush();
	return ok;
}

static int by_number(const void *a, const void *b)
{
	double x = strtod(*(const char *const *)a, NULL), y = strtod(*(const char *const *)b, NULL);
	return (x > y) - (x < y);
}

static bool distinct(const char ***values, size_t *n, const void *ctx, OGRLayerH layer,
                     const char *column, size_t ceiling, struct err *err)
{
	OGRFeatureDefnH defn = OGR_L_GetLayerDefn(layer);
	int field = OGR_FD_GetFieldIndex(defn, column);
	struct keys *keys = keys_new(ctx);
	OGRFeatureH feature;

	if (field < 0)
		return err_set(err, ctx, ERR_DIMENSION, NULL, "There is no column %s.",
		               "Il n'y a pas de colonne %s.", column);
	enum column_type type = gdal_column_type(OGR_FD_GetFieldDefn(defn, field));
	OGR_L_ResetReading(layer);
	while (keys_count(keys) <= ceiling && (feature = OGR_L_GetNextFeature(layer)) != NULL) {
		char *value = gdal_value(ctx, feature, field);
		if (value != NULL)
			keys_add(keys, value);
		talloc_free(value);
		OGR_F_Destroy(feature);
	}
	if (keys_count(keys) > ceiling)
		return err_set(err, ctx, ERR_DIMENSION, NULL,
		               "Column %s has more than %zu different values.",
		               "La colonne %s a plus de %zu valeurs différentes.", column, ceiling);
	*n = keys_count(keys);
	*values = keys_sorted(keys, ctx);
	if (type == COLUMN_INTEGER || type == COLUMN_REAL)
		qsort(*values, *n, sizeof **values, by_number);
	return true;
}

bool vector_distinct(const char ***values, size_t *n, const void *ctx, const char *name,
                     const char *table, const char *column, size_t ceiling, struct err *err)
{
	gdal_hush();
	struct gdal_source *source = gdal_open_vector(ctx, name, err);
	OGRLayerH layer = source != NULL ? gdal_layer(source, ctx, table, err) : NULL;
	bool ok = layer != NULL && distinct(values, n, ctx, layer, column, ceiling, err);
	talloc_free(source);
	gdal_unhush();
	return ok;
}
