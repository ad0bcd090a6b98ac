#include "table/gdas_read.h"

#include <string.h>

#include "base/text.h"
#include "table/infer.h"

static bool no_columns(struct reading *r)
{
	return err_set(r->err, r->ctx, ERR_INVALID_PARAMETER, "table",
	               "the rows come before the columns, or there is no column: Columnset names the key and one "
	               "attribute at least",
	               "les lignes viennent avant les colonnes, ou il n'y a pas de colonne : Columnset nomme la clé et "
	               "au moins un attribut");
}

bool gdas_rows_begin(struct reading *r)
{
	const struct gdas *g = r->g;
	size_t n = g->n_keys + g->n_columns;
	const char **names = mem_array(r->ctx, const char *, n + 1);

	if (r->builder != NULL)
		return err_set(r->err, r->ctx, ERR_INVALID_PARAMETER, "table", "there are two Rowsets",
		               "il y a deux Rowset");
	if (g->n_keys == 0 || g->n_columns == 0)
		return no_columns(r);
	for (size_t i = 0; i < n; i++)
		names[i] = i < g->n_keys ? g->keys[i] : g->columns[i - g->n_keys].name;
	r->builder = table_builder_new(r->ctx, names, n, r->limits, r->err);
	if (r->builder == NULL)
		return false;
	for (size_t i = 0; i < n; i++)
		table_builder_declare(r->builder, i, i < g->n_keys ? CELL_TEXT : g->columns[i - g->n_keys].type);
	r->cells = mem_array(r->ctx, const char *, n);
	r->at = mem_array(r->ctx, size_t, n);
	r->states = mem_array(r->ctx, enum value_state, n);
	return true;
}

/* The attribute that the next V is of, or NULL when there are too many. */
static const struct gdas_column *column(const struct reading *r)
{
	return r->n_v < r->g->n_columns ? &r->g->columns[r->n_v] : NULL;
}

static bool miscounted(struct reading *r, const char *element, size_t n, size_t due)
{
	return err_set(r->err, r->ctx, ERR_INVALID_PARAMETER, "table",
	               "row %zu has %zu %s, and there are %zu columns for them",
	               "la ligne %zu a %zu %s, et il y a %zu colonnes pour eux", r->rows + 1, n, element, due);
}

static bool check_aid(struct reading *r, const char *aid)
{
	const struct gdas_column *c = column(r);

	return aid == NULL || strcmp(aid, c->name) == 0 ||
	       err_set(r->err, r->ctx, ERR_INVALID_PARAMETER, c->name,
	               "row %zu, column \"%s\": the value's aid is not the name of this column",
	               "ligne %zu, colonne « %s » : l'aid de la valeur n'est pas le nom de cette colonne",
	               r->rows + 1, c->name);
}

bool gdas_value_begin(struct reading *r, const struct xml_attributes *a)
{
	if (column(r) == NULL)
		return miscounted(r, "V", r->n_v + 1, r->g->n_columns);
	const char *null = xml_attribute_get(a, r->ctx, "null", NULL);
	const char *aid = xml_attribute_get(a, r->ctx, "aid", NULL);
	bool fine = check_aid(r, aid);

	r->null = null != NULL && (strcmp(null, "true") == 0 || strcmp(null, "1") == 0);
	mem_free(null);
	return fine;
}

static void keep(struct reading *r, size_t cell, const char *text)
{
	size_t n = strlen(text) + 1;

	if (r->row_used + n > r->row_room) {
		r->row_room = (r->row_used + n) * 2;
		r->row = mem_grow(r->ctx, r->row, char, r->row_room);
	}
	memcpy(r->row + r->row_used, text, n);
	r->at[cell] = r->row_used;
	r->row_used += n;
}

bool gdas_key_end(struct reading *r, const char *text)
{
	if (r->n_k == r->g->n_keys)
		return miscounted(r, "K", r->n_k + 1, r->g->n_keys);
	keep(r, r->n_k, text);
	r->states[r->n_k++] = *text != '\0' ? VALUE_PRESENT : VALUE_MISSING;
	return true;
}

static const struct gdas_null *null_of(const struct gdas_column *c, const char *text)
{
	for (size_t i = 0; i < c->n_nulls; i++)
		if (strcmp(c->nulls[i].code, text) == 0)
			return &c->nulls[i];
	return NULL;
}

/* What a text means that is not a value: by the column's own list, else by the usual codes. */
static enum value_state state_of(const struct reading *r, const struct gdas_column *c, const char *text)
{
	const struct gdas_null *null = null_of(c, text);
	enum value_state state = VALUE_MISSING;

	if (null != NULL)
		return null->state;
	if (r->null) {
		value_marker(text, &state);
		return state;
	}
	if (c->type != CELL_TEXT && (*text == '\0' || strcmp(text, "NaN") == 0))
		return VALUE_MISSING;
	return VALUE_PRESENT;
}

static bool check_number(struct reading *r, const struct gdas_column *c, const char *text)
{
	int64_t whole;
	double real;

	if (c->type == CELL_INTEGER && !text_int(text, &whole))
		return err_set(r->err, r->ctx, ERR_INVALID_PARAMETER, c->name,
		               "row %zu, column \"%s\": the value is not a whole number",
		               "ligne %zu, colonne « %s » : la valeur n'est pas un nombre entier", r->rows + 1, c->name);
	if (c->type == CELL_REAL && !text_double(text, &real))
		return err_set(r->err, r->ctx, ERR_INVALID_PARAMETER, c->name,
		               "row %zu, column \"%s\": the value is not a number",
		               "ligne %zu, colonne « %s » : la valeur n'est pas un nombre", r->rows + 1, c->name);
	return true;
}

bool gdas_value_end(struct reading *r, const char *text)
{
	const struct gdas_column *c = &r->g->columns[r->n_v];
	size_t at = r->g->n_keys + r->n_v++;

	if (c->type != CELL_TEXT && *text == '+')
		text++;
	r->states[at] = state_of(r, c, text);
	keep(r, at, r->states[at] == VALUE_PRESENT ? text : "");
	return r->states[at] != VALUE_PRESENT || check_number(r, c, text);
}

bool gdas_row_end(struct reading *r)
{
	const struct gdas *g = r->g;
	size_t n = g->n_keys + g->n_columns;

	if (r->n_k != g->n_keys)
		return miscounted(r, "K", r->n_k, g->n_keys);
	if (r->n_v != g->n_columns)
		return miscounted(r, "V", r->n_v, g->n_columns);
	for (size_t i = 0; i < n; i++)
		r->cells[i] = r->row + r->at[i];
	if (!table_builder_row(r->builder, r->cells, n, r->err))
		return false;
	for (size_t i = 0; i < n; i++)
		table_builder_state(r->builder, i, r->states[i]);
	r->n_k = r->n_v = r->row_used = 0;
	r->rows++;
	return true;
}

bool gdas_rows_end(struct reading *r)
{
	if (r->rows == 0)
		return err_set(r->err, r->ctx, ERR_INVALID_PARAMETER, "table", "the Rowset has no Row",
		               "le Rowset n'a pas de Row");
	return true;
}
