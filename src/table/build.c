#include "table/build.h"

#include <string.h>

#include "base/text.h"
#include "table/infer.h"

struct table_builder {
	const void *ctx;
	struct table *table;
	struct table_limits limits;
	size_t room;           /* rows there is room for */
	size_t *used, *space;  /* of each pool */
	bool *declared;
	enum cell_type *types; /* of declared columns */
};

static bool taken(const struct table *t, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (text_same(t->columns[i].name, name))
			return true;
	return false;
}

static const char *unique_name(const struct table *t, size_t i, const char *name)
{
	while (name != NULL && *name == ' ')
		name++;
	char *own = name != NULL && *name != '\0' ? mem_strdup(t, name)
	                                          : mem_printf(t, "column %zu", i + 1);
	for (size_t n = strlen(own); n > 0 && own[n - 1] == ' '; n--)
		own[n - 1] = '\0';
	const char *candidate = own;
	for (int k = 2; taken(t, i, candidate); k++)
		candidate = mem_printf(t, "%s (%d)", own, k);
	return candidate;
}

struct table_builder *table_builder_new(const void *ctx, const char *const *names, size_t n,
                                        const struct table_limits *limits, struct err *err)
{
	if (limits->columns > 0 && n > (size_t)limits->columns) {
		err_set(err, ctx, ERR_TOO_LARGE, "columns", "the table has %zu columns, over the limit of %lld",
		        "la table a %zu colonnes, au-delà de la limite de %lld", n,
		        (long long)limits->columns);
		return NULL;
	}
	struct table_builder *b = mem_new(ctx, struct table_builder);
	b->ctx = ctx;
	b->limits = *limits;
	b->table = mem_new(ctx, struct table);
	b->table->n_columns = n;
	b->table->columns = mem_array(b->table, struct table_column, n);
	b->used = mem_array(b, size_t, n);
	b->space = mem_array(b, size_t, n);
	b->declared = mem_array(b, bool, n);
	b->types = mem_array(b, enum cell_type, n);
	for (size_t i = 0; i < n; i++) {
		struct table_column *c = &b->table->columns[i];
		c->name = unique_name(b->table, i, names[i]);
		c->unit = "";
		c->type = CELL_TEXT;
	}
	return b;
}

static void grow_rows(struct table_builder *b)
{
	b->room = b->room == 0 ? 256 : b->room * 2;
	for (size_t i = 0; i < b->table->n_columns; i++) {
		struct table_column *c = &b->table->columns[i];
		c->text.offsets = mem_grow(b->table, c->text.offsets, uint32_t, b->room);
		c->states = mem_grow(b->table, c->states, uint8_t, b->room);
	}
}

static bool add_cell(struct table_builder *b, size_t column, const char *cell, struct err *err)
{
	struct table_column *c = &b->table->columns[column];
	size_t row = b->table->n_rows, n = cell != NULL ? strlen(cell) : 0;

	if ((b->limits.cell > 0 && n > (size_t)b->limits.cell) || n > UINT32_MAX / 2 ||
	    b->used[column] + n + 1 > UINT32_MAX)
		return err_set(err, b->ctx, ERR_TOO_LARGE, c->name,
		               "row %zu, column \"%s\": the cell is over the limit of %lld bytes",
		               "ligne %zu, colonne « %s » : la cellule dépasse la limite de %lld octets",
		               row + 1, c->name, (long long)b->limits.cell);
	if (n > 0 && !text_is_utf8(cell, n))
		return err_set(err, b->ctx, ERR_INVALID_PARAMETER, c->name,
		               "row %zu, column \"%s\": the cell is not text that can be read",
		               "ligne %zu, colonne « %s » : la cellule n'est pas du texte lisible", row + 1,
		               c->name);
	while (b->used[column] + n + 1 > b->space[column]) {
		b->space[column] = b->space[column] == 0 ? 4096 : b->space[column] * 2;
		c->text.pool = mem_grow(b->table, c->text.pool, char, b->space[column]);
	}
	c->text.offsets[row] = (uint32_t)b->used[column];
	memcpy(c->text.pool + b->used[column], n > 0 ? cell : "", n + 1);
	b->used[column] += n + 1;
	c->states[row] = n > 0 ? VALUE_PRESENT : VALUE_MISSING;
	return true;
}

bool table_builder_row(struct table_builder *b, const char *const *cells, size_t n, struct err *err)
{
	struct table *t = b->table;

	if (b->limits.rows > 0 && t->n_rows >= (size_t)b->limits.rows)
		return err_set(err, b->ctx, ERR_TOO_LARGE, "rows", "the table has more than %lld rows",
		               "la table a plus de %lld lignes", (long long)b->limits.rows);
	for (size_t i = t->n_columns; i < n; i++)
		if (cells[i] != NULL && *cells[i] != '\0')
			return err_set(err, b->ctx, ERR_INVALID_PARAMETER, "columns",
			               "row %zu has %zu cells, the header names %zu columns",
			               "la ligne %zu a %zu cellules, l'en-tête nomme %zu colonnes",
			               t->n_rows + 1, n, t->n_columns);
	if (t->n_rows == b->room)
		grow_rows(b);
	for (size_t i = 0; i < t->n_columns; i++)
		if (!add_cell(b, i, i < n ? cells[i] : NULL, err))
			return false;
	t->n_rows++;
	return true;
}

void table_builder_declare(struct table_builder *b, size_t column, enum cell_type type)
{
	b->declared[column] = true;
	b->types[column] = type;
}

void table_builder_state(struct table_builder *b, size_t column, enum value_state state)
{
	b->table->columns[column].states[b->table->n_rows - 1] = (uint8_t)state;
}

static void turn(struct table *t, struct table_column *c, enum cell_type type)
{
	char *pool = c->text.pool;
	uint32_t *offsets = c->text.offsets;
	int64_t *integers = type == CELL_INTEGER ? mem_array(t, int64_t, t->n_rows) : NULL;
	double *reals = type == CELL_REAL ? mem_array(t, double, t->n_rows) : NULL;

	if (type == CELL_TEXT)
		return;
	for (size_t i = 0; i < t->n_rows; i++) {
		if (c->states[i] != VALUE_PRESENT)
			continue;
		if (type == CELL_INTEGER)
			text_int(pool + offsets[i], &integers[i]);
		else
			text_double(pool + offsets[i], &reals[i]);
	}
	talloc_free(pool);
	talloc_free(offsets);
	c->type = type;
	if (type == CELL_INTEGER)
		c->integers = integers;
	else
		c->reals = reals;
}

struct table *table_builder_end(struct table_builder *b)
{
	struct table *t = b->table;

	for (size_t i = 0; i < t->n_columns && t->n_rows > 0; i++) {
		if (b->declared[i])
			turn(t, &t->columns[i], b->types[i]);
		else
			column_infer(&t->columns[i], t->n_rows);
	}
	talloc_free(b);
	return t;
}
