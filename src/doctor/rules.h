/* The repairs, one rule each. A rule is pure: what was written goes in, what was meant comes
   out, or NULL when it has nothing to say. A rule proposes; only a key that the framework has
   is taken. */
#ifndef JT_DOCTOR_RULES_H
#define JT_DOCTOR_RULES_H

#include "doctor/shape.h"

#define RULE_ROOM 64  /* a rule has nothing to say of longer text */

enum rule {
	/* tidying: one after the other, each on what the one before left */
	RULE_QUOTES,           /* '01001   "01001"   ="01001" */
	RULE_SPACES,           /* ends and inside, U+00A0, U+202F, U+2009, zero width */
	RULE_CASE,             /* 2a004 */
	RULE_DECIMALS,         /* 1001.0   1001,00 */
	RULE_SCIENTIFIC,       /* 1,001E+03, unless digits may be lost (1E+03) */
	RULE_THOUSANDS,        /* 1,001   1.001 */
	RULE_LETTER_O,         /* O1001 */
	/* reading: each on its own on what the tidying left */
	RULE_MARKS,            /* 01-001   2A/004 */
	RULE_PREFIX,           /* FR_01001   FR-75   FR.75; without a mark for communes only */
	RULE_LEADING_ZERO,     /* 1001 -> 01001: digits, padded to the length of the shortest key */
	RULE_EXTRA_ZEROS,      /* 001 -> 01, 02A -> 2A: longer than the code of that territory */
	RULE_CORSICA_A,        /* 20004 -> 2A004; refused where 2B004 is a key too and nothing settles it */
	RULE_CORSICA_B,
	RULE_CADASTRE,         /* 010001, 2A0004, 971101: département (2), direction of the tax office (1; 0, or as
	                          below), commune (3) -> 01001, 2A004, 97101. Directions but 0: 1 and 2 in
	                          13, 59 and 92; 4 to 8 in 75; in 97 the third digit of the
	                          département, which begins the commune's number too */
	RULE_MAYOTTE,          /* 985xx -> 976xx: the code before 2011 */
	RULE_SIRET,            /* fourteen digits: the SIREN is the first nine */
	/* by look-up */
	RULE_ALIAS,            /* a code of another list: NUTS, LAU, SIREN */
	RULE_PARTS,            /* made of two columns */
	RULE_NAME,             /* a name, case, accents, "St", articles and hyphens aside */
	RULE_NAME_IN_PARENT,   /* a name that its département settles */
	RULE_RENAMED,          /* the key that the territory had in another year */
	RULE_SUCCESSOR,        /* on request: merged into this one */
	RULE_ARRONDISSEMENT,   /* on request: of Paris, Lyon, Marseille */
	RULES
};

struct rule_entry {
	const char *name;      /* "leading-zero": in reports and in what undoes it */
	struct text title;     /* what was done, in a few words */
	/* NULL for those by look-up. `room` has RULE_ROOM bytes; the answer is in it. */
	const char *(*apply)(const struct shape *shape, const char *code, char *room);
};

const struct rule_entry *rule_entry(enum rule rule);

/* A number in scientific notation whose digits are not all there: 1E+03, 9,5E+08. */
bool scientific_lost(const char *code);

#endif
