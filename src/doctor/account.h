/* The account of a join: what became of each row and of each territory, and why. Nothing is
   lost in silence: every row is matched, or has a reason; every territory without a row has one
   too. */
#ifndef JT_DOCTOR_ACCOUNT_H
#define JT_DOCTOR_ACCOUNT_H

#include "doctor/pass.h"

/* What is done on request only. */
struct doctor_wishes {
	bool successors;       /* rows of merged territories go to the successor (add them up: REDUCE_SUM) */
	bool arrondissements;  /* rows of municipal arrondissements go to Paris, Lyon, Marseille */
};

enum feature_reason {
	FEATURE_MATCHED,
	FEATURE_PARTS,         /* rows of what was merged into it are there, and were not asked to be added */
	FEATURE_ROW_REFUSED,   /* a row may mean it, and was refused */
	FEATURE_NEWER,         /* another version of the series, which the table follows, lacks it */
	FEATURE_PARENT,        /* the table has nothing in the whole parent territory */
	FEATURE_NO_ROW,
	FEATURE_REASONS
};

struct doctor_account {
	const struct table *table;
	const struct doctor_framework *framework;
	struct doctor_proposal proposal;
	struct doctor_wishes wishes;
	struct pass rows;                      /* rows.feature is what join_plan.matched takes */
	size_t n_keys_without_row;             /* features */
	size_t n_duplicated;                   /* features with several rows */
	size_t n_rows_duplicated;              /* rows beyond the first of a feature */
	size_t by_rule[RULES], by_reason[ROW_REASONS], by_feature_reason[FEATURE_REASONS];
	uint8_t *feature_reason;               /* per feature */
	uint32_t *feature_row;                 /* per feature: a row that explains the reason, or KEY_NONE */
	const char *other_version;             /* that explains ROW_OTHER_VERSION and FEATURE_NEWER */
};

/* Carries a proposal out. What it leaves hangs from ctx and lends from the table and the
   frameworks. */
bool doctor_treat(struct doctor_account *a, const void *ctx, const struct table *table,
                  const struct doctor_framework *frameworks, size_t n,
                  const struct doctor_proposal *proposal, const struct doctor_wishes *wishes,
                  struct err *err);

/* A row's key as the table wrote it ("" when it has none), in ctx: what undoes a repair. */
const char *doctor_written(const struct doctor_account *a, const void *ctx, size_t row);

/* "merged", "other-version" ...; and the reason in words. */
const char *row_reason_name(enum row_reason reason);
struct text row_reason_title(enum row_reason reason);
const char *feature_reason_name(enum feature_reason reason);
struct text feature_reason_title(enum feature_reason reason);

/* What one might do about a row without a feature or a feature without a row; empty where
   nothing helps. */
struct text doctor_row_advice(const struct doctor_account *a, const void *ctx, size_t row);
struct text doctor_feature_advice(const struct doctor_account *a, const void *ctx, size_t feature);

#endif
