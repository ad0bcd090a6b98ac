/* A small made-up country with the faults of a large one: twelve départements of 300 communes each. */
#ifndef JT_TESTS_DOCTOR_SMALL_H
#define JT_TESTS_DOCTOR_SMALL_H

#include "doctor/report.h"

enum { SMALL_COMMUNES, SMALL_DEPARTEMENTS, SMALL_CANTONS, SMALL };

/* Communes 01001 "Lieu 01-1" ...; 01001 and 02001 are both "Sainte-Homonymie"; 75056, 13055, 69123. Merged: 01901 and
   01902 into 01001; 01903 was renumbered 01002; 02901 came later out of 02002. Aliases: NUTS of 01002. Cantons have the
   keys of the départements. */
struct doctor_framework *small_country(const void *ctx);

/* A table of text cells, the names first. */
struct table *small_table(const void *ctx, size_t rows, size_t columns, const char *const *cells);

/* The report as a JSON document. */
void small_json(const struct report *r, struct out *out);

#endif
