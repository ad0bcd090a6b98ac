#include "thematic/kept.h"

#include <math.h>
#include <string.h>
#include <uthash.h>

#include "base/json.h"
#include "base/text.h"
#include "thematic/making.h"

/* What is kept: a style under its stored form or the name of its order, numbers and breaks under content, columns and
   method. */
struct kept {
	UT_hash_handle hh;
	char *name;
	void *what;                   /* a child, as the name */
	size_t bytes;
	uint64_t used;                /* when, by the clock below */
};

struct thematics {
	struct kept *kept;
	size_t bytes, most;
	uint64_t clock;
};

static int forget_all(struct thematics *t)
{
	HASH_CLEAR(hh, t->kept);
	return 0;
}

struct thematics *thematics_new(const void *ctx, size_t bytes)
{
	struct thematics *t = mem_new(ctx, struct thematics);

	t->most = bytes;
	talloc_set_destructor(t, forget_all);
	return t;
}

/* What would drive out half of the others, then what was used longest ago. */
static bool goes_before(const struct thematics *t, const struct kept *one, const struct kept *other)
{
	bool large = one->bytes > t->most / 2, other_large = other->bytes > t->most / 2;

	return large != other_large ? large : one->used < other->used;
}

void thematics_trim(struct thematics *t)
{
	while (t->bytes > t->most) {
		struct kept *k = t->kept;
		for (struct kept *other = k; other != NULL; other = (struct kept *)other->hh.next)
			k = goes_before(t, other, k) ? other : k;
		HASH_DEL(t->kept, k);
		t->bytes -= k->bytes;
		talloc_free(k);
	}
}

static void *find(struct thematics *t, const char *name)
{
	struct kept *k = NULL;

	if (t != NULL)
		HASH_FIND_STR(t->kept, name, k);
	if (k == NULL)
		return NULL;
	k->used = ++t->clock;
	return k->what;
}

/* The context of what is to be kept: put() keeps it, talloc_free lets it go. */
static struct kept *begin(struct thematics *t, const char *name)
{
	struct kept *k = mem_new(t, struct kept);

	k->name = mem_strdup(k, name);
	return k;
}

static void *put(struct thematics *t, struct kept *k, void *what)
{
	k->what = what;
	k->used = ++t->clock;
	k->bytes = talloc_total_size(k);
	t->bytes += k->bytes;
	HASH_ADD_KEYPTR(hh, t->kept, k->name, strlen(k->name), k);
	return what;
}

static const struct thematic *read_style(struct thematics *kept, const void *ctx, const char *name, const char *body,
                                         struct err *err)
{
	struct kept *k = kept != NULL ? begin(kept, name) : NULL;
	struct thematic *t = mem_new(k != NULL ? k : ctx, struct thematic);

	if (thematic_read(t, t, body, err))
		return k != NULL ? put(kept, k, t) : t;
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
	struct kept *k = found == NULL ? begin(m->kept, name) : NULL;
	return k == NULL ? found : put(m->kept, k, look_at(k, m->table, columns, n));
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
		struct kept *k = begin(m->kept, name);
		struct classes *made = mem_new(k, struct classes);
		*made = *c;
		found = put(m->kept, k, made);
	}
	*c = *found;
	return true;
}
