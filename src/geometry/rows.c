#include "geometry/rows.h"

#include <string.h>

#include <cpl_conv.h>

#include "base/text.h"
#include "geometry/features_sql.h"
#include "geometry/gdal_feature.h"
#include "geometry/lease.h"
#include "geometry/store.h"
#include "geometry/table_sql.h"

struct rows {
	const struct layer *layer;
	struct source_lease *lease;
	struct table_sql *joined;     /* on the lease's connection, or NULL */
	OGRLayerH rows;
	OGRFeatureH row;
	OGRGeometryH geometry;        /* of the row; moved and made linear when it was asked for */
	bool geometry_own, geometry_ready;
	OGRCoordinateTransformationH move;  /* NULL: handed out as it is stored */
	int *fields;                  /* of each column in a row; -1: not read */
	void *scratch;                /* texts of the row */
	unsigned char *wkb;
};

static bool failed(struct err *err, const void *ctx, const char *sql)
{
	err_set(err, ctx, ERR_UNAVAILABLE, NULL, "the data of this layer cannot be read at present",
	        "les données de cette couche ne peuvent pas être lues actuellement");
	err_detail(err, ctx, "%s%s%.500s", CPLGetLastErrorMsg(), sql != NULL ? " in " : "",
	           sql != NULL ? sql : "");
	return false;
}

static bool describe(struct sql_table *t, const struct source_lease *lease,
                     const struct feature_query *q, const void *ctx, struct err *err)
{
	GDALDatasetH dataset = lease->source->dataset;
	const char *driver = GDALGetDriverShortName(GDALGetDatasetDriver(dataset));
	OGRLayerH layer = GDALDatasetGetLayerByName(dataset, q->layer->source.table);

	if (layer == NULL)
		return failed(err, ctx, NULL);
	t->kind = strcmp(driver, "GPKG") == 0 ? SQL_GEOPACKAGE
	        : strcmp(driver, "PostgreSQL") == 0 ? SQL_POSTGIS : SQL_ANY;
	t->geometry = OGR_L_GetGeometryColumn(layer);
	t->fid = OGR_L_GetFIDColumn(layer);
	if (t->kind == SQL_ANY) {
		const struct source *source = &q->layer->source;
		bool id_is_column = layer_column(q->layer, source->id_column) != NULL;
		t->geometry = *source->geometry_column != '\0' ? source->geometry_column : "GEOMETRY";
		t->fid = *source->id_column != '\0' && !id_is_column ? source->id_column : "jointure fid";
	}
	t->indexed = t->kind == SQL_GEOPACKAGE && OGR_L_TestCapability(layer, OLCFastSpatialFilter);
	t->joined = NULL;
	t->placed = false;
	return true;
}

/* The joined columns, on the connection of their base, as long as the question is open. Who names them keeps
   off the names of the base; a wrong value must not come of it where they did not. */
static struct table_sql *put_beside(struct sql_table *t, const struct source_lease *lease,
                                    const struct feature_query *q, const void *ctx, struct err *err)
{
	const struct layer *layer = q->layer;
	const struct column *id = layer_column(layer, layer->source.id_column);
	bool by_key = id != NULL && id->type == COLUMN_STRING && strcmp(id->name, layer->key) == 0;
	struct table_sql_rows rows = { q->joined, layer->columns + layer->joined->first, q->store->ids,
	                               by_key ? q->store->by_key : NULL };

	for (size_t i = layer->joined->first; i < layer->n_columns; i++)
		if (text_same(layer->columns[i].name, t->fid) || text_same(layer->columns[i].name, t->geometry)) {
			failed(err, ctx, "a joined column has a name of the base");
			return NULL;
		}
	void *sqlite = t->kind == SQL_GEOPACKAGE
		? GDALGetInternalHandle(lease->source->dataset, "SQLITE_HANDLE") : NULL;
	struct table_sql *made = table_sql_new(ctx, sqlite, source_tables(lease), &rows, err);

	if (made != NULL)
		t->joined = table_sql_name(made);
	t->placed = by_key || id == NULL;
	return made;
}

typedef char *sql_fn(const void *ctx, const struct feature_query *q, const struct sql_table *t,
                     const char *where);

struct question {
	struct source_lease *lease;
	struct table_sql *joined;
	enum sql_kind kind;
	char *sql;
};

static void end(struct question *a)
{
	TALLOC_FREE(a->sql);
	TALLOC_FREE(a->joined);
	TALLOC_FREE(a->lease);
}

static bool prepare(struct question *a, const void *ctx, const struct feature_query *q, sql_fn *make,
                    struct err *err)
{
	struct sql_table t;

	*a = (struct question){ .lease = source_borrow(ctx, q->pool, q->open_name, err) };
	if (a->lease == NULL)
		return false;
	gdal_hush();
	bool ok = describe(&t, a->lease, q, ctx, err) &&
	          (q->joined == NULL || (a->joined = put_beside(&t, a->lease, q, ctx, err)) != NULL);
	char *where = ok ? sql_where(ctx, q, &t, err) : NULL;
	gdal_unhush();
	if (where == NULL)
		return false;
	a->kind = t.kind;
	a->sql = make(ctx, q, &t, where);
	talloc_free(where);
	return true;
}

