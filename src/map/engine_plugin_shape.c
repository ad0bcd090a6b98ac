#include "map/engine_plugin.h"

#include <stdlib.h>

/* The least points of a ring: an area needs three corners, and the first again. */
static uint32_t least(const struct plugin *p)
{
	return p->store->kind == GEOMETRY_POLYGON ? 4 : p->store->kind == GEOMETRY_LINE ? 2 : 1;
}

static uint32_t count_kept(const struct plugin *p, const struct geometry_ring *r)
{
	const float *detail = p->store->detail + r->first;
	float tolerance = (float)p->tolerance;
	uint32_t kept = 2;  /* its ends */

	for (uint32_t i = 1; i + 1 < r->n; i++)
		kept += detail[i] >= tolerance;
	return kept;
}

static void set_point(pointObj *to, const double *xy)
{
	*to = (pointObj){ .x = xy[0], .y = xy[1] };
}

static void copy_kept(const struct plugin *p, const struct geometry_ring *r, lineObj *line)
{
	const float *detail = p->store->detail + r->first;
	const double *xy = p->store->xy + 2 * (size_t)r->first;
	float tolerance = (float)p->tolerance;
	int n = 0;

	for (uint32_t i = 0; i < r->n; i++)
		if (i == 0 || i + 1 == r->n || detail[i] >= tolerance)
			set_point(&line->point[n++], xy + 2 * (size_t)i);
}

/* What is less than a pixel stays visible: as many points as it must have, evenly taken. */
static void copy_few(const struct plugin *p, const struct geometry_ring *r, lineObj *line)
{
	const double *xy = p->store->xy + 2 * (size_t)r->first;

	for (uint32_t i = 0; i < (uint32_t)line->numpoints; i++)
		set_point(&line->point[i], xy + 2 * ((size_t)i * (r->n - 1) / ((size_t)line->numpoints - 1)));
}

/* A ring of the shape; false where nothing of it is to be seen. */
static bool add_ring(const struct plugin *p, const struct geometry_ring *r, lineObj *line)
{
	uint32_t few = least(p);
	bool whole = p->tolerance <= 0 || r->n <= few;
	uint32_t kept = whole ? r->n : count_kept(p, r);

	if (r->n < few || (kept < few && r->hole))
		return false;
	line->numpoints = (int)(kept < few ? few : kept);
	line->point = msSmallMalloc(sizeof(pointObj) * (size_t)line->numpoints);
	if (kept < few)
		copy_few(p, r, line);
	else if (whole)
		for (uint32_t i = 0; i < kept; i++)
			set_point(&line->point[i], p->store->xy + 2 * ((size_t)r->first + i));
	else
		copy_kept(p, r, line);
	return true;
}

void plugin_shape(const struct plugin *p, uint32_t feature, shapeObj *shape)
{
	static const int types[] = { [GEOMETRY_POINT] = MS_SHAPE_POINT, [GEOMETRY_LINE] = MS_SHAPE_LINE,
	                             [GEOMETRY_POLYGON] = MS_SHAPE_POLYGON };
	const struct geometry_store *s = p->store;
	uint32_t first = s->first_ring[feature], last = s->first_ring[feature + 1];
	const struct bbox *b = &s->boxes[feature];

	if (first == last)
		return;
	shape->line = msSmallMalloc(sizeof(lineObj) * (last - first));
	for (uint32_t i = first; i < last; i++)
		shape->numlines += add_ring(p, &s->rings[i], &shape->line[shape->numlines]);
	shape->type = types[s->kind];
	shape->bounds = (rectObj){ b->minx, b->miny, b->maxx, b->maxy };
}

void plugin_point(const struct plugin *p, size_t i, shapeObj *shape)
{
	shape->type = MS_SHAPE_POINT;
	shape->line = msSmallMalloc(sizeof(lineObj));
	shape->line->point = msSmallMalloc(sizeof(pointObj));
	shape->line->numpoints = 1;
	shape->numlines = 1;
	set_point(shape->line->point, p->pixels + 2 * i);
	shape->bounds = (rectObj){ p->pixels[2 * i], p->pixels[2 * i + 1], p->pixels[2 * i],
	                           p->pixels[2 * i + 1] };
}
