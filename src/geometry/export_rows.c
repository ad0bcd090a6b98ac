#include "geometry/export_parts.h"

#include "geometry/features_sql.h"

static bool copy_rows(struct export *e, const struct export_rows *rows)
{
	struct feature_value *values = mem_array(e, struct feature_value, rows->n_columns);
	OGRLayerH layer = GDALDatasetCreateLayer(e->dataset->dataset, rows->name, NULL, wkbNone, NULL);
	bool ok = layer != NULL;

	for (size_t i = 0; ok && i < rows->n_columns; i++)
		ok = export_field(layer, &rows->columns[i]);
	while (ok && rows->next(rows->arg, values)) {
		OGRFeatureH row = OGR_F_Create(OGR_L_GetLayerDefn(layer));
		for (size_t i = 0; i < rows->n_columns; i++)
			export_set(row, (int)i, &rows->columns[i], &values[i], e->kind);
		ok = OGR_L_CreateFeature(layer, row) == OGRERR_NONE;
		OGR_F_Destroy(row);
	}
	return ok;
}

static bool run(const struct export *e, const char *sql)
{
	CPLErrorReset();
	OGRLayerH none = GDALDatasetExecuteSQL(e->dataset->dataset, sql, NULL, NULL);
	if (none != NULL)
		GDALDatasetReleaseResultSet(e->dataset->dataset, none);
	return CPLGetLastErrorType() < CE_Failure;
}

/* The view is registered as the layer is; readers find its rows by OGC_FID. */
static bool add_view(const struct export *e, const struct export_layer *l, const struct export_rows *rows)
{
	const void *ctx = e;
	const char *layer = sql_name(ctx, l->name), *table = sql_name(ctx, rows->name);
	const char *key = sql_name(ctx, rows->columns[0].name), *of_layer = sql_name(ctx, rows->key);
	char *columns = mem_strdup(ctx, "");

	for (size_t i = 0; i < rows->n_columns; i++)
		columns = mem_check(talloc_asprintf_append_buffer(columns, ", r.%s", sql_name(ctx, rows->columns[i].name)));
	const char *const statements[] = {
		mem_printf(ctx, "CREATE INDEX \"by_key\" ON %s (%s)", layer, of_layer),
		mem_printf(ctx, "CREATE VIEW %s AS SELECT r.fid AS OGC_FID%s, t.geom AS geom FROM %s AS r JOIN %s AS t "
		                "ON t.%s = r.%s", sql_name(ctx, rows->view), columns, table, layer, of_layer, key),
		mem_printf(ctx, "INSERT INTO gpkg_contents (table_name, identifier, data_type, srs_id) SELECT %s, %s, "
		                "'features', srs_id FROM gpkg_contents WHERE table_name = %s", sql_value(ctx, rows->view),
		           sql_value(ctx, rows->title), sql_value(ctx, l->name)),
		mem_printf(ctx, "INSERT INTO gpkg_geometry_columns (table_name, column_name, geometry_type_name, srs_id, z, m) "
		                "SELECT %s, column_name, geometry_type_name, srs_id, z, m FROM gpkg_geometry_columns "
		                "WHERE table_name = %s", sql_value(ctx, rows->view), sql_value(ctx, l->name)),
	};

	for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
		if (!run(e, statements[i]))
			return false;
	return true;
}

static bool make(struct export *e, struct out *out, const struct export_layer *layer, const struct export_rows *rows,
                 struct err *err)
{
	if (!export_open(e, rows->view, err) || !export_copy(e, layer, err))
		return false;
	if (!copy_rows(e, rows) || !add_view(e, layer, rows))
		return export_cannot(err, e->ctx);
	return export_send(e, out, err);
}

bool export_with_rows(struct out *out, const void *ctx, const struct export_layer *layer, const struct export_rows *rows,
                      struct err *err)
{
	struct export *e = export_new(ctx, EXPORT_GEOPACKAGE);

	gdal_hush();
	bool ok = make(e, out, layer, rows, err);
	talloc_free(e);
	gdal_unhush();
	return ok;
}
