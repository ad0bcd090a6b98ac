#include "geometry/table_sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "base/err.h"
#include "geometry/features_sql.h"
#include "table/sort.h"

enum {
	TABLES = 64,                  /* at a time on one connection */
	PLAN_CONDITIONS = 6,          /* taken from SQLite for one scan */
	PLAN_SORTS = 4,
	PLAN_TEXT = 16,               /* of each */
	BY_ID = -1,                   /* stands for a column */
};

struct table_sql {
	sqlite3 *db;
	struct table_sql_rows rows;
	uint64_t *taken;
	unsigned slot;
	char name[32];
	char *declaration;
};

struct reader {
	sqlite3_vtab base;
	const struct table_sql *t;
};

/* What a row must hold: never less than SQLite asks, which looks again itself. */
struct condition {
	int column;
	char op;                      /* '=', '<' (or equal), '>' (or equal) */
	sqlite3_value *value;
};

/* Walks from `at` to `end`, over rows or over a list of them. */
struct cursor {
	sqlite3_vtab_cursor base;
	size_t at, end;
	const uint32_t *list;         /* NULL: rows as they stand */
	uint32_t *own, *place;        /* what it made for itself */
	size_t first, after;          /* rows within bounds by id */
	struct condition conditions[PLAN_CONDITIONS];
	size_t n;
};

static size_t row_of(const struct cursor *c)
{
	return c->list != NULL ? c->list[c->at] : c->at;
}

static const struct table_sql *table_of(const sqlite3_vtab_cursor *c)
{
	return ((const struct reader *)c->pVtab)->t;
}

static int connect_table(sqlite3 *db, void *arg, int argc JT_UNUSED, const char *const *argv JT_UNUSED,
                         sqlite3_vtab **made, char **why JT_UNUSED)
{
	const struct table_sql *t = arg;
	int rc = sqlite3_declare_vtab(db, t->declaration);

	if (rc != SQLITE_OK)
		return rc;
	sqlite3_vtab_config(db, SQLITE_VTAB_DIRECTONLY);
	struct reader *r = mem_new(NULL, struct reader);
	r->t = t;
	*made = &r->base;
	return SQLITE_OK;
}

static int disconnect_table(sqlite3_vtab *v)
{
	talloc_free(v);
	return SQLITE_OK;
}

static char operator_of(unsigned char op)
{
	switch (op) {
	case SQLITE_INDEX_CONSTRAINT_EQ: return '=';
	case SQLITE_INDEX_CONSTRAINT_GT:
	case SQLITE_INDEX_CONSTRAINT_GE: return '>';
	case SQLITE_INDEX_CONSTRAINT_LT:
	case SQLITE_INDEX_CONSTRAINT_LE: return '<';
	default: return '\0';
	}
}

/* A list of values would be a scan for each of them: SQLite looks into lists better itself. */
static bool takes(sqlite3_index_info *info, int i, int id_column)
{
	const struct sqlite3_index_constraint *c = &info->aConstraint[i];
	bool by_id = c->iColumn < 0 || c->iColumn == id_column;

	return c->usable && c->iColumn <= id_column && operator_of(c->op) != '\0' && (by_id || !sqlite3_vtab_in(info, i, -1)) &&
	       strcmp(sqlite3_vtab_collation(info, i), "BINARY") == 0;
}

/* Whether the scan can give its rows in the order asked, and in how many columns. */
static bool sorts(const sqlite3_index_info *info)
{
	return info->nOrderBy > 0 && info->nOrderBy <= PLAN_SORTS;
}

/* The plan of a scan, as "=3;>0;" and "+2;-4;": an operator and a column for each value that the scan gets, then the
   columns to sort by. */
