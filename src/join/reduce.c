#include "join/reduce.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define PIVOT_MOST 200

/* One column to make: an attribute, of the rows with one value of the pivot (or all). */
struct slice {
	const struct groups *g;
	const struct table *table;
	const struct join_attribute *attribute;
	const uint32_t *pivot;          /* per row: number of its pivot value; NULL without pivot */
	uint32_t wanted;
	struct table_column *to;
	const void *ctx;                /* of the result */
	size_t pool_used, pool_room;
	struct err *err;
	bool *several;                  /* per feature: had more than one row */
};

static uint8_t state_of(const struct slice *s, size_t column, uint32_t row)
{
	const uint8_t *states = s->table->columns[column].states;
	return states != NULL ? states[row] : VALUE_PRESENT;
}

/* The rows of feature f that count here: their number, and the first of them. */
static size_t rows_of(const struct slice *s, size_t f, uint32_t *first)
{
	size_t n = 0;

	for (uint32_t i = s->g->first[f]; i < s->g->first[f + 1]; i++) {
		uint32_t row = s->g->rows[i];
		if (s->pivot != NULL && s->pivot[row] != s->wanted)
			continue;
		if (n++ == 0)
			*first = row;
	}
	return n;
}

static void put_text(struct slice *s, size_t f, const char *text, size_t n)
{
	while (s->pool_used + n + 1 > s->pool_room) {
		s->pool_room = s->pool_room == 0 ? 4096 : s->pool_room * 2;
		s->to->text.pool = mem_grow(s->ctx, s->to->text.pool, char, s->pool_room);
	}
	s->to->text.offsets[f] = (uint32_t)s->pool_used;
	memcpy(s->to->text.pool + s->pool_used, text, n);
	s->to->text.pool[s->pool_used + n] = '\0';
	s->pool_used += n + 1;
}

static void put_row(struct slice *s, size_t f, uint32_t row)
{
	const struct table_column *from = &s->table->columns[s->attribute->column];
	char number[40];

	s->to->states[f] = state_of(s, s->attribute->column, row);
	if (s->to->states[f] != VALUE_PRESENT)
		return;
	if (s->to->type == CELL_INTEGER) {
		s->to->integers[f] = from->integers[row];
	} else if (s->to->type == CELL_REAL) {
		s->to->reals[f] = table_number(s->table, s->attribute->column, row);
	} else {
		const char *text = table_text(s->table, s->attribute->column, row, number);
		put_text(s, f, text, strlen(text));
	}
}

/* Sum or mean of what is present; secret as soon as a part is, missing when no part is there. */
static void put_total(struct slice *s, size_t f)
{
	enum reduction r = s->attribute->reduction;
	double sum = 0, weight = 0;
	uint8_t state = VALUE_MISSING;

	for (uint32_t i = s->g->first[f]; i < s->g->first[f + 1]; i++) {
		uint32_t row = s->g->rows[i];
		if (s->pivot != NULL && s->pivot[row] != s->wanted)
			continue;
		uint8_t part = state_of(s, s->attribute->column, row);
		double w = r == REDUCE_WEIGHTED_MEAN ? table_number(s->table, s->attribute->weight, row) : 1;
		if (part == VALUE_SECRET)
			state = VALUE_SECRET;
		if (part != VALUE_PRESENT || isnan(w))
			continue;
		if (state != VALUE_SECRET)
			state = VALUE_PRESENT;
		sum += w * table_number(s->table, s->attribute->column, row);
		weight += w;
	}
	if (state == VALUE_PRESENT && r != REDUCE_SUM && !(weight > 0))
		state = VALUE_MISSING;
	s->to->states[f] = state;
	if (state != VALUE_PRESENT)
		return;
	double value = r == REDUCE_SUM ? sum : sum / weight;
	if (s->to->type == CELL_INTEGER)
		s->to->integers[f] = (int64_t)llround(value);
	else
		s->to->reals[f] = value;
}

static bool listed(const char *list, const char *text, size_t n)
{
	for (const char *p = list; p != NULL; p = strstr(p, "; "), p = p != NULL ? p + 2 : NULL)
		if (strncmp(p, text, n) == 0 && (p[n] == '\0' || strncmp(p + n, "; ", 2) == 0))
			return true;
	return false;
}

static void put_list(struct slice *s, size_t f)
{
	char *list = NULL;

	for (uint32_t i = s->g->first[f]; i < s->g->first[f + 1]; i++) {
		uint32_t row = s->g->rows[i];
		char number[40];
		const char *text = s->pivot != NULL && s->pivot[row] != s->wanted
			? NULL : table_text(s->table, s->attribute->column, row, number);
		if (text == NULL || (list != NULL && listed(list, text, strlen(text))))
			continue;
		list = list == NULL ? mem_strdup(s->ctx, text)
		                    : mem_check(talloc_asprintf_append_buffer(list, "; %s", text));
	}
	s->to->states[f] = list != NULL ? VALUE_PRESENT : VALUE_MISSING;
	if (list != NULL)
		put_text(s, f, list, strlen(list));
	talloc_free(list);
}

