#include "map/info_query.h"

#include <math.h>
#include <string.h>

#include "geometry/mapped.h"
#include "map/thematic_sld.h"

struct question {
	const struct exchange *x;
	const struct engine_map *map;
	double px, py;                /* the place, in the map's system */
	double pixel;                 /* its side there */
	int64_t most;
	int shape_srs;
	engine_found_fn *each;
	void *arg;
};

/* A layer's files. */
struct files {
	size_t index;                 /* of the layer in the map */
	const struct layer *layer;
	const struct geometry_store *store;
	const struct table *own, *joined;   /* joined: NULL where nothing is */
};

static bool suits(const struct exchange *x, const struct engine_drawn *d)
{
	const struct layer *l = d->layer;

	return x->mapped != NULL && mapped_suits(l) && d->sld == NULL && d->n_filters == 0 && l->min_scale <= 0 &&
	       l->max_scale <= 0 && (l->joined != NULL || mapped_there(x->mapped, x->ctx, l));
}

static bool open_files(struct files *f, const struct exchange *x, const struct layer *layer, struct err *err)
{
	const struct columns_file *own, *joined = NULL;

	f->layer = layer;
	f->store = mapped_geometry(x->mapped, x->ctx, layer, err);
	own = f->store != NULL ? mapped_attributes(x->mapped, x->ctx, layer, err) : NULL;
	if (own == NULL || (layer->joined != NULL && (joined = mapped_columns(x->mapped, x->ctx, layer, err)) == NULL))
		return false;
	f->own = own->table;
	f->joined = joined != NULL ? joined->table : NULL;
	return true;
}

/* Whether a vertical line upwards from the place meets the rings an odd number of times. */
static bool inside(const struct geometry_store *s, uint32_t feature, double x, double y)
{
	bool in = false;

	for (uint32_t r = s->first_ring[feature]; r < s->first_ring[feature + 1]; r++) {
		const double *a = s->xy + 2 * (size_t)s->rings[r].first;
		for (uint32_t k = 1; k < s->rings[r].n; k++, a += 2) {
			if ((a[0] > x) != (a[2] > x) && y < a[1] + (a[3] - a[1]) * (x - a[0]) / (a[2] - a[0]))
				in = !in;
		}
	}
	return in;
}

static double distance_to_segment(const double *a, const double *b, double x, double y)
{
	double dx = b[0] - a[0], dy = b[1] - a[1], length = dx * dx + dy * dy;
	double t = length > 0 ? ((x - a[0]) * dx + (y - a[1]) * dy) / length : 0;

	t = fmin(fmax(t, 0), 1);
	return hypot(a[0] + t * dx - x, a[1] + t * dy - y);
}

/* The points of a ring in another system, in ctx; NULL when not all have a place there. */
static double *moved(const struct exchange *x, const void *ctx, const struct geometry_store *s,
                     const struct geometry_ring *ring, int srs)
{
	double *xy = mem_array(ctx, double, 2 * (size_t)ring->n);

	memcpy(xy, s->xy + 2 * (size_t)ring->first, 2 * (size_t)ring->n * sizeof *xy);
	return engine_move(x->engine, xy, ring->n, s->srs, srs) ? xy : NULL;
}

/* Whether a point or a line lies within so many of the map's units. */
static bool near(const struct question *q, const void *ctx, const struct geometry_store *s, uint32_t feature,
                 double most)
{
	for (uint32_t r = s->first_ring[feature]; r < s->first_ring[feature + 1]; r++) {
		const struct geometry_ring *ring = &s->rings[r];
		const double *xy = moved(q->x, ctx, s, ring, q->map->srs);
		bool line = s->kind == GEOMETRY_LINE;
		for (uint32_t k = line; xy != NULL && k < ring->n; k++)
			if (distance_to_segment(xy + 2 * (size_t)(k - line), xy + 2 * (size_t)k, q->px, q->py) <= most)
				return true;
	}
	return false;
}

static void fill_values(struct engine_found *found, const void *ctx, const struct files *f, uint32_t feature)
{
	const struct layer *layer = f->layer;
	size_t n = layer->n_columns, first = layer->joined != NULL ? layer->joined->first : n;
	const char **names = mem_array(ctx, const char *, n), **values = mem_array(ctx, const char *, n);
	const char **states = f->joined != NULL ? mem_array(ctx, const char *, n) : NULL;
	char (*numbers)[40] = mem_check(talloc_size(ctx, (n + 1) * sizeof *numbers));

	for (size_t i = 0; i < n; i++) {
		names[i] = layer->columns[i].name;
		values[i] = i < first ? table_text(f->own, i, feature, numbers[i])
		                      : table_text(f->joined, i - first, feature, numbers[i]);
		const uint8_t *why = i >= first ? f->joined->columns[i - first].states : NULL;
		if (states != NULL && values[i] == NULL && i >= first)
			states[i] = why != NULL ? thematic_state_word((enum value_state)why[feature]) : "";
	}
	found->names = names;
	found->values = values;
	found->states = states;
	found->n = n;
	found->id = *layer->key != '\0' ? f->store->keys + f->store->key_offsets[feature]
	                                : text_from_int(ctx, f->store->ids[feature]);
}

