/* One change of the stored joins in the making. Only for src/catalogue/joins*.c. */
#ifndef JT_CATALOGUE_JOINS_CHANGE_H
#define JT_CATALOGUE_JOINS_CHANGE_H

#include "catalogue/editing.h"
#include "catalogue/joins_row.h"

/* Of the row nothing but the identifier stays, so that workers notice. */
bool join_row_remove(struct change *c, const char *id);

/* The same when whoever asks may delete it (joins_delete), else ERR_NOT_FOUND. */
bool join_row_delete(struct change *c, const char *id, int64_t organisation, enum level level, bool operator);

#endif
