/* Flat styles of layers, and what each feature is drawn as, made once for a version of the layer. */
#include "map/flat_parts.h"

#include "base/digest.h"
#include "draw/scenes.h"
#include "geometry/mapped.h"

/* More features than that are not looked through beforehand. */
#define FEATURES (4 << 20)

struct wanted {
	const struct exchange *x;
	const struct engine_drawn *drawn;
	double scale;
	const char *name;
};

/* A style as rules, kept so that the scales are known at which they come and go; NULL: it cannot be told so. */
struct told {
	const struct sld_style *style;
};

static const char *digest_name(const void *ctx, const char *kind, const char *of)
{
	char text[DIGEST_TEXT];

	digest_of(of, text);
	return mem_printf(ctx, "%s %s", kind, text);
}

static const char *style_name(const struct wanted *w)
{
	const struct engine_drawn *d = w->drawn;

	return mem_printf(w->x->ctx, "%llu %s %s %s", (unsigned long long)d->layer->changed, d->layer->name,
	                  d->sld != NULL ? d->sld_digest : d->style->name,
	                  d->layer->joined != NULL ? d->layer->joined->version : "");
}

static void *tell(const void *ctx, void *arg, size_t *bytes, struct err *err)
{
	const struct wanted *w = arg;
	struct exchange x = *w->x;
	struct told *t = mem_new(ctx, struct told);

	x.ctx = t;
	t->style = engine_style(x.engine, &x, w->drawn->layer, w->drawn->style, err);
	*bytes = sizeof *t + 16384;
	return err->code == ERR_NONE ? t : NULL;
}

static const struct sld_style *style_of(const struct wanted *w)
{
	struct err none = { 0 };

	if (w->drawn->sld != NULL)
		return w->drawn->sld;
	const struct told *t = scenes_other(w->x->scenes, w->x->ctx, digest_name(w->x->ctx, "style", style_name(w)), tell,
	                                    (void *)(uintptr_t)w, &none);
	return t != NULL ? t->style : NULL;
}

static bool bind_columns(struct flat_columns *c, const struct exchange *x, const struct layer *layer, struct err *err)
{
	const struct columns_file *own = mapped_attributes(x->mapped, x->ctx, layer, err);
	const struct columns_file *joined = NULL;

	if (own == NULL)
		return false;
	if (layer->joined != NULL && (joined = mapped_columns(x->mapped, x->ctx, layer, err)) == NULL)
		return false;
	*c = (struct flat_columns){ layer, own->table, joined != NULL ? joined->table : NULL };
	return true;
}

static bool meets_all(const struct flat_span *spans, size_t n, size_t row)
{
	for (size_t i = 0; i < n; i++)
		if (!flat_in_span(&spans[i], row))
			return false;
	return true;
}

/* NULL where a filter is none of those. */
static struct flat_span *bind_spans(const void *ctx, const struct engine_drawn *d, const struct flat_columns *columns)
{
	struct flat_span *spans = mem_array(ctx, struct flat_span, d->n_filters + 1);

	for (size_t i = 0; i < d->n_filters; i++)
		if (!flat_bind_span(&spans[i], ctx, &d->filters[i], columns))
			return NULL;
	return spans;
}

static void place_features(struct flat_layer *l, size_t n, const struct flat_span *spans, size_t n_spans)
{
	bool several = false;
	uint8_t *places = mem_array(l, uint8_t, n + 1);

	for (size_t i = 0; i < n; i++) {
		places[i] = meets_all(spans, n_spans, i) ? flat_place(&l->flat, i, &several) : PAINT_NOTHING;
		l->hides = l->hides || places[i] == PAINT_NOTHING;
	}
	l->places = places;
	l->flat.rules = NULL;         /* bound to what is not kept with them */
	l->good = !(several && l->flat.translucent);
}

/* The store of a layer of areas that may be looked through beforehand, and its columns. *store is NULL where it is not
   such a layer. */
