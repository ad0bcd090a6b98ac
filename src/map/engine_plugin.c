#include "map/engine_plugin.h"

#include <stdlib.h>

#include "map/outlines.h"
#include "map/thematic_sld.h"

/* Points may go where the corners of a pixel do not: how far two of them may lie apart, in pixels. */
#define HALF_PIXEL 0.4
/* The widest symbol that a client's own style has, in pixels. */
#define WIDEST 256

int plugin_column(const struct layer *layer, const char *name)
{
	const struct joined *j = layer->joined;

	for (size_t i = j != NULL ? j->first : layer->n_columns; i < layer->n_columns; i++)
		if (strcasecmp(layer->columns[i].name, name) == 0)
			return (int)(i - j->first);
	return -1;
}

static const char *key_of(const struct plugin *p, uint32_t feature)
{
	return p->store->keys + p->store->key_offsets[feature];
}

static int layer_open(layerObj *l)
{
	struct plugin *p = l->layerinfo;

	p->open = true;
	return MS_SUCCESS;
}

static int layer_is_open(layerObj *l)
{
	const struct plugin *p = l->layerinfo;
	return p != NULL && p->open ? MS_TRUE : MS_FALSE;
}

static int layer_close(layerObj *l)
{
	struct plugin *p = l->layerinfo;

	p->open = false;
	p->n = p->next = 0;
	return MS_SUCCESS;
}

static int has_common_filters(layerObj *l)
{
	(void)l;
	return MS_TRUE;
}

static struct plugin_item item_of(const struct plugin *p, const char *name)
{
	const struct joined *j = p->layer->joined;
	int column;

	if (strcmp(name, PLUGIN_CLASS) == 0)
		return (struct plugin_item){ ITEM_CLASS, 0 };
	if (strcmp(name, PLUGIN_SIZE) == 0)
		return (struct plugin_item){ ITEM_SIZE, 0 };
	if (strcmp(name, PLUGIN_LABEL) == 0)
		return (struct plugin_item){ ITEM_LABEL, 0 };
	if ((column = plugin_column(p->layer, name)) >= 0)
		return (struct plugin_item){ ITEM_JOINED, (size_t)column };
	if (strcasecmp(name, j->base->key) == 0)
		return (struct plugin_item){ ITEM_KEY, 0 };
	for (size_t i = 0; i < j->base->n_columns; i++)
		if (strcasecmp(j->base->columns[i].name, name) == 0)
			return (struct plugin_item){ ITEM_OWN, i };
	const char *of = thematic_state_column(p->x->ctx, p->layer, name);
	if (of != NULL)
		return (struct plugin_item){ ITEM_STATE, (size_t)plugin_column(p->layer, of) };
	return (struct plugin_item){ ITEM_NONE, 0 };
}

static int init_items(layerObj *l)
{
	struct plugin *p = l->layerinfo;

	TALLOC_FREE(p->items);
	p->items = mem_array(p, struct plugin_item, (size_t)l->numitems);
	for (int i = 0; i < l->numitems; i++)
		p->items[i] = item_of(p, l->items[i]);
	return MS_SUCCESS;
}

static void free_items(layerObj *l)
{
	struct plugin *p = l->layerinfo;

	if (p != NULL)
		TALLOC_FREE(p->items);
}

static int get_items(layerObj *l)
{
	const struct plugin *p = l->layerinfo;
	size_t n = p->layer->n_columns;

	l->items = msSmallMalloc(sizeof(char *) * (n + 1));
	l->numitems = (int)n;
	for (size_t i = 0; i < n; i++)
		l->items[i] = msStrdup(p->layer->columns[i].name);
	return init_items(l);
}

static int get_extent(layerObj *l, rectObj *extent)
{
	const struct plugin *p = l->layerinfo;
	const struct bbox *b = &p->store->bbox;

	*extent = (rectObj){ b->minx, b->miny, b->maxx, b->maxy };
	return MS_SUCCESS;
}

/* Columns that have to be read from the data, and what the filters leave out. */
static bool read_own(struct plugin *p, const layerObj *l, const struct bbox *box)
{
	bool *wanted = mem_array(p, bool, p->layer->joined->base->n_columns);
	bool any = p->n_filters > 0;

	for (int i = 0; i < l->numitems; i++) {
		if (p->items[i].source != ITEM_OWN)
			continue;
		wanted[p->items[i].column] = true;
		any = true;
	}
	p->own = any ? own_read(p, wanted, box, p->err) : NULL;
	return !any || p->own != NULL;
}

