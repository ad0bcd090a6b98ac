/* Proportional circles over the outlines of their areas, the larger ones below. */
#include <math.h>
#include <stdlib.h>

#include "draw/disc.h"
#include "geometry/move.h"
#include "geometry/srs.h"
#include "map/choropleth_parts.h"
#include "map/flat.h"
#include "map/outlines.h"

struct circle {
	double size;
	uint32_t feature;
};

struct symbols {
	const struct areas *a;
	const struct thematic *t;
	const struct geometry_store *store;
	const struct table *table;
	size_t column;
	const uint8_t *places;        /* of features that filters leave out, or NULL */
	struct circle *circles; size_t n;
};

static int larger_first(const void *a, const void *b)
{
	const struct circle *x = a, *y = b;

	if (x->size != y->size)
		return x->size > y->size ? -1 : 1;
	return x->feature < y->feature ? -1 : x->feature > y->feature;
}

/* From where circles may reach into the picture, in the store's system; all of it where that cannot be told. */
static struct bbox reach_of(const struct symbols *s)
{
	const struct engine_map *m = s->a->map;
	double far = s->t->largest_size / 2 + 2;
	double x = far * (m->bbox.maxx - m->bbox.minx) / m->width, y = far * (m->bbox.maxy - m->bbox.miny) / m->height;
	struct bbox wide = { m->bbox.minx - x, m->bbox.miny - y, m->bbox.maxx + x, m->bbox.maxy + y }, box;

	return engine_transform(s->a->x->engine, &box, &wide, m->srs, s->store->srs) ? box : s->store->bbox;
}

static void find_circles(struct symbols *s)
{
	struct bbox box = reach_of(s);
	size_t n;
	const uint32_t *found = geometry_store_find(s->store, s->a->x->ctx, &box, &n);

	s->circles = mem_grow(s->a->x->ctx, NULL, struct circle, n + 1);
	for (size_t i = 0; i < n; i++) {
		if (thematic_place(s->t, s->table, s->column, found[i]) >= s->t->n_classes ||
		    (s->places != NULL && s->places[found[i]] == PAINT_NOTHING))
			continue;
		double size = thematic_size(s->t, table_number(s->table, s->column, found[i]));
		if (size > 0)
			s->circles[s->n++] = (struct circle){ size, found[i] };
	}
	if (s->n > 0)
		qsort(s->circles, s->n, sizeof *s->circles, larger_first);
}

static bool draw_circles(struct symbols *s, uint32_t *pixels)
{
	const struct engine_map *m = s->a->map;
	struct move *move = move_new(s->a->x->ctx, s->store->srs, m->srs, s->a->err);
	struct bbox box = areas_box(m);
	double scale_x = m->width / (box.maxx - box.minx), scale_y = m->height / (box.maxy - box.miny);

	for (size_t i = 0; move != NULL && i < s->n; i++) {
		const struct circle *c = &s->circles[i];
		const double *inner = s->store->inner + 2 * (size_t)c->feature;
		double at[2] = { inner[0], inner[1] };
		if (!isfinite(at[0]) || !move_points(move, at, 1))
			continue;
		size_t class = thematic_place(s->t, s->table, s->column, c->feature);
		const struct disc disc = {
			.x = (at[0] - box.minx) * scale_x, .y = (box.maxy - at[1]) * scale_y, .diameter = c->size,
			.color = s->t->classes[class].color, .edge = s->t->edge, .opacity = s->t->opacity,
			.edge_width = thematic_edge(s->t, class),
		};
		disc_draw(pixels, m->width, m->height, &disc);
	}
	return move != NULL;
}

/* Areas that have a value are empty, or land where they are too small for outlines; the others are hatched. */
void symbols_look(struct shown *s, const struct thematic *t, bool seen)
{
	size_t n = look_classes(s->classes, t);

	for (size_t i = 0; i < t->n_classes; i++)
		s->classes[i] = (struct paint_class){ .color = OUTLINES_LAND, .opacity = seen ? 0 : 1 };
	s->look = (struct look){ .classes = s->classes, .n_classes = n, .line_color = t->outline,
	                         .line_width = seen ? t->outline_width : 0 };
}

bool symbols_draw(const struct areas *a, uint32_t *pixels)
{
	const struct engine_drawn *d = &a->map->layers[0];
	struct symbols s = { .a = a, .t = d->thematic };
	const struct flat_filtered *f = d->n_filters > 0 ? flat_filtered(a->x, d) : NULL;

	s.store = mapped_geometry(a->x->mapped, a->x->ctx, d->layer, a->err);
	if (s.store == NULL || !areas_column(a, &s.table, &s.column))
		return false;
	s.places = f != NULL ? f->places : NULL;
	find_circles(&s);
	return draw_circles(&s, pixels);
}
