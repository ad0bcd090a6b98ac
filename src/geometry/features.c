#include "geometry/features.h"

#include "geometry/rows.h"
#include "geometry/shape_text.h"
#include "geometry/direct.h"

struct features {
	struct direct *direct;        /* one of the two */
	struct rows *rows;
	struct feature_value *values;
	struct pen shape;             /* what was lent last */
};

struct features *features_open(const void *ctx, const struct feature_query *q, struct err *err)
{
	struct features *f = mem_new(ctx, struct features);
	bool covered;

	f->values = mem_array(f, struct feature_value, q->layer->n_columns + 1);
	f->shape.ctx = f;
	f->direct = direct_open(f, q, &covered, err);
	if (!covered)
		f->rows = rows_open(f, q, err);
	if (f->direct != NULL || f->rows != NULL)
		return f;
	err_keep(err, ctx);
	talloc_free(f);
	return NULL;
}

/* What the catalogue knows needs no question. */
static bool known_count(const struct feature_query *q)
{
	return !q->layer->source.referenced && q->layer->n_features >= 0 && q->bbox == NULL &&
	       q->n_equals == 0 && q->id == NULL && q->ids == NULL && q->where == NULL && q->span == NULL;
}

bool features_count(const void *ctx, struct feature_query *q, int64_t *n, struct err *err)
{
	bool covered;

	*n = q->layer->n_features;
	if (known_count(q))
		return true;
	bool counted = direct_count(ctx, q, n, &covered, err);
	return covered ? counted : rows_count(ctx, q, n, err);
}

enum features_step features_next(struct features *f, struct err *err)
{
	return f->direct != NULL ? direct_next(f->direct, f->values) : rows_next(f->rows, f->values, err);
}

const char *features_id(const struct features *f)
{
	return f->direct != NULL ? direct_id(f->direct) : rows_id(f->rows);
}

const struct feature_value *features_values(const struct features *f)
{
	return f->values;
}

static const unsigned char *wkb_of(struct features *f, bool heights, size_t *n)
{
	return f->direct != NULL ? direct_wkb(f->direct, n) : rows_wkb(f->rows, heights, n);
}

bool features_put_geojson(struct features *f, struct pen *to, int decimals, bool y_first)
{
	size_t n;
	const void *wkb = wkb_of(f, true, &n);

	return shape_geojson(to, wkb, n, decimals, y_first);
}

const char *features_geojson(struct features *f, int decimals, bool y_first)
{
	f->shape.used = 0;
	return features_put_geojson(f, &f->shape, decimals, y_first) ? pen_end(&f->shape) : NULL;
}

const void *features_wkb(struct features *f, size_t *n)
{
	return wkb_of(f, false, n);
}

const char *features_wkt(struct features *f, int decimals)
{
	size_t n;
	const void *wkb = wkb_of(f, false, &n);

	f->shape.used = 0;
	return shape_wkt(&f->shape, wkb, n, decimals) ? pen_end(&f->shape) : NULL;
}