static OGRLayerH put(const struct question *a, const void *ctx, struct err *err)
{
	gdal_hush();
	OGRLayerH rows = GDALDatasetExecuteSQL(a->lease->source->dataset, a->sql, NULL,
	                                       a->kind == SQL_ANY ? "SQLITE" : NULL);
	if (rows == NULL)
		failed(err, ctx, a->sql);
	gdal_unhush();
	return rows;
}

/* A connection that was kept may have been lost meanwhile: then a new one is asked, once. What `a` holds stays for
   as long as the rows are read. */
static OGRLayerH query(struct question *a, const void *ctx, const struct feature_query *q, sql_fn *make,
                       struct err *err)
{
	for (bool again = false;; again = true) {
		struct err why = { 0 };
		OGRLayerH rows = prepare(a, ctx, q, make, &why) ? put(a, ctx, &why) : NULL;
		if (rows != NULL)
			return rows;
		bool stale = a->lease != NULL && !a->lease->fresh && q->layer->source.referenced &&
		             why.code == ERR_UNAVAILABLE;
		if (stale)
			source_drop(a->lease);
		end(a);
		if (!stale || again) {
			*err = why;
			return NULL;
		}
	}
}

static void forget_row(struct rows *r)
{
	if (r->geometry_own)
		OGR_G_DestroyGeometry(r->geometry);
	if (r->row != NULL)
		OGR_F_Destroy(r->row);
	r->row = NULL;
	r->geometry = NULL;
	r->geometry_own = r->geometry_ready = false;
	talloc_free_children(r->scratch);
}

static int close_rows(struct rows *r)
{
	forget_row(r);
	gdal_hush();
	if (r->rows != NULL)
		GDALDatasetReleaseResultSet(r->lease->source->dataset, r->rows);
	if (r->move != NULL)
		OCTDestroyCoordinateTransformation(r->move);
	gdal_unhush();
	TALLOC_FREE(r->joined);
	TALLOC_FREE(r->lease);
	return 0;
}

static bool open_move(struct rows *r, const struct feature_query *q, const void *ctx,
                      struct err *err)
{
	if (!q->geometry || q->srs == q->layer->srs)
		return true;
	OGRSpatialReferenceH from = gdal_srs(r, q->layer->srs, err);
	OGRSpatialReferenceH to = from != NULL ? gdal_srs(r, q->srs, err) : NULL;
	if (to == NULL)
		return false;
	gdal_hush();
	r->move = OCTNewCoordinateTransformation(from, to);
	gdal_unhush();
	if (r->move == NULL)
		return err_set(err, ctx, ERR_CRS, "crs",
		               "the data cannot be moved to EPSG:%d",
		               "les données ne peuvent pas être converties en EPSG:%d", q->srs);
	return true;
}

static void find_fields(struct rows *r, const struct feature_query *q)
{
	OGRFeatureDefnH defn = OGR_L_GetLayerDefn(r->rows);
	const struct layer *layer = q->layer;

	r->fields = mem_array(r, int, layer->n_columns);
	for (size_t i = 0; i < layer->n_columns; i++)
		r->fields[i] = q->wanted == NULL || q->wanted[i]
			? OGR_FD_GetFieldIndex(defn, layer->columns[i].name) : -1;
}

struct rows *rows_open(const void *ctx, const struct feature_query *q, struct err *err)
{
	struct rows *r = mem_new(ctx, struct rows);

	r->layer = q->layer;
	r->scratch = talloc_new(r);
	talloc_set_destructor(r, close_rows);
	if (!open_move(r, q, ctx, err))
		return NULL;
	struct question a;
	r->rows = query(&a, r, q, sql_select, err);
	if (r->rows == NULL)
		return NULL;
	r->lease = a.lease;
	r->joined = a.joined;
	TALLOC_FREE(a.sql);
	find_fields(r, q);
	return r;
}

static bool read_count(int64_t *n, const struct source_lease *lease, OGRLayerH rows, const void *ctx,
                       struct err *err)
{
	gdal_hush();
	OGRFeatureH row = OGR_L_GetNextFeature(rows);
	bool ok = row != NULL || failed(err, ctx, NULL);
	if (row != NULL) {
		*n = OGR_F_GetFieldAsInteger64(row, 0);
		OGR_F_Destroy(row);
	}
	GDALDatasetReleaseResultSet(lease->source->dataset, rows);
	gdal_unhush();
	return ok;
}

/* Pages of the same data ask the same question: what never changes is counted once. A join without a version (it
   is not stored yet) has nothing to be known by. */