static bool fill(struct slice *s, size_t f)
{
	uint32_t first = 0;
	size_t n = rows_of(s, f, &first);
	enum reduction r = s->attribute->reduction;

	s->several[f] = s->several[f] || n > 1;
	if (n == 0) {
		s->to->states[f] = VALUE_MISSING;
	} else if (r == REDUCE_LIST) {
		put_list(s, f);
	} else if (n == 1 || r == REDUCE_FIRST) {
		put_row(s, f, first);
	} else if (r == REDUCE_ERROR) {
		return err_set(s->err, s->ctx, ERR_INVALID_PARAMETER, "reduction",
		               "the key \"%s\" has %zu rows: say what becomes of them (first, sum, mean, "
		               "weighted-mean, list), or name the column that tells them apart",
		               "la clé « %s » a %zu lignes : dites qu'en faire (first, sum, mean, "
		               "weighted-mean, list), ou nommez la colonne qui les distingue",
		               key_index_text(s->g->keys, (uint32_t)f), n);
	} else {
		put_total(s, f);
	}
	return true;
}

static bool make_column(struct slice *s, const char *name)
{
	const struct table_column *from = &s->table->columns[s->attribute->column];
	enum reduction r = s->attribute->reduction;
	size_t n = s->g->n;

	*s->to = (struct table_column){
		.name = name, .title = from->title, .unit = mem_strdup(s->ctx, from->unit),
		.type = r == REDUCE_LIST ? CELL_TEXT
		      : r == REDUCE_MEAN || r == REDUCE_WEIGHTED_MEAN ? CELL_REAL : from->type,
		.states = mem_array(s->ctx, uint8_t, n + 1),
	};
	if (s->to->type == CELL_INTEGER) {
		s->to->integers = mem_array(s->ctx, int64_t, n + 1);
	} else if (s->to->type == CELL_REAL) {
		s->to->reals = mem_array(s->ctx, double, n + 1);
	} else {
		s->to->text.offsets = mem_array(s->ctx, uint32_t, n + 1);
		put_text(s, 0, "", 0);
	}
	for (size_t f = 0; f < n; f++)
		if (!fill(s, f))
			return false;
	return true;
}

struct pivot {
	char **values;                  /* ascending */
	size_t n;
	uint32_t *of_row;
};

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static uint32_t number_of(char *const *values, size_t n, const char *text)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = (low + high) / 2;
		if (strcmp(values[middle], text) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n && strcmp(values[low], text) == 0 ? (uint32_t)low : KEY_NONE;
}

/* The distinct values of the pivot column, ascending, and each row's. */
static bool find_pivot(struct pivot *p, const void *scratch, const struct table *t,
                       const struct join_plan *plan, const void *ctx, struct err *err)
{
	size_t most = plan->most_columns > 0 ? plan->most_columns : PIVOT_MOST;
	char number[40];

	p->values = mem_array(scratch, char *, most);
	p->of_row = mem_array(scratch, uint32_t, t->n_rows + 1);
	for (size_t row = 0; row < t->n_rows; row++) {
		const char *text = table_text(t, plan->pivot_column, row, number);
		if (text == NULL || number_of(p->values, p->n, text) != KEY_NONE)
			continue;
		if (p->n * plan->n_attributes >= most)
			return err_set(err, ctx, ERR_TOO_LARGE, "pivot",
			               "the column \"%s\" would make more than %zu columns",
			               "la colonne « %s » ferait plus de %zu colonnes",
			               t->columns[plan->pivot_column].name, most);
		p->values[p->n++] = mem_strdup(scratch, text);
		qsort(p->values, p->n, sizeof *p->values, by_text);
	}
	for (size_t row = 0; row < t->n_rows; row++) {
		const char *text = table_text(t, plan->pivot_column, row, number);
		p->of_row[row] = text != NULL ? number_of(p->values, p->n, text) : KEY_NONE;
	}
	return true;
}

struct table *reduce(const void *ctx, const void *scratch, const struct groups *g,
                     const struct table *table, const struct join_plan *plan, size_t *duplicated,
                     struct err *err)
{
	struct pivot p = { .n = 1 };

	if (plan->pivot) {
		p.n = 0;
		if (!find_pivot(&p, scratch, table, plan, ctx, err))
			return NULL;
	}
	struct table *result = mem_new(ctx, struct table);
	result->n_rows = g->n;
	result->columns = mem_array(result, struct table_column, plan->n_attributes * p.n + 1);
	bool *several = mem_array(scratch, bool, g->n + 1);
	for (size_t a = 0; a < plan->n_attributes; a++) {
		const char *name = table->columns[plan->attributes[a].column].name;
		for (size_t v = 0; v < p.n; v++) {
			struct slice s = {
				.g = g, .table = table, .attribute = &plan->attributes[a], .pivot = p.of_row,
				.wanted = (uint32_t)v, .to = &result->columns[result->n_columns++],
				.ctx = result, .err = err, .several = several,
			};
			if (!make_column(&s, plan->pivot ? mem_printf(result, "%s_%s", name, p.values[v])
			                                 : mem_strdup(result, name))) {
				/* what was said stays after the columns are gone */
				err_keep(err, ctx);
				talloc_free(result);
				return NULL;
			}
		}
	}
	*duplicated = 0;
	for (size_t f = 0; f < g->n; f++)
		*duplicated += several[f];
	return result;
}
