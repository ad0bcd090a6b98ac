/* A data file read into the arrays of a store. */
#include "geometry/store_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "geometry/bbox.h"
#include "geometry/features_sql.h"
#include "geometry/gdal_feature.h"
#include "geometry/kept.h"

/* Bytes for each while a store is made: its arrays with the room that they grow by, and what ranks and arcs are found with. */
enum { OF_POINT = 80, OF_FEATURE = 200, OF_RING = 28, OF_KEY_BYTE = 3 };

struct building {
	struct store_whole *w;
	enum geometry_kind kind;
	struct err *err;
	int64_t memory;               /* that it may take; 0: no ceiling */
	size_t room, room_rings, room_points, room_keys;
	int64_t *ids;
	uint32_t *key_offsets, *first_ring;
	struct bbox *boxes;
	char *keys;
	struct geometry_ring *rings;
	double *xy;
};

static bool too_large(struct building *b)
{
	return err_set(b->err, b->w, ERR_TOO_LARGE, NULL,
	               "the layer has more than %u points: it is too large for a geometry store",
	               "la couche a plus de %u points : elle est trop grande pour que sa géométrie soit préparée", UINT32_MAX);
}

/* Looked at once a feature. */
static bool has_room(struct building *b)
{
	const struct geometry_store *s = &b->w->store;
	uint64_t needed = OF_POINT * (uint64_t)s->n_points + OF_FEATURE * (uint64_t)s->n + OF_RING * (uint64_t)s->n_rings +
	                  OF_KEY_BYTE * (uint64_t)b->w->n_key_bytes;

	return b->memory == 0 || needed <= (uint64_t)b->memory || kept_too_large(b->w, b->memory, b->err);
}

static void grow_features(struct building *b, size_t n)
{
	if (n + 1 < b->room)
		return;
	b->room = 2 * n + 1024;
	b->ids = mem_grow(b->w, b->ids, int64_t, b->room);
	b->key_offsets = mem_grow(b->w, b->key_offsets, uint32_t, b->room);
	b->first_ring = mem_grow(b->w, b->first_ring, uint32_t, b->room);
	b->boxes = mem_grow(b->w, b->boxes, struct bbox, b->room);
}

static bool add_key(struct building *b, size_t i, const char *key)
{
	size_t n = key != NULL ? strlen(key) : 0, used = b->w->n_key_bytes;

	/* the first byte of all is the empty key */
	b->key_offsets[i] = n > 0 ? (uint32_t)used : 0;
	if (n == 0)
		return true;
	if (used + n + 1 > UINT32_MAX)
		return too_large(b);
	if (used + n + 1 > b->room_keys) {
		b->room_keys = 2 * (used + n + 1);
		b->keys = mem_grow(b->w, b->keys, char, b->room_keys);
	}
	memcpy(b->keys + used, key, n + 1);
	b->w->n_key_bytes += n + 1;
	return true;
}

static bool is_finite(const double *xy, size_t n)
{
	for (size_t i = 0; i < 2 * n; i++)
		if (!isfinite(xy[i]))
			return false;
	return true;
}

/* One ring, line or point. What has no points, or none that exist, is left out. */
static bool add_ring(struct building *b, OGRGeometryH from, bool hole)
{
	struct geometry_store *s = &b->w->store;
	size_t n = (size_t)OGR_G_GetPointCount(from);
	bool closed = b->kind == GEOMETRY_POLYGON;

	if (n == 0)
		return true;
	if (s->n_points + n + 1 >= UINT32_MAX || s->n_rings + 1 >= UINT32_MAX)
		return too_large(b);
	if (s->n_points + n + 1 > b->room_points) {
		b->room_points = 2 * (s->n_points + n) + 65536;
		b->xy = mem_grow(b->w, b->xy, double, 2 * b->room_points);
	}
	if (s->n_rings + 1 > b->room_rings) {
		b->room_rings = 2 * s->n_rings + 4096;
		b->rings = mem_grow(b->w, b->rings, struct geometry_ring, b->room_rings);
	}
	double *xy = &b->xy[2 * s->n_points];
	OGR_G_GetPoints(from, xy, 2 * sizeof *xy, xy + 1, 2 * sizeof *xy, NULL, 0);
	if (!is_finite(xy, n))
		return true;
	if (closed && (xy[0] != xy[2 * n - 2] || xy[1] != xy[2 * n - 1])) {
		memcpy(&xy[2 * n], xy, 2 * sizeof *xy);
		n++;
	}
	b->rings[s->n_rings++] = (struct geometry_ring){ (uint32_t)s->n_points, (uint32_t)n, hole };
	s->n_points += n;
	return true;
}