static const struct engine_shape *shape_of(const struct question *q, const void *ctx, const struct geometry_store *s,
                                           uint32_t feature)
{
	struct engine_shape *shape = mem_new(ctx, struct engine_shape);
	uint32_t first = s->first_ring[feature], n = s->first_ring[feature + 1] - first;
	struct engine_part *parts = mem_array(ctx, struct engine_part, n);

	*shape = (struct engine_shape){ .kind = s->kind, .parts = parts, .n_parts = n };
	for (uint32_t r = 0; r < n; r++) {
		const struct geometry_ring *ring = &s->rings[first + r];
		const double *xy = moved(q->x, ctx, s, ring, q->shape_srs);
		if (xy == NULL)
			return NULL;
		parts[r] = (struct engine_part){ xy, ring->n, ring->hole != 0 };
	}
	return n > 0 ? shape : NULL;
}

static bool tell(const struct question *q, const struct files *f, uint32_t feature, struct err *err)
{
	void *scratch = talloc_new(q->x->ctx);
	struct engine_found found = { .layer = f->index };

	fill_values(&found, scratch, f, feature);
	if (q->shape_srs != 0)
		found.shape = shape_of(q, scratch, f->store, feature);
	bool ok = q->each(q->arg, &found, err);
	talloc_free(scratch);
	return ok;
}

static bool ask_files(const struct question *q, const struct files *f, struct err *err)
{
	const struct geometry_store *s = f->store;
	double most = s->kind != GEOMETRY_POLYGON ? ENGINE_NEAR * q->pixel : 0;
	struct bbox box = { q->px - most, q->py - most, q->px + most, q->py + most };
	void *scratch = talloc_new(q->x->ctx);
	int64_t told = 0;
	bool ok = true;
	size_t n = 0;

	/* where the place has none in the data's system there is nothing */
	const uint32_t *met = engine_transform(q->x->engine, &box, &box, q->map->srs, s->srs)
	                    ? geometry_store_find(s, scratch, &box, &n) : NULL;
	for (size_t i = 0; ok && i < n && told < q->most; i++) {
		bool there = s->kind == GEOMETRY_POLYGON ? inside(s, met[i], box.minx, box.miny)
		                                         : near(q, scratch, s, met[i], most);
		if (!there)
			continue;
		ok = tell(q, f, met[i], err);
		told++;
	}
	talloc_free(scratch);
	return ok;
}

/* One layer of the map, asked through libmapserver under its place in it. */
struct forward {
	size_t index;
	engine_found_fn *each;
	void *arg;
};

static bool pass_on(void *arg, const struct engine_found *found, struct err *err)
{
	const struct forward *f = arg;
	struct engine_found renamed = *found;

	renamed.layer = f->index;
	return f->each(f->arg, &renamed, err);
}

bool info_query(const struct exchange *x, const struct engine_map *map, int column, int row, int64_t most, int shape_srs,
                engine_found_fn *each, void *arg, struct err *err)
{
	double dx = (map->bbox.maxx - map->bbox.minx) / map->width, dy = (map->bbox.maxy - map->bbox.miny) / map->height;
	const struct question q = { x, map, map->bbox.minx + (column + 0.5) * dx, map->bbox.maxy - (row + 0.5) * dy,
	                            fmax(dx, dy), most, shape_srs, each, arg };

	for (size_t i = 0; i < map->n_layers; i++) {
		struct files files = { .index = i };
		struct err why = { 0 };
		if (suits(x, &map->layers[i]) && open_files(&files, x, map->layers[i].layer, &why)) {
			if (!ask_files(&q, &files, err))
				return false;
			continue;
		}
		/* what has no files is asked of its data, which say what is wrong with them */
		struct engine_map one = *map;
		struct forward forward = { i, each, arg };
		one.layers = &map->layers[i];
		one.n_layers = 1;
		if (!engine_query(x->engine, x, &one, column, row, most, shape_srs, pass_on, &forward, err))
			return false;
	}
	return true;
}