static bool count_imported(const void *ctx, const struct feature_query *q, int64_t *n, struct err *err)
{
	const char *of = q->joined != NULL ? q->layer->joined->version : "";
	struct question a;
	OGRLayerH rows;
	bool ok = prepare(&a, ctx, q, sql_count, err);

	if (ok && (of == NULL || !source_counted(a.lease, of, a.sql, n))) {
		rows = put(&a, ctx, err);
		ok = rows != NULL && read_count(n, a.lease, rows, ctx, err);
		if (ok && of != NULL)
			source_count_keep(a.lease, of, a.sql, *n);
	}
	end(&a);
	return ok;
}

bool rows_count(const void *ctx, const struct feature_query *q, int64_t *n, struct err *err)
{
	struct question a;

	if (!q->layer->source.referenced)
		return count_imported(ctx, q, n, err);
	OGRLayerH rows = query(&a, ctx, q, sql_count, err);
	bool ok = rows != NULL && read_count(n, a.lease, rows, ctx, err);
	end(&a);
	return ok;
}

static void read_value(struct rows *r, struct feature_value *v, size_t i)
{
	int at = r->fields[i];
	enum column_type type = r->layer->columns[i].type;

	*v = (struct feature_value){ .null = at < 0 || !OGR_F_IsFieldSetAndNotNull(r->row, at),
	                             .text = "" };
	if (v->null)
		return;
	if (type == COLUMN_INTEGER) {
		int64_t n = OGR_F_GetFieldAsInteger64(r->row, at);
		v->number = (double)n;
		v->text = text_from_int(r->scratch, n);
	} else if (type == COLUMN_REAL) {
		v->number = OGR_F_GetFieldAsDouble(r->row, at);
		v->text = text_from_double(r->scratch, v->number);
	} else if (type == COLUMN_BOOLEAN) {
		v->number = OGR_F_GetFieldAsInteger(r->row, at) != 0;
		v->text = v->number != 0 ? "true" : "false";
	} else if (type == COLUMN_STRING) {
		v->text = OGR_F_GetFieldAsString(r->row, at);
	} else {
		v->text = gdal_moment(r->scratch, r->row, at, type == COLUMN_DATETIME);
	}
}

enum features_step rows_next(struct rows *r, struct feature_value *values, struct err *err)
{
	forget_row(r);
	gdal_hush();
	r->row = OGR_L_GetNextFeature(r->rows);
	bool broken = r->row == NULL && CPLGetLastErrorType() >= CE_Failure;
	if (broken) {
		failed(err, talloc_parent(r), NULL);
		if (r->layer->source.referenced)
			source_drop(r->lease);
	}
	gdal_unhush();
	if (r->row == NULL)
		return broken ? FEATURES_FAILED : FEATURES_END;
	for (size_t i = 0; i < r->layer->n_columns; i++)
		read_value(r, &values[i], i);
	return FEATURES_ROW;
}

const char *rows_id(const struct rows *r)
{
	return OGR_F_GetFieldAsString(r->row, 0);
}

/* The geometry as it is handed out, or NULL. */
static OGRGeometryH geometry_of(struct rows *r)
{
	if (r->geometry_ready)
		return r->geometry;
	r->geometry_ready = true;
	OGRGeometryH stored = OGR_F_GetGeometryRef(r->row);
	if (stored == NULL || OGR_G_IsEmpty(stored))
		return NULL;
	OGRwkbGeometryType flat = OGR_GT_Flatten(OGR_G_GetGeometryType(stored));
	gdal_hush();
	r->geometry = stored;
	/* what some formats can only hold as a multi-point may be a point all the same */
	if (r->layer->geometry == GEOMETRY_POINT && flat == wkbMultiPoint && OGR_G_GetGeometryCount(stored) == 1)
		r->geometry = OGR_G_GetGeometryRef(stored, 0);
	if (OGR_GT_IsNonLinear(flat) || flat == wkbPolyhedralSurface || flat == wkbTIN ||
	    flat == wkbTriangle) {
		r->geometry = OGR_GT_IsNonLinear(flat)
			? OGR_G_GetLinearGeometry(stored, 0, NULL)
			: OGR_G_ForceToMultiPolygon(OGR_G_Clone(stored));
		r->geometry_own = true;
	}
	if (r->move != NULL && OGR_G_Transform(r->geometry, r->move) != OGRERR_NONE) {
		if (r->geometry_own)
			OGR_G_DestroyGeometry(r->geometry);
		r->geometry_own = false;
		r->geometry = NULL;
	}
	gdal_unhush();
	return r->geometry;
}

const unsigned char *rows_wkb(struct rows *r, bool heights, size_t *n)
{
	OGRGeometryH geometry = geometry_of(r);

	*n = 0;
	if (geometry == NULL)
		return NULL;
	OGR_G_SetMeasured(geometry, FALSE);
	if (!heights)
		OGR_G_FlattenTo2D(geometry);
	*n = (size_t)OGR_G_WkbSize(geometry);
	r->wkb = mem_grow(r, r->wkb, unsigned char, *n);
	return OGR_G_ExportToIsoWkb(geometry, wkbNDR, r->wkb) == OGRERR_NONE ? r->wkb : NULL;
}
