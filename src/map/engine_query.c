#include "map/engine_plugin.h"

struct question {
	struct engine *e;
	const void *ctx;              /* for errors */
	mapObj *map;
	const struct engine_map *asked;
	pointObj point;               /* in the map's system */
	int64_t most;
	int shape_srs;
	engine_found_fn *each;
	void *arg;
	struct err *err;
};

struct shape_handle {
	shapeObj shape;
};

static int free_shape(struct shape_handle *h)
{
	msFreeShape(&h->shape);
	return 0;
}

/* A shape that goes with `ctx`. */
static shapeObj *shape_new(const void *ctx)
{
	struct shape_handle *h = mem_new(ctx, struct shape_handle);

	msInitShape(&h->shape);
	talloc_set_destructor(h, free_shape);
	return &h->shape;
}

static double cell(const mapObj *map)
{
	return fmax(MS_CELLSIZE(map->extent.minx, map->extent.maxx, map->width),
	            MS_CELLSIZE(map->extent.miny, map->extent.maxy, map->height));
}

/* The place as the layer's own system has it, widened by the distance that counts as there. */
static bool search_box(const struct question *q, rectObj *box, int srs, double distance)
{
	struct bbox around = { q->point.x - distance, q->point.y - distance,
	                       q->point.x + distance, q->point.y + distance };

	if (!engine_transform(q->e, &around, &around, q->asked->srs, srs))
		return false;
	*box = (rectObj){ around.minx, around.miny, around.maxx, around.maxy };
	return true;
}

static const char *item_value(const layerObj *l, const shapeObj *shape, const char *name)
{
	for (int i = 0; i < l->numitems && i < shape->numvalues; i++)
		if (strcasecmp(l->items[i], name) == 0)
			return shape->values[i];
	return NULL;
}

/* Dates as everybody writes them: OGR has 2016/01/31 and 2016/01/31 10:00:00+00. */
static const char *iso_text(const void *ctx, const struct column *c, const char *value)
{
	if ((c->type != COLUMN_DATE && c->type != COLUMN_DATETIME) || strlen(value) < 10 ||
	    value[4] != '/' || value[7] != '/')
		return value;
	char *s = mem_strdup(ctx, value);
	s[4] = s[7] = '-';
	if (s[10] != ' ')
		return s;
	s[10] = 'T';
	return text_ends(s, "+00") ? mem_printf(ctx, "%.*sZ", (int)strlen(s) - 3, s) : s;
}

/* The columns of the catalogue, and no others; the library gives nulls as empty text. */
static void fill_values(struct engine_found *f, const void *ctx, const struct layer *layer,
                        const layerObj *l, const shapeObj *shape)
{
	const char **names = mem_array(ctx, const char *, layer->n_columns);
	const char **values = mem_array(ctx, const char *, layer->n_columns);

	for (size_t i = 0; i < layer->n_columns; i++) {
		const struct column *c = &layer->columns[i];
		const char *value = item_value(l, shape, c->name);
		bool null = value == NULL || (*value == '\0' && (c->nullable || c->type != COLUMN_STRING));
		names[i] = c->name;
		values[i] = null ? NULL : iso_text(ctx, c, value);
	}
	f->names = names;
	f->values = values;
	f->n = layer->n_columns;
	const char *id = item_value(l, shape, layer->source.id_column);
	f->id = id != NULL ? id : mem_printf(ctx, "%ld", shape->index);
}

/* A joined layer's: those of the framework from its data, those joined with the word on why one is not there. */
static bool fill_joined(struct engine_found *f, const void *ctx, const struct layer *layer,
                        const layerObj *l, const shapeObj *shape, struct err *err)
{
	const struct plugin *p = l->layerinfo;
	size_t first = layer->joined->first, n = layer->n_columns, row = (size_t)shape->index;
	const char **names = mem_array(ctx, const char *, n), **values = mem_array(ctx, const char *, n);
	const char **states = mem_array(ctx, const char *, n);
	const char **own;

	f->id = p->store->keys + p->store->key_offsets[row];
	own = own_values(p, ctx, f->id, err);
	if (own == NULL)
		return false;
	for (size_t i = 0; i < n; i++) {
		char *number = mem_array(ctx, char, 40);
		names[i] = layer->columns[i].name;
		values[i] = i < first ? own[i] : table_text(p->table, i - first, row, number);
		if (i >= first && values[i] == NULL)
			states[i] = plugin_state(p, i - first, (uint32_t)row);
	}
	f->names = names;
	f->values = values;
	f->states = states;
	f->n = n;
	return true;
}

