#include "geometry/features_sql.h"

#include <string.h>

#include "base/text.h"
#include "geometry/table_sql.h"

static char *quoted(const void *ctx, const char *s, char quote)
{
	char *text = mem_array(ctx, char, 2 * strlen(s) + 3), *to = text;

	*to++ = quote;
	for (; *s != '\0'; s++) {
		if (*s == quote)
			*to++ = quote;
		*to++ = *s;
	}
	*to = quote;
	return text;
}

char *sql_name(const void *ctx, const char *name)
{
	return quoted(ctx, name, '"');
}

char *sql_value(const void *ctx, const char *value)
{
	return quoted(ctx, value, '\'');
}

/* A column as text that compares with ISO 8601: sources differ in how they write moments. */
static char *as_text(const void *ctx, const struct column *column, const struct sql_table *t)
{
	const char *name = sql_name(ctx, column->name);

	if (t->kind == SQL_POSTGIS && column->type == COLUMN_DATE)
		return mem_printf(ctx, "to_char(%s, 'YYYY-MM-DD')", name);
	if (t->kind == SQL_POSTGIS && column->type == COLUMN_DATETIME)
		return mem_printf(ctx, "to_char(%s::timestamptz, 'YYYY-MM-DD\"T\"HH24:MI:SS')", name);
	if (column->type == COLUMN_DATETIME)
		return mem_printf(ctx, "substr(replace(%s, ' ', 'T'), 1, 19)", name);
	return mem_printf(ctx, "CAST(%s AS TEXT)", name);
}

static char *refuse(struct err *err, const void *ctx, const struct column *column)
{
	bool number = column->type == COLUMN_INTEGER || column->type == COLUMN_REAL;
	const char *name = column->name;

	if (number)
		err_set(err, ctx, ERR_INVALID_PARAMETER, name, "the column %s holds numbers: %s",
		        "la colonne %s contient des nombres : %s", name,
		        column->type == COLUMN_INTEGER ? "42" : "4.2");
	else
		err_set(err, ctx, ERR_INVALID_PARAMETER, name, "the column %s is true or false",
		        "la colonne %s vaut true ou false", name);
	return NULL;
}

static bool truth(const char *value, bool *is)
{
	*is = strcmp(value, "true") == 0 || strcmp(value, "1") == 0;
	return *is || strcmp(value, "false") == 0 || strcmp(value, "0") == 0;
}

/* "column = value", the value written as the column's type has it. */
static char *equal(const void *ctx, const struct feature_query *q, const struct sql_table *t,
                   const struct feature_equal *e, struct err *err)
{
	const struct column *column = layer_column(q->layer, e->column);
	const char *name = sql_name(ctx, e->column), *value = e->value;
	size_t n = strlen(value);
	int64_t whole;
	double number;
	bool is;

	switch (column->type) {
	case COLUMN_STRING:
		/* PostgreSQL has types that we know as text only (uuid); for its own texts the cast is none */
		return mem_printf(ctx, "%s = %s", t->kind == SQL_POSTGIS ? as_text(ctx, column, t) : name,
		                  sql_value(ctx, value));
	case COLUMN_INTEGER:
		if (text_int(value, &whole))
			return mem_printf(ctx, "%s = %lld", name, (long long)whole);
		return refuse(err, ctx, column);
	case COLUMN_REAL:
		if (text_double(value, &number))
			return mem_printf(ctx, "%s = %s", name, text_from_double(ctx, number));
		return refuse(err, ctx, column);
	case COLUMN_BOOLEAN:
		if (truth(value, &is))
			return mem_printf(ctx, "%s = %s", name,
			                  t->kind == SQL_POSTGIS ? (is ? "true" : "false") : is ? "1" : "0");
		return refuse(err, ctx, column);
	case COLUMN_DATE:
	case COLUMN_DATETIME:
		if (column->type == COLUMN_DATETIME && n > 0 && value[n - 1] == 'Z')
			value = mem_strndup(ctx, value, n - 1);
		return mem_printf(ctx, "%s = %s", as_text(ctx, column, t), sql_value(ctx, value));
	}
	return NULL;
}

/* The column of the id; NULL when it is the driver's own identifier. */
static const struct column *id_column(const struct feature_query *q)
{
	return layer_column(q->layer, q->layer->source.id_column);
}

static char *id_name(const void *ctx, const struct feature_query *q, const struct sql_table *t)
{
	const struct column *column = id_column(q);
	return sql_name(ctx, column != NULL ? column->name : t->fid);
}

/* An id as its column has it; NULL where it can be none of that column. */
static char *id_value(const void *ctx, const struct feature_query *q, const char *id)
{
	const struct column *column = id_column(q);
	int64_t whole;

	if (column != NULL && column->type != COLUMN_INTEGER)
		return sql_value(ctx, id);
	return text_int(id, &whole) ? mem_printf(ctx, "%lld", (long long)whole) : NULL;
}