static bool open_columns(const struct geometry_store **store, struct flat_columns *columns, const struct wanted *w,
                         struct err *err)
{
	*store = mapped_geometry(w->x->mapped, w->x->ctx, w->drawn->layer, err);
	if (*store == NULL)
		return false;
	if ((*store)->kind != GEOMETRY_POLYGON || (*store)->n > FEATURES) {
		*store = NULL;
		return true;
	}
	return bind_columns(columns, w->x, w->drawn->layer, err);
}

/* A style that is not flat is kept as such. */
static void *make(const void *ctx, void *arg, size_t *bytes, struct err *err)
{
	const struct wanted *w = arg;
	const struct engine_drawn *d = w->drawn;
	bool blocks = d->sld == NULL && d->style->kind == STYLE_CLASSES;
	struct flat_layer *l = mem_new(ctx, struct flat_layer);
	const struct sld_style *style = style_of(w);
	const struct geometry_store *store;
	struct flat_columns columns;

	*bytes = sizeof *l + 4096;
	l->name = mem_strdup(l, w->name);
	if (style == NULL)
		return l;
	if (!open_columns(&store, &columns, w, err))
		return NULL;
	const struct flat_span *spans = store != NULL ? bind_spans(l, d, &columns) : NULL;
	if (spans == NULL || !flat_of_style(&l->flat, l, style, blocks, &columns, w->scale))
		return l;
	place_features(l, store->n, spans, d->n_filters);
	*bytes += store->n;
	return l;
}

static const char *filters_name(const struct wanted *w)
{
	char *name = mem_strdup(w->x->ctx, "");

	for (size_t i = 0; i < w->drawn->n_filters; i++) {
		const struct engine_filter *f = &w->drawn->filters[i];
		name = mem_check(talloc_asprintf_append_buffer(name, "\n%s", f->column->name));
		for (size_t k = 0; k < f->n_ranges; k++)
			name = mem_check(talloc_asprintf_append_buffer(name, "\t%s\t%s", f->ranges[k].from, f->ranges[k].to));
	}
	return name;
}

const struct flat_layer *flat_layer_of(const struct exchange *x, const struct engine_drawn *d, double scale)
{
	struct wanted w = { .x = x, .drawn = d, .scale = scale };
	struct err none = { 0 };
	const struct sld_style *style = style_of(&w);

	if (style == NULL)
		return NULL;
	w.name = digest_name(x->ctx, "flat", mem_printf(x->ctx, "%s\n%zu\n%s", style_name(&w), flat_step(style, scale),
	                                                filters_name(&w)));
	const struct flat_layer *l = scenes_other(x->scenes, x->ctx, w.name, make, &w, &none);
	return l != NULL && l->good ? l : NULL;
}

static void *make_filtered(const void *ctx, void *arg, size_t *bytes, struct err *err)
{
	const struct wanted *w = arg;
	struct flat_filtered *f = mem_new(ctx, struct flat_filtered);
	const struct geometry_store *store;
	struct flat_columns columns;

	*bytes = sizeof *f + 512;
	f->name = mem_strdup(f, w->name);
	if (!open_columns(&store, &columns, w, err))
		return NULL;
	const struct flat_span *spans = store != NULL ? bind_spans(f, w->drawn, &columns) : NULL;
	if (spans == NULL)
		return f;
	uint8_t *places = mem_array(f, uint8_t, store->n + 1);
	for (size_t i = 0; i < store->n; i++)
		places[i] = meets_all(spans, w->drawn->n_filters, i) ? 0 : PAINT_NOTHING;
	f->places = places;
	f->good = true;
	*bytes += store->n;
	return f;
}

const struct flat_filtered *flat_filtered(const struct exchange *x, const struct engine_drawn *d)
{
	struct wanted w = { .x = x, .drawn = d };
	struct err none = { 0 };

	w.name = digest_name(x->ctx, "filtered", mem_printf(x->ctx, "%llu %s\n%s", (unsigned long long)d->layer->changed,
	                                                    d->layer->name, filters_name(&w)));
	const struct flat_filtered *f = scenes_other(x->scenes, x->ctx, w.name, make_filtered, &w, &none);
	return f != NULL && f->good ? f : NULL;
}
