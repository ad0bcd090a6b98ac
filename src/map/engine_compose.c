#include "map/engine_plugin.h"

/* The SQL of values: numbers as they are (they were parsed), all else quoted. */
static char *sql_value(const void *ctx, const struct column *c, const char *value)
{
	char *text;
	double number;

	if ((c->type == COLUMN_INTEGER || c->type == COLUMN_REAL) && text_double(value, &number))
		return text_from_double(ctx, number);
	text = mem_strdup(ctx, "'");
	for (const char *p = value; *p != '\0'; p++)
		text = mem_check(talloc_strndup_append_buffer(text, *p == '\'' ? "''" : p,
		                                              *p == '\'' ? 2 : 1));
	return mem_check(talloc_strdup_append_buffer(text, "'"));
}

static char *sql_name(const void *ctx, const char *name)
{
	char *text = mem_strdup(ctx, "\"");

	for (const char *p = name; *p != '\0'; p++)
		text = mem_check(talloc_strndup_append_buffer(text, *p == '"' ? "\"\"" : p,
		                                              *p == '"' ? 2 : 1));
	return mem_check(talloc_strdup_append_buffer(text, "\""));
}

static char *filter_sql(const void *ctx, const struct engine_filter *f)
{
	const char *name = sql_name(ctx, f->column->name);
	char *sql = mem_strdup(ctx, "(");

	for (size_t i = 0; i < f->n_ranges; i++) {
		const struct engine_range *r = &f->ranges[i];
		const char *from = sql_value(ctx, f->column, r->from), *or = i > 0 ? " OR " : "";
		if (strcmp(r->from, r->to) == 0)
			sql = mem_check(talloc_asprintf_append_buffer(sql, "%s%s = %s", or, name, from));
		else
			sql = mem_check(talloc_asprintf_append_buffer(
				sql, "%s(%s >= %s AND %s <= %s)", or, name, from, name,
				sql_value(ctx, f->column, r->to)));
	}
	return mem_check(talloc_strdup_append_buffer(sql, ")"));
}

char *filters_sql(const void *ctx, const struct engine_filter *filters, size_t n)
{
	char *sql = mem_strdup(ctx, "");

	for (size_t i = 0; i < n; i++)
		sql = mem_check(talloc_asprintf_append_buffer(sql, "%s%s", i > 0 ? " AND " : "",
		                                              filter_sql(ctx, &filters[i])));
	return sql;
}

static void set_filters(mapObj *map, int from, const void *ctx, const struct engine_drawn *d)
{
	const char *sql = filters_sql(ctx, d->filters, d->n_filters);

	for (int i = from; i < map->numlayers; i++) {
		layerObj *l = GET_LAYER(map, i);
		const char *own = msLayerGetProcessingKey(l, "NATIVE_FILTER");
		msLayerSetProcessingKey(l, "NATIVE_FILTER",
		                        own != NULL ? mem_printf(ctx, "(%s) AND %s", own, sql) : sql);
	}
}

bool compose_add(struct engine *e, const struct exchange *x, mapObj *map, const struct engine_drawn *d,
                 enum use use, struct err *err)
{
	int before = map->numlayers;
	bool picture = use == USE_PICTURE;
	const struct style *style = picture ? d->style : NULL;  /* only pictures have one */

	bool added = picture && d->sld != NULL ?
		engine_add_styled(e, x->ctx, map, d->layer, d->sld, err) :
		picture && d->thematic != NULL ?
		engine_add_thematic(e, x, map, d->layer, d->thematic, err) :
		engine_add_layer(e, x->ctx, map, d->layer, style, use, err);
	if (added && d->n_filters > 0 && d->layer->joined == NULL)
		set_filters(map, before, x->ctx, d);
	return added;
}

/* Pixel centres, of which a picture of one pixel has no two. */
static rectObj extent_of(const struct engine_map *m)
{
	double x = m->width > 1 ? (m->bbox.maxx - m->bbox.minx) / m->width / 2 : 0;
	double y = m->height > 1 ? (m->bbox.maxy - m->bbox.miny) / m->height / 2 : 0;

	return (rectObj){ m->bbox.minx + x, m->bbox.miny + y, m->bbox.maxx - x, m->bbox.maxy - y };
}

/* Whether its pixels are to stay as oblong as they are. */
static bool is_oblong(const struct engine_map *m)
{
	double dx = (m->bbox.maxx - m->bbox.minx) / m->width, dy = (m->bbox.maxy - m->bbox.miny) / m->height;

	return fabs(dy / dx * m->height - m->height) > 1;
}

static void set_view(mapObj *map, const struct engine_map *m)
{
	int units = GetMapserverUnitUsingProj(&map->projection);

	if (units != -1)
		map->units = (enum MS_UNITS)units;
	map->width = m->width;
	map->height = m->height;
	map->extent = extent_of(m);
	if (is_oblong(m))
		msSetConfigOption(map, "MS_NONSQUARE", "YES");
}

/* As the library comes to it when it draws. */
double engine_scale(struct engine *e, const struct engine_map *m)
{
	int units = srs_units(e, m->srs);
	rectObj extent = extent_of(m);
	double scale;

	if (!is_oblong(m))
		msAdjustExtent(&extent, m->width, m->height);
	if (msCalculateScale(extent, units != -1 ? units : (int)e->head->units, m->width, m->height, e->head->resolution,
	                     &scale) != MS_SUCCESS) {
		msResetErrorList();
		return 0;
	}
	return scale > 0 ? scale : 0;
}

mapObj *compose(struct engine *e, const void *scratch, const struct exchange *x,
                const struct engine_map *m, enum use use, struct err *err)
{
	mapObj *map = engine_map(e, scratch, x->ctx, err);

	if (map == NULL || !srs_set(e, &map->projection, x->ctx, m->srs, err))
		return NULL;
	set_view(map, m);
	for (size_t i = 0; i < m->n_layers; i++) {
		const struct engine_drawn *d = &m->layers[i];
		int before = map->numlayers;
		if (!compose_add(e, x, map, d, use, err) ||
		    (d->layer->joined != NULL && !plugin_attach(e, x, map, before, m, d, err)))
			return NULL;
	}
	return map;
}
