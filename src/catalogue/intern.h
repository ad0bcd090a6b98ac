/* Equal texts kept once: a catalogue says the same licence, column and unit thousands of times. */
#ifndef JT_CATALOGUE_INTERN_H
#define JT_CATALOGUE_INTERN_H

#include "base/mem.h"

struct intern;

/* The texts become children of `keep`; the table itself lives in `ctx`. */
struct intern *intern_new(const void *ctx, const void *keep);

/* The one copy of `s`; NULL counts as "". */
const char *intern(struct intern *table, const char *s);

#endif