/* Holes of what has no outer ring are holes of nothing. */
static bool add_polygon(struct building *b, OGRGeometryH from)
{
	size_t before = b->w->store.n_rings;
	int n = OGR_G_GetGeometryCount(from);

	for (int i = 0; i < n && (i == 0 || b->w->store.n_rings > before); i++)
		if (!add_ring(b, OGR_G_GetGeometryRef(from, i), i > 0))
			return false;
	return true;
}

/* Parts of another kind than the layer's are left out. Collections within collections are as deep as GDAL
   reads them: it has a ceiling of its own. */
static bool add_geometry(struct building *b, OGRGeometryH from)
{
	OGRwkbGeometryType type = OGR_GT_Flatten(OGR_G_GetGeometryType(from));
	int n = OGR_G_GetGeometryCount(from);

	if (type == wkbPoint || type == wkbLineString)
		return gdal_kind(type) != b->kind || add_ring(b, from, false);
	if (type == wkbPolygon || type == wkbTriangle)
		return gdal_kind(type) != b->kind || add_polygon(b, from);
	for (int i = 0; i < n; i++)
		if (!add_geometry(b, OGR_G_GetGeometryRef(from, i)))
			return false;
	return true;
}

/* Arcs become lines. */
static bool add_any(struct building *b, OGRGeometryH geometry)
{
	if (!OGR_G_HasCurveGeometry(geometry, TRUE))
		return add_geometry(b, geometry);
	OGRGeometryH linear = OGR_G_GetLinearGeometry(geometry, 0, NULL);
	bool ok = linear == NULL || add_geometry(b, linear);
	OGR_G_DestroyGeometry(linear);
	return ok;
}

static struct bbox box_of(const struct building *b, uint32_t from, size_t to)
{
	struct bbox box = BBOX_NOWHERE;

	for (size_t r = from; r < to; r++)
		for (uint32_t i = 0; i < b->rings[r].n; i++)
			bbox_add(&box, &b->xy[2 * ((size_t)b->rings[r].first + i)]);
	return box;
}

/* Fields: the row's number, then the key where there is one. */
static bool add_feature(struct building *b, OGRFeatureH row)
{
	struct geometry_store *s = &b->w->store;
	OGRGeometryH geometry = OGR_F_GetGeometryRef(row);
	size_t i = s->n++;

	grow_features(b, s->n);
	b->ids[i] = OGR_F_GetFieldAsInteger64(row, 0);
	b->first_ring[i] = (uint32_t)s->n_rings;
	char *key = OGR_F_GetFieldCount(row) > 1 ? gdal_value(b->w, row, 1) : NULL;
	bool ok = add_key(b, i, key) && (geometry == NULL || add_any(b, geometry)) && has_room(b);
	talloc_free(key);
	b->boxes[i] = box_of(b, b->first_ring[i], s->n_rings);
	bbox_join(&s->bbox, &b->boxes[i]);
	return ok;
}

/* An expression for the row's number, as GDAL would take the column itself out of the fields. */
static char *question(const void *ctx, const struct layer *layer, OGRLayerH from)
{
	const char *fid = sql_name(ctx, OGR_L_GetFIDColumn(from));
	const char *geometry = sql_name(ctx, OGR_L_GetGeometryColumn(from));
	const char *key = *layer->key != '\0'
		? mem_printf(ctx, ", %s AS \"jointure key\"", sql_name(ctx, layer->key)) : "";

	return mem_printf(ctx, "SELECT %s + 0 AS \"jointure id\"%s, %s FROM %s ORDER BY %s", fid, key, geometry,
	                  sql_name(ctx, layer->source.table), fid);
}

