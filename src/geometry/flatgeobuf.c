#include "geometry/flatgeobuf.h"

#include <string.h>

#include "base/text.h"
#include "geometry/flatbuffer.h"
#include "geometry/mapped.h"
#include "geometry/wkb.h"

/* The fields of FlatGeobuf's tables, in the order of their schemas. */
enum { HEADER_NAME, HEADER_ENVELOPE, HEADER_GEOMETRY, HEADER_Z, HEADER_M, HEADER_T, HEADER_TM, HEADER_COLUMNS,
       HEADER_COUNT, HEADER_NODE, HEADER_CRS, HEADER_TITLE, HEADER_FIELDS };
enum { COLUMN_NAME, COLUMN_TYPE, COLUMN_TITLE, COLUMN_DESCRIPTION, COLUMN_FIELDS };
enum { CRS_ORGANISATION, CRS_CODE, CRS_FIELDS };
enum { FEATURE_GEOMETRY, FEATURE_PROPERTIES, FEATURE_FIELDS };
enum { SHAPE_ENDS, SHAPE_XY, SHAPE_Z, SHAPE_M, SHAPE_T, SHAPE_TM, SHAPE_TYPE, SHAPE_PARTS, SHAPE_FIELDS };

static const char magic[8] = { 'f', 'g', 'b', 3, 'f', 'g', 'b', 1 };

/* Types of geometries are numbered as in WKB; 0: any. */
enum { ANY = 0 };

struct writer {
	struct out *out;
	const void *ctx;
	const struct feature_query *q;
	struct flatbuffer *b;
	struct features *features;
	uint8_t kind;                 /* of all features, or ANY */
	uint32_t *ends;               /* of one geometry */
	size_t n_ends, room;
};

static bool wanted(const struct feature_query *q, size_t column)
{
	return q->wanted == NULL || q->wanted[column];
}

static const char *clean(const void *ctx, const char *text)
{
	return text_is_utf8(text, strlen(text)) ? text : text_clean(ctx, text, true);
}

static bool send(struct writer *w)
{
	flatbuffer_end(w->b);
	return out_write(w->out, w->b->bytes, w->b->used);
}

/* --- header --- */

/* ColumnType of FlatGeobuf. */
static uint8_t type_of(enum column_type type)
{
	switch (type) {
	case COLUMN_BOOLEAN:  return 2;
	case COLUMN_INTEGER:  return 7;
	case COLUMN_REAL:     return 10;
	case COLUMN_STRING:   return 11;
	case COLUMN_DATE:
	case COLUMN_DATETIME: return 13;
	}
	return 11;
}

/* What all features are. Points that may be several are all written so, where it is known; else each says. */
static uint8_t kind_of(const struct feature_query *q, const void *ctx)
{
	const struct geometry_store *store;
	struct err why = { 0 };

	switch (q->layer->geometry) {
	case GEOMETRY_LINE:
		return WKB_MULTI_LINE;
	case GEOMETRY_POLYGON:
		return WKB_MULTI_POLYGON;
	case GEOMETRY_POINT:
		store = q->mapped != NULL && mapped_suits(q->layer) ? mapped_geometry(q->mapped, ctx, q->layer, &why)
		                                                    : NULL;
		return store == NULL ? ANY : store->multi ? WKB_MULTI_POINT : WKB_POINT;
	case GEOMETRY_ANY:
	case GEOMETRY_RASTER:
		break;
	}
	return ANY;
}

static void put_columns(struct writer *w, size_t from, enum lang lang)
{
	static const uint8_t sizes[COLUMN_FIELDS] = { [COLUMN_NAME] = 4, [COLUMN_TYPE] = 1, [COLUMN_TITLE] = 4 };
	const struct layer *layer = w->q->layer;
	size_t n = 0, at[COLUMN_FIELDS];

	for (size_t i = 0; i < layer->n_columns; i++)
		n += wanted(w->q, i);
	size_t next = flatbuffer_vector(w->b, from, 4, n);
	for (size_t i = 0; i < layer->n_columns; i++) {
		const struct column *c = &layer->columns[i];
		const char *title = text_in(c->title, lang);
		uint8_t type = type_of(c->type);
		if (!wanted(w->q, i))
			continue;
		flatbuffer_table(w->b, next, sizes, COLUMN_FIELDS, at);
		flatbuffer_text(w->b, at[COLUMN_NAME], c->name);
		flatbuffer_put(w->b, at[COLUMN_TYPE], &type, 1);
		flatbuffer_text(w->b, at[COLUMN_TITLE], title != NULL && *title != '\0' ? title : c->name);
		next += 4;
	}
}

