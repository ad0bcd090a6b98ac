/* What the doctor thinks of a table, for programs: the answer to an ORDER_LOOK. */
#ifndef JT_JOINING_LOOK_H
#define JT_JOINING_LOOK_H

#include "base/json.h"
#include "joining/joining.h"

/* {"table":{"format","encoding","rows","columns":[{"name","type","kind","first":[...]}]},"summary":{"fr","en"},
   "proposals":[{"framework","version","columns","reading","verdict","confidence","rows","matchedAsWritten","repaired",
   "territories","reason":{"fr","en"},"warning":{"fr","en"}}]}, into an object that is open. `rows`: how many of the
   first cells of each column are shown. */
void look_write(const struct joined_result *r, size_t rows, struct json *w);

/* The short account of a join that was made, into an object that is open: {"framework","version","rows","matched",
   "withoutRow","unmatchedRows","repaired","duplicates","attributes":[...]}. */
void look_write_counts(const struct joined_result *r, struct json *w);

#endif
