#include "map/engine_ms.h"

#include <uthash.h>

/* How many transformations stay; beyond, all are made anew. */
#define PAIRS_KEPT 512

struct srs {
	UT_hash_handle hh;
	int code;
	projectionObj projection;
	int units;
};

struct pair {
	UT_hash_handle hh;
	struct { int from, to; } key;
	PJ *pj;
	reprojectionObj reprojector;  /* between the two of the table; its PJ is the one here */
};

static int free_srs(struct srs *s)
{
	msFreeProjection(&s->projection);
	return 0;
}

/* One argument "epsg:N" is what libmapserver resolves fastest, and compares without PROJ. */
static struct srs *srs_make(struct engine *e, int code)
{
	struct srs *s = mem_new(e, struct srs);

	s->code = code;
	msInitProjection(&s->projection);
	msProjectionInheritContextFrom(&s->projection, &e->head->projection);
	talloc_set_destructor(s, free_srs);
	char *text = mem_printf(s, "epsg:%d", code);
	s->projection.args[0] = msStrdup(text);
	s->projection.numargs = 1;
	if (msProcessProjection(&s->projection) != 0) {
		talloc_free(s);
		return NULL;
	}
	s->units = GetMapserverUnitUsingProj(&s->projection);
	HASH_ADD_INT(e->srs, code, s);
	return s;
}

static struct srs *srs_get(struct engine *e, int code)
{
	struct srs *s;

	HASH_FIND_INT(e->srs, &code, s);
	return s != NULL ? s : srs_make(e, code);
}

bool srs_set(struct engine *e, projectionObj *p, const void *ctx, int code, struct err *err)
{
	struct srs *s = srs_get(e, code);

	if (s == NULL) {
		err_set(err, ctx, ERR_CRS, "CRS", "EPSG:%d is not a coordinate system known here",
		        "EPSG:%d n'est pas un système de coordonnées connu ici", code);
		err_detail(err, ctx, "%s", engine_errors(ctx));
		msResetErrorList();
		return false;
	}
	/* libmapserver's own copying asks the EPSG tables again; a clone does not */
	msFreeProjectionExceptContext(p);
	p->args = (char **)msSmallCalloc(MS_MAXPROJARGS, sizeof(char *));
	p->args[0] = msStrdup(s->projection.args[0]);
	p->numargs = 1;
	p->wellknownprojection = s->projection.wellknownprojection;
	p->proj = proj_clone(NULL, s->projection.proj);
	return p->proj != NULL || engine_failed(ctx, err);
}

int srs_units(struct engine *e, int code)
{
	struct srs *s = srs_get(e, code);
	return s != NULL ? s->units : -1;
}

static int free_pair(struct pair *p)
{
	proj_destroy(p->pj);
	msFreeShape(&p->reprojector.splitShape);
	return 0;
}

static void forget_pairs(struct engine *e)
{
	struct pair *p, *next;

	HASH_ITER(hh, e->pairs, p, next) {
		HASH_DEL(e->pairs, p);
		talloc_free(p);
	}
}

static struct pair *pair_make(struct engine *e, struct srs *from, struct srs *to)
{
	struct pair *p = mem_new(e, struct pair);

	p->key.from = from->code;
	p->key.to = to->code;
	talloc_set_destructor(p, free_pair);
	p->reprojector = (reprojectionObj){ .in = &from->projection, .out = &to->projection,
	                                    .lineCuttingCase = LINE_CUTTING_UNKNOWN };
	if (from != to) {
		PJ *raw = proj_create_crs_to_crs_from_pj(NULL, from->projection.proj,
		                                         to->projection.proj, NULL, NULL);
		p->pj = raw != NULL ? proj_normalize_for_visualization(NULL, raw) : NULL;
		proj_destroy(raw);
		if (p->pj == NULL) {
			talloc_free(p);
			return NULL;
		}
		p->reprojector.pj = p->pj;
	}
	if (HASH_COUNT(e->pairs) >= PAIRS_KEPT)
		forget_pairs(e);
	HASH_ADD(hh, e->pairs, key, sizeof p->key, p);
	return p;
}

reprojectionObj *srs_between(struct engine *e, int from, int to)
{
	struct srs *a = srs_get(e, from), *b = srs_get(e, to);
	struct pair *p, find = { .key = { from, to } };

	if (a == NULL || b == NULL)
		return NULL;
	HASH_FIND(hh, e->pairs, &find.key, sizeof find.key, p);
	p = p != NULL ? p : pair_make(e, a, b);
	return p != NULL ? &p->reprojector : NULL;
}

bool engine_axis_inverted(int code)
{
	return msIsAxisInverted(code);
}

/* The edges as a line of points, as many a side; moved, they bound the box well enough. */
#define A_SIDE 17

static void edge_points(const struct bbox *b, double *xs, double *ys)
{
	for (int i = 0; i < A_SIDE; i++) {
		double t = (double)i / (A_SIDE - 1);
		double x = b->minx + t * (b->maxx - b->minx), y = b->miny + t * (b->maxy - b->miny);
		double px[] = { x, x, b->minx, b->maxx }, py[] = { b->miny, b->maxy, y, y };
		for (int side = 0; side < 4; side++) {
			xs[4 * i + side] = px[side];
			ys[4 * i + side] = py[side];
		}
	}
}

bool engine_transform(struct engine *e, struct bbox *to, const struct bbox *from, int from_srs,
                      int to_srs)
{
	double xs[4 * A_SIDE], ys[4 * A_SIDE];
	reprojectionObj *between = srs_between(e, from_srs, to_srs);

	msResetErrorList();
	if (between == NULL)
		return false;
	edge_points(from, xs, ys);
	if (between->pj != NULL)
		proj_trans_generic(between->pj, PJ_FWD, xs, sizeof *xs, 4 * A_SIDE, ys, sizeof *ys,
		                   4 * A_SIDE, NULL, 0, 0, NULL, 0, 0);
	*to = (struct bbox){ xs[0], ys[0], xs[0], ys[0] };
	for (int i = 0; i < 4 * A_SIDE; i++) {
		if (!isfinite(xs[i]) || !isfinite(ys[i]))
			return false;
		*to = (struct bbox){ fmin(to->minx, xs[i]), fmin(to->miny, ys[i]),
		                     fmax(to->maxx, xs[i]), fmax(to->maxy, ys[i]) };
	}
	return true;
}

bool engine_move(struct engine *e, double *xy, size_t n, int from_srs, int to_srs)
{
	reprojectionObj *between = from_srs != to_srs ? srs_between(e, from_srs, to_srs) : NULL;
	bool all = true;

	msResetErrorList();
	if (from_srs == to_srs || between == NULL)
		return from_srs == to_srs;
	if (between->pj != NULL)
		proj_trans_generic(between->pj, PJ_FWD, xy, 2 * sizeof *xy, n, xy + 1, 2 * sizeof *xy, n, NULL, 0, 0, NULL,
		                   0, 0);
	for (size_t i = 0; i < 2 * n; i++)
		all = all && isfinite(xy[i]);
	return all;
}

void srs_free(struct engine *e)
{
	struct srs *s, *next;

	forget_pairs(e);
	HASH_ITER(hh, e->srs, s, next) {
		HASH_DEL(e->srs, s);
		talloc_free(s);
	}
}