static void leave_out_filtered(struct plugin *p)
{
	size_t kept = 0;

	if (p->n_filters == 0)
		return;
	for (size_t i = 0; i < p->n; i++)
		if (own_has(p->own, key_of(p, p->found[i])))
			p->found[kept++] = p->found[i];
	p->n = kept;
}

/* The widest that a symbol may be, in pixels. */
static double widest(const struct plugin *p)
{
	const struct thematic *t = p->thematic;
	double size = t != NULL ? fmax(t->largest_size, THEMATIC_POINT_SIZE) : WIDEST;

	for (size_t i = 0; t != NULL && i < t->n_classes; i++)
		size = fmax(size, t->classes[i].size);
	return size;
}

/* From where symbols may reach into the picture; all of it where that cannot be told. */
static struct bbox symbols_box(const struct plugin *p)
{
	const struct engine_map *m = p->map;
	double far = widest(p) / 2 + 2;
	double dx = far * (m->bbox.maxx - m->bbox.minx) / m->width;
	double dy = far * (m->bbox.maxy - m->bbox.miny) / m->height;
	struct bbox wide = { m->bbox.minx - dx, m->bbox.miny - dy, m->bbox.maxx + dx, m->bbox.maxy + dy };
	struct bbox box;

	return engine_transform(p->e, &box, &wide, m->srs, p->layer->srs) ? box : p->store->bbox;
}

static int by_rank(const void *a, const void *b)
{
	const struct plugin_ranked *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return x->feature < y->feature ? -1 : x->feature > y->feature;
}

void plugin_put_in_order(struct plugin *p, struct plugin_ranked *ranked, size_t n)
{
	qsort(ranked, n, sizeof *ranked, by_rank);
	for (size_t i = 0; i < n; i++)
		p->found[i] = ranked[i].feature;
	p->n = n;
}

/* Of its symbol; -HUGE_VAL where there is no value. */
static double size_of(const struct plugin *p, uint32_t feature)
{
	double value = fabs(table_number(p->table, (size_t)p->sized_by, feature));

	if (!isfinite(value))
		return -HUGE_VAL;
	return p->thematic != NULL ? thematic_size(p->thematic, value) : value;
}

/* The largest first, what has no value last; a value without a size is not drawn. */
static void sort_by_size(struct plugin *p)
{
	struct plugin_ranked *ranked = mem_array(p, struct plugin_ranked, p->n);
	size_t kept = 0;

	for (size_t i = 0; i < p->n; i++) {
		double size = size_of(p, p->found[i]);
		if (size != 0)
			ranked[kept++] = (struct plugin_ranked){ -size, p->found[i] };
	}
	plugin_put_in_order(p, ranked, kept);
	talloc_free(ranked);
}

/* The pixels of the inner points; features without one are left out. */
static bool place_points(struct plugin *p)
{
	const struct engine_map *m = p->map;
	reprojectionObj *to = srs_between(p->e, p->layer->srs, m->srs);
	double dx = (m->bbox.maxx - m->bbox.minx) / m->width, dy = (m->bbox.maxy - m->bbox.miny) / m->height;
	size_t kept = 0;

	if (to == NULL)
		return false;
	p->pixels = mem_array(p, double, 2 * p->n);
	for (size_t i = 0; i < p->n; i++) {
		const double *xy = p->store->inner + 2 * (size_t)p->found[i];
		pointObj at = { .x = xy[0], .y = xy[1] };
		if (!isfinite(at.x) ||
		    (p->layer->srs != m->srs && msProjectPointEx(to, &at) != MS_SUCCESS) || !isfinite(at.x))
			continue;
		p->pixels[2 * kept] = (at.x - m->bbox.minx) / dx - 0.5;
		p->pixels[2 * kept + 1] = (m->bbox.maxy - at.y) / dy - 0.5;
		p->found[kept++] = p->found[i];
	}
	p->n = kept;
	return true;
}

