#include "geometry/box_ring.h"

#include <math.h>

#include "geometry/mapped.h"
#include "geometry/srs.h"

static void straight(struct box_ring *r, const struct bbox *b)
{
	r->outer = r->inner = *b;
	r->n = 5;
	for (int i = 0; i < 5; i++) {
		r->x[i] = i == 1 || i == 2 ? b->maxx : b->minx;
		r->y[i] = i == 2 || i == 3 ? b->maxy : b->miny;
	}
}

/* Counter-clockwise from the lower left corner, each edge in BOX_STEPS. */
static void follow_edges(struct box_ring *r, const struct bbox *b)
{
	double w = b->maxx - b->minx, h = b->maxy - b->miny;

	r->n = BOX_VERTICES;
	for (int i = 0; i < BOX_STEPS; i++) {
		double t = (double)i / BOX_STEPS;
		r->x[i] = b->minx + t * w;
		r->y[i] = b->miny;
		r->x[BOX_STEPS + i] = b->maxx;
		r->y[BOX_STEPS + i] = b->miny + t * h;
		r->x[2 * BOX_STEPS + i] = b->maxx - t * w;
		r->y[2 * BOX_STEPS + i] = b->maxy;
		r->x[3 * BOX_STEPS + i] = b->minx;
		r->y[3 * BOX_STEPS + i] = b->maxy - t * h;
	}
	r->x[4 * BOX_STEPS] = b->minx;
	r->y[4 * BOX_STEPS] = b->miny;
}

static void bound(struct box_ring *r)
{
	struct bbox *in = &r->inner;

	r->outer = (struct bbox){ INFINITY, INFINITY, -INFINITY, -INFINITY };
	*in = (struct bbox){ -INFINITY, -INFINITY, INFINITY, INFINITY };
	for (int i = 0; i < r->n; i++) {
		r->outer.minx = fmin(r->outer.minx, r->x[i]);
		r->outer.miny = fmin(r->outer.miny, r->y[i]);
		r->outer.maxx = fmax(r->outer.maxx, r->x[i]);
		r->outer.maxy = fmax(r->outer.maxy, r->y[i]);
	}
	/* each edge bounds the inner box from its own side */
	for (int i = 0; i <= BOX_STEPS; i++) {
		in->miny = fmax(in->miny, r->y[i]);
		in->maxx = fmin(in->maxx, r->x[BOX_STEPS + i]);
		in->maxy = fmin(in->maxy, r->y[2 * BOX_STEPS + i]);
		in->minx = fmax(in->minx, r->x[3 * BOX_STEPS + i]);
	}
}

/* A box without an area has no edges to follow: it gets a sliver of one. */
static struct bbox with_area(struct bbox b)
{
	double x = 1e-10 * fmax(1, fabs(b.minx)), y = 1e-10 * fmax(1, fabs(b.miny));

	if (b.minx == b.maxx)
		b = (struct bbox){ b.minx - x, b.miny, b.maxx + x, b.maxy };
	if (b.miny == b.maxy)
		b = (struct bbox){ b.minx, b.miny - y, b.maxx, b.maxy + y };
	return b;
}

/* Whether the ring goes back to where it came from, without a step over the end of the world: else it is not around what the
   box is around. */
static bool is_sound(const struct box_ring *r, const double *from, const struct bbox *b, struct move *back, bool degrees)
{
	double xy[2 * BOX_VERTICES], near = 1e-3 + 1e-6 * fmax(b->maxx - b->minx, b->maxy - b->miny);

	for (int i = 0; i < r->n; i++) {
		xy[2 * i] = r->x[i];
		xy[2 * i + 1] = r->y[i];
		if (degrees && i > 0 && fabs(r->x[i] - r->x[i - 1]) > 180)
			return false;
	}
	if (!move_points(back, xy, (size_t)r->n))
		return false;
	for (int i = 0; i < 2 * r->n; i++)
		if (!(fabs(xy[i] - from[i]) <= near))
			return false;
	return true;
}

/* `strict`: only where it is sound; `degrees`: the layer's system is in them. */
static bool transform(struct box_ring *r, const struct bbox *b, const struct feature_query *q, bool strict, bool degrees)
{
	int from_srs = q->bbox_srs, to_srs = q->layer->srs;
	struct bbox box = with_area(*b);
	double from[2 * BOX_VERTICES], xy[2 * BOX_VERTICES];
	void *tmp = talloc_new(NULL);
	struct err why = { 0 };
	struct move *move = mapped_way(q->mapped, tmp, from_srs, to_srs, &why), *back = NULL;

	follow_edges(r, &box);
	for (int i = 0; i < r->n; i++) {
		xy[2 * i] = from[2 * i] = r->x[i];
		xy[2 * i + 1] = from[2 * i + 1] = r->y[i];
	}
	bool ok = move != NULL && move_points(move, xy, (size_t)r->n);
	for (int i = 0; i < r->n; i++) {
		r->x[i] = xy[2 * i];
		r->y[i] = xy[2 * i + 1];
		ok = ok && isfinite(r->x[i]) && isfinite(r->y[i]);
	}
	if (ok && strict)
		ok = (back = mapped_way(q->mapped, tmp, to_srs, from_srs, &why)) != NULL && is_sound(r, from, &box, back, degrees);
	talloc_free(tmp);
	if (ok)
		bound(r);
	return ok;
}