/* One of these ids. What cannot be an id of this layer is the id of no feature. */
static char *id_in(const void *ctx, const struct feature_query *q, const struct sql_table *t,
                   const char *const *ids, size_t n)
{
	const struct column *column = id_column(q);
	bool plain = column == NULL || column->type == COLUMN_INTEGER ||
	             (column->type == COLUMN_STRING && t->kind != SQL_POSTGIS);
	char *list = NULL;

	for (size_t i = 0; i < n; i++) {
		const char *value = id_value(ctx, q, ids[i]);
		if (value != NULL)
			list = list == NULL ? mem_strdup(ctx, value)
			     : mem_check(talloc_asprintf_append_buffer(list, ", %s", value));
	}
	if (list == NULL)
		return mem_strdup(ctx, "1 = 0");
	return mem_printf(ctx, plain ? "%s IN (%s)" : "CAST(%s AS TEXT) IN (%s)", id_name(ctx, q, t), list);
}

static char *in_span(const void *ctx, const struct feature_query *q, const struct sql_table *t)
{
	const struct feature_span *span = q->span;
	const char *time = as_text(ctx, layer_column(q->layer, span->column), t);
	char *text = mem_printf(ctx, "%s IS NOT NULL", time);

	if (span->from != NULL)
		text = mem_printf(ctx, "%s AND %s >= substr(%s, 1, length(%s))", text, time,
		                  sql_value(ctx, span->from), time);
	if (span->to != NULL)
		text = mem_printf(ctx, "%s AND substr(%s, 1, %zu) <= %s", text, time, strlen(span->to),
		                  sql_value(ctx, span->to));
	return text;
}

static bool add(char **where, const char *condition)
{
	if (condition == NULL)
		return false;
	*where = mem_check(talloc_asprintf_append(*where, "%s(%s)", **where == '\0' ? " WHERE " : " AND ",
	                                          condition));
	return true;
}

char *sql_where(const void *ctx, const struct feature_query *q, const struct sql_table *t,
                struct err *err)
{
	char *where = mem_strdup(ctx, "");

	if (q->id != NULL)
		add(&where, id_in(ctx, q, t, &q->id, 1));
	if (q->ids != NULL)
		add(&where, id_in(ctx, q, t, q->ids, q->n_ids));
	for (size_t i = 0; i < q->n_equals; i++)
		if (!add(&where, equal(ctx, q, t, &q->equals[i], err)))
			return NULL;
	if (q->span != NULL)
		add(&where, in_span(ctx, q, t));
	if (q->where != NULL)
		add(&where, q->where);
	if (q->bbox != NULL && !add(&where, sql_meets(ctx, q, t, err)))
		return NULL;
	return where;
}

/* GDAL's dialect has names of its own for the shape and the identifier: they get those of the source,
   which conditions are written with. */
static char *renamed(const void *ctx, const struct sql_table *t, const char *table)
{
	return mem_printf(ctx, "(SELECT *%s%s, ROWID AS %s FROM %s)",
	                  text_same(t->geometry, "GEOMETRY") ? "" : ", GEOMETRY AS ",
	                  text_same(t->geometry, "GEOMETRY") ? "" : sql_name(ctx, t->geometry),
	                  sql_name(ctx, t->fid), sql_name(ctx, table));
}

/* Whether a piece of SQL names a column of [from, to); a text value that looks like one counts, too. */
static bool names(const void *ctx, const struct layer *layer, size_t from, size_t to, const char *sql)
{
	for (size_t i = from; i < to; i++)
		if (strstr(sql, sql_name(ctx, layer->columns[i].name)) != NULL)
			return true;
	return false;
}

static bool names_joined(const void *ctx, const struct layer *layer, const char *sql)
{
	return names(ctx, layer, layer->joined->first, layer->n_columns, sql);
}

static bool names_base(const void *ctx, const struct layer *layer, const struct sql_table *t, const char *sql)
{
	return names(ctx, layer, 0, layer->joined->first, sql) || strstr(sql, sql_name(ctx, t->fid)) != NULL ||
	       strstr(sql, sql_name(ctx, t->geometry)) != NULL;
}

/* The base and the joined columns, as one table. Of the columns only those that `used` names, so that a layer
   may have more of them than SQLite lets a table have. Where nothing is asked of the joined columns but their
   values, the base leads. */
static char *with_joined(const void *ctx, const struct layer *layer, const struct sql_table *t,
                         const char *used, bool asked)
{
	char *sql = mem_printf(ctx, "(SELECT b.%s, b.%s, j.\"" TABLE_SQL_PLACE "\"", sql_name(ctx, t->fid),
	                       sql_name(ctx, t->geometry));

	for (size_t i = 0; i < layer->n_columns; i++) {
		const char *name = sql_name(ctx, layer->columns[i].name);
		if (strstr(used, name) != NULL)
			sql = mem_check(talloc_asprintf_append_buffer(sql, ", %s.%s",
			                                              i < layer->joined->first ? "b" : "j", name));
	}
	return mem_check(talloc_asprintf_append_buffer(
		sql, " FROM %s AS b %s JOIN %s AS j ON j.\"" TABLE_SQL_ID "\" = b.%s)",
		sql_name(ctx, layer->source.table), asked ? "" : "CROSS", sql_name(ctx, t->joined),
		sql_name(ctx, t->fid)));
}

