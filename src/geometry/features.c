#include "geometry/features.h"

#include <string.h>

#include <cpl_conv.h>

#include "base/text.h"
#include "geometry/features_sql.h"
#include "geometry/gdal_feature.h"
#include "geometry/lease.h"
#include "geometry/shape_text.h"
#include "geometry/store.h"
#include "geometry/table_sql.h"

struct features {
	const struct layer *layer;
	struct source_lease *lease;
	struct table_sql *joined;     /* on the lease's connection, or NULL */
	OGRLayerH rows;
	OGRFeatureH row;
	OGRGeometryH geometry;        /* of the row; moved and made linear when it was asked for */
	bool geometry_own, geometry_ready;
	OGRCoordinateTransformationH move;  /* NULL: handed out as it is stored */
	int *fields;                  /* of each column in a row; -1: not read */
	struct feature_value *values;
	void *scratch;                /* texts of the row */
	struct shape_text *shape;
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

static void forget_row(struct features *f)
{
	if (f->geometry_own)
		OGR_G_DestroyGeometry(f->geometry);
	if (f->row != NULL)
		OGR_F_Destroy(f->row);
	f->row = NULL;
	f->geometry = NULL;
	f->geometry_own = f->geometry_ready = false;
	talloc_free_children(f->scratch);
}

static int close_features(struct features *f)
{
	forget_row(f);
	gdal_hush();
	if (f->rows != NULL)
		GDALDatasetReleaseResultSet(f->lease->source->dataset, f->rows);
	if (f->move != NULL)
		OCTDestroyCoordinateTransformation(f->move);
	gdal_unhush();
	TALLOC_FREE(f->joined);
	TALLOC_FREE(f->lease);
	return 0;
}

static bool open_move(struct features *f, const struct feature_query *q, const void *ctx,
                      struct err *err)
{
	if (!q->geometry || q->srs == q->layer->srs)
		return true;
	OGRSpatialReferenceH from = gdal_srs(f, q->layer->srs, err);
	OGRSpatialReferenceH to = from != NULL ? gdal_srs(f, q->srs, err) : NULL;
	if (to == NULL)
		return false;
	gdal_hush();
	f->move = OCTNewCoordinateTransformation(from, to);
	gdal_unhush();
	if (f->move == NULL)
		return err_set(err, ctx, ERR_CRS, "crs",
		               "the data cannot be moved to EPSG:%d",
		               "les données ne peuvent pas être converties en EPSG:%d", q->srs);
	return true;
}

static void find_fields(struct features *f, const struct feature_query *q)
{
	OGRFeatureDefnH defn = OGR_L_GetLayerDefn(f->rows);
	const struct layer *layer = q->layer;

	f->fields = mem_array(f, int, layer->n_columns);
	f->values = mem_array(f, struct feature_value, layer->n_columns);
	for (size_t i = 0; i < layer->n_columns; i++)
		f->fields[i] = q->wanted == NULL || q->wanted[i]
			? OGR_FD_GetFieldIndex(defn, layer->columns[i].name) : -1;
}

struct features *features_open(const void *ctx, const struct feature_query *q, struct err *err)
{
	struct features *f = mem_new(ctx, struct features);

