/* A stored join as a row: what the joins*.c files share. Only for them. */
#ifndef JT_CATALOGUE_JOINS_ROW_H
#define JT_CATALOGUE_JOINS_ROW_H

#include "catalogue/joins.h"
#include "db/db.h"

/* In the order in which join_row_read reads them. */
#define JOIN_COLUMNS \
	"id, version, sequence, created, refreshed, expires, organisation, level, visibility, " \
	"series, framework_version, base_digest, dataset, source, title_fr, title_en, mapping, " \
	"n_rows, matched, bytes, parts"

/* The present row, on its own in ctx. */
bool join_row_read(struct stored_join *j, const void *ctx, struct db_query *q, struct err *err);

extern const char *const join_visibilities[];

/* Abstract, columns, attributes and styles as one text, and back. */
char *join_parts_write(const void *ctx, const struct stored_join *j);
bool join_parts_read(struct stored_join *j, const void *ctx, const char *parts, struct err *err);

#endif