static bool put_header(struct writer *w, const char *title, enum lang lang)
{
	static const uint8_t sizes[HEADER_FIELDS] = {
		[HEADER_NAME] = 4, [HEADER_GEOMETRY] = 1, [HEADER_COLUMNS] = 4, [HEADER_NODE] = 2, [HEADER_CRS] = 4,
		[HEADER_TITLE] = 4,
	};
	static const uint8_t crs_sizes[CRS_FIELDS] = { 4, 4 };
	size_t at[HEADER_FIELDS], crs[CRS_FIELDS];
	int32_t code = w->q->srs;

	flatbuffer_begin(w->b);
	/* a node size of 0, which is not what its absence means: no index */
	flatbuffer_table(w->b, 0, sizes, HEADER_FIELDS, at);
	flatbuffer_text(w->b, at[HEADER_NAME], w->q->layer->name);
	flatbuffer_put(w->b, at[HEADER_GEOMETRY], &w->kind, 1);
	put_columns(w, at[HEADER_COLUMNS], lang);
	flatbuffer_table(w->b, at[HEADER_CRS], crs_sizes, CRS_FIELDS, crs);
	flatbuffer_text(w->b, crs[CRS_ORGANISATION], "EPSG");
	flatbuffer_put(w->b, crs[CRS_CODE], &code, sizeof code);
	flatbuffer_text(w->b, at[HEADER_TITLE], title);
	return out_write(w->out, magic, sizeof magic) && send(w);
}

/* --- geometry --- */

static void note_end(struct writer *w, uint32_t end)
{
	if (w->n_ends == w->room) {
		w->room = 2 * w->room + 64;
		w->ends = mem_grow(w->ctx, w->ends, uint32_t, w->room);
	}
	w->ends[w->n_ends++] = end;
}

/* The points of n lists one after the other, and where each ends. `headed`: each is a geometry of its own. */
static bool gather(struct writer *w, struct wkb *r, uint32_t n, bool headed, bool counted, size_t *bytes)
{
	uint32_t end = 0, points = 1;
	enum wkb_kind kind;
	bool heights = false;

	w->n_ends = 0;
	*bytes = 0;
	for (uint32_t i = 0; i < n; i++) {
		if ((headed && (!wkb_head(r, &kind, &heights) || heights)) || (counted && !wkb_count(r, &points)))
			return false;
		const unsigned char *xy = wkb_points(r, points, false);
		if (xy == NULL)
			return false;
		flatbuffer_add(w->b, xy, 16 * (size_t)points);
		*bytes += 16 * (size_t)points;
		note_end(w, end += points);
	}
	return true;
}

/* A geometry of n lists of points, which are one array; `ends` where it does not go without saying where each does. */
static bool put_list(struct writer *w, size_t from, struct wkb *r, enum wkb_kind kind, uint32_t n)
{
	static const uint8_t sizes[SHAPE_FIELDS] = { [SHAPE_ENDS] = 4, [SHAPE_XY] = 4, [SHAPE_TYPE] = 1 };
	static const uint8_t endless[SHAPE_FIELDS] = { [SHAPE_XY] = 4, [SHAPE_TYPE] = 1 };
	bool ends = kind == WKB_MULTI_LINE || (kind == WKB_POLYGON && n > 1);
	bool headed = kind == WKB_MULTI_LINE || kind == WKB_MULTI_POINT;
	size_t at[SHAPE_FIELDS], bytes;
	uint8_t type = (uint8_t)kind;

	flatbuffer_table(w->b, from, ends ? sizes : endless, SHAPE_FIELDS, at);
	flatbuffer_put(w->b, at[SHAPE_TYPE], &type, 1);
	size_t xy = flatbuffer_vector(w->b, at[SHAPE_XY], 8, 0);
	if (!gather(w, r, n, headed, kind != WKB_POINT && kind != WKB_MULTI_POINT, &bytes))
		return false;
	uint32_t doubles = (uint32_t)(bytes / 8);
	flatbuffer_put(w->b, xy - 4, &doubles, sizeof doubles);
	if (ends)
		flatbuffer_put(w->b, flatbuffer_vector(w->b, at[SHAPE_ENDS], 4, w->n_ends), w->ends, 4 * w->n_ends);
	return true;
}

static bool put_geometry(struct writer *w, size_t from, struct wkb *r, int depth);

static bool put_parts(struct writer *w, size_t from, struct wkb *r, enum wkb_kind kind, uint32_t n, int depth)
{
	static const uint8_t sizes[SHAPE_FIELDS] = { [SHAPE_TYPE] = 1, [SHAPE_PARTS] = 4 };
	size_t at[SHAPE_FIELDS];
	uint8_t type = (uint8_t)kind;

	if (n > r->left || depth == WKB_NESTED_MOST)
		return false;
	flatbuffer_table(w->b, from, sizes, SHAPE_FIELDS, at);
	flatbuffer_put(w->b, at[SHAPE_TYPE], &type, 1);
	size_t next = flatbuffer_vector(w->b, at[SHAPE_PARTS], 4, n);
	for (uint32_t i = 0; i < n; i++)
		if (!put_geometry(w, next + 4 * (size_t)i, r, depth + 1))
			return false;
	return true;
}