static int choose(sqlite3_vtab *v, sqlite3_index_info *info)
{
	const struct table *table = ((const struct reader *)v)->t->rows.table;
	int id_column = (int)table->n_columns, n = 0;
	double rows = (double)table->n_rows + 1, found = rows;
	char plan[(PLAN_CONDITIONS + PLAN_SORTS) * PLAN_TEXT], *end = plan;
	bool one = false;

	*plan = '\0';
	for (int i = 0; i < info->nConstraint && n < PLAN_CONDITIONS; i++) {
		const struct sqlite3_index_constraint *c = &info->aConstraint[i];
		if (!takes(info, i, id_column))
			continue;
		char op = operator_of(c->op);
		int column = c->iColumn == id_column ? BY_ID : c->iColumn;
		info->aConstraintUsage[i].argvIndex = ++n;
		end += snprintf(end, PLAN_TEXT, "%c%d;", op, column);
		one = one || (op == '=' && column == BY_ID);
		found /= op == '=' ? 20 : 3;
	}
	info->orderByConsumed = sorts(info);
	for (int i = 0; sorts(info) && !one && i < info->nOrderBy; i++)
		end += snprintf(end, PLAN_TEXT, "%c%d;", info->aOrderBy[i].desc ? '-' : '+',
		                info->aOrderBy[i].iColumn);
	info->idxStr = sqlite3_mprintf("%s", plan);
	if (info->idxStr == NULL)
		return SQLITE_NOMEM;
	info->needToFreeIdxStr = 1;
	info->idxNum = n;
	info->idxFlags = one ? SQLITE_INDEX_SCAN_UNIQUE : 0;
	info->estimatedCost = one ? 1 : rows;
	info->estimatedRows = one || found < 1 ? 1 : (sqlite3_int64)found;
	return SQLITE_OK;
}

static int open_cursor(sqlite3_vtab *v JT_UNUSED, sqlite3_vtab_cursor **made)
{
	*made = &mem_new(NULL, struct cursor)->base;
	return SQLITE_OK;
}

static void forget(struct cursor *c)
{
	for (size_t i = 0; i < c->n; i++)
		sqlite3_value_free(c->conditions[i].value);
	c->n = 0;
	TALLOC_FREE(c->own);
	TALLOC_FREE(c->place);
	c->list = NULL;
}

static int close_cursor(sqlite3_vtab_cursor *v)
{
	forget((struct cursor *)v);
	talloc_free(v);
	return SQLITE_OK;
}

