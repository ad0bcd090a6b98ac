/* The real frameworks of the data pack, with what became of their keys: for tests of the doctor. */
#ifndef JT_TESTS_DOCTOR_COUNTRY_H
#define JT_TESTS_DOCTOR_COUNTRY_H

#include "doctor/doctor.h"

enum { COMMUNES_2022, COMMUNES_2018, EPCI, DEPARTEMENTS, REGIONS, IRIS, COUNTIES, FRAMEWORKS };

struct country {
	struct doctor_framework f[FRAMEWORKS];
	const char *tables;        /* the folder of the tables */
	bool history;              /* the code lists of 2016, 2022 and 2026 were found: keys of other years are known */
};

/* NULL where JOINTURE_SHARED has no data pack. The code lists are those of the npm packages of the demo
   (@etalab/decoupage-administratif 0.3.0, 2.3.1 and 6.0.0), where demo/node_modules has them. */
struct country *country_load(const void *ctx);

/* A table of the pack as publishing reads it. */
struct table *country_table(const void *ctx, const struct country *c, const char *file);

#endif