static void add_part(struct engine_shape *s, struct engine_part *parts, const void *ctx,
                     const lineObj *line, bool hole)
{
	double *xy = mem_array(ctx, double, 2 * (size_t)line->numpoints);

	for (int i = 0; i < line->numpoints; i++) {
		xy[2 * i] = line->point[i].x;
		xy[2 * i + 1] = line->point[i].y;
	}
	parts[s->n_parts++] = (struct engine_part){ xy, (size_t)line->numpoints, hole };
}

/* Rings come each outer one with its holes. */
static void add_rings(struct engine_shape *s, struct engine_part *parts, const void *ctx,
                      shapeObj *shape)
{
	int *outer = msGetOuterList(shape);

	for (int i = 0; outer != NULL && i < shape->numlines; i++) {
		if (!outer[i])
			continue;
		add_part(s, parts, ctx, &shape->line[i], false);
		int *inner = msGetInnerList(shape, i, outer);
		for (int k = 0; inner != NULL && k < shape->numlines; k++)
			if (inner[k])
				add_part(s, parts, ctx, &shape->line[k], true);
		msFree(inner);
	}
	msFree(outer);
}

static const struct engine_shape *plain_shape(const void *ctx, shapeObj *shape)
{
	struct engine_shape *s = mem_new(ctx, struct engine_shape);
	struct engine_part *parts = mem_array(ctx, struct engine_part, (size_t)shape->numlines);

	s->parts = parts;
	s->kind = shape->type == MS_SHAPE_POINT ? GEOMETRY_POINT :
		shape->type == MS_SHAPE_LINE ? GEOMETRY_LINE : GEOMETRY_POLYGON;
	if (s->kind == GEOMETRY_POLYGON)
		add_rings(s, parts, ctx, shape);
	for (int i = 0; s->kind != GEOMETRY_POLYGON && i < shape->numlines; i++)
		add_part(s, parts, ctx, &shape->line[i], false);
	return s->n_parts > 0 ? s : NULL;
}

static bool tell(const struct question *q, size_t index, const layerObj *l, shapeObj *shape)
{
	const struct layer *layer = q->asked->layers[index].layer;
	struct engine_found found = { .layer = index };
	void *scratch = talloc_new(q->ctx);

	if (layer->joined == NULL)
		fill_values(&found, scratch, layer, l, shape);
	else if (!fill_joined(&found, scratch, layer, l, shape, q->err))
		return false;
	reprojectionObj *to = q->shape_srs != 0 ? srs_between(q->e, layer->srs, q->shape_srs) : NULL;
	if (to != NULL) {
		shapeObj *moved = shape_new(scratch);
		msCopyShape(shape, moved);
		if (layer->srs == q->shape_srs || msProjectShapeEx(to, moved) == MS_SUCCESS)
			found.shape = plain_shape(scratch, moved);
	}
	bool ok = q->each(q->arg, &found, q->err);
	talloc_free(scratch);
	return ok;
}

/* How far the place is from a feature, in the map's units. */
static double distance_to(struct question *q, const void *ctx, int srs, shapeObj *shape)
{
	shapeObj *moved = shape_new(ctx);
	reprojectionObj *to = srs_between(q->e, srs, q->asked->srs);

	msCopyShape(shape, moved);
	if (to == NULL || (srs != q->asked->srs && msProjectShapeEx(to, moved) != MS_SUCCESS))
		return HUGE_VAL;
	return msDistancePointToShape(&q->point, moved);
}

static bool read_features(struct question *q, size_t index, layerObj *l, double distance)
{
	int srs = q->asked->layers[index].layer->srs, rc;
	int64_t told = 0;
	bool ok = true;
	shapeObj shape;

	msInitShape(&shape);
	while (ok && told < q->most && (rc = msLayerNextShape(l, &shape)) == MS_SUCCESS) {
		void *scratch = talloc_new(q->ctx);
		if (distance_to(q, scratch, srs, &shape) <= distance) {
			ok = tell(q, index, l, &shape);
			told++;
		}
		talloc_free(scratch);
		msFreeShape(&shape);
		msInitShape(&shape);
	}
	msFreeShape(&shape);
	if (ok && told < q->most && rc != MS_DONE)
		return engine_failed(q->ctx, q->err);
	return ok;
}

