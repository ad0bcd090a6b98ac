/* The names of a framework's territories, as its own columns have them. */
#ifndef JT_TJS_TITLES_H
#define JT_TJS_TITLES_H

#include "service/service.h"
#include "table/table.h"

/* The column of names, whose row i is feature i; NULL where none holds them. */
bool tjs_titles(const struct table_column **titles, const struct exchange *x, const struct framework *f, struct err *err);

/* The name of a feature, or NULL. */
static inline const char *tjs_title(const struct table_column *titles, uint32_t feature)
{
	bool there = titles != NULL && (titles->states == NULL || titles->states[feature] == VALUE_PRESENT);
	return there ? titles->text.pool + titles->text.offsets[feature] : NULL;
}

#endif
