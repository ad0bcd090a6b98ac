#include "map/engine_ms.h"

#include <uthash.h>

struct srs {
	UT_hash_handle hh;
	int code;
	projectionObj projection;
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

bool engine_axis_inverted(int code)
{
	return msIsAxisInverted(code);
}

bool engine_transform(struct engine *e, struct bbox *to, const struct bbox *from, int from_srs,
                      int to_srs)
{
	struct srs *a = srs_get(e, from_srs), *b = srs_get(e, to_srs);
	rectObj r = { from->minx, from->miny, from->maxx, from->maxy };

	bool ok = a != NULL && b != NULL &&
	          (from_srs == to_srs ||
	           msProjectRect(&a->projection, &b->projection, &r) == MS_SUCCESS) &&
	          isfinite(r.minx) && isfinite(r.miny) && isfinite(r.maxx) && isfinite(r.maxy);
	msResetErrorList();
	if (ok)
		*to = (struct bbox){ r.minx, r.miny, r.maxx, r.maxy };
	return ok;
}

void srs_free(struct engine *e)
{
	struct srs *s, *next;

	HASH_ITER(hh, e->srs, s, next) {
		HASH_DEL(e->srs, s);
		talloc_free(s);
	}
}
