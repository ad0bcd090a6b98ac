/* Joined columns as a table that SQLite's SQL reads, on the connection that GDAL has open to the base's GeoPackage:
   nothing is copied. The one file that knows SQLite's interface for such tables. */
#ifndef JT_GEOMETRY_TABLE_SQL_H
#define JT_GEOMETRY_TABLE_SQL_H

#include "catalogue/catalogue.h"
#include "table/table.h"

/* Columns that no catalogue has names like: the id of a row's feature, and the place of the row in the order of keys. To
   sort by columns of this table, and by TABLE_SQL_PLACE last, costs no sorter. */
#define TABLE_SQL_ID "jointure row"
#define TABLE_SQL_PLACE "jointure place"

struct table_sql_rows {
	const struct table *table;
	const struct column *columns; /* one for each of the table: their names */
	const int64_t *ids;           /* of the features, ascending; as many as rows */
	const uint32_t *by_key;       /* rows in the order of their keys; NULL: as they stand */
};

/* A table of a connection, while this lives. It must go before the connection, and after the last question
   to it; `rows` and what it points to must live as long. */
struct table_sql;

/* `sqlite` is a sqlite3 *. `taken` belongs to the connection: one bit for each table that it has. NULL and `err`
   when SQLite refuses (too many columns, a name twice). */
struct table_sql *table_sql_new(const void *ctx, void *sqlite, uint64_t *taken,
                                const struct table_sql_rows *rows, struct err *err);

/* The name of the table: unlike that of any other of the connection. */
const char *table_sql_name(const struct table_sql *t);

#endif