/* The first row whose id is `id` or more. */
static size_t row_from(const struct table_sql *t, int64_t id)
{
	size_t low = 0, high = t->rows.table->n_rows;

	while (low < high) {
		size_t middle = (low + high) / 2;
		if (t->rows.ids[middle] < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Bounds by id move the ends of the scan. Ids are compared with whole numbers only. */
static void bound(struct cursor *c, const struct table_sql *t, char op, sqlite3_value *value)
{
	if (sqlite3_value_numeric_type(value) != SQLITE_INTEGER)
		return;
	int64_t id = sqlite3_value_int64(value);
	size_t from = row_from(t, id), after = id < INT64_MAX ? row_from(t, id + 1) : t->rows.table->n_rows;
	if (op != '<' && from > c->first)
		c->first = from;
	if (op != '>' && after < c->after)
		c->after = after;
}

/* Texts are compared with texts, numbers with numbers; where the types differ SQLite has rules of its own. */
static bool comparable(const struct table_column *column, sqlite3_value *value)
{
	int type = sqlite3_value_type(value);
	return column->type == CELL_TEXT ? type == SQLITE_TEXT : type == SQLITE_INTEGER || type == SQLITE_FLOAT;
}

static int by_text(const char *a, sqlite3_value *value)
{
	const char *b = (const char *)sqlite3_value_text(value);
	size_t na = strlen(a), nb = (size_t)sqlite3_value_bytes(value), n = na < nb ? na : nb;
	int order = memcmp(a, b, n);

	return order != 0 ? order : na < nb ? -1 : na > nb;
}

static int by_number(const struct table_column *c, size_t row, sqlite3_value *value)
{
	double a = c->type == CELL_INTEGER ? (double)c->integers[row] : c->reals[row];
	double b = sqlite3_value_double(value);

	return a < b ? -1 : a > b;
}

static bool holds(const struct condition *k, const struct table *table, size_t row)
{
	const struct table_column *column = &table->columns[k->column];

	if (!table_present(column, row))
		return false;
	int order = column->type == CELL_TEXT ? by_text(column->text.pool + column->text.offsets[row], k->value)
	                                      : by_number(column, row, k->value);
	return k->op == '=' ? order == 0 : k->op == '<' ? order <= 0 : order >= 0;
}

static bool suits(const struct cursor *c, const struct table *table, size_t row)
{
	if (row < c->first || row >= c->after)
		return false;
	for (size_t i = 0; i < c->n; i++)
		if (!holds(&c->conditions[i], table, row))
			return false;
	return true;
}

static void find_row(struct cursor *c)
{
	const struct table *table = table_of(&c->base)->rows.table;

	/* a list of its own holds what suits */
	while (c->own == NULL && c->at < c->end && !suits(c, table, row_of(c)))
		c->at++;
}

static void find_places(struct cursor *c, const struct table_sql *t)
{
	size_t n = t->rows.table->n_rows;

	c->place = mem_array(c, uint32_t, n + 1);
	for (size_t i = 0; i < n; i++)
		c->place[t->rows.by_key != NULL ? t->rows.by_key[i] : i] = (uint32_t)i;
}

/* The rows of the scan as they are to come. In the order of keys alone they come from the list of that. */
static void put_in_order(struct cursor *c, const struct table_sql *t, const struct table_sort *by, size_t n)
{
	const struct table *table = t->rows.table;

	if (n == 1 && by->column == TABLE_SORT_PLACE && !by->descending && t->rows.by_key != NULL) {
		c->list = t->rows.by_key;
		c->at = 0;
		c->end = table->n_rows;
		return;
	}
	uint32_t *list = mem_array(c, uint32_t, c->end - c->at + 1);
	size_t found = 0;
	for (size_t row = c->at; row < c->end; row++)
		if (suits(c, table, row))
			list[found++] = (uint32_t)row;
	find_places(c, t);
	table_sort(list, found, table, by, n, c->place);
	c->list = c->own = list;
	c->at = 0;
	c->end = found;
}

/* Columns beyond the table's own are the id, by which rows ascend, and the place. */
static int sort_column(const struct table_sql *t, int column)
{
	int n = (int)t->rows.table->n_columns;
	return column == n + 1 ? TABLE_SORT_PLACE : column < 0 || column == n ? TABLE_SORT_ROW : column;
}

static int read_step(const char **plan, char *op)
{
	char *end;
	*op = **plan;
	int column = (int)strtol(*plan + 1, &end, 10);

	*plan = end + 1;
	return column;
}

static int filter(sqlite3_vtab_cursor *v, int n, const char *plan, int argc, sqlite3_value **argv)
{
	struct cursor *c = (struct cursor *)v;
	const struct table_sql *t = table_of(v);
	struct table_sort by[PLAN_SORTS];
	size_t n_by = 0;
	char op;

	forget(c);
	c->first = 0;
	c->after = t->rows.table->n_rows;
	for (int i = 0; i < n && i < argc; i++) {
		int column = read_step(&plan, &op);
		if (sqlite3_value_type(argv[i]) == SQLITE_NULL)
			c->after = 0;   /* nothing compares with what is not there */
		else if (column == BY_ID)
			bound(c, t, op, argv[i]);
		else if (comparable(&t->rows.table->columns[column], argv[i]))
			c->conditions[c->n++] = (struct condition){
				column, op, mem_check(sqlite3_value_dup(argv[i])) };
	}
	c->at = c->first;
	c->end = c->after > c->first ? c->after : c->first;
	while (*plan != '\0' && n_by < PLAN_SORTS) {
		by[n_by].column = sort_column(t, read_step(&plan, &op));
		by[n_by++].descending = op == '-';
	}
	if (n_by > 0)
		put_in_order(c, t, by, n_by);
	find_row(c);
	return SQLITE_OK;
}

static int next(sqlite3_vtab_cursor *v)
{
	struct cursor *c = (struct cursor *)v;

	c->at++;
	find_row(c);
	return SQLITE_OK;
}

static int at_end(sqlite3_vtab_cursor *v)
{
	const struct cursor *c = (const struct cursor *)v;
	return c->at >= c->end;
}

static int row_id(sqlite3_vtab_cursor *v, sqlite3_int64 *id)
{
	*id = table_of(v)->rows.ids[row_of((const struct cursor *)v)];
	return SQLITE_OK;
}

static sqlite3_int64 place_of(struct cursor *c, size_t row)
{
	const struct table_sql *t = table_of(&c->base);

	if (t->rows.by_key != NULL && c->list == t->rows.by_key)
		return (sqlite3_int64)c->at;
	if (c->place == NULL)
		find_places(c, t);
	return c->place[row];
}

static int give(sqlite3_vtab_cursor *v, sqlite3_context *to, int column)
{
	const struct table_sql_rows *rows = &table_of(v)->rows;
	size_t row = row_of((const struct cursor *)v), n = rows->table->n_columns;

	if (column < 0 || (size_t)column >= n) {
		sqlite3_result_int64(to, column == (int)n + 1 ? place_of((struct cursor *)v, row)
		                                              : rows->ids[row]);
		return SQLITE_OK;
	}
	const struct table_column *c = &rows->table->columns[column];
	if (!table_present(c, row))
		sqlite3_result_null(to);
	else if (c->type == CELL_INTEGER)
		sqlite3_result_int64(to, c->integers[row]);
	else if (c->type == CELL_REAL)
		sqlite3_result_double(to, c->reals[row]);
	else
		sqlite3_result_text(to, c->text.pool + c->text.offsets[row], -1, SQLITE_STATIC);
	return SQLITE_OK;
}

/* Without xCreate a table of the module's name is there as long as the module is. */
static const sqlite3_module module = {
	.iVersion = 1,
	.xConnect = connect_table, .xDisconnect = disconnect_table, .xBestIndex = choose,
	.xOpen = open_cursor, .xClose = close_cursor, .xFilter = filter, .xNext = next, .xEof = at_end,
	.xColumn = give, .xRowid = row_id,
};

static int drop(struct table_sql *t)
{
	sqlite3_create_module_v2(t->db, t->name, NULL, NULL, NULL);
	*t->taken &= ~((uint64_t)1 << t->slot);
	return 0;
}

static char *declare(const void *ctx, const struct table_sql_rows *rows)
{
	static const char *const types[] = { [CELL_TEXT] = "TEXT", [CELL_INTEGER] = "INTEGER",
	                                     [CELL_REAL] = "REAL" };
	char *sql = mem_strdup(ctx, "CREATE TABLE x(");

	for (size_t i = 0; i < rows->table->n_columns; i++)
		sql = mem_check(talloc_asprintf_append_buffer(sql, "%s %s, ", sql_name(sql, rows->columns[i].name),
		                                              types[rows->table->columns[i].type]));
	return mem_check(talloc_asprintf_append_buffer(sql, "\"" TABLE_SQL_ID "\" INTEGER HIDDEN, \"" TABLE_SQL_PLACE
	                                              "\" INTEGER HIDDEN)"));
}

static struct table_sql *refuse(const void *ctx, const char *why, struct err *err)
{
	err_set(err, ctx, ERR_UNAVAILABLE, NULL, "the joined columns of this layer cannot be read at present",
	        "les colonnes jointes de cette couche ne peuvent pas être lues actuellement");
	err_detail(err, ctx, "%s", why);
	return NULL;
}

/* SQLite looks at the declaration when the table is first named: that is done here, where it can be told. */
static bool try_table(struct table_sql *t)
{
	char *sql = sqlite3_mprintf("SELECT 1 FROM \"%w\"", t->name);
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(t->db, mem_check(sql), -1, &stmt, NULL);

	sqlite3_finalize(stmt);
	sqlite3_free(sql);
	return rc == SQLITE_OK;
}

struct table_sql *table_sql_new(const void *ctx, void *sqlite, uint64_t *taken,
                                const struct table_sql_rows *rows, struct err *err)
{
	struct table_sql *t = mem_new(ctx, struct table_sql);

	*t = (struct table_sql){ .db = sqlite, .rows = *rows, .taken = taken };
	while (t->slot < TABLES && (*taken >> t->slot & 1) != 0)
		t->slot++;
	if (sqlite == NULL || t->slot == TABLES)
		return refuse(ctx, sqlite == NULL ? "not a connection to SQLite" : "too many joins at once", err);
	snprintf(t->name, sizeof t->name, "jointure joined %u", t->slot);
	t->declaration = declare(t, rows);
	if (sqlite3_create_module_v2(t->db, t->name, &module, t, NULL) != SQLITE_OK)
		return refuse(ctx, sqlite3_errmsg(t->db), err);
	*taken |= (uint64_t)1 << t->slot;
	talloc_set_destructor(t, drop);
	if (try_table(t))
		return t;
	refuse(ctx, sqlite3_errmsg(t->db), err);
	talloc_free(t);
	return NULL;
}

const char *table_sql_name(const struct table_sql *t)
{
	return t->name;
}