static int which_shapes(layerObj *l, rectObj rect, int is_query)
{
	struct plugin *p = l->layerinfo;
	struct bbox box = { rect.minx, rect.miny, rect.maxx, rect.maxy };
	double dx = (rect.maxx - rect.minx) / p->map->width, dy = (rect.maxy - rect.miny) / p->map->height;

	p->tolerance = is_query ? 0 : HALF_PIXEL * fmin(dx, dy);
	p->next = 0;
	if (p->points)
		box = symbols_box(p);
	TALLOC_FREE(p->found);
	p->found = geometry_store_find(p->store, p, &box, &p->n);
	if (p->n == 0)
		return MS_DONE;
	if (!read_own(p, l, &box))
		return MS_FAILURE;
	leave_out_filtered(p);
	if (p->sized_by >= 0)
		sort_by_size(p);
	if (p->labels)
		plugin_keep_labelled(p, &box);
	return !p->points || place_points(p) ? MS_SUCCESS : MS_FAILURE;
}

const char *plugin_state(const struct plugin *p, size_t column, uint32_t feature)
{
	const uint8_t *states = p->table->columns[column].states;
	return states != NULL ? thematic_state_word((enum value_state)states[feature]) : "";
}

/* An item of a feature as libmapserver has it: what is null is empty. */
static const char *value_of(const struct plugin *p, const void *scratch, const struct plugin_item *item,
                            uint32_t feature, char number[40])
{
	const char *text = NULL;

	switch (item->source) {
	case ITEM_NONE:
		break;
	case ITEM_CLASS:
		if (p->thematic != NULL)
			text = p->places[thematic_place(p->thematic, p->table, p->column, feature)];
		break;
	case ITEM_SIZE:
		if (p->thematic != NULL)
			text = text_from_double(scratch, thematic_size(p->thematic,
				table_number(p->table, p->column, feature)));
		break;
	case ITEM_LABEL:
		text = plugin_label(p, scratch, feature);
		break;
	case ITEM_KEY:
		text = key_of(p, feature);
		break;
	case ITEM_OWN:
		text = own_value(p->own, key_of(p, feature), item->column);
		break;
	case ITEM_JOINED:
		text = table_text(p->table, item->column, feature, number);
		break;
	case ITEM_STATE:
		text = plugin_state(p, item->column, feature);
		break;
	}
	return text != NULL ? text : "";
}

static void set_values(const struct plugin *p, const layerObj *l, uint32_t feature, shapeObj *shape)
{
	char number[40];

	shape->index = (long)feature;
	if (l->numitems == 0)
		return;
	void *scratch = talloc_new(p);
	shape->values = msSmallMalloc(sizeof(char *) * (size_t)l->numitems);
	shape->numvalues = l->numitems;
	for (int i = 0; i < l->numitems; i++)
		shape->values[i] = msStrdup(value_of(p, scratch, &p->items[i], feature, number));
	talloc_free(scratch);
}

static int next_shape(layerObj *l, shapeObj *shape)
{
	struct plugin *p = l->layerinfo;

	for (; p->next < p->n; msFreeShape(shape)) {
		size_t i = p->next++;
		if (p->points)
			plugin_point(p, i, shape);
		else
			plugin_shape(p, p->found[i], shape);
		if (shape->numlines == 0)
			continue;
		set_values(p, l, p->found[i], shape);
		return MS_SUCCESS;
	}
	return MS_DONE;
}

static int get_shape(layerObj *l, shapeObj *shape, resultObj *record)
{
	struct plugin *p = l->layerinfo;

	if (record->shapeindex < 0 || (size_t)record->shapeindex >= p->store->n)
		return MS_FAILURE;
	plugin_shape(p, (uint32_t)record->shapeindex, shape);
	set_values(p, l, (uint32_t)record->shapeindex, shape);
	return MS_SUCCESS;
}

static bool set_table(layerObj *l)
{
	l->connectiontype = MS_INLINE;  /* the plainest of its tables, and then all but that */
	if (msInitializeVirtualTable(l) != MS_SUCCESS)
		return false;
	l->connectiontype = MS_PLUGIN;
	l->vtable->LayerSupportsCommonFilters = has_common_filters;
	l->vtable->LayerInitItemInfo = init_items;
	l->vtable->LayerFreeItemInfo = free_items;
	l->vtable->LayerOpen = layer_open;
	l->vtable->LayerIsOpen = layer_is_open;
	l->vtable->LayerClose = layer_close;
	l->vtable->LayerWhichShapes = which_shapes;
	l->vtable->LayerNextShape = next_shape;
	l->vtable->LayerGetShape = get_shape;
	l->vtable->LayerGetItems = get_items;
	l->vtable->LayerGetExtent = get_extent;
	return true;
}

void plugin_points(layerObj *l)
{
	l->type = MS_LAYER_POINT;
	l->transform = MS_FALSE;
}

