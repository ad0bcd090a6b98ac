#include "joining/parts.h"

#include <string.h>

#include "base/text.h"
#include "table/gdas.h"
#include "table/text_column.h"

#define NAMED_MOST 12

/* "a, b, c ..." of the columns that there are. */
static const char *names_of(const struct work *w)
{
	const struct table *t = w->table;
	char *names = mem_strdup(w->ctx, "");

	for (size_t i = 0; i < t->n_columns && i < NAMED_MOST; i++)
		names = mem_check(talloc_asprintf_append(names, "%s%s", i > 0 ? ", " : "", t->columns[i].name));
	return t->n_columns > NAMED_MOST ? mem_printf(w->ctx, "%s ...", names) : names;
}

bool work_column(const struct work *w, size_t *column, const char *name, const char *locator)
{
	int at = table_find(w->table, name);
	int64_t number;

	if (at < 0 && *name == '#' && text_int(name + 1, &number) && number >= 0 &&
	    (uint64_t)number < w->table->n_columns)
		at = (int)number;
	if (at < 0)
		return err_set(w->err, w->ctx, ERR_INVALID_PARAMETER, locator,
		               "the table has no column \"%s\"; it has: %s",
		               "la table n'a pas de colonne « %s » ; elle a : %s", name, names_of(w));
	*column = (size_t)at;
	return true;
}

/* Whether the framework's own key is made of several columns. */
static bool is_made_of_parts(const struct work *w)
{
	for (size_t i = 0; i < w->n; i++) {
		const char *parts = w->frameworks[i]->layer->key_parts;
		if (!w->list[i].relative && parts != NULL && *parts != '\0')
			return true;
	}
	return false;
}

/* A key of several columns that is read as one: a column of the parts, one after the other. */
static void join_parts(struct work *w)
{
	struct table *t = w->table;
	struct join_plan plan = { .n_key = w->n_keys };
	const char *name = "";
	char scratch[512];

	memcpy(plan.key, w->keys, sizeof plan.key);
	for (size_t i = 0; i < w->n_keys; i++)
		name = mem_printf(t, "%s%s%s", name, i > 0 ? "+" : "", t->columns[w->keys[i]].name);
	struct text_column key = text_column_new(t, name);
	for (size_t row = 0; row < t->n_rows; row++)
		text_column_put(&key, row, join_row_key(t, &plan, row, scratch, sizeof scratch));
	t->columns = mem_grow(t, t->columns, struct table_column, t->n_columns + 1);
	t->columns[t->n_columns++] = key.column;
}

bool work_keys(struct work *w)
{
	const struct order *o = w->o;

	if (o->n_keys == 0 && w->dataset != NULL) {
		w->n_keys = 1;
		if (!work_column(w, &w->keys[0], w->dataset->key, "key"))
			return false;
	} else if (o->n_keys == 0 && w->r->origin.gdas != NULL) {
		/* they come first */
		w->n_keys = w->r->origin.gdas->n_keys;
		for (size_t i = 0; i < w->n_keys; i++)
			w->keys[i] = i;
	} else {
		w->n_keys = o->n_keys;
	}
	for (size_t i = 0; i < o->n_keys; i++)
		if (!work_column(w, &w->keys[i], o->keys[i], "key"))
			return false;
	/* two columns may be written in other ways than the key is, which the doctor knows to read */
	bool whole = w->n_keys > 2 || (w->n_keys == 2 && is_made_of_parts(w));
	w->n_read = whole ? 1 : w->n_keys;
	memcpy(w->read, w->keys, sizeof w->read);
	if (whole) {
		join_parts(w);
		w->read[0] = w->table->n_columns - 1;
	}
	return true;
}

/* Of an order that says one reduction for all: what cannot be added up is listed. */
static enum reduction reduction_of(const struct work *w, const struct order_attribute *a, size_t column)
{
	bool text = w->table->columns[column].type == CELL_TEXT;
	enum reduction all = w->o->reduction >= 0 ? (enum reduction)w->o->reduction : REDUCE_ERROR;

	if (a != NULL && a->reduction >= 0)
		return (enum reduction)a->reduction;
	if (text && (all == REDUCE_SUM || all == REDUCE_MEAN || all == REDUCE_WEIGHTED_MEAN))
		return REDUCE_LIST;
	return all;
}

static bool add_attribute(struct work *w, size_t column, const struct order_attribute *asked)
{
	struct join_attribute *a = &w->attributes[w->n_attributes];

	a->column = column;
	a->reduction = reduction_of(w, asked, column);
	a->weight = DOCTOR_NO_COLUMN;
	w->asked[w->n_attributes++] = asked;
	return asked == NULL || asked->weight == NULL ||
	       work_column(w, &a->weight, asked->weight, "weight");
}

static bool is_key(const struct work *w, size_t column)
{
	const struct doctor_proposal *p = &w->r->account.proposal;

	for (size_t i = 0; i < p->n_columns; i++)
		if (p->column[i] == column)
			return true;
	for (size_t i = 0; i < w->n_keys; i++)
		if (w->keys[i] == column)
			return true;
	return column == w->pivot;
}

static bool all_others(struct work *w)
{
	for (size_t c = 0; c < w->table->n_columns; c++)
		if (!is_key(w, c) && !add_attribute(w, c, NULL))
			return false;
	return w->n_attributes > 0 ||
	       err_set(w->err, w->ctx, ERR_INVALID_PARAMETER, "attributes",
	               "the table has no column beside its key: there is nothing to join",
	               "la table n'a pas de colonne en plus de sa clé : il n'y a rien à joindre");
}

bool work_attributes(struct work *w)
{
	const struct order *o = w->o;
	size_t most = o->n_attributes > 0 ? o->n_attributes : w->table->n_columns;

	w->pivot = DOCTOR_NO_COLUMN;
	if (o->pivot != NULL && !work_column(w, &w->pivot, o->pivot, "pivot"))
		return false;
	w->attributes = mem_array(w->ctx, struct join_attribute, most + 1);
	w->asked = mem_array(w->ctx, const struct order_attribute *, most + 1);
	for (size_t i = 0; i < o->n_attributes; i++) {
		size_t column;
		if (!work_column(w, &column, o->attributes[i].column, "attributes") ||
		    !add_attribute(w, column, &o->attributes[i]))
			return false;
	}
	if (o->n_attributes == 0 && !all_others(w))
		return false;
	if (w->on->most_attributes > 0 && w->n_attributes > (size_t)w->on->most_attributes)
		return err_set(w->err, w->ctx, ERR_TOO_LARGE, "attributes",
		               "%zu columns would be joined, and at most %lld may be: name those that are wanted",
		               "%zu colonnes seraient jointes, et %lld peuvent l'être au plus : nommez celles qui "
		               "sont voulues", w->n_attributes, (long long)w->on->most_attributes);
	return true;
}
