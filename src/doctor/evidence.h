/* What speaks for a column being the key, and what against it. */
#ifndef JT_DOCTOR_EVIDENCE_H
#define JT_DOCTOR_EVIDENCE_H

#include "doctor/pass.h"

#define SAMPLE_MOST 400

/* Rows evenly spread over the table. */
struct sample {
	uint32_t row[SAMPLE_MOST];
	size_t n;
};
void sample_of(struct sample *s, size_t n_rows);

/* Finds the columns that bear a reading out, and sets them in the reader where they are to be
   trusted: a label column that agrees with nine of ten matched territories, a parent column
   likewise. */
struct witnesses {
	size_t label_column;       /* the best, trusted or not; DOCTOR_NO_COLUMN where there is none */
	double label_agreement;    /* 0..1 */
	size_t strange_column;     /* bears names of territories, and those of others than the matched ones */
};
void witnesses_find(struct witnesses *w, struct reader *r, const struct sample *s);

/* Codes that look like those of communes and are none; the warning says what they are. False
   where there is nothing to say. */
bool lookalike_postal(const struct reader *r, const struct sample *s, struct text *warning);
bool lookalike_constituency(const struct reader *r, struct text *warning);

/* The share of the features in the parents that the rows touch, other keys of the table counted
   against it. */
double evidence_overlap(const struct reader *r, const struct pass *p);

/* How well the name of a column goes with a framework: 0..1. */
double evidence_name(const struct lookup *l, const char *column);

#endif
