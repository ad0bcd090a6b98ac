/* What is inside a lease of source_pool.h: for the files of this folder. */
#ifndef JT_GEOMETRY_LEASE_H
#define JT_GEOMETRY_LEASE_H

#include "geometry/gdal_source.h"
#include "geometry/source_pool.h"

struct source_lease {
	struct gdal_source *source;
	struct source_pool *pool;     /* NULL: opened for this lease alone */
	struct entry *entry;
	bool fresh;                   /* opened just now: a failure is not an old connection's */
};

/* What table_sql_new asks for: which of its tables this connection has. */
uint64_t *source_tables(const struct source_lease *lease);

/* How many rows a question had, of data that never change: kept with the open source. `of` is what they were asked of
   beside the source: the version of a join, or "". */
bool source_counted(const struct source_lease *lease, const char *of, const char *sql, int64_t *n);
void source_count_keep(const struct source_lease *lease, const char *of, const char *sql, int64_t n);

#endif
