/* A table as a data file: a GeoPackage without geometries ("attributes"), which QGIS opens as a table. */
#ifndef JT_TABLE_WRITE_H
#define JT_TABLE_WRITE_H

#include "base/err.h"
#include "table/table.h"

/* Writes a new GeoPackage at `path` with one table `name`; columns under their own names, values that are not present as
   NULL. Why a number is not there (secret, not applicable) stands in a text column of its own, named after it
   with TABLE_STATE behind, where there is such a value. The same table gives the same bytes. Nothing stays on
   failure. */
bool table_write(const void *ctx, const char *path, const char *name, const char *title, const struct table *table,
                 struct err *err);

#define TABLE_STATE "_state"
extern const char *const table_states[4];   /* of enum value_state: NULL, NULL, "secret", "not-applicable" */

/* Undoes that in a table that was read: the states go to the values, and the columns of states go. */
void table_take_states(struct table *table);

#endif