/* `values` and `rest` are what stands before and after it. */
static char *from(const void *ctx, const struct layer *layer, const struct sql_table *t, const char *values,
                  const char *rest)
{
	const char *table = layer->source.table, *dot;

	if (t->joined != NULL)
		return with_joined(ctx, layer, t, mem_printf(ctx, "%s%s", values, rest),
		                   names_joined(ctx, layer, rest));
	if (t->kind == SQL_ANY)
		return renamed(ctx, t, table);

	/* PostGIS: "schema.table" is two names */
	if (text_starts(layer->source.uri, "PG:") && (dot = strchr(table, '.')) != NULL)
		return mem_printf(ctx, "%s.%s", sql_name(ctx, mem_strndup(ctx, table, (size_t)(dot - table))),
		                  sql_name(ctx, dot + 1));
	return sql_name(ctx, table);
}

/* Whether the joined table can give its rows in the order asked: it is asked for something, and for no order by
   columns of the base but the id. */
static bool joined_leads(const void *ctx, const struct feature_query *q, const struct sql_table *t,
                         const char *where)
{
	bool asked = t->joined != NULL && t->placed && (q->n_sort > 0 || names_joined(ctx, q->layer, where));

	for (size_t i = 0; asked && i < q->n_sort; i++)
		asked = layer_column(q->layer, q->sort[i].column) >= q->layer->columns + q->layer->joined->first;
	return asked;
}

/* What a column is sorted by. Our own data files may hold moments that are written in more than one way. */
static const char *sort_key(const void *ctx, const struct layer *layer, const char *column)
{
	const char *name = sql_name(ctx, column);
	bool moments = !layer->source.referenced && layer_column(layer, column)->type == COLUMN_DATETIME;

	return moments ? mem_printf(ctx, "strftime('%%Y-%%m-%%dT%%H:%%M:%%f', %s)", name) : name;
}

/* The order of the answer and its page; one feature needs neither. */
static char *ordered(const void *ctx, const struct feature_query *q, const char *id)
{
	char *sql = mem_strdup(ctx, " ORDER BY ");

	if (q->id != NULL)
		return mem_strdup(ctx, "");
	for (size_t i = 0; i < q->n_sort; i++)
		sql = mem_check(talloc_asprintf_append(sql, "%s%s, ", sort_key(ctx, q->layer, q->sort[i].column),
		                                       q->sort[i].descending ? " DESC" : ""));
	sql = mem_check(talloc_asprintf_append(sql, "%s", id));
	if (q->limit >= 0 || q->offset > 0)
		sql = mem_check(talloc_asprintf_append(sql, " LIMIT %lld OFFSET %lld",
		                                       q->limit >= 0 ? (long long)q->limit : INT64_MAX,
		                                       (long long)q->offset));
	return sql;
}

char *sql_select(const void *ctx, const struct feature_query *q, const struct sql_table *t,
                 const char *where)
{
	const struct layer *layer = q->layer;
	const struct column *id = id_column(q);
	bool is_text = id != NULL && id->type == COLUMN_STRING;
	const char *name = id_name(ctx, q, t);
	char *sql = mem_printf(ctx, is_text ? "SELECT %s AS \"jointure id\""
	                                    : "SELECT CAST(%s AS TEXT) AS \"jointure id\"", name);

	if (q->geometry && *t->geometry != '\0')
		sql = mem_check(talloc_asprintf_append(sql, ", %s", sql_name(ctx, t->geometry)));
	for (size_t i = 0; i < layer->n_columns; i++)
		if (q->wanted == NULL || q->wanted[i])
			sql = mem_check(talloc_asprintf_append(sql, ", %s",
			                                       sql_name(ctx, layer->columns[i].name)));
	const char *last = joined_leads(ctx, q, t, where) ? "\"" TABLE_SQL_PLACE "\"" : name;
	const char *rest = mem_printf(ctx, "%s%s", where, ordered(ctx, q, last));
	return mem_check(talloc_asprintf_append(sql, " FROM %s%s", from(ctx, layer, t, sql, rest), rest));
}

/* Each feature has its row: conditions on joined columns alone are counted there. */
char *sql_count(const void *ctx, const struct feature_query *q, const struct sql_table *t,
                const char *where)
{
	bool alone = t->joined != NULL && !names_base(ctx, q->layer, t, where);

	return mem_printf(ctx, "SELECT COUNT(*) AS n FROM %s%s",
	                  alone ? sql_name(ctx, t->joined) : from(ctx, q->layer, t, "", where), where);
}