/* The part of a box in degrees where the layer can have something: systems have no meaning far from
   where they are used. False when there is none. */
static bool clip(struct bbox *b, const struct layer *layer)
{
	struct bbox most = layer->geographic, area;
	double margin = 0.01 + 0.01 * fmax(most.maxx - most.minx, most.maxy - most.miny);

	if (layer->source.referenced && srs_area(&area, layer->srs))
		most = (struct bbox){ fmin(most.minx, area.minx), fmin(most.miny, area.miny),
		                      fmax(most.maxx, area.maxx), fmax(most.maxy, area.maxy) };
	b->minx = fmax(b->minx, most.minx - margin);
	b->miny = fmax(b->miny, fmax(most.miny - margin, -90));
	b->maxx = fmin(b->maxx, most.maxx + margin);
	b->maxy = fmin(b->maxy, fmin(most.maxy + margin, 90));
	return b->minx <= b->maxx && b->miny <= b->maxy;
}

/* The part of a box in lengths where the layer can have something: what is told of it at publishing, else what its own box
   comes to. */
static bool clip_lengths(struct bbox *b, const struct layer *layer, int srs)
{
	struct bbox most;

	if (!srs_extent_of(&most, layer, srs) && !bbox_transform(&most, &layer->bbox, layer->srs, srs))
		return true;
	double margin = 1 + 0.01 * fmax(most.maxx - most.minx, most.maxy - most.miny);
	b->minx = fmax(b->minx, most.minx - margin);
	b->miny = fmax(b->miny, most.miny - margin);
	b->maxx = fmin(b->maxx, most.maxx + margin);
	b->maxy = fmin(b->maxy, most.maxy + margin);
	return b->minx <= b->maxx && b->miny <= b->maxy;
}

/* Lengths go round the world, or have no meaning, sooner or later: what is told of a layer is where they do not yet. */
static bool ring_of_lengths(struct box_ring *r, bool *there, const struct feature_query *q, struct bbox box)
{
	const struct layer *layer = q->layer;
	int srs = q->bbox_srs;
	struct srs_facts facts = { 0 };
	struct bbox told;
	bool degrees = srs_facts(&facts, layer->srs) && facts.geographic;

	*there = true;
	if (move_is_plain(srs, layer->srs))
		return transform(r, &box, q, false, degrees);
	if (srs == 3857)
		srs_clip_mercator(&box);
	*there = box.minx <= box.maxx && (srs == 3857 || !srs_extent_of(&told, layer, srs) || clip_lengths(&box, layer, srs));
	if (!*there || transform(r, &box, q, true, degrees))
		return true;
	*there = clip_lengths(&box, layer, srs);
	return !*there || transform(r, &box, q, true, degrees);
}

/* One box without the meridian in it; *there is false where the layer can have nothing. */
static bool ring(struct box_ring *r, bool *there, const void *ctx, const struct feature_query *q, struct bbox box,
                 bool geographic, struct err *err)
{
	const struct layer *layer = q->layer;
	bool ok = true;

	if (q->bbox_srs == layer->srs) {
		*there = true;
		straight(r, &box);
	} else if (geographic) {
		*there = clip(&box, layer);
		ok = !*there || transform(r, &box, q, false, false);
	} else {
		ok = ring_of_lengths(r, there, q, box);
	}
	return ok || err_set(err, ctx, ERR_INVALID_PARAMETER, "bbox",
	                     "the bounding box has no one place in the layer's reference system: make it smaller, or give it in "
	                     "EPSG:%d", "l'emprise n'a pas une place unique dans le système de référence de la couche : "
	                     "réduisez-la, ou donnez-la en EPSG:%d", layer->srs);
}

bool box_rings(struct box_ring **rings, size_t *n, const void *ctx, const struct feature_query *q, struct err *err)
{
	struct bbox boxes[BOX_RINGS_MOST] = { *q->bbox, *q->bbox };
	struct srs_facts facts = { 0 };

	if (!srs_facts(&facts, q->bbox_srs))
		return err_set(err, ctx, ERR_CRS, "bbox-crs", "EPSG:%d is not a known reference system",
		               "EPSG:%d n'est pas un système de référence connu", q->bbox_srs);
	bool crosses = facts.geographic && q->bbox->minx > q->bbox->maxx;
	if (crosses) {
		boxes[0].maxx = 180;
		boxes[1].minx = -180;
	}
	*rings = mem_array(ctx, struct box_ring, BOX_RINGS_MOST);
	*n = 0;
	for (size_t i = 0; i < (crosses ? 2 : 1); i++) {
		bool there;
		if (!ring(&(*rings)[*n], &there, ctx, q, boxes[i], facts.geographic, err))
			return false;
		*n += there;
	}
	return true;
}