static bool ask_vector(struct question *q, size_t index, layerObj *l)
{
	const struct layer *layer = q->asked->layers[index].layer;
	bool thin = layer->geometry != GEOMETRY_POLYGON;
	double distance = thin ? ENGINE_NEAR * cell(q->map) : 0;
	rectObj box;

	if (!search_box(q, &box, layer->srs, distance))
		return true;
	if (msLayerOpen(l) != MS_SUCCESS ||
	    (layer->joined == NULL && msLayerWhichItems(l, MS_TRUE, NULL) != MS_SUCCESS))
		return engine_failed(q->ctx, q->err);
	int rc = msLayerWhichShapes(l, box, MS_TRUE);
	bool ok = rc == MS_DONE || (rc == MS_SUCCESS ? read_features(q, index, l, distance)
	                                             : engine_failed(q->ctx, q->err));
	msLayerClose(l);
	return ok;
}

static bool tell_pixel(struct question *q, size_t index, const layerObj *l, const shapeObj *shape)
{
	const char *names[64], *values[64];
	struct engine_found found = { .layer = index, .names = names, .values = values };

	for (int i = 0; i < l->numitems && i < shape->numvalues && found.n < 64; i++) {
		if (strncmp(l->items[i], "value_", 6) != 0 || strcmp(l->items[i], "value_list") == 0)
			continue;
		names[found.n] = mem_printf(q->ctx, "band_%zu", found.n + 1);
		values[found.n++] = shape->values[i];
	}
	return q->each(q->arg, &found, q->err);
}

static bool ask_raster(struct question *q, size_t index, layerObj *l)
{
	q->map->query.type = MS_QUERY_BY_POINT;
	q->map->query.mode = MS_QUERY_SINGLE;
	q->map->query.layer = l->index;
	q->map->query.point = q->point;
	q->map->query.buffer = 0;
	q->map->query.maxresults = 1;
	if (msQueryByPoint(q->map) != MS_SUCCESS)
		return engine_failed(q->ctx, q->err);
	if (l->resultcache == NULL || l->resultcache->numresults == 0)
		return true;
	shapeObj *shape = shape_new(q->ctx);
	if (msLayerGetShape(l, shape, &l->resultcache->results[0]) != MS_SUCCESS)
		return engine_failed(q->ctx, q->err);
	return tell_pixel(q, index, l, shape);
}

static bool in_scale(const mapObj *map, const layerObj *l)
{
	return (l->maxscaledenom <= 0 || map->scaledenom <= l->maxscaledenom) &&
	       (l->minscaledenom <= 0 || map->scaledenom > l->minscaledenom);
}

static bool ask(struct question *q)
{
	mapObj *map = q->map;

	msCalculateScale(map->extent, map->units, map->width, map->height, map->resolution,
	                 &map->scaledenom);
	for (size_t i = 0; i < q->asked->n_layers; i++) {
		layerObj *l = GET_LAYER(map, (int)i);
		if (!in_scale(map, l))
			continue;
		if (l->type == MS_LAYER_RASTER ? !ask_raster(q, i, l) : !ask_vector(q, i, l))
			return false;
	}
	return true;
}

bool engine_query(struct engine *engine, const struct exchange *x, const struct engine_map *map,
                  int column, int row, int64_t most, int shape_srs, engine_found_fn *each, void *arg,
                  struct err *err)
{
	void *scratch = talloc_new(x->ctx);
	mapObj *composed = compose(engine, scratch, x, map, USE_QUERY, err);
	double dx = (map->bbox.maxx - map->bbox.minx) / map->width;
	double dy = (map->bbox.maxy - map->bbox.miny) / map->height;
	struct question q = { engine, x->ctx, composed, map,
		{ .x = map->bbox.minx + (column + 0.5) * dx, .y = map->bbox.maxy - (row + 0.5) * dy },
		most, shape_srs, each, arg, err };
	bool ok = composed != NULL && ask(&q);

	talloc_free(scratch);
	engine_clean(engine);
	return ok;
}
