/* All rows of a table, read one after the other: what the account and the rates are drawn from. */
#ifndef JT_DOCTOR_PASS_H
#define JT_DOCTOR_PASS_H

#include "doctor/reader.h"

struct pass {
	size_t n_rows, n_features;             /* of the table, of the framework */
	uint32_t *feature, *rules, *hint, *former;  /* per row, as in struct finding */
	uint8_t *reason;                       /* per row: enum row_reason */
	uint32_t *feature_rows;                /* per feature */
	size_t n_keyed;                        /* rows with something in the key columns, sums left out */
	size_t n_exact, n_repaired;            /* rows matched as written, and by rules */
	size_t n_explained;                    /* rows unmatched for a reason of the code lists */
	size_t n_matched;                      /* features with a row at least */
};

void pass_run(struct pass *p, const void *ctx, const struct reader *r);

/* Rules that leave the key as it was written: two columns one after the other. */
bool pass_is_exact(uint32_t rules);

/* A reason that the code lists give, so that the column is still that key. */
bool pass_is_explained(enum row_reason reason);

#endif