static bool put_geometry(struct writer *w, size_t from, struct wkb *r, int depth)
{
	enum wkb_kind kind;
	bool heights;
	uint32_t n = 1;

	if (!wkb_head(r, &kind, &heights) || heights)
		return false;
	if (kind != WKB_POINT && kind != WKB_LINE && !wkb_count(r, &n))
		return false;
	return kind == WKB_MULTI_POLYGON || kind == WKB_COLLECTION ? put_parts(w, from, r, kind, n, depth)
	                                                           : put_list(w, from, r, kind, n);
}

/* A single geometry where all are said to be multiple ones, as the only one of them. */
static bool put_declared(struct writer *w, size_t from, struct wkb r)
{
	struct wkb inside = r;
	enum wkb_kind kind;
	bool heights;

	if (!wkb_head(&inside, &kind, &heights))
		return false;
	if (w->kind == WKB_MULTI_POLYGON && kind == WKB_POLYGON)
		return put_parts(w, from, &r, WKB_MULTI_POLYGON, 1, 0);
	if ((w->kind == WKB_MULTI_POINT && kind == WKB_POINT) || (w->kind == WKB_MULTI_LINE && kind == WKB_LINE))
		return put_list(w, from, &r, (enum wkb_kind)w->kind, 1);
	return put_geometry(w, from, &r, 0);
}

/* --- properties --- */

static void add_text(struct flatbuffer *b, const char *text)
{
	uint32_t n = (uint32_t)strlen(text);

	flatbuffer_add(b, &n, sizeof n);
	flatbuffer_add(b, text, n);
}

static void put_value(struct writer *w, uint16_t place, enum column_type type, const struct feature_value *v,
                      const void *tmp)
{
	int64_t whole = 0;
	uint8_t truth = v->number != 0;

	flatbuffer_add(w->b, &place, sizeof place);
	switch (type) {
	case COLUMN_BOOLEAN:
		flatbuffer_add(w->b, &truth, sizeof truth);
		return;
	case COLUMN_INTEGER:
		text_int(v->text, &whole);
		flatbuffer_add(w->b, &whole, sizeof whole);
		return;
	case COLUMN_REAL:
		flatbuffer_add(w->b, &v->number, sizeof v->number);
		return;
	case COLUMN_STRING:
	case COLUMN_DATE:
	case COLUMN_DATETIME:
		add_text(w->b, clean(tmp, v->text));
		return;
	}
}

static void put_properties(struct writer *w, size_t from, const void *tmp)
{
	const struct feature_value *values = features_values(w->features);
	const struct layer *layer = w->q->layer;
	size_t first = flatbuffer_vector(w->b, from, 1, 0);
	uint16_t place = 0;

	for (size_t i = 0; i < layer->n_columns; i++) {
		if (!wanted(w->q, i))
			continue;
		if (!values[i].null)
			put_value(w, place, layer->columns[i].type, &values[i], tmp);
		place++;
	}
	flatbuffer_close_bytes(w->b, first);
}

static bool put_feature(struct writer *w)
{
	static const uint8_t with[FEATURE_FIELDS] = { 4, 4 }, without[FEATURE_FIELDS] = { 0, 4 };
	void *tmp = talloc_new(w->ctx);
	size_t at[FEATURE_FIELDS], n = 0;
	const unsigned char *wkb = w->q->geometry ? features_wkb(w->features, &n) : NULL;

	flatbuffer_begin(w->b);
	flatbuffer_table(w->b, 0, wkb != NULL ? with : without, FEATURE_FIELDS, at);
	if (wkb != NULL && !put_declared(w, at[FEATURE_GEOMETRY], (struct wkb){ wkb, n })) {
		/* what is no geometry of ours is none */
		flatbuffer_begin(w->b);
		flatbuffer_table(w->b, 0, without, FEATURE_FIELDS, at);
	}
	put_properties(w, at[FEATURE_PROPERTIES], tmp);
	talloc_free(tmp);
	return send(w);
}

bool flatgeobuf_write(struct out *out, const void *ctx, const struct feature_query *q, const char *title, enum lang lang,
                      struct err *err)
{
	struct writer w = { .out = out, .ctx = talloc_new(ctx), .q = q };
	enum features_step step = FEATURES_END;

	w.b = flatbuffer_new(w.ctx);
	w.features = features_open(w.ctx, q, err);
	if (w.features == NULL) {
		err_keep(err, ctx);
		mem_free(w.ctx);
		return false;
	}
	w.kind = kind_of(q, ctx);
	bool read = put_header(&w, title, lang);
	while (read && (step = features_next(w.features, err)) == FEATURES_ROW)
		read = put_feature(&w);
	if (step == FEATURES_FAILED)
		err_keep(err, ctx);
	mem_free(w.ctx);
	return read && step == FEATURES_END;
}
