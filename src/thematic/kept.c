#include "thematic/kept.h"

#include <math.h>
#include <string.h>

#include "base/json.h"
#include "base/lru.h"
#include "base/text.h"
#include "thematic/making.h"

/* A style is kept under its stored form or the name of its order, numbers and breaks under content, columns and method. */
struct thematics {
	struct lru *kept;
};

struct thematics *thematics_new(const void *ctx, size_t bytes)
{
	struct thematics *t = mem_new(ctx, struct thematics);

	/* what would drive out half of the others goes first */
	t->kept = lru_new(t, &(struct lru_rules){ .most = bytes, .large = bytes / 2 });
	return t;
}

void thematics_trim(struct thematics *t)
{
	lru_trim(t->kept, 0);
}

static const void *find(struct thematics *t, const char *name)
{
	return t != NULL ? lru_find(t->kept, name, strlen(name)) : NULL;
}

/* Keeps what is in a context of lru_begin. */
static const void *put(struct thematics *t, void *ctx, const char *name, const void *what)
{
	lru_keep(t->kept, ctx, name, strlen(name), what, talloc_total_size(ctx) + strlen(name));
	return what;
}

static const struct thematic *read_style(struct thematics *kept, const void *ctx, const char *name, const char *body,
                                         struct err *err)
{
	void *k = kept != NULL ? lru_begin(kept->kept) : NULL;
	struct thematic *t = mem_new(k != NULL ? k : ctx, struct thematic);

	if (thematic_read(t, t, body, err))
		return k != NULL ? put(kept, k, name, t) : t;
	err_keep(err, ctx);
	talloc_free(k);
	return NULL;
}

const struct thematic *thematics_of_style(struct thematics *kept, const void *ctx, const struct style *style,
                                          struct err *err)
{
	const struct thematic *t = find(kept, style->body);

	return t != NULL ? t : read_style(kept, ctx, style->body, style->body, err);
}

const struct thematic *thematics_find(struct thematics *kept, const char *name)
{
	return find(kept, name);
}

const struct thematic *thematics_make(struct thematics *kept, const void *ctx, const struct thematic_order *o,
                                      struct err *err)
{
	struct making m = { ctx, o->table, o->column, o->attribute, o->series, o->n_series, o->wish, err, kept, o->content };
	struct thematic *t = mem_new(ctx, struct thematic);
	size_t n;

	if (!make_thematic(t, &m, o->geometry))
		return NULL;
	if (kept == NULL)
		return t;
	/* its stored form takes it apart from all that it was made with */
	struct out *out = out_new_buffer(ctx);
	struct json json = json_writer(out);
	thematic_write(t, &json);
	const char *body = out_held(out, &n);
	return read_style(kept, ctx, o->name, mem_strndup(ctx, body, n), err);
}

/* "f00... numbers 3,4" */
static char *name_of(const struct making *m, const char *what, const size_t *columns, size_t n)
{
	char *name = TEXT_JOIN(m->ctx, m->content, " ", what);

	for (size_t i = 0; i < n; i++)
		name = TEXT_JOIN(m->ctx, name, i > 0 ? "," : " ", text_from_int(m->ctx, (int64_t)columns[i]));
	return name;
}

static struct numbers *look_at(const void *ctx, const struct table *table, const size_t *columns, size_t n)
{
	struct numbers *all = mem_new(ctx, struct numbers);
	size_t n_rows = table->n_rows;
	double *values = mem_grow(all, NULL, double, n_rows * n + 1);
	const uint8_t *states = table->columns[columns[0]].states;

	for (size_t s = 0; s < n; s++) {
		for (size_t row = 0; row < n_rows; row++) {
			double v = table_number(table, columns[s], row);
			values[s * n_rows + row] = isfinite(v) ? v : NAN;
		}
	}
	distribution_of(&all->distribution, all, values, n_rows * n);
	talloc_free(values);
	for (size_t row = 0; states != NULL && row < n_rows; row++) {
		all->secret += states[row] == VALUE_SECRET;
		all->not_applicable += states[row] == VALUE_NOT_APPLICABLE;
	}
	return all;
}

const struct numbers *make_numbers(const struct making *m, const size_t *columns, size_t n)
{
	if (m->kept == NULL)
		return look_at(m->ctx, m->table, columns, n);
	const char *name = name_of(m, "numbers", columns, n);
	const struct numbers *found = find(m->kept, name);
	void *k = found == NULL ? lru_begin(m->kept->kept) : NULL;
	return k == NULL ? found : put(m->kept, k, name, look_at(k, m->table, columns, n));
}

bool make_breaks(struct classes *c, const struct making *m, const struct distribution *d, enum method method, size_t n)
{
	const struct thematic_wish *w = m->wish;

	if (m->kept == NULL || method == METHOD_MANUAL)
		return classify(c, m->ctx, d, method, n, w->breaks, w->n_breaks, m->err);
	const char *what = TEXT_JOIN(m->ctx, method_name(method), " ", text_from_int(m->ctx, (int64_t)n));
	const char *name = name_of(m, what, m->series, m->n_series);
	const struct classes *found = find(m->kept, name);
	if (found == NULL) {
		if (!classify(c, m->ctx, d, method, n, NULL, 0, m->err))
			return false;
		void *k = lru_begin(m->kept->kept);
		struct classes *made = mem_new(k, struct classes);
		*made = *c;
		found = put(m->kept, k, name, made);
	}
	*c = *found;
	return true;
}