	f->layer = q->layer;
	f->scratch = talloc_new(f);
	f->shape = shape_text_new(f);
	talloc_set_destructor(f, close_features);
	if (!open_move(f, q, ctx, err))
		return NULL;
	struct question a;
	f->rows = query(&a, f, q, sql_select, err);
	if (f->rows == NULL)
		return NULL;
	f->lease = a.lease;
	f->joined = a.joined;
	TALLOC_FREE(a.sql);
	find_fields(f, q);
	return f;
}

/* What the catalogue knows needs no question. */
static bool known_count(const struct feature_query *q)
{
	return !q->layer->source.referenced && q->layer->n_features >= 0 && q->bbox == NULL &&
	       q->n_equals == 0 && q->id == NULL && q->where == NULL && q->span == NULL;
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

bool features_count(const void *ctx, const struct feature_query *q, int64_t *n, struct err *err)
{
	struct question a;

	*n = q->layer->n_features;
	if (known_count(q))
		return true;
	if (!q->layer->source.referenced)
		return count_imported(ctx, q, n, err);
	OGRLayerH rows = query(&a, ctx, q, sql_count, err);
	bool ok = rows != NULL && read_count(n, a.lease, rows, ctx, err);
	end(&a);
	return ok;
}

static void read_value(struct features *f, size_t i)
{
	struct feature_value *v = &f->values[i];
	int at = f->fields[i];
	enum column_type type = f->layer->columns[i].type;

	*v = (struct feature_value){ .null = at < 0 || !OGR_F_IsFieldSetAndNotNull(f->row, at),
	                             .text = "" };
	if (v->null)
		return;
	if (type == COLUMN_INTEGER) {
		int64_t n = OGR_F_GetFieldAsInteger64(f->row, at);
		v->number = (double)n;
		v->text = text_from_int(f->scratch, n);
	} else if (type == COLUMN_REAL) {
		v->number = OGR_F_GetFieldAsDouble(f->row, at);
		v->text = text_from_double(f->scratch, v->number);
	} else if (type == COLUMN_BOOLEAN) {
		v->number = OGR_F_GetFieldAsInteger(f->row, at) != 0;
		v->text = v->number != 0 ? "true" : "false";
	} else if (type == COLUMN_STRING) {
		v->text = OGR_F_GetFieldAsString(f->row, at);
	} else {
		v->text = gdal_moment(f->scratch, f->row, at, type == COLUMN_DATETIME);
	}
}

enum features_step features_next(struct features *f, struct err *err)
{
	forget_row(f);
	gdal_hush();
	f->row = OGR_L_GetNextFeature(f->rows);
	bool broken = f->row == NULL && CPLGetLastErrorType() >= CE_Failure;
	if (broken) {
		failed(err, talloc_parent(f), NULL);
		if (f->layer->source.referenced)
			source_drop(f->lease);
	}
	gdal_unhush();
	if (f->row == NULL)
		return broken ? FEATURES_FAILED : FEATURES_END;
	for (size_t i = 0; i < f->layer->n_columns; i++)
		read_value(f, i);
	return FEATURES_ROW;
}

const char *features_id(const struct features *f)
{
	return OGR_F_GetFieldAsString(f->row, 0);
}

const struct feature_value *features_values(const struct features *f)
{
	return f->values;
}

/* The geometry as it is handed out, or NULL. */
static OGRGeometryH geometry_of(struct features *f)
{
	if (f->geometry_ready)
		return f->geometry;
	f->geometry_ready = true;
	OGRGeometryH stored = OGR_F_GetGeometryRef(f->row);
	if (stored == NULL || OGR_G_IsEmpty(stored))
		return NULL;
	OGRwkbGeometryType flat = OGR_GT_Flatten(OGR_G_GetGeometryType(stored));
	gdal_hush();
	f->geometry = stored;
	/* what some formats can only hold as a multi-point may be a point all the same */
	if (f->layer->geometry == GEOMETRY_POINT && flat == wkbMultiPoint && OGR_G_GetGeometryCount(stored) == 1)
		f->geometry = OGR_G_GetGeometryRef(stored, 0);
	if (OGR_GT_IsNonLinear(flat) || flat == wkbPolyhedralSurface || flat == wkbTIN ||
	    flat == wkbTriangle) {
		f->geometry = OGR_GT_IsNonLinear(flat)
			? OGR_G_GetLinearGeometry(stored, 0, NULL)
			: OGR_G_ForceToMultiPolygon(OGR_G_Clone(stored));
		f->geometry_own = true;
	}
	if (f->move != NULL && OGR_G_Transform(f->geometry, f->move) != OGRERR_NONE) {
		if (f->geometry_own)
			OGR_G_DestroyGeometry(f->geometry);
		f->geometry_own = false;
		f->geometry = NULL;
	}
	gdal_unhush();
	return f->geometry;
}

/* As WKB; NULL where there is none. */
static const unsigned char *wkb_of(struct features *f, bool heights, size_t *n)
{
	OGRGeometryH geometry = geometry_of(f);

	*n = 0;
	if (geometry == NULL)
		return NULL;
	OGR_G_SetMeasured(geometry, FALSE);
	if (!heights)
		OGR_G_FlattenTo2D(geometry);
	*n = (size_t)OGR_G_WkbSize(geometry);
	f->wkb = mem_grow(f, f->wkb, unsigned char, *n);
	return OGR_G_ExportToIsoWkb(geometry, wkbNDR, f->wkb) == OGRERR_NONE ? f->wkb : NULL;
}

const char *features_geojson(struct features *f, int decimals, bool y_first)
{
	size_t n;
	const void *wkb = wkb_of(f, true, &n);

	return shape_geojson(f->shape, wkb, n, decimals, y_first);
}

const void *features_wkb(struct features *f, size_t *n)
{
	return wkb_of(f, false, n);
}

const char *features_wkt(struct features *f, int decimals)
{
	size_t n;
	const void *wkb = wkb_of(f, false, &n);

	return shape_wkt(f->shape, wkb, n, decimals);
}
