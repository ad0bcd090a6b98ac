/* From what was seen of one column and one framework to a proposal. */
#ifndef JT_DOCTOR_PROPOSE_H
#define JT_DOCTOR_PROPOSE_H

#include "doctor/evidence.h"

struct candidate {
	struct reader reader;
	size_t framework;
	double rate;               /* of the sample, by any means */
	double score;              /* for the order of the proposals */
	double overlap;
	struct doctor_proposal proposal;
	uint32_t *feature;         /* per row */
};

/* Reads all rows and draws up the proposal, without its rank among others. Texts hang from ctx,
   the rest from scratch. */
void propose(struct candidate *c, const void *ctx, const void *scratch, const struct sample *s);

/* The sentence of a proposal; after its verdict is known. */
void propose_reason(struct candidate *c, const void *ctx);

#endif