static bool read_rows(struct building *b, const struct gdal_source *source, const char *path,
                      const struct layer *layer)
{
	OGRLayerH from = GDALDatasetGetLayerByName(source->dataset, layer->source.table);
	OGRFeatureH row;
	bool ok = true;

	if (from == NULL)
		return gdal_unreadable(b->err, b->w, path);
	b->w->store.multi = gdal_is_multi(OGR_L_GetGeomType(from));
	char *sql = question(b->w, layer, from);
	OGRLayerH rows = GDALDatasetExecuteSQL(source->dataset, sql, NULL, NULL);
	talloc_free(sql);
	if (rows == NULL)
		return gdal_unreadable(b->err, b->w, path);
	CPLErrorReset();
	while (ok && (row = OGR_L_GetNextFeature(rows)) != NULL) {
		ok = add_feature(b, row);
		OGR_F_Destroy(row);
	}
	if (ok && CPLGetLastErrorType() >= CE_Failure)
		ok = gdal_unreadable(b->err, b->w, path);
	GDALDatasetReleaseResultSet(source->dataset, rows);
	return ok;
}

static int by_key(const void *a, const void *b, void *arg)
{
	const struct building *of = arg;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	int order = strcmp(of->keys + of->key_offsets[x], of->keys + of->key_offsets[y]);

	return order != 0 ? order : x < y ? -1 : x > y;
}

static void put_in_order_of_keys(struct geometry_store *s, struct building *b)
{
	uint32_t *order = mem_array(b->w, uint32_t, s->n + 1), *place = mem_array(b->w, uint32_t, s->n + 1);

	for (size_t i = 0; i < s->n; i++)
		order[i] = (uint32_t)i;
	qsort_r(order, s->n, sizeof *order, by_key, b);
	for (size_t i = 0; i < s->n; i++)
		place[order[i]] = (uint32_t)i;
	s->by_key = order;
	s->key_place = place;
}

/* What is computed of what was read. */
static void complete(struct building *b)
{
	struct geometry_store *s = &b->w->store;
	double *inner = mem_array(b->w, double, 2 * s->n + 1);
	float *detail = mem_array(b->w, float, s->n_points + 1);

	b->first_ring[s->n] = (uint32_t)s->n_rings;
	s->ids = b->ids;
	s->key_offsets = b->key_offsets;
	s->keys = b->keys;
	put_in_order_of_keys(s, b);
	s->boxes = b->boxes;
	s->first_ring = b->first_ring;
	s->rings = b->rings;
	s->xy = b->xy;
	s->inner = inner;
	s->detail = detail;
	for (size_t i = 0; i < s->n; i++)
		store_inner(&inner[2 * i], s, i, b->w);
	uint32_t *same = store_same(s, b->w);
	store_rank(detail, s, same, b->w);
	store_arcs(s, same, b->w);
	talloc_free(same);
	store_tree_build(&b->w->tree, b->w, s->boxes, s->n);
}

bool store_build(struct store_whole *w, const char *path, const struct layer *layer, int64_t memory, struct err *err)
{
	struct building b = { .w = w, .kind = layer->geometry, .memory = memory, .err = err };

	if (layer->geometry > GEOMETRY_POLYGON)
		return err_set(err, w, ERR_NOT_SUPPORTED, NULL,
		               "this layer has geometries of several kinds: it cannot be joined to",
		               "cette couche a des géométries de plusieurs sortes : elle ne se prête pas à une "
		               "jointure");
	w->store = (struct geometry_store){ .kind = layer->geometry, .srs = layer->srs,
	                                    .bbox = BBOX_NOWHERE };
	w->digest = layer->source.digest;
	w->key = layer->key;
	grow_features(&b, 0);
	b.room_keys = 4096;
	b.keys = mem_array(w, char, b.room_keys);
	w->n_key_bytes = 1;
	struct err why = { 0 };
	gdal_hush();
	struct gdal_source *source = gdal_open_vector(w, path, &why);
	bool ok = source != NULL ? read_rows(&b, source, path, layer) : gdal_unreadable(err, w, path);
	gdal_unhush();
	talloc_free(source);
	if (ok)
		complete(&b);
	return ok;
}
