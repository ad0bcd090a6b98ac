/* The questions that features.c puts to a source, as SQL in its own dialect. Names come from the
   catalogue and are quoted; values are checked against their column's type and quoted. */
#ifndef JT_GEOMETRY_FEATURES_SQL_H
#define JT_GEOMETRY_FEATURES_SQL_H

#include "geometry/features.h"

enum sql_kind {
	SQL_GEOPACKAGE,               /* SQLite with Spatialite's functions and R-trees */
	SQL_ANY,                      /* the same by GDAL's SQLITE dialect, over any driver */
	SQL_POSTGIS,
};

struct sql_table {
	enum sql_kind kind;
	const char *fid;              /* the column of the driver's own identifier */
	const char *geometry;         /* column */
	bool indexed;                 /* GeoPackage: has an R-tree */
	const char *joined;           /* table of the joined columns (table_sql.h), or NULL */
	bool placed;                  /* its places are the order of the id */
};

/* The conditions of a query: " WHERE ..." or "". NULL and `err` when a value does not suit its column. */
char *sql_where(const void *ctx, const struct feature_query *q, const struct sql_table *t,
                struct err *err);

/* The whole question. Field 0 of the answer is the id as text; columns keep their names. */
char *sql_select(const void *ctx, const struct feature_query *q, const struct sql_table *t,
                 const char *where);
char *sql_count(const void *ctx, const struct feature_query *q, const struct sql_table *t,
                const char *where);

/* "name" and 'value', with quotes inside doubled. */
char *sql_name(const void *ctx, const char *name);
char *sql_value(const void *ctx, const char *value);

/* The condition that a geometry meets q->bbox, or NULL and `err`. */
char *sql_meets(const void *ctx, const struct feature_query *q, const struct sql_table *t,
                struct err *err);

#endif