/* The column that gives the first of a client's own symbols its size. */
static int sized_by(const struct layer *layer, const struct sld_features *f)
{
	for (size_t i = 0; i < f->n_rules; i++)
		for (size_t k = 0; k < f->rules[i].n_symbolizers; k++)
			if (f->rules[i].symbolizers[k].mark.sized_by != NULL)
				return plugin_column(layer, f->rules[i].symbolizers[k].mark.sized_by);
	return -1;
}

static void set_thematic(struct plugin *p, const struct thematic *t)
{
	size_t places = t->n_classes + STATES;

	p->thematic = t;
	p->column = (size_t)plugin_column(p->layer, t->attribute);
	p->sized_by = p->points && !p->labels && t->kind == THEMATIC_SYMBOLS ? (int)p->column : -1;
	p->places = mem_array(p, const char *, places);
	for (size_t i = 0; i < places; i++)
		p->places[i] = mem_printf(p->places, "%zu", i);
}

/* Under symbols, the land of areas too small for outlines. */
static void show_land(layerObj *l)
{
	for (int i = 0; i < l->numclasses; i++) {
		styleObj *s = l->class[i]->numstyles == 1 ? l->class[i]->styles[0] : NULL;
		if (s == NULL || MS_VALID_COLOR(s->color))
			continue;
		MS_INIT_COLOR(s->color, OUTLINES_LAND >> 16, OUTLINES_LAND >> 8 & 255, OUTLINES_LAND & 255, 255);
		MS_INIT_COLOR(s->outlinecolor, -1, -1, -1, 255);
	}
}

/* Without any outline, the ground would shine through between neighbours. */
static void soften_outlines(layerObj *l)
{
	for (int i = 0; i < l->numclasses; i++) {
		const styleObj *fill = l->class[i]->numstyles > 1 ? l->class[i]->styles[0] : NULL;
		for (int k = 1; k < l->class[i]->numstyles; k++) {
			styleObj *s = l->class[i]->styles[k];
			if (fill == NULL || !MS_VALID_COLOR(fill->color) || MS_VALID_COLOR(s->color) ||
			    !MS_VALID_COLOR(s->outlinecolor))
				continue;
			s->outlinecolor = fill->color;
			s->width = 1;
		}
	}
}

static struct plugin *plugin_new(struct engine *e, const struct exchange *x, const struct engine_map *m,
                                 const struct engine_drawn *d, struct err *err)
{
	struct plugin *p = mem_new(x->ctx, struct plugin);

	*p = (struct plugin){ .e = e, .x = x, .layer = d->layer, .map = m, .filters = d->filters,
	                      .n_filters = d->n_filters, .sized_by = -1, .err = err };
	if (x->mapped == NULL) {
		err_set(err, x->ctx, ERR_UNAVAILABLE, NULL, "joined layers cannot be drawn here",
		        "les couches jointes ne peuvent pas être dessinées ici");
		return NULL;
	}
	p->store = mapped_geometry(x->mapped, x->ctx, d->layer, err);
	const struct columns_file *f = p->store != NULL ? mapped_columns(x->mapped, x->ctx, d->layer, err) : NULL;
	if (f == NULL)
		return NULL;
	p->table = f->table;
	return p;
}

bool plugin_attach(struct engine *e, const struct exchange *x, mapObj *map, int from,
                   const struct engine_map *m, const struct engine_drawn *d, struct err *err)
{
	for (int i = from; i < map->numlayers; i++) {
		layerObj *l = GET_LAYER(map, i);
		struct plugin *p = plugin_new(e, x, m, d, err);
		if (p == NULL)
			return false;
		p->points = l->transform == MS_FALSE;
		p->labels = l->labelitem != NULL && strcmp(l->labelitem, PLUGIN_LABEL) == 0;
		if (p->points && d->sld != NULL)
			p->sized_by = sized_by(d->layer, &d->sld->features[i - from]);
		else if (d->sld == NULL && d->thematic != NULL)
			set_thematic(p, d->thematic);
		if (p->labels)
			plugin_names(p);
		if (p->thematic != NULL && !p->points && p->store->kind == GEOMETRY_POLYGON &&
		    !outlines_seen(e, m, p->store)) {
			soften_outlines(l);
			if (p->thematic->kind == THEMATIC_SYMBOLS)
				show_land(l);
		}
		if (!set_table(l))
			return engine_failed(x->ctx, err);
		l->layerinfo = p;
	}
	return true;
}
